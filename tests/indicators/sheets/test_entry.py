"""The entry grid over HTTP: the table of answers of the autosave contract, and the page itself."""

import datetime as dt
import json
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from indicators.models import Assessment, Period
from indicators.rules.checks import MISSING_EVIDENCE
from tests.asserts import same_query_count
from tests.factories import criteria, units
from tests.factories import indicators as make
from units.enums import Role

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def scene():
    made = make.scene()
    make.measure(made)
    return made


@pytest.fixture
def clerk(client, scene):
    client.force_login(scene.reporter)
    return client


def page_url(scene, area=""):
    return reverse("indicators:entry", args=[scene.assessment_id, area] if area else [scene.assessment_id])


def post(client, scene, code, *, htmx=True, version=None, **typed):
    """The row as the page would send it; the version seen is what is stored unless told otherwise."""
    row = scene.score(code)
    seen = {} if version == "" else {"v": f"{row.version if version is None else version};"}
    url = reverse("indicators:entry_save", args=[row.pk])
    sent = {f"{row.pk}-{name}": text for name, text in {"self": "", **seen, **typed}.items()}
    return client.post(url, sent, headers=HTMX if htmx else {})


def swapped(row, place, content):
    """What an answer puts into a place of its row."""
    return f'hx-swap-oob="innerHTML:#r-{row.pk} {place}">{content}</'


def state(response):
    """The words of the state cell."""
    return re.sub(r"<[^>]+>", "", response.content.decode().split("</span>")[0]).strip()


def told(response):
    return json.loads(response["HX-Trigger"])["rowAnswered"]


def message(response):
    return re.findall(r'class="msg \w+">.*?<span>(.*?)</span>', response.content.decode(), re.S)


# --- answers --------------------------------------------------------------------------------------------------------


def test_a_saved_row_answers_200_with_state_percent_points_and_the_next_version(clerk, scene):
    response = post(clerk, scene, "2.1", done="115439", due="186916")

    row = scene.score("2.1")
    html = response.content.decode()
    assert (response.status_code, row.version) == (200, 1)
    assert state(response) == f"Đã lưu {timezone.localtime(row.updated_at):%H:%M}"
    assert swapped(row, ".pct", "61,76%") in html
    assert swapped(row, ".sys", "Hệ thống 1,24") in html
    assert told(response) == {
        "row": row.pk,
        "tones": {},
        "locked": False,
        "values": {
            "done": "115.439",
            "due": "186.916",
            "self": "1,24",
            "citation": "",
            "remark": "",
            "none": False,
        },
        "explain": False,
        "seen": "1;1,24",
    }


def test_an_answer_brings_rail_totals_and_progress_up_to_date(clerk, scene):
    html = post(clerk, scene, "2.1", done="42", due="68").content.decode()

    for part in ("rail", "totals", "progress", "sofar"):
        assert html.count(f'id="{part}" hx-swap-oob="true"') == 1
    assert "1 / 6 tiêu chí đã nhập" in html
    assert "Tự chấm 1,24 / 6,00 điểm · 1/2 tiêu chí đã nhập" in html


def test_a_wrong_row_is_stored_and_said_to_be_wrong(clerk, scene):
    response = post(clerk, scene, "2.1", done="70", due="68")

    row = scene.score("2.1")
    assert (response.status_code, row.version, state(response)) == (200, 1, "Cần sửa")
    assert message(response) == ["“Số hồ sơ trực tuyến” (70) lớn hơn “Số hồ sơ tiếp nhận” (68). Kiểm tra lại hai số."]
    assert told(response)["tones"] == {"done": "err"}


def test_missing_evidence_is_said_at_the_cell_for_it(clerk, scene):
    response = post(clerk, scene, "1.1.1", yes="1")

    assert (state(response), message(response)) == (
        "Thiếu minh chứng",
        [MISSING_EVIDENCE],
    )
    assert told(response)["tones"] == {"citation": "err"}


def test_a_suspicious_row_asks_to_look_again(clerk, scene):
    response = post(clerk, scene, "2.1", done="18691", due="18961")

    assert state(response) == "Xem lại"
    assert told(response)["tones"] == {"done": "warn"}


def test_half_a_row_is_not_called_saved_whole(clerk, scene):
    assert state(post(clerk, scene, "2.1", done="3")) == "Chưa đủ"


def test_an_unreadable_row_answers_422_and_stores_nothing(clerk, scene):
    response = post(clerk, scene, "2.1", done="12a", due="68")

    row = scene.score("2.1")
    assert (response.status_code, row.version, row.answer, state(response)) == (422, 0, {}, "Chưa lưu")
    assert message(response) == ["Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76."]
    assert told(response) == {
        "row": row.pk,
        "tones": {"done": "err"},
        "values": {},
        "locked": False,
        "explain": False,
        "seen": "",  # else the next saving would overwrite unseen
    }
    assert "hx-swap-oob" in response.content.decode()


@pytest.mark.parametrize(("name", "most"), [("citation", 300), ("remark", 500)])
def test_words_that_are_too_long_are_not_cut_but_given_back(clerk, scene, name, most):
    response = post(clerk, scene, "2.1", done="4", due="8", **{name: "a" * (most + 1)})

    assert (response.status_code, message(response)) == (422, [f"Dài quá {most} ký tự: hãy ghi gọn lại."])
    assert told(response)["tones"] == {name: "err"}


def test_a_choice_that_is_not_offered_answers_422(clerk, scene):
    response = post(clerk, scene, "1.1.2", choice="7")

    assert (response.status_code, message(response)) == (422, ["Hãy chọn một mức trong danh sách."])


@pytest.mark.parametrize("version", ["", "abc", "²", "9" * 50, 0])
def test_a_stale_row_answers_409_with_both_values(clerk, scene, version):
    colleague = units.holder(Role.HEAD, scene.unit, full_name="Trần Văn Minh")
    scene.save("2.1", values={"done": "4", "due": "8"}, by=colleague)

    response = post(clerk, scene, "2.1", version=version, done="3", due="8")

    row = scene.score("2.1")
    html = response.content.decode()
    assert (response.status_code, state(response)) == (409, "Hai người cùng sửa")
    assert f"Trần Văn Minh vừa lưu 4 / 8 · 1,00 điểm</b> lúc {timezone.localtime(row.updated_at):%H:%M}" in html
    assert "Anh/chị đang nhập 3 / 8 · — điểm." in html
    assert f'data-keep="{row.pk}" data-version="1"' in html
    assert told(response)["seen"] == ""
    assert row.answer == {"done": "4", "due": "8"}


def test_after_a_clash_the_version_of_the_answer_stores(clerk, scene):
    scene.save("2.1", values={"done": "4", "due": "8"})
    clash = post(clerk, scene, "2.1", version=0, done="3", due="8")
    version = re.search(r'data-keep="\d+" data-version="(\d+)"', clash.content.decode())[1]

    response = post(clerk, scene, "2.1", version=version, done="3", due="8")

    assert response.status_code == 200
    assert scene.score("2.1").answer == {"done": "3", "due": "8"}


def test_a_clash_with_oneself_in_another_window_says_so(clerk, scene):
    scene.save("2.1", values={"done": "4", "due": "8"})

    response = post(clerk, scene, "2.1", version=0, done="3", due="8")

    assert "Anh/chị, ở một cửa sổ khác, vừa lưu 4 / 8" in response.content.decode()


def test_the_same_row_again_is_no_clash(clerk, scene):
    """The answer to the first one got lost on the way; the page sends it once more."""
    post(clerk, scene, "2.1", done="42", due="68")

    assert post(clerk, scene, "2.1", version=0, done="42", due="68").status_code == 200
    assert scene.score("2.1").version == 1


def test_a_sheet_handed_in_answers_423_with_who_and_when(clerk, scene):
    at = timezone.localtime(scene.submit().submitted_at)

    response = post(clerk, scene, "2.1", done="1", due="68")

    assert (response.status_code, state(response), told(response)["locked"]) == (423, "Đã khóa", True)
    assert message(response) == [
        f"Đỗ Văn Hùng đã nộp phiếu lúc {at:%H:%M ngày %d/%m/%Y}. Cần sửa thì đề nghị Sở Nội vụ trả lại phiếu."
    ]


def test_the_deadline_is_the_database_clock(clerk, scene, monkeypatch):
    """F20: whatever the clock of the web server says."""
    Period.objects.update(self_due_at=timezone.now() - dt.timedelta(seconds=1))
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2020, 1, 1, tzinfo=dt.UTC))

    response = post(clerk, scene, "2.1", done="1", due="68")

    assert (response.status_code, scene.score("2.1").version) == (423, 0)


@pytest.mark.parametrize("code", ["2.2", "2.4", "9.1", "9.2"])
def test_measured_rows_are_locked_against_a_forged_post(clerk, scene, code):
    response = post(clerk, scene, code, done="1", due="1", self="1")

    assert (response.status_code, scene.score(code).version) == (403, 0)
    assert message(response) == ["Tiêu chí này do hệ thống hoặc Sở Nội vụ ghi, đơn vị không nhập."]


def test_a_stranger_finds_no_row(client, scene):
    client.force_login(units.holder(Role.REPORTER, units.unit("Sở Y tế")))

    assert post(client, scene, "2.1", done="1").status_code == 404
    assert client.get(page_url(scene)).status_code == 404


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.COORDINATOR, Role.LEADER])
def test_province_wide_roles_read_but_do_not_type(client, scene, role):
    client.force_login(units.holder(role))

    page = client.get(page_url(scene, "2"))
    saved = post(client, scene, "2.1", done="1")

    html = page.content.decode()
    assert (page.status_code, saved.status_code, scene.score("2.1").version) == (200, 403, 0)
    assert "Anh/chị được xem, không nhập phiếu này." in html
    assert ("formaction" in html, 'id="save-all"' in html, "Xem toàn bộ phiếu" in html) == (False, False, True)


def test_a_signed_out_row_lands_in_the_bar_and_not_in_the_cell(client, scene):
    response = post(client, scene, "2.1", done="1", due="2")

    assert (response.status_code, response["HX-Retarget"], scene.score("2.1").version) == (401, "#notice", 0)
    client.force_login(scene.reporter)
    assert client.get(page_url(scene)).content.decode().count('id="notice"') == 1


def test_saving_needs_the_token_from_the_cookie_only(scene):
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.reporter)
    client.get(page_url(scene, "2"))
    pk = scene.score("2.1").pk
    url, typed = reverse("indicators:entry_save", args=[pk]), {f"{pk}-v": "0;", f"{pk}-done": "1"}
    token = client.cookies[settings.CSRF_COOKIE_NAME].value

    refused = client.post(url, typed, headers=HTMX)
    stored = client.post(url, typed, headers={**HTMX, "X-CSRFToken": token})

    assert (refused.status_code, stored.status_code) == (403, 200)


# --- without scripts -------------------------------------------------------------------------------------------------


def test_without_scripts_a_saved_row_comes_back_to_itself(clerk, scene):
    response = post(clerk, scene, "2.1", htmx=False, done="42", due="68")

    assert response["Location"] == page_url(scene, "2") + f"#r-{scene.score('2.1').pk}"


def test_without_scripts_an_unreadable_row_keeps_its_text_on_a_whole_page(clerk, scene):
    response = post(clerk, scene, "2.1", htmx=False, done="12a", due="68", self="1", citation="12/KH")

    html, pk = response.content.decode(), scene.score("2.1").pk
    assert response.status_code == 422
    assert html.startswith("<!doctype html>")
    assert re.search(r"<title>(.*?) ·", html)[1].startswith("Lỗi: ")
    assert f'<a href="#r-{pk}">Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76.</a>' in html
    assert re.search(rf'name="{pk}-done" value="12a"[^>]* aria-invalid="true" aria-describedby="m-{pk}"', html)
    assert re.search(rf'name="{pk}-self" value="1"', html)
    assert re.search(rf'name="{pk}-citation"[^>]*>12/KH</textarea>', html)
    assert f'name="{pk}-v" value="0;"' in html  # the points typed are not taken for those that stood there


def test_without_scripts_a_clash_offers_both_versions_on_a_whole_page(clerk, scene):
    scene.save("2.1", values={"done": "4", "due": "8"})

    response = post(clerk, scene, "2.1", htmx=False, version=0, done="3", due="8")

    html, pk = response.content.decode(), scene.score("2.1").pk
    assert response.status_code == 409
    assert f'name="{pk}-done" value="3"' in html
    assert html.count(f'name="{pk}-v" value="1;1,00"') == 2  # both are seen, so the next saving is a decision
    assert f'href="{page_url(scene, "2")}#r-{pk}"' in html


def test_without_scripts_a_closed_sheet_says_why_and_keeps_the_text(clerk, scene):
    scene.submit()

    response = post(clerk, scene, "2.1", htmx=False, done="77", due="68")

    html, pk = response.content.decode(), scene.score("2.1").pk
    assert response.status_code == 423
    assert "Đỗ Văn Hùng đã nộp phiếu lúc" in html
    assert re.search(rf'<tr class="r" id="r-{pk}">.*?<b>77</b>/<b>68</b>', html)


# --- the page --------------------------------------------------------------------------------------------------------


def test_entry_shows_one_area_with_what_the_unit_types(clerk, scene):
    html = clerk.get(page_url(scene, "2")).content.decode()

    rows = re.findall(r'<tr class="r".*?<i>(.+?)</i>(.*?)(?=<tr|</tbody>)', html, re.S)
    assert [(code, "formaction" in row) for code, row in rows] == [
        ("2.1", True),
        ("2.2", False),
        ("2.3", True),
        ("2.4", False),
    ]
    assert re.search(r'<input class="in" name="\d+-done" value="" [^>]*>/<b>10</b>', dict(rows)["2.3"])
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
    assert [choice.count for choice in response.context["filters"]] == [4, 1, 0, 1]


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
