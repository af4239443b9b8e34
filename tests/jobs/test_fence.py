"""A job has one effect, whoever runs it meanwhile: zombies, deaths in the middle, and the guard."""

import time

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.transaction import TransactionManagementError

from cchc_portal.jobs import actions
from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from tests.factories.jobs import abandon, queued
from tests.jobs.effects import effect, ended
from tests.jobs.threads import at_once, elsewhere
from units.models import Block

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files")]


def test_run_job_twice_at_once_has_one_effect(handler):
    @handler
    def work(run):
        time.sleep(0.2)
        effect(run, f"attempt-{run.fence}")

    job = queued()
    at_once(2, lambda: run_job(job.pk))
    run_job(job.pk)

    assert list(Block.objects.values_list("name", flat=True)) == ["attempt 1"]
    assert ended(job)[0] == JobState.DONE


def test_a_zombie_cannot_commit(handler):
    job = queued()

    @handler
    def work(run):
        if run.fence == 1:  # this worker falls asleep, its lease runs out, another takes over
            abandon(job)
            elsewhere(lambda: run_job(job.pk))
        effect(run, f"attempt-{run.fence}")
        return f"Lần {run.fence}."

    run_job(job.pk)

    assert list(Block.objects.values_list("name", flat=True)) == ["attempt 2"]
    assert ended(job) == (JobState.DONE, "Lần 2.", "")


def test_a_zombie_without_guard_leaves_neither_message_nor_file(handler, tmp_path):
    job = queued()

    @handler
    def work(run):
        if run.fence == 1:
            abandon(job)
            elsewhere(lambda: run_job(job.pk))
        (tmp_path / "ket-qua.xlsx").write_text(f"lần {run.fence}")
        run.attach(tmp_path / "ket-qua.xlsx", "Kết quả.xlsx")
        return f"Lần {run.fence}."

    run_job(job.pk)

    assert ended(job) == (JobState.DONE, "Lần 2.", "")
    assert default_storage.listdir(f"jobs/{job.pk}")[1] == ["2.xlsx"]
    assert Job.objects.get().file.read() == b"l\xe1\xba\xa7n 2"


def test_work_committed_by_a_worker_that_died_is_not_done_again(handler):
    @handler
    def work(run):
        effect(run, f"attempt-{run.fence}")

    job = actions.claim(queued().pk)
    with transaction.atomic():
        Block.objects.create(code="attempt-1", name="attempt 1")
        actions.apply(job_id=job.pk, fence=job.fence)
    abandon(job)

    run_job(job.pk)

    assert list(Block.objects.values_list("name", flat=True)) == ["attempt 1"]
    assert ended(job) == (JobState.DONE, "Đã làm xong từ lần chạy trước.", "")


def test_a_worker_killed_before_its_commit_leaves_nothing_and_the_next_does_all(handler):
    @handler
    def work(run):
        effect(run, f"attempt-{run.fence}")

    job = actions.claim(queued().pk)
    with transaction.atomic():
        Block.objects.create(code="attempt-1", name="attempt 1")
        actions.apply(job_id=job.pk, fence=job.fence)
        transaction.set_rollback(True)
    abandon(job)

    run_job(job.pk)

    assert list(Block.objects.values_list("name", flat=True)) == ["attempt 2"]


def test_guard_outside_a_transaction_is_refused(handler):
    raised = []

    @handler
    def work(run):
        try:
            run.guard()
        except TransactionManagementError as error:
            raised.append(str(error))

    run_job(queued().pk)

    assert raised == ["guard() protects the transaction it stands in: call it inside atomic()."]
