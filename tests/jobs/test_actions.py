import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from cchc_portal.jobs import actions
from cchc_portal.jobs.actions import GAVE_UP, LEASE, MOST_ATTEMPTS, WILL_TRY_AGAIN, Progress
from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from cchc_portal.kit.refusals import Refused
from tests.factories.audit import someone
from tests.factories.jobs import IN_STATE, abandon, age, done, failed, queued, running
from tests.jobs.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

QUEUED, RUNNING, DONE, FAILED = JobState

MOVES = {  # what becomes of a job in each state
    "claim": {QUEUED: RUNNING, RUNNING: RUNNING, DONE: DONE, FAILED: FAILED},
    "heartbeat": {QUEUED: QUEUED, RUNNING: RUNNING, DONE: DONE, FAILED: FAILED},
    "apply": {QUEUED: QUEUED, RUNNING: RUNNING, DONE: DONE, FAILED: FAILED},
    "finish": {QUEUED: QUEUED, RUNNING: DONE, DONE: DONE, FAILED: FAILED},
    "fail": {QUEUED: QUEUED, RUNNING: FAILED, DONE: DONE, FAILED: FAILED},
    "refuse": {QUEUED: QUEUED, RUNNING: FAILED, DONE: DONE, FAILED: FAILED},
    "give_back": {QUEUED: QUEUED, RUNNING: QUEUED, DONE: DONE, FAILED: FAILED},
    "retry": {QUEUED: QUEUED, RUNNING: RUNNING, DONE: DONE, FAILED: QUEUED},
}
DEEDS = {
    "claim": lambda job: actions.claim(job.pk),
    "heartbeat": lambda job: actions.heartbeat(job_id=job.pk, fence=job.fence, progress=Progress()),
    "apply": lambda job: actions.apply(job_id=job.pk, fence=job.fence),
    "finish": lambda job: actions.finish(job_id=job.pk, fence=job.fence),
    "fail": lambda job: actions.fail(job_id=job.pk, fence=job.fence, error="Không được."),
    "refuse": lambda job: actions.refuse(job_id=job.pk, fence=job.fence, error="Không được."),
    "give_back": lambda job: actions.give_back(job_id=job.pk, fence=job.fence),
    "retry": lambda job: actions.retry(job_id=job.pk),
}
TABLE = [(deed, state, target) for deed, row in MOVES.items() for state, target in row.items()]


@pytest.mark.parametrize(("deed", "state", "target"), TABLE)
def test_a_deed_moves_a_job_as_the_table_says(deed, state, target):
    job = IN_STATE[state]()

    DEEDS[deed](job)

    assert Job.objects.get(pk=job.pk).state == target


@pytest.mark.parametrize("deed", ["heartbeat", "apply", "finish", "fail", "refuse", "give_back"])
def test_a_worker_with_an_old_fence_changes_nothing(deed):
    zombie = running()
    abandon(zombie)
    heir = actions.claim(zombie.pk)

    changed = DEEDS[deed](zombie)

    assert changed is False
    assert Job.objects.filter(pk=heir.pk).values().get() == Job.objects.filter(pk=heir.pk, fence=2).values().get()
    assert (heir.fence, heir.state, heir.attempts) == (2, RUNNING, 2)


def test_start_keeps_what_is_asked_and_rings_after_commit(bell):
    an = someone()

    with transaction.atomic():
        job = actions.start("dossiers.import", key="upload:7", params={"upload": 7}, by=an, label="Nhập ho-so.xlsx")
        early = bell()

    assert (job.kind, job.key, job.params, job.owner) == ("dossiers.import", "upload:7", {"upload": 7}, an)
    assert (job.state, job.label, job.fence, job.attempts) == (QUEUED, "Nhập ho-so.xlsx", 0, 0)
    assert early == []
    assert bell() == [("jobs.run", str(job.pk))]


def test_start_returns_the_active_job_of_the_key(bell):
    first = queued(key="a")
    bell()

    assert queued(key="a") == first
    assert actions.claim(first.pk) == first
    assert queued(key="a") == first
    assert bell() == []
    assert queued(key="b") != first


def test_start_makes_a_new_job_once_the_former_ended():
    first = done(key="a")

    assert queued(key="a") != first


def test_start_by_20_clicks_at_once_makes_one_job(bell):
    jobs = at_once(20, lambda: queued(key="a"))

    assert {job.pk for job in jobs} == {Job.objects.get().pk}
    assert bell() == [("jobs.run", str(jobs[0].pk))]


def test_start_succeeds_without_a_broker_and_reconcile_rings_later(bell):
    bell.at("redis+socket:///nowhere/redis.sock")
    job = queued()
    bell.at("memory://")
    assert bell() == []

    young = actions.reconcile()
    age(job)
    old = actions.reconcile()

    assert (young, old) == (0, 1)
    assert bell() == [("jobs.run", str(job.pk))]


def test_claim_gives_a_lease_of_the_database_clock():
    start = timezone.now()

    job = running()

    assert start + LEASE <= job.lease_until <= timezone.now() + LEASE
    assert start <= job.started_at <= timezone.now()
    assert actions.claim(job.pk) is None


def test_claim_by_8_workers_at_once_succeeds_once():
    job = queued()

    claims = at_once(8, lambda: actions.claim(job.pk))

    assert sorted(claim is None for claim in claims) == [False] + [True] * 7
    assert Job.objects.get().attempts == 1


def test_claim_refuses_a_fourth_attempt():
    job = queued()
    for _ in range(MOST_ATTEMPTS):
        actions.claim(job.pk)
        abandon(job)

    assert actions.claim(job.pk) is None


def test_heartbeat_prolongs_the_lease_and_shows_progress():
    job = running()
    abandon(job)

    held = actions.heartbeat(job_id=job.pk, fence=job.fence, progress=Progress(30, 120, "Đang đọc tệp"))

    after = Job.objects.get()
    assert held is True
    assert (after.done, after.total, after.message, after.percent) == (30, 120, "Đang đọc tệp", 25)
    assert after.lease_until > timezone.now()


def test_give_back_fails_after_the_last_attempt():
    job = running()
    for _ in range(MOST_ATTEMPTS - 1):
        actions.give_back(job_id=job.pk, fence=job.fence)
        assert Job.objects.get().message == WILL_TRY_AGAIN
        job = actions.claim(job.pk)

    actions.give_back(job_id=job.pk, fence=job.fence)

    job = Job.objects.get()
    assert (job.state, job.error, job.attempts) == (FAILED, GAVE_UP, MOST_ATTEMPTS)


def test_retry_starts_again_from_nothing(bell):
    job = failed()
    bell()

    job = actions.retry(job_id=job.pk)

    assert (job.state, job.attempts, job.done, job.error) == (QUEUED, 0, 0, "")
    assert (job.started_at, job.finished_at) == (None, None)
    assert bell() == [("jobs.run", str(job.pk))]


def test_retry_twice_rings_once(bell):
    job = failed()
    bell()

    actions.retry(job_id=job.pk)
    actions.retry(job_id=job.pk)

    assert len(bell()) == 1


def test_retry_refuses_while_the_key_has_an_active_job():
    job = failed(key="a")
    queued(key="a")

    with pytest.raises(Refused) as refusal:
        actions.retry(job_id=job.pk)

    assert str(refusal.value) == "Việc này đang chạy ở một lượt khác; hãy xem trang Tiến trình."


def test_reconcile_rings_for_abandoned_jobs_and_leaves_the_living(bell):
    abandoned, living, ended = running(key="a"), running(key="b"), done(key="c")
    abandon(abandoned)
    bell()

    count = actions.reconcile()

    assert count == 1
    assert bell() == [("jobs.run", str(abandoned.pk))]
    assert [Job.objects.get(pk=job.pk).state for job in (living, ended)] == [RUNNING, DONE]


def test_reconcile_gives_up_after_three_attempts():
    job = running()
    for _ in range(MOST_ATTEMPTS - 1):
        abandon(job)
        actions.claim(job.pk)
    abandon(job)

    count = actions.reconcile()

    job = Job.objects.get()
    assert (count, job.state, job.error) == (0, FAILED, GAVE_UP)


def test_reconcile_twice_at_once_still_lets_one_worker_in(bell):
    job = queued()
    age(job)
    bell()

    at_once(2, actions.reconcile)

    assert bell() == [("jobs.run", str(job.pk))] * 2
    assert len([claim for claim in at_once(2, lambda: actions.claim(job.pk)) if claim]) == 1


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "paused"}, "job_finished_iff_ended"),
        ({"state": "done"}, "job_finished_iff_ended"),
        ({"state": "running"}, "job_leased_iff_running"),
        ({"error": "Hỏng."}, "job_says_why_iff_failed"),
        ({"file": "jobs/a.xlsx"}, "job_file_has_a_name"),
    ],
)
def test_the_database_refuses_impossible_jobs(fields, constraint):
    job = queued()

    with pytest.raises(IntegrityError, match=constraint):
        Job.objects.filter(pk=job.pk).update(**fields)


def test_visible_to_shows_own_jobs_and_everything_to_the_wide():
    an, binh = someone(), someone()
    own, other, nobody = queued(an, key="a"), queued(binh, key="b"), queued(key="c")

    assert list(Job.objects.visible_to(an)) == [own]
    assert list(Job.objects.visible_to(AnonymousUser())) == []
    assert set(Job.objects.visible_to(an, wide=True)) == {own, other, nobody}


def test_a_job_is_named_by_its_label():
    assert str(queued(label="Nhập ho-so.xlsx")) == "Nhập ho-so.xlsx"
