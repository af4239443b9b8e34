"""Chấm lại độc lập: who may draw what, that nothing of the first points comes to light, that no point moves."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused
from indicators.actions.second_readings import draw_readings
from indicators.appraisal.second_readings import AT_ONCE, sampled, still_wanted
from indicators.models import Score, SecondReading
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

DESK = "/tham-dinh/doc-lap/"
REASON = "Thiếu trang ký tên"


def test_a_sample_is_by_chance_and_the_same_for_the_same_seed():
    rows = set(range(100))

    assert sampled(rows, 5, seed=1) == sampled(rows, 5, seed=1) != sampled(rows, 5, seed=2)
    assert sorted(sampled({3, 7}, 5, seed=1)) == [3, 7]


@pytest.mark.parametrize(("judged", "read", "wanted"), [(0, 0, 0), (1, 0, 1), (700, 0, 35), (700, 35, 0), (701, 35, 1)])
def test_five_percent_of_the_judged_rows_are_enough(judged, read, wanted):
    assert still_wanted(judged, read) == wanted


@pytest.fixture
def scene():
    """One unit all of whose rows Phạm Thu Hà has judged, one of them harshly."""
    made = make.scene()
    make.measure(made)
    made.submit()
    made.appraise_all()
    made.appraise("2.1", "0.37", REASON)
    return made


@pytest.fixture
def second():
    return units.holder(Role.APPRAISER, full_name="Trần Văn Đạt")


def draw(scene, who, seed=7):
    return draw_readings(period_id=scene.period.pk, by=who, now=timezone.now(), seed=seed)


def only(scene, second, code):
    """The sample is this one row."""
    return SecondReading.objects.create(score=scene.score(code), inspector=second, drawn_at=timezone.now())


@pytest.mark.django_db
def test_what_others_have_judged_is_drawn_and_never_ones_own_rows_or_ones_own_unit(scene, second):
    colleague = units.holder(Role.APPRAISER, scene.unit)

    with pytest.raises(Refused, match="Chưa có dòng nào"):
        draw(scene, scene.appraiser)
    with pytest.raises(Refused, match="Chưa có dòng nào"):
        draw(scene, colleague)
    with pytest.raises(Refused, match="Chỉ chuyên viên thẩm định"):
        draw(scene, scene.coordinator)

    assert draw(scene, second) == 1  # five percent of seven rows
    with pytest.raises(Refused, match="còn dòng đang chấm lại"):
        draw(scene, second)
    assert AuditEvent.objects.filter(action="reading.draw").count() == 1


@pytest.mark.django_db
def test_while_rows_wait_no_page_tells_the_first_points_and_afterwards_all_open_again(client, scene, second):
    reading = only(scene, second, "2.1")
    client.force_login(second)
    closed = [
        "/",
        "/tham-dinh/nhat-quan/",
        reverse("indicators:appraisal", args=[scene.assessment_id]),
        reverse("indicators:entry", args=[scene.assessment_id]),
        reverse("indicators:score_history", args=[scene.score("2.1").pk]),
        reverse("reports:ranking"),
        "/tien-trinh/",
        "/nhat-ky/",
    ]

    assert {client.get(page).headers.get("Location") for page in closed} == {DESK}
    assert client.post(f"/tham-dinh/{scene.assessment_id}/chap-nhan/").status_code == 403
    page = client.get(DESK).content.decode()
    assert "2.1" in page
    assert "0,37" not in page
    assert REASON not in page
    assert {client.get(page).status_code for page in ("/tai-khoan/", "/huong-dan/tham-dinh/")} == {200}

    given = {"points": "1", "reason": "Có trang ký ở phụ lục"}
    done = client.post(reverse("indicators:reading_give", args=[reading.pk]), given, follow=True)

    assert "Đã chấm lại xong" in done.content.decode()
    assert client.get("/tham-dinh/nhat-quan/").status_code == 200


@pytest.mark.django_db
def test_what_is_read_again_changes_no_point_and_is_shown_to_the_coordinator_alone(client, scene, second):
    reading = only(scene, second, "2.1")
    before = list(Score.objects.order_by("pk").values())
    totals = scene.assessment.total_points
    client.force_login(second)
    client.post(reverse("indicators:reading_give", args=[reading.pk]), {"points": "1", "reason": "Có ký"})

    assert (list(Score.objects.order_by("pk").values()), scene.assessment.total_points) == (before, totals)
    assert client.get("/tham-dinh/nhat-quan/").context["agreement"] is None
    client.force_login(scene.coordinator)
    found = client.get("/tham-dinh/nhat-quan/").context["agreement"]
    assert (found.rows, found.judged, found.percent, found.mean_gap) == (1, 7, 0, Decimal("0.63"))
    (differing,) = found.differing
    assert (differing.first.points, differing.points, differing.second) == (Decimal("0.37"), 1, "Trần Văn Đạt")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("points", "reason", "sentence"),
    [
        ("", "", "Chỉ nhập chữ số"),
        ("99", "", "2.1: điểm phải từ 0 đến"),
        ("0,5", "", "hãy ghi lý do"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_its_sentence_and_all_that_was_typed(
    client, scene, second, points, reason, sentence
):
    reading = only(scene, second, "2.1")
    client.force_login(second)

    answer = client.post(reverse("indicators:reading_give", args=[reading.pk]), {"points": points, "reason": reason})

    assert answer.status_code == 422
    assert sentence in answer.context["error"]
    assert f'value="{points}"' in answer.content.decode()


@pytest.mark.django_db
def test_the_rest_of_a_sample_is_given_back_and_may_be_drawn_by_another(client, scene, second):
    only(scene, second, "2.1")
    client.force_login(second)

    client.post("/tham-dinh/doc-lap/tra-lai/")

    assert (SecondReading.objects.count(), client.get("/").status_code) == (0, 200)
    assert draw(scene, units.holder(Role.APPRAISER)) == 1


@pytest.mark.django_db
def test_whether_rows_wait_is_asked_once_and_anew_after_every_draw(client, scene, second):
    client.force_login(second)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/nhac-viec/")
        return page.status_code, sum("indicators_secondreading" in query["sql"] for query in queries)

    assert [asked(), asked()] == [(200, 1), (200, 0)]
    client.post(reverse("indicators:reading_draw", args=[scene.period.pk]))
    assert asked() == (302, 0)
    client.post("/tham-dinh/doc-lap/tra-lai/")
    assert asked() == (200, 1)


@pytest.mark.django_db
def test_the_offers_ask_as_much_for_three_open_periods_as_for_one(client, scene, second):
    client.force_login(second)

    def open_more():
        for code in ("quy-1-2027", "quy-2-2027"):
            period = make.period(code=code, data_from="2026-12-15", data_to="2027-03-14")
            period.sets.create(block=scene.unit.block, criteria_set=scene.assessment.criteria_set)
            make.open_period(period_id=period.pk, by=scene.coordinator, now=timezone.now())

    same_query_count(lambda: client.get(DESK), open_more)
    assert len(client.get(DESK).context["offers"]) == 3


@pytest.mark.django_db
def test_rows_of_others_are_not_judged_again_by_anybody_else(client, scene, second):
    reading = only(scene, second, "2.1")
    client.force_login(units.holder(Role.APPRAISER))

    answer = client.post(reverse("indicators:reading_give", args=[reading.pk]), {"points": "1", "reason": ""})

    assert (answer.status_code, SecondReading.objects.waiting().count()) == (422, 1)


@pytest.mark.django_db
def test_the_blind_desk_asks_as_much_for_three_rows_as_for_one(client, scene, second):
    only(scene, second, "2.1")
    client.force_login(second)

    same_query_count(lambda: client.get(DESK), lambda: [only(scene, second, code) for code in ("1.1.1", "1.2")])
    rows = client.get(DESK).context["rows"]
    assert AT_ONCE >= len(rows) == 3
    assert [row.answer for row in rows] == [
        ("Số hồ sơ trực tuyến: 42", "Số hồ sơ tiếp nhận: 68"),
        ("Đạt",),
        ("Số ngày chậm: 0 ngày",),
    ]
