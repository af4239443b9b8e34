"""A schedule that rings every second what rings every morning; read by the schedulers of test_restarted_broker.py."""

from cchc_portal.celery import app

app.conf.beat_schedule = {
    "remind": {"task": "indicators.remind", "schedule": 1},
    "deliver": {"task": "indicators.deliver", "schedule": 1},
    "reconcile": {"task": "jobs.reconcile", "schedule": 1},
}
