"""The coordinator's pages: writing the form, slips, results with their samples; what others see of it: nothing."""

import re

import pytest
from django.utils import timezone

from indicators.actions.surveys import SurveyRow, load_surveys
from indicators.enums import SurveyAction
from indicators.models import Survey, SurveyQuestion
from tests.asserts import same_query_count
from tests.factories import surveys as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make.scene()


@pytest.fixture
def client(client, scene):
    client.force_login(scene.coordinator)
    return client


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_coordinator_writes_a_form_and_opens_it(client, scene):
    head = {"block": "so", "name": "Phiếu 02", "asked": "đại biểu HĐND", "allowed_margin": "7,5"}
    made = client.post(f"/dieu-tra/moi/?ky={scene.period.code}", head)
    survey = Survey.objects.get()
    assert made.url == f"/dieu-tra/{survey.pk}/"

    suggested = client.get(f"{made.url}cau-hoi/").context["form"]
    assert suggested.initial == {"criterion": "8.1", "options": "Tốt = 100\nKhá = 60\nTrung bình = 20\nKém = 0"}
    question = {"text": "Thái độ?", "criterion": "8.1", "options": "Tốt = 100\nKém = 0"}
    refused = client.post(f"{made.url}cau-hoi/", question)
    assert (refused.status_code, SurveyQuestion.objects.count()) == (422, 0)
    assert "theo trọng số 100 · 60 · 20 · 0" in words(refused)
    client.post(f"{made.url}cau-hoi/", question | {"options": suggested.initial["options"]})
    client.post(f"{made.url}cau-hoi/1/", question | {"text": "Tinh thần?", "options": suggested.initial["options"]})
    assert SurveyQuestion.objects.get().text == "Tinh thần?"

    opened = client.post(f"{made.url}chuyen/", {"action": "open"}, follow=True)
    assert "Đã mở thu phiếu" in words(opened)
    assert client.post(f"{made.url}cau-hoi/1/", {"remove": "1"}).status_code == 403


def test_slips_are_made_for_every_unit_and_printed_without_those_that_are_used(client, scene):
    survey = make.opened(scene)
    made = client.post(f"/dieu-tra/{survey.pk}/phieu-ma/", {"each": "3"}, follow=True)
    assert "Đã tạo 3 phiếu mã" in words(made)

    printed = client.get(f"/dieu-tra/{survey.pk}/phieu-ma/{scene.unit.pk}/")
    codes = [code for code, _, _ in printed.context["slips"]]
    assert len(set(codes)) == printed.content.decode().count("qr-code") == 3
    assert "style=" not in printed.content.decode()
    client.post(f"/khao-sat/{codes[0]}/", {"cau-1": "A"})
    rest = client.get(f"/dieu-tra/{survey.pk}/phieu-ma/{scene.unit.pk}/")
    assert [code for code, _, _ in rest.context["slips"]] == codes[1:]
    assert "Từ 1" not in words(rest)
    too_many = client.post(f"/dieu-tra/{survey.pk}/phieu-ma/", {"each": "1.000"})
    assert too_many.status_code == 422
    assert "từ 1 đến 1.000 phiếu mã" in words(too_many)


def test_results_show_the_sample_its_margin_and_what_is_missing(client, scene):
    survey = make.opened(scene)
    make.another(scene)
    make.count(scene, survey)
    hidden = client.get(f"/dieu-tra/{survey.pk}/ket-qua/")
    assert "Kết quả hiện sau khi khóa phiếu" in words(hidden)
    make.move(scene, survey, SurveyAction.CLOSE)

    page = words(client.get(f"/dieu-tra/{survey.pk}/ket-qua/"))

    assert "Sở Tài chính 100 95 65,26% ±6,9 1,31 Mẫu nhỏ sai số vượt mức cho phép ±5" in page
    assert "Sở Y tế 0 0 — — chưa có Chưa có phiếu trả lời hợp lệ: chưa biết, không phải 0 điểm" in page
    assert "1 mẫu nhỏ · 1 đơn vị chưa có" in page
    assert "Đưa kết quả vào điểm" in page


def test_what_few_people_said_is_on_no_page(client, scene):
    survey = make.opened(scene)
    make.count(scene, survey, {"D": 4})
    make.move(scene, survey, SurveyAction.CLOSE)

    page = words(client.get(f"/dieu-tra/{survey.pk}/ket-qua/"))

    assert "Sở Tài chính 0 0 — — chưa có Dưới 5 người trả lời trong một phiếu khảo sát: không hiện" in page
    assert "khi ít nhất 5 người trả lời về một đơn vị" in words(client.get(f"/dieu-tra/{survey.pk}/"))


def test_the_page_names_what_came_by_file_and_asks_why_it_gives_way(client, scene):
    loaded = [SurveyRow(scene.unit.pk, "8.1", {"A": 9}, None, 9)]
    load_surveys(period_id=scene.period.pk, rows=loaded, by=scene.coordinator, now=timezone.now())
    survey = make.opened(scene)
    make.count(scene, survey)
    make.move(scene, survey, SurveyAction.CLOSE)
    page = words(client.get(f"/dieu-tra/{survey.pk}/ket-qua/"))
    assert "Sở Tài chính (8.1): số trong tệp đang ở trong điểm" in page

    move = f"/dieu-tra/{survey.pk}/chuyen/"
    refused = client.post(move, {"action": "release"}, follow=True)
    assert "Hãy ghi lý do thay" in words(refused)
    replaced = client.post(move, {"action": "release", "reason": "Tệp nạp nhầm"}, follow=True)
    assert "Đã đưa kết quả vào điểm" in words(replaced)


@pytest.mark.parametrize("role", [Role.HEAD, Role.REPORTER, Role.APPRAISER, Role.LEADER])
def test_nobody_else_reads_what_a_survey_found(client, scene, role):
    survey = make.opened(scene)
    make.count(scene, survey)
    make.move(scene, survey, SurveyAction.CLOSE)
    client.force_login(units.holder(role, scene.unit))

    for page in ("", "ket-qua/", "phieu-ma/", "nhap/"):
        assert client.get(f"/dieu-tra/{survey.pk}/{page}").status_code == 403
    assert client.get("/dieu-tra/").status_code == 403


def test_pages_ask_the_database_as_often_for_three_units_as_for_one(client, scene):
    survey = make.opened(scene)
    make.codes(scene, survey)
    make.count(scene, survey)
    make.move(scene, survey, SurveyAction.CLOSE)

    def ask():
        for page in ("/dieu-tra/", *(f"/dieu-tra/{survey.pk}/{end}" for end in ("", "ket-qua/", "phieu-ma/"))):
            assert client.get(page).status_code == 200

    def grow():
        for name in ("Sở Y tế", "Sở Xây dựng"):
            make.another(scene, name)
            make.opened(scene, name=f"Phiếu {name}")

    same_query_count(ask, grow)
