"""The pulse of a running job: progress that others see, the lease it prolongs, and no thread left behind."""

import threading
import time

import pytest
from django.db import connection, transaction

from cchc_portal.jobs import pulse
from cchc_portal.jobs.work import run_job
from tests.factories.jobs import abandon, everything, queued
from tests.jobs.threads import elsewhere
from units.models import Block

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for(question, seconds=5):
    """Whether the answer became true in time."""
    until = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < until:
        time.sleep(0.05)
    return answer


def test_progress_is_seen_by_others_while_the_work_is_one_long_transaction(handler):
    seen = []

    def shown():
        return everything().filter(done=30, total=120, message="Đang đọc tệp").exists()

    @handler
    def work(run):
        with transaction.atomic():
            Block.objects.create(code="long", name="long")
            run.progress(30, 120, "Đang đọc tệp")
            seen.append(elsewhere(lambda: wait_for(shown)))
            seen.append(elsewhere(Block.objects.count))
            run.guard()

    run_job(queued().pk)

    assert seen == [True, 0]
    assert Block.objects.count() == 1


def test_progress_is_written_at_most_twice_a_second(handler):
    seen = set()

    @handler
    def work(run):
        until, step = time.monotonic() + 1.2, 0
        while time.monotonic() < until:
            step += 1
            run.progress(step, 10**6)
            seen.add(everything().values_list("done", flat=True).get())

    run_job(queued().pk)

    assert 1 <= len(seen - {0}) <= 2  # a starved machine may sleep through one of the two


def test_pulse_writes_nothing_while_there_is_nothing_to_say(handler):
    job, leases = queued(), set()

    @handler
    def work(run):
        for _ in range(2):
            leases.add(everything().get(pk=job.pk).lease_until)
            time.sleep(0.6)
        leases.add(everything().get(pk=job.pk).lease_until)

    run_job(job.pk)

    assert len(leases) == 1


def test_pulse_prolongs_the_lease_without_progress(handler, monkeypatch):
    monkeypatch.setattr(pulse, "BEAT", 0)
    job, alive = queued(), []

    @handler
    def work(run):
        abandon(job)
        alive.append(wait_for(lambda: not everything().abandoned().exists()))

    run_job(job.pk)

    assert alive == [True]


def test_pulse_survives_the_loss_of_its_connection(handler):
    shown = []

    def cut():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE '%%jobs_job%%' AND pid <> pg_backend_pid()"
            )

    @handler
    def work(run):
        for step in (1, 2, 3):
            run.progress(step, 3)
            shown.append(wait_for(lambda step=step: everything().filter(done=step).exists(), seconds=1.2))
            if step == 1:
                cut()

    run_job(queued().pk)

    assert (shown[0], shown[2]) == (True, True)


def test_run_job_leaves_no_thread_behind(handler):
    handler(lambda run: None)

    run_job(queued().pk)

    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("pulse")] == []
