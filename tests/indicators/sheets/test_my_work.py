"""Việc của tôi: what waits for this person, most urgent first."""

import pytest
from django.utils import timezone

from indicators.actions.assessments import send_back
from indicators.actions.rounds import finish_first
from indicators.models import Assessment, Period
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


def work(client, who):
    client.force_login(who)
    return [(each.title, each.detail, each.urgent, each.label) for each in client.get("/").context["work"]]


def day(moment):
    return f"{timezone.localtime(moment):%d/%m/%Y}"


def test_a_clerk_sees_the_draft_with_its_days(client):
    scene = make.scene()

    assert work(client, scene.reporter) == [
        (
            "Tự chấm điểm quý III/2026 – Sở Tài chính",
            f"Hạn nộp {day(scene.period.self_due_at)}, còn 6 ngày",
            False,
            "Nhập tiếp",
        )
    ]


def test_the_last_days_are_urgent(client):
    scene = make.scene(self_due_at=timezone.now() + 2 * make.DAY)

    assert [urgent for _, _, urgent, _ in work(client, scene.reporter)] == [True]


def test_a_late_draft_says_what_to_do(client):
    scene = make.scene()
    Period.objects.update(self_due_at=timezone.now() - 2 * make.DAY)

    ((_, detail, urgent, label),) = work(client, scene.reporter)

    assert detail.endswith("đã quá hạn 2 ngày. Hãy liên hệ Điều phối CCHC để xin gia hạn.")
    assert (urgent, label) == (True, "Xem phiếu")


def test_a_sheet_that_came_back_is_urgent(client):
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    send_back(assessment_id=scene.assessment_id, by=scene.appraiser, reason="Sai", now=timezone.now())

    ((_, detail, urgent, _),) = work(client, scene.reporter)

    assert (detail.startswith("Phiếu được trả lại để hoàn thiện. Hạn nộp "), urgent) == (True, True)


def test_a_period_that_is_not_open_yet_is_announced_instead(client):
    scene = make.scene(opens_at=timezone.now() + make.DAY, self_due_at=timezone.now() + 5 * make.DAY)
    client.force_login(scene.reporter)

    response = client.get("/")

    assert (response.context["work"], response.context["upcoming"]) == ([], scene.period)
    assert "Kỳ tiếp theo: Quý III/2026, mở nhập lúc" in response.content.decode()


def test_an_appraiser_sees_how_many_sheets_wait_but_none_of_the_own_unit(client):
    scene = make.scene()
    own = make.scene("Sở Nhà", within=scene)
    for each in (scene, own):
        make.measure(each)
        each.submit()
    units.post(scene.appraiser, own.unit, Role.REPORTER)

    assert work(client, scene.appraiser) == [
        ("Thẩm định Quý III/2026", "1 phiếu đã nộp đang chờ thẩm định", True, "Thẩm định")
    ]


def test_a_coordinator_follows_the_period_until_it_can_be_published(client):
    scene = make.scene()
    make.measure(scene)
    before = work(client, scene.coordinator)
    scene.submit()
    scene.appraise_all()
    finish_first(assessment_id=scene.assessment_id, by=scene.appraiser, now=timezone.now())

    assert before == [("Theo dõi Quý III/2026", "Còn 1 phiếu chưa thẩm định xong", False, "Xem tiến độ")]
    assert work(client, scene.coordinator) == [
        ("Công bố Quý III/2026", "Mọi phiếu đã thẩm định xong", True, "Xem và công bố")
    ]
    assert client.get(client.get("/").context["work"][0].url).status_code == 200


def test_nobody_else_has_anything_to_do(client):
    make.scene()

    assert work(client, units.holder(Role.LEADER)) == []
    assert work(client, units.user()) == []


def test_my_work_asks_as_much_for_three_periods_as_for_one(client):
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    everyone = units.holder(Role.COORDINATOR)
    units.post(everyone, None, Role.APPRAISER)
    units.post(everyone, scene.unit, Role.HEAD)
    client.force_login(everyone)

    def grow():
        for number, code in enumerate(("quy-1-2026", "quy-2-2026")):
            more = make.scene(f"Sở {code}", rules_text=make.GRID_SET.replace("luoi-2026", f"luoi-{number}"), code=code)
            make.measure(more)
            more.submit()
            units.post(everyone, more.unit, Role.REPORTER)
        assert Assessment.objects.count() >= 3

    same_query_count(lambda: client.get("/"), grow)
