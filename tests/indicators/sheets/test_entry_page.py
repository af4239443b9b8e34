"""The page of the grid: one area of a sheet with what the unit types, and the criterion in hand beside it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from indicators.models import Assessment, Period
from tests.asserts import same_query_count
from tests.factories import criteria
from tests.factories import indicators as make
from tests.indicators.sheets.grid import HTMX, page_url, post

pytestmark = pytest.mark.django_db


def test_entry_shows_one_area_with_what_the_unit_types(clerk, scene):
    html = clerk.get(page_url(scene, "2")).content.decode()

    rows = re.findall(r'<tr class="r".*?<i>(.+?)</i>(.*?)(?=<tr|</tbody>)', html, re.S)
    assert [(code, "formaction" in row) for code, row in rows] == [
        ("2.1", True),
        ("2.2", False),
        ("2.3", True),
        ("2.4", False),
    ]
    assert re.search(r'<input name="\d+-done" value="" [^>]*>/<b>10</b>', dict(rows)["2.3"])
    assert re.search(r"<title>(.*)</title>", html)[1] == (
        "2. Thủ tục · Tự chấm điểm quý III/2026 · Sở Tài chính · Đánh giá cải cách hành chính"
    )


def test_entry_starts_with_the_first_area_and_knows_areas_without_dotted_codes(clerk, scene):
    assert clerk.get(page_url(scene)).context["area"].code == "1"

    outcome = clerk.get(page_url(scene, "TD"))

    assert [row.code for row in outcome.context["rows"]] == ["9.1", "9.2"]


def test_entry_of_an_area_the_set_does_not_have_is_not_found(clerk, scene):
    assert clerk.get(page_url(scene, "9")).status_code == 404


@pytest.mark.parametrize(
    ("key", "codes"),
    [
        ("", ["2.1", "2.2", "2.3", "2.4"]),
        ("sua", ["2.1"]),
        ("xem", []),
        ("trong", ["2.3"]),
        ("lạ", ["2.1", "2.2", "2.3", "2.4"]),
    ],
)
def test_entry_filters_rows_by_what_is_still_to_do(clerk, scene, key, codes):
    scene.save("2.1", values={"done": "3", "due": "2"})

    response = clerk.get(page_url(scene, "2") + f"?loc={key}")

    assert [row.code for row in response.context["rows"]] == codes
    assert re.findall(r"(Tất cả|Cần sửa|Xem lại|Chưa nhập) (?:<span[^>]*>)?(\d)", response.content.decode())[:4] == [
        ("Tất cả", "4"), ("Cần sửa", "1"), ("Xem lại", "0"), ("Chưa nhập", "1"),
    ]  # fmt: skip


def test_entry_says_why_the_sheet_came_back(clerk, scene):
    scene.submit()
    client = Client()
    client.force_login(scene.appraiser)
    client.post(
        reverse("indicators:assessment_move", args=[scene.assessment_id]),
        {"action": "send_back", "reason": "Số liệu của quý II"},
    )

    html = clerk.get(page_url(scene)).content.decode()

    assert "Phiếu được trả lại để hoàn thiện" in html
    assert "Phạm Thu Hà" in html
    assert ": Số liệu của quý II" in html


def test_entry_shows_points_of_the_period_before(clerk, scene):
    scene.save("2.1", values={"done": "1", "due": "2"})
    Period.objects.update(code="quy-2-2026", data_from="2026-03-15", data_to="2026-06-14")
    following = make.period()
    following.sets.create(block=scene.unit.block, criteria_set=scene.assessment.criteria_set)
    make.open_period(period_id=following.pk, by=scene.coordinator, now=timezone.now())
    sheet = Assessment.objects.get(period=following, unit=scene.unit)

    html = clerk.get(reverse("indicators:entry", args=[sheet.pk, "2"])).content.decode()

    assert '<div class="out">Quý III/2026: 1,00</div>' in html


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_points_of_the_last_periods_stand_beside_the_criterion(clerk, scene, headers):
    """In the panel beside the grid, and on the page of its own that a phone shows."""
    make.second_quarter(scene, {"2.1": make.Typed({"done": "40", "due": "50"})})

    page = clerk.get(reverse("indicators:score_how", args=[scene.score("2.1").pk]), headers=headers)

    html = page.content.decode()
    assert html.startswith("<!doctype html>") is not bool(headers)
    assert "<h3>Các kỳ trước</h3>" in html
    assert "<dt>Quý II/2026</dt><dd>1,60</dd>" in html


def test_entry_asks_as_much_for_ten_leaves_as_for_fifty_and_stays_small(client, scene):
    client.force_login(scene.reporter)
    client.get(page_url(scene, "2"))
    with CaptureQueriesContext(connection) as few:
        client.get(page_url(scene, "2"))

    wide = make.scene("Sở Nông nghiệp", rules_text=criteria.worked_set("so-2022"), code="nam-2026")
    client.force_login(wide.reporter)
    client.get(page_url(wide, "3"))
    with CaptureQueriesContext(connection) as many:
        page = client.get(page_url(wide, "3"))

    assert len(many) == len(few) <= 13  # one of them asks for published indexes
    assert len(page.content) <= 60 * 1024


@pytest.mark.parametrize(
    ("code", "typed"), [("2.1", {"done": "42", "due": "68"}), ("2.3", {"done": "5"}), ("1.1.1", {"yes": "1"})]
)
def test_saving_one_cell_takes_at_most_20_queries(clerk, scene, code, typed):
    post(clerk, scene, "1.3", count="0")

    with CaptureQueriesContext(connection) as queries:
        response = post(clerk, scene, code, **typed)

    assert response.status_code == 200
    assert len(queries) <= 20, "\n".join(query["sql"][:120] for query in queries)


def test_entry_asks_as_much_whether_rows_are_filled_or_empty(clerk, scene):
    same_query_count(lambda: clerk.get(page_url(scene, "2")), scene.fill)
