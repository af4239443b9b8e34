"""The worker and its rhythm; tasks are found in every app's tasks.py."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc_portal.settings")

app = Celery("cchc_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "check-evidence": {"task": "indicators.check_vault", "schedule": crontab(hour=3, minute=0)},
    "close-explanation-windows": {"task": "indicators.close_windows", "schedule": 60},
    "deliver-reminders": {"task": "indicators.deliver", "schedule": crontab(minute="*/5")},
    "forget-files-of-dossiers": {"task": "dossiers.forget_files", "schedule": crontab(hour=2, minute=40)},
    "forget-sessions": {"task": "units.forget_sessions", "schedule": crontab(hour=3, minute=20)},
    "note-head-of-the-trail": {"task": "audit.note_head", "schedule": crontab(hour=0, minute=30)},
    "reconcile-jobs": {"task": "jobs.reconcile", "schedule": 60},
    "remind": {"task": "indicators.remind", "schedule": crontab(hour=7, minute=0)},
    "reorganise-due-units": {"task": "units.reorganise_due", "schedule": crontab(hour=0, minute=5)},
    "scan-waiting-evidence": {"task": "indicators.scan_waiting_evidence", "schedule": crontab(minute="*/10")},
    "recalculate-open-periods": {"task": "indicators.recalculate_open_periods", "schedule": crontab(hour=1, minute=30)},
}
