"""A worker killed (kill -9) while it proposes or approves: nothing is half published, and the next one does all of it.

The moment is chosen by a lock: the worker stands still before the row it was about to write, and dies there.
"""

import contextlib
import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from cchc_portal.audit.facts import verify_chain
from cchc_portal.jobs.actions import reconcile
from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from indicators.enums import PeriodState
from indicators.models import Period
from reports.actions.requests import request_approval, request_proposal
from reports.models import Proposal, Publication, Release, Standing
from tests import workers
from tests.factories import jobs as make_job
from tests.factories import reports as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.deep]
PATIENCE = 60  # seconds


@contextlib.contextmanager
def nobody_writes(table: str) -> Iterator[None]:
    """Another session holds the table; whoever wants to write there waits."""
    known = connection.settings_dict
    other = psycopg2.connect(
        host=known["HOST"], port=known["PORT"], user=known["USER"], password=known["PASSWORD"], dbname=known["NAME"]
    )
    try:
        with other.cursor() as cursor:
            cursor.execute(f"lock table {table} in exclusive mode")
        yield
    finally:
        other.close()


def waits_for(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select 1 from pg_locks where not granted and relation = %s::regclass", [table])
        return cursor.fetchone() is not None


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, Job.objects.values_list("kind", "state", "error", "message")
        time.sleep(0.02)


def killed_before_it_writes(table: str, ask: Callable[[], Job], logs: Path) -> Job:
    """The job was taken by a worker that died before `table`; a minute later the house has noticed."""
    with nobody_writes(table):
        worker = workers.started(logs / f"{table}.log")
        try:
            job = ask()
            until(lambda: waits_for(table))
        finally:
            worker.kill()
            worker.wait()
    until(lambda: not waits_for(table))
    return job


def carried_on(job: Job, logs: Path) -> Job:
    """By the next worker, once the first is thought dead."""
    worker = workers.started(logs / "next.log")
    try:
        make_job.abandon(job)
        reconcile()
        until(lambda: Job.objects.get(pk=job.pk).state in (JobState.DONE, JobState.FAILED))
    finally:
        workers.stop(worker)
    return Job.objects.get(pk=job.pk)


@pytest.mark.parametrize("table", ["reports_publication", "reports_standing", "audit_auditevent", "reports_proposal"])
def test_an_approval_killed_before_any_of_its_writes_publishes_nothing_and_then_all(table: str, tmp_path: Path) -> None:
    period = make.appraised_period()
    proposal = make.proposed(period)

    def ask() -> Job:
        return request_approval(proposal_id=proposal.pk, by=make.leader(), now=dt.datetime.now(dt.UTC))

    job = killed_before_it_writes(table, ask, tmp_path)

    assert [model.objects.count() for model in (Publication, Standing, Release)] == [0, 0, 0]
    assert Period.objects.get(pk=period.pk).state != PeriodState.PUBLISHED
    assert carried_on(job, tmp_path).state == JobState.DONE
    assert Publication.objects.get().version == 1
    assert Standing.objects.count() == period.assessments.count()
    assert Period.objects.get(pk=period.pk).state == PeriodState.PUBLISHED
    assert verify_chain().sound


@pytest.mark.parametrize("table", ["reports_proposal", "audit_auditevent"])
def test_a_proposal_killed_before_any_of_its_writes_asks_nothing_and_then_once(table: str, tmp_path: Path) -> None:
    period = make.appraised_period()
    make.minutes(period)

    def ask() -> Job:
        by = make.coordinator()
        return request_proposal(
            period_id=period.pk, wording=make.wording(period), by=by, now=make.NOW, seen=period.version
        )

    job = killed_before_it_writes(table, ask, tmp_path)

    assert Proposal.objects.count() == 0
    assert carried_on(job, tmp_path).state == JobState.DONE
    assert Proposal.objects.count() == 1
    assert verify_chain().sound
