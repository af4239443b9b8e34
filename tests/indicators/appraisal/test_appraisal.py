"""The appraiser's desk and queue over HTTP."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from indicators.models import Assessment
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.factories import units
from tests.indicators.sheets.test_entry import HTMX, message, state, told
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    made = make.scene()
    make.measure(made)
    made.submit()
    return made


@pytest.fixture
def desk(client, scene):
    client.force_login(scene.appraiser)
    return client


def page_url(scene, area="2"):
    return reverse("indicators:appraisal", args=[scene.assessment_id, area])


def post(client, scene, code, *, htmx=True, version=None, **given):
    row = scene.score(code)
    url = reverse("indicators:appraisal_save", args=[row.pk])
    v = row.version if version is None else version
    return client.post(url, {"v": str(v), **given}, headers=HTMX if htmx else {})


def test_appraisal_shows_self_computed_and_appraised_points_side_by_side(desk, scene):
    scene.appraise("2.1", "1", "Trừ hồ sơ chứng thực")

    rows = {each.row.code: each.row for each in desk.get(page_url(scene)).context["rows"]}

    row = rows["2.1"]
    assert (row.own, row.computed, row.appraised, row.reason) == ("1,24", "1,24", "1,00", "Trừ hồ sơ chứng thực")
    assert {code: each.appraisable for code, each in rows.items()} == {
        "2.1": True,
        "2.2": False,
        "2.3": True,
        "2.4": False,
    }


def test_an_appraised_row_answers_200_with_totals_and_rail(desk, scene):
    response = post(desk, scene, "2.1", points="1", reason="Trừ hồ sơ chứng thực")

    row, html = scene.score("2.1"), response.content.decode()
    assert (response.status_code, state(response), row.appraised_points) == (200, "Đã chấm", Decimal(1))
    assert told(response)["seen"] == str(row.version)
    assert re.findall(r'id="(\w+)" hx-swap-oob="true"', html) == ["rail", "totals"]
    assert "còn 1 dòng" in html
    assert told(response)["values"] == {"points": "1,00", "reason": "Trừ hồ sơ chứng thực"}


def test_the_buttons_take_the_points_beside_them(desk, scene):
    scene_row = post(desk, scene, "2.1", take="self", points="9")
    by_hand = post(desk, scene, "1.3", take="computed", points="", reason="theo hệ thống")

    assert (scene_row.status_code, scene.score("2.1").appraised_points) == (200, Decimal("1.24"))
    assert (by_hand.status_code, scene.score("1.3").appraised_points) == (200, Decimal(1))


@pytest.mark.parametrize(
    ("given", "sentence", "wrong"),
    [
        ({"points": "1"}, "2.1: Điểm thẩm định khác điểm tự chấm: hãy ghi lý do để đơn vị biết.", "reason"),
        ({"points": "3", "reason": "vì"}, "2.1: điểm phải từ 0 đến 2,00.", "points"),
        ({"points": "", "reason": "vì"}, "Hãy ghi điểm thẩm định, ví dụ 1,25.", "points"),
        ({"points": "một", "reason": "vì"}, "Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76.", "points"),
        ({"points": "9" * 60, "reason": "vì"}, "Số quá dài; hãy kiểm tra lại.", "points"),
    ],
)
def test_a_row_that_cannot_be_stored_answers_422_at_the_input(desk, scene, given, sentence, wrong):
    response = post(desk, scene, "2.1", **given)

    row = scene.score("2.1")
    assert (response.status_code, state(response), message(response)) == (422, "Chưa lưu", [sentence])
    assert told(response)["tones"] == {wrong: "err"}
    assert row.appraised_points is None


def test_without_scripts_a_refused_row_keeps_points_and_reason(desk, scene):
    response = post(desk, scene, "2.1", htmx=False, points="3", reason="Thiếu văn bản số 12")

    html, pk = response.content.decode(), scene.score("2.1").pk
    assert (response.status_code, html.count("<!doctype html>")) == (422, 1)
    assert f'name="points" form="f-{pk}" value="3"' in html
    assert f'name="reason" form="f-{pk}" value="Thiếu văn bản số 12"' in html


def test_without_scripts_a_saved_row_comes_back_to_itself(desk, scene):
    response = post(desk, scene, "2.1", htmx=False, take="self")

    assert response["Location"] == page_url(scene) + f"#r-{scene.score('2.1').pk}"


def test_two_inspectors_get_the_clash_box_with_the_value_of_the_other(desk, scene):
    scene.appraise("2.1", "1", "Thiếu văn bản")

    response = post(desk, scene, "2.1", version=1, points="2", reason="Đủ văn bản")

    html = response.content.decode()
    assert (response.status_code, state(response)) == (409, "Hai người cùng sửa")
    assert "vừa lưu 1,00 điểm · Thiếu văn bản</b>" in html
    assert "Anh/chị đang nhập 2 điểm · Đủ văn bản." in html
    assert scene.score("2.1").appraised_points == Decimal(1)


def test_a_sheet_that_is_no_longer_on_the_desk_answers_423(desk, scene):
    row_version = scene.score("2.1").version
    Assessment.objects.update(state="draft", submitted_at=None, submitted_by=None)

    response = post(desk, scene, "2.1", version=row_version, take="self")

    assert (response.status_code, state(response)) == (423, "Đã khóa")
    assert message(response) == ["Phiếu ở trạng thái “Đang nhập” nên không chấm được lúc này."]


def test_the_own_unit_is_shown_but_not_appraised(desk, scene):
    units.post(scene.appraiser, scene.unit, Role.REPORTER)

    page = desk.get(page_url(scene))
    response = post(desk, scene, "2.1", take="self")

    assert page.context["refused"].startswith("Anh/chị thuộc đơn vị này")
    assert ('name="points"' in page.content.decode(), response.status_code) == (False, 422)


@pytest.mark.parametrize(
    ("role", "page", "save"),
    [
        (Role.COORDINATOR, 200, 403),
        (Role.LEADER, 403, 403),
        (Role.REPORTER, 403, 403),
        (Role.HEAD, 403, 403),
    ],
)
def test_only_appraisers_work_at_the_desk(client, scene, role, page, save):
    client.force_login(units.holder(role, scene.unit if role in (Role.REPORTER, Role.HEAD) else None))

    assert client.get(page_url(scene)).status_code == page
    assert post(client, scene, "2.1", take="self").status_code == save


def test_a_field_owner_without_a_criterion_on_the_sheet_is_told_so(client, scene):
    client.force_login(units.holder(Role.FIELD_OWNER))

    page = client.get(reverse("indicators:appraisal", args=[scene.assessment_id]))

    assert (page.status_code, client.get(page_url(scene)).status_code) == (200, 404)
    assert "Phiếu này không có tiêu chí thuộc lĩnh vực của anh/chị" in page.content.decode()


def test_appraisal_of_an_area_the_set_does_not_have_is_not_found(desk, scene):
    assert desk.get(page_url(scene, "7")).status_code == 404


def test_appraisal_accept_takes_the_agreeing_rows(desk, scene):
    page = desk.get(page_url(scene))

    response = desk.post(reverse("indicators:appraisal_accept", args=[scene.assessment_id]), follow=True)

    assert len(page.context["agreeing"]) == 6
    assert [str(each) for each in response.context["messages"]] == [
        "Đã chấp nhận 6 dòng có điểm tự chấm bằng điểm hệ thống."
    ]
    assert desk.get(page_url(scene)).context["agreeing"] == []


def test_appraisal_accept_of_a_draft_says_why_not(client):
    scene = make.scene()
    client.force_login(scene.appraiser)

    response = client.post(reverse("indicators:appraisal_accept", args=[scene.assessment_id]), follow=True)

    assert [str(each) for each in response.context["messages"]] == [
        "Phiếu ở trạng thái “Đang nhập” nên không chấm được lúc này."
    ]


def test_saving_one_row_takes_at_most_22_queries(desk, scene, django_assert_max_num_queries):
    post(desk, scene, "1.3", take="self")
    row = scene.score("2.1")

    with django_assert_max_num_queries(22):
        desk.post(
            reverse("indicators:appraisal_save", args=[row.pk]),
            {"v": str(row.version), "points": "1", "reason": "vì"},
            headers=HTMX,
        )


# --- the queue -------------------------------------------------------------------------------------------------------


def test_appraisal_list_puts_the_widest_gap_first_and_finished_sheets_last(desk, scene):
    wide, done = make.scene("Sở Y tế", within=scene), make.scene("Sở Tư pháp", within=scene)
    make.scene("Sở chưa nộp", within=scene)
    for each in (wide, done):
        make.measure(each)
        each.fill()
    wide.save("1.3", values={"count": "4"}, self_points="1", shown="")
    wide.submit_as_it_is()
    done.submit_as_it_is()
    done.appraise_all()
    desk.post(
        reverse("indicators:assessment_move", args=[done.assessment_id]), {"action": "first", "from": "appraisal"}
    )

    rows = desk.get(reverse("indicators:appraisal_list")).context["rows"]

    assert [(row.assessment.unit.name, row.gap, row.to_do, row.rows) for row in rows] == [
        ("Sở Y tế", Decimal(1), 7, 7),
        ("Sở Tài chính", Decimal(0), 7, 7),
        ("Sở Tư pháp", Decimal(0), 0, 7),
    ]


def test_appraisal_list_opens_the_period_in_which_something_waits(desk, scene):
    make.period("quy-4-2026", data_from="2026-09-15", data_to="2026-12-14")

    assert desk.get(reverse("indicators:appraisal_list")).context["period"] == scene.period
    other = desk.get(reverse("indicators:appraisal_list") + "?ky=quy-4-2026")
    assert (other.context["period"].code, list(other.context["rows"])) == ("quy-4-2026", [])


def test_appraisal_list_without_any_period_says_so(client):
    client.force_login(units.holder(Role.APPRAISER))

    assert "Chưa có phiếu nào chờ anh/chị" in client.get(reverse("indicators:appraisal_list")).content.decode()


def test_appraisal_list_asks_as_much_for_three_sheets_as_for_one(desk, scene):
    def grow():
        for name in ("Sở Y tế", "Sở Tư pháp"):
            more = make.scene(name, within=scene)
            make.measure(more)
            more.submit()

    same_query_count(lambda: desk.get(reverse("indicators:appraisal_list")), grow)


def test_appraisal_asks_as_much_for_a_fresh_row_as_for_an_appraised_one(desk, scene):
    same_query_count(lambda: desk.get(page_url(scene)), scene.appraise_all)
