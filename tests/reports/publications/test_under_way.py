"""Proposing and approving by a worker: one job however often it is asked for, all of it or nothing, nothing lost."""

import datetime as dt

import pytest
from django.test import Client

from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import JobFailed, Lost, Run, run_job
from indicators.models import Assessment, Period
from reports.actions.requests import MOVED, PROOF_LASTS, TOO_LATE, request_approval, request_proposal
from reports.enums import Outcome
from reports.models import Proposal, Publication, Standing
from reports.tasks import approve_proposal, make_proposal
from tests.factories import jobs as make_job
from tests.factories import reports as make
from units.models import User

pytestmark = pytest.mark.django_db
NEW = "/cong-bo/moi/?period=nam-2026"
ASKS = {"HX-Request": "true", "HX-Target": "progress"}


@pytest.fixture
def period() -> Period:
    found = make.appraised_period()
    make.minutes(found)
    return found


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make.coordinator())
    return client


def asked(period: Period, **given: object) -> Job:
    by = make.coordinator()
    wording = make.wording(period, **given)
    return request_proposal(period_id=period.pk, wording=wording, by=by, now=make.NOW, seen=period.version)


def approval(proposal: Proposal, by: User, ago: dt.timedelta = dt.timedelta()) -> Job:
    return request_approval(proposal_id=proposal.pk, by=by, now=dt.datetime.now(dt.UTC) - ago)


def taken_from(job: Job) -> Run:
    """A worker that holds the job and is thought dead: another one has taken it since."""
    first = Run(claimed(job))
    make_job.abandon(job)
    claimed(job)
    return first


def claimed(job: Job) -> Job:
    return make_job.actions.claim(job.pk)


def test_the_form_sent_twice_is_one_job_and_then_there_is_no_form(coordinator: Client, period: Period) -> None:
    first, second = asked(period), asked(period)

    page = coordinator.get(NEW).content.decode()

    assert first == second
    assert f"{make.coordinator().full_name} gửi lúc" in page.partition('id="progress"')[2].partition("</section>")[0]
    assert 'name="decision_number"' not in page


def test_the_page_asks_for_its_part_only_and_goes_on_by_itself(coordinator: Client, period: Period) -> None:
    job = asked(period)

    waiting = coordinator.get(NEW, headers=ASKS)
    run_job(job.pk)
    done = coordinator.get(NEW, headers=ASKS)

    assert waiting.content.decode().strip().startswith('<section id="progress"')
    assert "<html" not in waiting.content.decode()
    address = f"/cong-bo/de-nghi/{Proposal.objects.get().pk}/"
    assert done["HX-Redirect"] == address
    assert "mọi điểm và hạng đều khớp" in coordinator.get(address).content.decode()
    assert "đang chờ phê duyệt" in coordinator.get(NEW).content.decode()


def test_a_worker_that_lost_the_job_proposes_nothing_and_the_next_one_does(period: Period) -> None:
    job = asked(period)
    first = taken_from(job)

    with pytest.raises(Lost):
        make_proposal(first)

    assert Proposal.objects.count() == 0
    make_job.abandon(job)
    run_job(job.pk)
    assert Proposal.objects.count() == 1


def test_a_worker_that_lost_the_job_publishes_nothing(period: Period) -> None:
    proposal = make.proposed(period)
    first = taken_from(approval(proposal, make.leader()))

    with pytest.raises(Lost):
        approve_proposal(first)

    proposal.refresh_from_db()
    assert (Publication.objects.count(), Standing.objects.count(), proposal.outcome) == (0, 0, Outcome.OPEN)


def test_what_was_typed_comes_back_with_the_reason_it_was_refused(coordinator: Client, period: Period) -> None:
    job = asked(period, title="Kết quả đã gõ", decision_number="999/QĐ-UBND")
    Assessment.objects.filter(unit=make.department(2)).update(total_points="23.00")
    run_job(job.pk)

    after = coordinator.get(NEW, headers=ASKS)
    page = coordinator.get(NEW).content.decode()

    assert (after["HX-Redirect"], Proposal.objects.count()) == (NEW, 0)
    assert "tính lại được 22.00" in page.partition('role="alert"')[2].partition("</div>")[0]
    assert 'value="Kết quả đã gõ"' in page
    assert 'value="999/QĐ-UBND"' in page


def test_points_that_moved_while_the_job_waited_are_not_proposed(period: Period) -> None:
    job = asked(period)
    Period.objects.filter(pk=period.pk).update(version=period.version + 1)
    run_job(job.pk)

    assert (Job.objects.get().error, Proposal.objects.count()) == (MOVED, 0)


def test_an_approval_that_waited_too_long_after_the_password_publishes_nothing(period: Period) -> None:
    proposal = make.proposed(period)
    late = approval(proposal, make.leader(), ago=PROOF_LASTS + dt.timedelta(seconds=1))

    with pytest.raises(JobFailed, match=TOO_LATE):
        approve_proposal(Run(claimed(late)))

    assert Publication.objects.count() == 0


def test_everybody_who_reads_proposals_sees_that_one_is_being_approved(client: Client, period: Period) -> None:
    proposal, leader = make.proposed(period), make.leader()
    job = approval(proposal, leader)
    client.force_login(make.coordinator())
    address = f"/cong-bo/de-nghi/{proposal.pk}/"

    page = client.get(address).content.decode()
    run_job(job.pk)
    told = client.get(address, headers=ASKS)

    assert leader.full_name in page.partition('id="progress"')[2].partition("</section>")[0]
    assert ("Rút đề nghị" in page, Job.objects.get().state) == (False, JobState.DONE)
    assert told["HX-Redirect"] == f"/cong-bo/{Publication.objects.get().pk}/"
