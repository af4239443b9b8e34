"""Where the points went: the unit's page of deductions, what it says to them, and what came back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators.actions.rounds import finish_second, send_explanations
from indicators.enums import Stance, State
from indicators.models import Assessment
from tests.asserts import same_query_count
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    made = make.scene()
    make.measure(made)
    made.submit()
    made.appraise_all()
    made.appraise("2.1", "1", "Trừ hồ sơ chứng thực")
    made.appraise("1.3", "0.5", "Hai lần nhắc")
    made.finish_first()
    return made


@pytest.fixture
def clerk(client, scene):
    client.force_login(scene.reporter)
    return client


def page(client, scene):
    return client.get(reverse("indicators:explanation", args=[scene.assessment_id]))


def say(client, scene, code, stance="disputed", text="Có văn bản, trang 3"):
    url = reverse("indicators:explanation_save", args=[scene.score(code).pk])
    return client.post(url, {"stance": stance, "text": text}, follow=True)


def move(client, scene, action):
    url = reverse("indicators:assessment_move", args=[scene.assessment_id])
    return client.post(url, {"action": action, "from": "explanation"}, follow=True)


def said(response):
    return [str(each) for each in response.context["messages"]]


def test_the_page_shows_what_was_taken_away_and_why_the_largest_first(clerk, scene):
    response = page(clerk, scene)

    rows = response.context["rows"]
    assert [(each.row.code, each.first, each.cut_text, each.first_reason) for each in rows] == [
        ("1.3", "0,50", "0,50", "Hai lần nhắc"),
        ("2.1", "1,00", "0,24", "Trừ hồ sơ chứng thực"),
    ]
    assert (str(response.context["lost"]), response.context["may_explain"]) == ("0.74", True)
    assert "Không trả lời đến hết hạn là đồng ý." in response.content.decode()


def test_the_two_answers_are_offered_with_what_stands_in_their_way(client, clerk, scene):
    reporter = {each["action"]: each["refused"] for each in page(clerk, scene).context["answers"]}
    client.force_login(scene.head)
    head = {each["action"]: each["refused"] for each in page(client, scene).context["answers"]}
    say(client, scene, "2.1")

    assert reporter == {
        "accept": "Chỉ Lãnh đạo đơn vị được đồng ý kết quả thẩm định lần 1.",
        "explain": "Chỉ Lãnh đạo đơn vị được gửi giải trình.",
    }
    assert head == {"accept": "", "explain": "Chưa có dòng nào đề nghị xem lại."}
    disputed = {each["action"]: each["refused"] for each in page(client, scene).context["answers"]}
    assert disputed == {"accept": "Đang có dòng đề nghị xem lại; hãy gửi giải trình.", "explain": ""}


def test_words_are_kept_and_shown_with_name_and_time(clerk, scene):
    response = say(clerk, scene, "2.1")

    assert said(response) == ["Đã lưu ý kiến về tiêu chí 2.1."]
    assert scene.score("2.1").justification.text == "Có văn bản, trang 3"
    assert ">Có văn bản, trang 3</textarea>" in response.content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": ""}, "2.1: hãy ghi nội dung giải trình, nêu văn bản, trang làm căn cứ."),
        ({"stance": "perhaps", "text": "x"}, "Hãy chọn “Đồng ý” hoặc “Đề nghị xem lại”."),
        ({"text": "x" * 2001}, "Giải trình dài quá 2.000 chữ, hãy viết ngắn lại."),
    ],
)
def test_what_cannot_be_kept_comes_back_with_a_sentence_and_the_words(clerk, scene, data, sentence):
    response = say(clerk, scene, "2.1", **data)

    assert (response.status_code, response.context["sentence"], response.context["typed"]) == (
        422,
        sentence,
        data["text"],
    )


def test_after_the_window_the_page_is_for_reading_with_its_dates(clerk, scene):
    day = make.DAY
    at = timezone.now() - 9 * day
    Assessment.objects.update(submitted_at=at, handed_in_at=at, first_at=at, explain_until=at + day)

    response = page(clerk, scene)
    refused = say(clerk, scene, "2.1")

    assert (response.context["may_explain"], response.context["answers"]) == (False, [])
    until = timezone.localtime(scene.assessment.explain_until)
    sentence = f"Đã hết hạn giải trình lúc {until:%H:%M ngày %d/%m/%Y}."
    assert (refused.status_code, refused.context["sentence"]) == (422, sentence)


def test_the_answer_of_the_second_round_stands_beside_the_words(client, scene):
    scene.explain("2.1")
    send_explanations(assessment_id=scene.assessment_id, by=scene.head, now=timezone.now())
    scene.appraise("2.1", "1.2", "Đã xem trang 3, còn thiếu 2 hồ sơ")
    finish_second(assessment_id=scene.assessment_id, by=scene.appraiser, now=timezone.now())
    client.force_login(scene.reporter)

    response = page(client, scene)

    html = response.content.decode()
    assert (str(response.context["given_back"]), scene.assessment.state) == ("0.20", State.APPRAISED)
    assert ("Đổi điểm." in html, "Đã xem trang 3, còn thiếu 2 hồ sơ" in html) == (True, True)


def test_before_the_first_appraisal_ends_the_page_says_when(client):
    scene = make.scene()
    client.force_login(scene.reporter)

    assert "Thẩm định lần 1 chưa xong" in page(client, scene).content.decode()


def test_my_work_asks_the_unit_for_its_answer_and_the_head_for_approval(client, scene):
    client.force_login(scene.reporter)
    (explain,) = client.get("/").context["duties"]

    assert (explain.title, explain.label) == ("Giải trình quý III/2026 – Sở Tài chính", "Xem điểm bị trừ")
    assert client.get(explain.url).status_code == 200


def test_head_accepts_over_the_page(client, scene):
    client.force_login(scene.head)
    say(client, scene, "2.1", "accepted", "")

    assert said(move(client, scene, "accept")) == ["Đã đồng ý kết quả thẩm định. Điểm lần 1 là điểm cuối cùng."]
    assert scene.score("2.1").justification.stance == Stance.ACCEPTED


def test_the_page_asks_as_much_for_one_dispute_as_for_none(clerk, scene):
    same_query_count(lambda: page(clerk, scene), lambda: [scene.explain("2.1"), scene.explain("1.3")])


def test_strangers_do_not_see_it(client, scene):
    client.force_login(units.holder(Role.REPORTER))

    assert page(client, scene).status_code == 404
