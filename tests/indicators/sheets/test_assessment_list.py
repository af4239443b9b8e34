"""The list of sheets: late ones first, one period at a time, only units one may see."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators.enums import Reporting
from indicators.models import Assessment, Period
from indicators.views.steps import days_left
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db

URL = "/cham-diem/"


def names(response):
    return [row["assessment"].unit.name for row in response.context["rows"]]


def test_assessment_list_shows_late_drafts_first_then_drafts_then_the_rest(client):
    scene = make.scene("Sở A")
    handed_in, extended = make.scene("Sở B", within=scene), make.scene("Sở C", within=scene)
    make.measure(handed_in)
    handed_in.submit()
    Period.objects.update(self_due_at=timezone.now() - make.DAY)
    Assessment.objects.filter(pk=extended.assessment_id).update(extended_to=timezone.now() + make.DAY)
    client.force_login(scene.coordinator)

    response = client.get(URL)

    assert names(response) == ["Sở A", "Sở C", "Sở B"]
    assert [(row["reporting"], row["days"]) for row in response.context["rows"]] == [
        (Reporting.OVERDUE, "đã quá hạn 1 ngày"),
        (Reporting.DUE, "còn 1 ngày"),
        (Reporting.LATE, None),
    ]


def test_assessment_list_shows_only_units_one_may_see(client):
    scene = make.scene("Sở A")
    make.scene("Sở B", within=scene)
    client.force_login(scene.reporter)

    assert names(client.get(URL)) == ["Sở A"]


@pytest.mark.parametrize(
    ("role", "shown"), [(Role.COORDINATOR, True), (Role.APPRAISER, False), (Role.LEADER, False), (Role.HEAD, False)]
)
def test_only_the_coordinator_is_led_to_the_periods(client, role, shown):
    scene = make.scene()
    client.force_login(units.holder(role, scene.unit))

    assert (reverse("indicators:period_list") in client.get(URL).content.decode()) == shown


def test_assessment_list_chooses_the_newest_period_unless_told(client):
    scene = make.scene()
    make.period("quy-4-2026", name="Quý IV/2026", data_from="2026-09-15", data_to="2026-12-14")
    client.force_login(scene.coordinator)

    assert client.get(URL).context["period"].code == "quy-4-2026"
    assert client.get(URL + "?ky=quy-3-2026").context["period"] == scene.period
    assert client.get(URL + "?ky=không-có").context["period"].code == "quy-4-2026"


def test_assessment_list_without_any_period_says_so(client):
    client.force_login(units.coordinator())

    assert "Chưa có kỳ đánh giá nào" in client.get(URL).content.decode()


def test_assessment_list_asks_as_much_for_three_sheets_as_for_one(client):
    scene = make.scene()
    client.force_login(scene.coordinator)

    same_query_count(
        lambda: client.get(URL), lambda: [make.scene(name, within=scene) for name in ("Sở Y tế", "Sở Tư pháp")]
    )


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-10-01 10:00", "còn 4 ngày"),
        ("2026-10-04 23:59", "còn 1 ngày"),
        ("2026-10-05 00:01", "hạn cuối hôm nay, trước 17:00"),
        ("2026-10-05 17:00", "hạn cuối hôm nay, trước 17:00"),
        ("2026-10-05 17:01", "hết hạn lúc 17:00 hôm nay"),
        ("2026-10-06 00:01", "đã quá hạn 1 ngày"),
        ("2026-10-15 10:00", "đã quá hạn 10 ngày"),
    ],
)
def test_days_left_are_days_of_the_province(now, words):
    at = timezone.make_aware(dt.datetime.fromisoformat("2026-10-05 17:00"))
    sheet = Assessment(period=Period(self_due_at=at))

    assert days_left(sheet, timezone.make_aware(dt.datetime.fromisoformat(now))) == words
