"""Preview, decision, confirmation: three looks before anything is proposed; another person freezes it."""

import re

import pytest
from django.test import Client

from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from indicators.enums import State
from indicators.models import Assessment, Period
from reports.models import Proposal
from tests.factories import reports as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db
URL = "/cong-bo/moi/?period=nam-2026"


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make.coordinator())
    return client


def councilled(points: tuple = (("9", "7"), ("8", "8"), ("6", "5"))) -> Period:
    """A year the council has met on."""
    period = make.appraised_period(points)
    make.minutes(period)
    return period


def decision(period: Period, **given: object) -> dict[str, object]:
    kept = {"title": "Kết quả năm 2026", "decision_number": "412/QĐ-UBND", "decided_on": "20/11/2026"}
    return {**kept, "units_at": "24/02/2027 08:00", "seen": period.version, **given}


def said(page: str) -> list[str]:
    """The sentences of the summary on top."""
    return re.findall(r'<li>(?:<a href="#\w+">)?([^<]+)', page.partition('role="alert"')[2].partition("</div>")[0])


def test_publication_new_previews_ranks_and_grades(coordinator: Client) -> None:
    make.appraised_period()

    page = coordinator.get(URL).content.decode()

    assert re.findall(r'<td class="rk">(\d)</td>.*?<td>(\w+)</td></tr>', page) == [
        ("1", "Tốt"),
        ("1", "Tốt"),
        ("3", "Khá"),
    ]
    assert 'value="Kết quả Chỉ số cải cách hành chính năm 2026"' in page


def test_publication_new_lists_what_is_still_open(coordinator: Client) -> None:
    make.appraised_period()
    Assessment.objects.filter(unit=make.department(2)).update(state=State.SUBMITTED, **make.NOT_JUDGED)

    page = coordinator.get(URL).content.decode()

    assert said(page) == ["Sở Y tế chưa thẩm định xong (phiếu đã nộp)"]


def test_publication_new_tells_all_mistakes_at_once(coordinator: Client) -> None:
    period = make.appraised_period()

    response = coordinator.post(URL, decision(period, title="", decision_number="", decided_on="32/13/2026"))

    assert (response.status_code, said(response.content.decode())) == (
        422,
        ["Chưa ghi mục này.", "Chưa ghi mục này.", "Ghi ngày dạng 31/12/2025."],
    )


def test_publication_new_refuses_a_decision_of_tomorrow(coordinator: Client) -> None:
    response = coordinator.post(URL, decision(make.appraised_period(), decided_on="01/01/2099"))

    assert len(said(response.content.decode())) == 1
    assert "Ngày quyết định không thể sau hôm nay" in response.content.decode()


def test_publication_new_asks_for_confirmation_on_a_page_and_writes_nothing_yet(coordinator: Client) -> None:
    period = make.appraised_period()

    page = coordinator.post(URL, decision(period)).content.decode()

    assert "Xác nhận đề nghị công bố năm 2026" in page
    assert 'name="confirmed"' in page
    assert Proposal.objects.count() == 0


def test_publication_new_does_not_ask_for_confirmation_while_something_is_open(coordinator: Client) -> None:
    period = make.appraised_period()
    Assessment.objects.filter(unit=make.department(2)).update(state=State.SUBMITTED, **make.NOT_JUDGED)

    assert 'name="confirmed"' not in coordinator.post(URL, decision(period)).content.decode()


def test_publication_new_has_a_worker_propose_once_confirmed(coordinator: Client) -> None:
    period = councilled()

    response = coordinator.post(URL, decision(period, confirmed="1"))
    before = Proposal.objects.count()
    run_job(Job.objects.get().pk)

    assert (response["Location"], before) == (URL, 0)
    assert Proposal.objects.values_list("title", "decision_number").get() == ("Kết quả năm 2026", "412/QĐ-UBND")
    assert Job.objects.get().message == (
        "Đã gửi đề nghị công bố lần 1: chương trình độc lập tính lại, mọi điểm và hạng đều khớp."
    )


def test_publication_new_does_not_let_the_public_in_before_the_units(coordinator: Client) -> None:
    period = make.appraised_period()

    response = coordinator.post(URL, decision(period, public_at="23/02/2027 08:00"))

    assert said(response.content.decode()) == ["Phải sau hoặc cùng lúc các đơn vị được xem."]


def test_publication_new_shows_the_table_again_when_points_moved_meanwhile(coordinator: Client) -> None:
    period = councilled()

    response = coordinator.post(URL, decision(period, seen=period.version - 1, confirmed="1"))

    assert (response.status_code, Proposal.objects.count()) == (422, 0)
    assert said(response.content.decode()) == [
        "Điểm vừa thay đổi sau khi anh/chị mở trang này. Hãy xem lại bảng rồi đề nghị."
    ]
    assert f'name="seen" value="{period.version}"' in response.content.decode()


def test_publication_new_of_a_published_period_is_a_correction_with_a_reason(coordinator: Client) -> None:
    period = make.appraised_period()
    make.published(period)
    period.refresh_from_db()

    without = coordinator.post(URL, decision(period, confirmed="1"))
    coordinator.post(URL, decision(period, reason="Cộng nhầm điểm", confirmed="1"))
    run_job(Job.objects.get().pk)

    assert said(without.content.decode()) == ["Chưa ghi mục này."]
    assert list(Proposal.objects.order_by("version").values_list("version", "reason")) == [
        (1, ""),
        (2, "Cộng nhầm điểm"),
    ]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_publication_new_is_the_coordinators(client: Client, role: Role) -> None:
    make.appraised_period()
    client.force_login(units.holder(role, make.department(0)))

    assert client.get(URL).status_code == 403


def test_publication_new_of_an_unknown_period_is_not_found(coordinator: Client) -> None:
    assert coordinator.get("/cong-bo/moi/").status_code == 404
