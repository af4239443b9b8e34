"""The entry grid over HTTP: the table of answers of the autosave contract, and the page itself."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from indicators.models import Period
from indicators.rules.checks import MISSING_EVIDENCE
from tests.factories import units
from tests.indicators.sheets.grid import HTMX, message, page_url, post, state, swapped, told
from units.enums import Role

pytestmark = pytest.mark.django_db


# --- answers --------------------------------------------------------------------------------------------------------


def test_a_saved_row_answers_200_with_state_percent_points_and_the_next_version(clerk, scene):
    response = post(clerk, scene, "2.1", done="115439", due="186916")

    row = scene.score("2.1")
    html = response.content.decode()
    assert (response.status_code, row.version) == (200, 1)
    assert state(response) == f"Đã lưu {timezone.localtime(row.updated_at):%H:%M}"
    assert swapped(row, ".out b", "61,76%") in html
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
    assert re.findall(r'id="loc-(\w+)" hx-swap-oob="true" data-version="1">(\d)<', html) == [
        ("sua", "0"), ("xem", "0"), ("trong", "1"),
    ]  # fmt: skip
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
