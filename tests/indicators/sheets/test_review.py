"""The page before handing in, the list of sheets, and the moves over HTTP."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators.enums import State
from indicators.models import Period
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    made = make.scene()
    make.measure(made)
    return made


@pytest.fixture
def clerk(client, scene):
    client.force_login(scene.reporter)
    return client


def move(client, scene, action, **data):
    url = reverse("indicators:assessment_move", args=[scene.assessment_id])
    return client.post(url, {"action": action, **data}, follow=True)


def said(response):
    return [str(each) for each in response.context["messages"]]


def review(client, scene):
    return client.get(reverse("indicators:review", args=[scene.assessment_id]))


def test_review_links_every_open_cell(clerk, scene):
    scene.save("1.1.1", values={"yes": "1"})
    scene.save("2.1", values={"done": "3", "due": "2"})

    response = review(clerk, scene)

    html = response.content.decode()
    pk = scene.score("2.1").pk
    link = reverse("indicators:entry", args=[scene.assessment_id, "2"]) + f"#r-{pk}"
    assert f'<a href="{link}">2.1 Hồ sơ trực tuyến: “Số hồ sơ trực tuyến” (3) lớn hơn' in html
    assert response.context["count"] == 6
    assert [(line.code, [row.code for row in rows]) for line, rows in response.context["empty"]] == [
        ("1", ["1.1.2", "1.2", "1.3"]),
        ("2", ["2.3"]),
    ]
    assert re.search(r"<title>(.*?) ·", html)[1] == "Lỗi: Xem lại"


def test_review_of_a_complete_sheet_offers_to_hand_it_in(clerk, scene):
    scene.fill()

    response = review(clerk, scene)

    assert (response.context["count"], offered(response)) == (
        0,
        {"request": "", "submit": "Chỉ Lãnh đạo đơn vị được nộp phiếu."},
    )
    assert "Phiếu đã đủ, có thể nộp" in response.content.decode()


def offered(response):
    """{move: why it is refused, or empty} of the buttons on the page."""
    return {button.action: button.refused for button in response.context["buttons"]}


def test_the_head_approves_what_the_reporter_asked_for(client, clerk, scene):
    scene.fill()
    asked = move(clerk, scene, "request")
    waiting = review(clerk, scene)
    client.force_login(scene.head)

    page = review(client, scene)

    assert said(asked) == ["Đã trình lãnh đạo duyệt. Trong lúc chờ, phiếu không sửa được; cần sửa thì rút lại."]
    assert offered(waiting) == {"take_back": "", "submit": "Chỉ Lãnh đạo đơn vị được nộp phiếu."}
    assert offered(page) == {"decline": "", "declare": "", "submit": ""}
    assert "Duyệt và nộp cho Sở Nội vụ" in page.content.decode()


def test_a_declined_sheet_comes_back_to_the_reporter_with_the_reason(client, clerk, scene):
    scene.fill()
    move(clerk, scene, "request")
    client.force_login(scene.head)
    move(client, scene, "decline", reason="Xem lại 2.1")
    client.force_login(scene.reporter)

    html = review(client, scene).content.decode()

    assert ("Lãnh đạo trả lại phiếu" in html, "Xem lại 2.1" in html) == (True, True)


def test_review_lists_the_riskiest_rows_first_with_their_grounds(clerk, scene):
    scene.fill(without=("1.2", "1.3", "2.1"))
    scene.save("1.3", values={"count": "1"}, self_points="1", shown="")
    scene.save("2.1", values={"done": "18691", "due": "18961"})
    scene.save("1.2", no_occurrence=True)

    look = review(clerk, scene).context["risks"]

    assert [(risk.row.code, risk.grounds[-1]) for risk in look[:2]] == [
        ("2.1", look[0].grounds[-1]),
        ("1.3", "Tự chấm 1,00, hệ thống tính 0,75"),
    ]
    assert ("1.2", ("Khai không phát sinh",)) in [(risk.row.code, risk.grounds) for risk in look]


def test_the_receipt_names_number_time_person_and_the_link_of_the_trail(client, scene):
    scene.submit()
    client.force_login(scene.reporter)

    response = client.get(reverse("indicators:receipt", args=[scene.assessment_id]))

    html, link = response.content.decode(), response.context["link"]
    event = scene.assessment.events.get(action="submit")
    assert response.context["number"] == f"QUY-3-2026/{scene.unit.code}/{event.pk}"
    assert (link.action, link.object_id) == ("assessment.submit", str(scene.assessment_id))
    assert [text in html for text in (link.hash, "Đỗ Văn Hùng", f"{timezone.localtime(event.at):%H:%M}")] == [True] * 3


def test_a_sheet_that_was_not_handed_in_has_no_receipt(client, scene):
    client.force_login(scene.reporter)

    assert client.get(reverse("indicators:receipt", args=[scene.assessment_id])).status_code == 404


def test_review_asks_as_much_for_an_empty_sheet_as_for_a_full_one(clerk, scene):
    same_query_count(lambda: review(clerk, scene), scene.fill)


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.LEADER])
def test_review_is_read_by_province_wide_roles_without_a_button(client, scene, role):
    client.force_login(units.holder(role))

    response = review(client, scene)

    assert offered(response) == {}
    assert "Nộp phiếu cho Sở Nội vụ" not in response.content.decode()


def test_review_after_the_deadline_says_so_on_the_disabled_button(clerk, scene):
    Period.objects.update(self_due_at=timezone.now() - dt.timedelta(minutes=1))

    response = review(clerk, scene)

    refused = offered(response)["request"]
    assert refused.startswith("Đã hết hạn tự chấm lúc ")
    button = '<button class="btn" disabled aria-describedby="why-request">Trình lãnh đạo duyệt</button>'
    assert f'{button}<small id="why-request">{refused}</small>' in response.content.decode()


# --- moves -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "action"), [("reporter", "request"), ("head", "submit")])
def test_an_open_sheet_points_to_the_list_on_the_page(client, scene, who, action):
    client.force_login(getattr(scene, who))

    response = move(client, scene, action)

    assert said(response) == ["Chưa nộp được phiếu: hãy hoàn thiện các chỗ nêu dưới đây."]
    assert (response.context["count"], scene.assessment.state) == (6, State.DRAFT)


def test_submit_hands_in_and_shows_the_receipt(client, scene):
    scene.fill()
    client.force_login(scene.head)

    response = move(client, scene, "submit")

    assert said(response) == ["Đã nộp phiếu. Sở Nội vụ sẽ thẩm định; kết quả hiện ở trang này."]
    assert response.request["PATH_INFO"] == reverse("indicators:receipt", args=[scene.assessment_id])
    assert scene.assessment.state == State.SUBMITTED
    assert said(move(client, scene, "submit")) == ["Không thể nộp phiếu khi phiếu ở trạng thái “Đã nộp”."]


def test_the_way_from_desk_to_reopening(client, scene):
    scene.submit()
    client.force_login(scene.appraiser)

    still_open = move(client, scene, "first", **{"from": "appraisal"})
    scene.appraise_all()
    finished = move(client, scene, "first", **{"from": "appraisal"})
    client.force_login(scene.coordinator)
    bare = move(client, scene, "reopen", **{"from": "appraisal"})
    reopened = move(client, scene, "reopen", reason="Giải trình", **{"from": "appraisal"})

    assert said(still_open) == ["Còn 7 tiêu chí chưa thẩm định: 1.1.1, 1.1.2, 1.2, 1.3, 2.1, 2.3, 9.2."]
    assert said(finished) == ["Đã kết thúc thẩm định lần 1. Đơn vị được báo các điểm bị trừ và hạn giải trình."]
    assert said(bare) == ["Hãy ghi lý do mở lại thẩm định."]
    assert said(reopened) == ["Đã mở lại thẩm định phiếu này."]
    assert reopened.request["PATH_INFO"] == reverse("indicators:appraisal", args=[scene.assessment_id])


def test_send_back_returns_the_sheet_with_its_reason(client, scene):
    scene.submit()
    client.force_login(scene.appraiser)

    bare = move(client, scene, "send_back")
    back = move(client, scene, "send_back", reason="Số liệu của quý II")

    assert said(bare) == ["Hãy ghi lý do trả lại để hoàn thiện."]
    assert said(back) == ["Đã trả lại phiếu cho đơn vị kèm lý do."]
    assert "Số liệu của quý II" in review(client, scene).content.decode()


def test_the_coordinator_extends_the_deadline_of_one_unit(client, scene):
    client.force_login(scene.coordinator)
    until = timezone.localdate() + 30 * make.DAY

    offered = review(client, scene).content.decode()
    unreadable = move(client, scene, "extend", until="mai", reason="Bão")
    missing = move(client, scene, "extend", reason="Bão")
    done = move(client, scene, "extend", until=f"{until:%d/%m/%Y}", reason="Bão")

    assert "Gia hạn nộp" in offered
    assert said(unreadable) == ["Ghi hạn nộp mới dạng 31/12/2025."]
    assert said(missing) == ["Hãy ghi hạn nộp mới, ví dụ 31/12/2025."]
    assert said(done) == ["Đã gia hạn nộp cho đơn vị này."]
    assert timezone.localdate(scene.assessment.due_at) == until


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"action": "publish"}, "Không hiểu thao tác. Hãy tải lại trang rồi làm lại."),
        ({"action": "send_back", "reason": "x" * 501}, "Lý do dài quá 500 chữ, hãy viết ngắn lại."),
    ],
)
def test_a_move_that_is_not_understood_says_so_on_the_page(clerk, scene, data, sentence):
    assert said(move(clerk, scene, **data)) == [sentence]


def test_strangers_move_nothing(client, scene):
    client.force_login(units.holder(Role.REPORTER, units.unit()))

    assert move(client, scene, "submit").status_code == 404
