"""The leader's page: what is proposed, password and code again, approve or send back with a reason."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from reports.enums import Outcome
from reports.models import Proposal, Publication
from tests.factories import reports as make
from tests.factories import units
from tests.units.test_second_factor import code_of
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "con trâu vàng 2026"


@pytest.fixture
def leader() -> User:
    user = units.holder(Role.LEADER, make.department(0), username="lanh.dao")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def proposal(client: Client, leader: User) -> Proposal:
    found = make.proposed(make.appraised_period())
    client.force_login(leader)
    return found


def test_proposal_detail_shows_the_leader_what_would_be_frozen(client: Client, proposal: Proposal) -> None:
    page = client.get(f"/cong-bo/de-nghi/{proposal.pk}/").content.decode()

    assert [said in page for said in ("412/QĐ-UBND ngày 27/12/2026", "5/BB-HĐTĐ ngày 20/12/2026", "32,00")] == [
        True
    ] * 3
    assert 'type="password"' in page
    assert "Phê duyệt, công bố" in page


def test_a_leader_finds_the_proposal_among_what_waits(client: Client, proposal: Proposal) -> None:
    work = client.get("/").context["duties"]

    assert [(each.title, each.url) for each in work] == [
        ("Phê duyệt công bố Năm 2026", f"/cong-bo/de-nghi/{proposal.pk}/")
    ]


def test_a_wrong_password_starts_nothing(client: Client, proposal: Proposal) -> None:
    empty = client.post(f"/cong-bo/de-nghi/{proposal.pk}/phe-duyet/")
    wrong = client.post(f"/cong-bo/de-nghi/{proposal.pk}/phe-duyet/", {"password": "không phải"})

    assert (empty.status_code, wrong.status_code, Job.objects.count()) == (422, 422, 0)


def test_the_right_password_publishes(client: Client, proposal: Proposal) -> None:
    address = f"/cong-bo/de-nghi/{proposal.pk}/"
    response = client.post(f"{address}phe-duyet/", {"password": PASSWORD})
    run_job(Job.objects.get().pk)

    publication = Publication.objects.get()
    assert (response["Location"], client.get(address).context["published"]) == (address, publication)
    assert Job.objects.get().message == (
        f"Đã công bố lần 1, kết quả được chốt nguyên văn, mã băm {publication.digest[:12]}…"
    )
    assert (publication.proposed_by.username, publication.published_by.username) == ("dieu.phoi", "lanh.dao")


def test_where_a_second_factor_is_set_up_the_code_is_asked_for_too(
    client: Client, proposal: Proposal, leader: User
) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(leader, secret)
    address = f"/cong-bo/de-nghi/{proposal.pk}/phe-duyet/"

    page = client.get(f"/cong-bo/de-nghi/{proposal.pk}/").content.decode()
    without = client.post(address, {"password": PASSWORD})
    wrong = client.post(address, {"password": PASSWORD, "code": "000000"})
    right = client.post(address, {"password": PASSWORD, "code": code_of(secret)})

    assert 'name="code"' in page
    assert (without.status_code, wrong.status_code, right.status_code) == (422, 422, 302)
    assert (Authenticator.objects.count(), Job.objects.count()) == (1, 1)


def test_figures_that_moved_are_told_in_a_sentence(client: Client, proposal: Proposal) -> None:
    make.department(0).__class__.objects.filter(pk=make.department(0).pk).update(name="Sở Nội vụ mới")

    client.post(f"/cong-bo/de-nghi/{proposal.pk}/phe-duyet/", {"password": PASSWORD})
    run_job(Job.objects.get().pk)
    page = client.get(f"/cong-bo/de-nghi/{proposal.pk}/").content.decode()

    assert Publication.objects.count() == 0
    assert "Số liệu không còn như lúc đề nghị" in page.partition('role="alert"')[2].partition("</div>")[0]
    assert 'type="password"' in page  # and may try again


def test_a_leader_sends_back_with_a_reason(client: Client, proposal: Proposal) -> None:
    without = client.post(f"/cong-bo/de-nghi/{proposal.pk}/tu-choi/", {"reason": ""})
    client.post(f"/cong-bo/de-nghi/{proposal.pk}/tu-choi/", {"reason": "Xem lại Sở Y tế"})

    proposal.refresh_from_db()
    assert (without.status_code, proposal.outcome, proposal.closed_reason) == (422, Outcome.DECLINED, "Xem lại Sở Y tế")


def test_the_coordinator_waits_or_withdraws_and_cannot_approve(client: Client, proposal: Proposal) -> None:
    client.force_login(make.coordinator())

    page = client.get(f"/cong-bo/de-nghi/{proposal.pk}/").content.decode()
    approving = client.post(f"/cong-bo/de-nghi/{proposal.pk}/phe-duyet/")
    client.post(f"/cong-bo/de-nghi/{proposal.pk}/rut/")

    proposal.refresh_from_db()
    assert ("Rút đề nghị" in page, 'type="password"' in page) == (True, False)
    assert (approving.status_code, proposal.outcome) == (403, Outcome.WITHDRAWN)


def test_whoever_holds_both_roles_is_told_that_another_must_approve(client: Client) -> None:
    both = units.coordinator()
    units.post(both, make.department(0), Role.LEADER)
    proposal = make.proposed(make.appraised_period(), by=both)
    client.force_login(both)

    page = client.get(f"/cong-bo/de-nghi/{proposal.pk}/").content.decode()

    assert ("Công bố cần hai người" in page, 'type="password"' in page) == (True, False)


@pytest.mark.parametrize("role", [Role.REPORTER, Role.HEAD, Role.APPRAISER, Role.SYSADMIN])
def test_proposals_are_not_for_others(client: Client, role: Role) -> None:
    proposal = make.proposed(make.appraised_period())
    client.force_login(units.holder(role, make.department(0)))

    assert client.get(f"/cong-bo/de-nghi/{proposal.pk}/").status_code == 403
