"""The form behind a slip: without signing in, once, and nothing is known of whoever answers."""

import re
from collections import Counter

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from cchc_portal.kit.refusals import Refused
from cchc_portal.logs import forget_who_answers
from indicators.enums import SurveyAction
from indicators.models import SpentSlip, SurveySlip, SurveyTally
from indicators.surveys.options import BLANK
from indicators.views import ballots
from tests.factories import surveys as make
from tests.jobs.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make.scene()


@pytest.fixture
def survey(scene):
    """Two questions, taking answers."""
    survey = make.draft(scene)
    make.ask(scene, survey, "Mức độ hài lòng?", "8.2", "Hài lòng = 100\nKhông hài lòng = 0")
    make.move(scene, survey, SurveyAction.OPEN)
    return survey


@pytest.fixture
def code(scene, survey):
    return make.codes(scene, survey)[0]


def counts():
    return dict(SurveyTally.objects.values_list("question__position", "counts").order_by("question__position"))


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_form_asks_every_question_about_the_unit_on_the_slip(client, scene, code):
    page = client.get(f"/khao-sat/{code}/")

    assert page.status_code == 200
    said = words(page)
    assert "Sở Tài chính" in said
    assert "Dưới 5 người trả lời thì kết quả không hiện cho ai." in said
    assert re.search(r"Câu 1 trên 2 Tinh thần phục vụ\? Tốt Khá Trung bình Kém Không có ý kiến", said)
    assert "script" not in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"


def test_an_answer_is_counted_once_and_thanked_for(client, code):
    address = f"/khao-sat/{code}/"

    sent = client.post(address, {"cau-1": "B", "cau-2": ""})
    assert (sent.status_code, sent.url) == (302, f"{address}?da-gui")
    assert "Cảm ơn ông/bà đã trả lời" in words(client.get(sent.url))
    assert counts() == {1: {"B": 1}, 2: {BLANK: 1}}

    again = client.post(address, {"cau-1": "A"})
    assert again.status_code == 409
    assert "Phiếu này đã được trả lời" in words(again)
    assert "Phiếu này đã được trả lời" in words(client.get(address))
    assert counts() == {1: {"B": 1}, 2: {BLANK: 1}}


def test_nothing_is_counted_where_nothing_is_chosen(client, code):
    for nothing in ({}, {"cau-1": "", "cau-2": "Z"}):
        refused = client.post(f"/khao-sat/{code}/", nothing)
        assert refused.status_code == 422
        assert "chưa chọn câu trả lời nào" in words(refused)

    assert (counts(), SpentSlip.objects.count()) == ({}, 0)


def test_a_closed_survey_says_so_and_keeps_the_slip(client, scene, survey, code):
    make.move(scene, survey, SurveyAction.CLOSE)

    for closed in (client.get(f"/khao-sat/{code}/"), client.post(f"/khao-sat/{code}/", {"cau-1": "A"})):
        assert closed.status_code == 410
        assert "hiện không thu phiếu" in words(closed)
    make.move(scene, survey, SurveyAction.REOPEN)
    assert client.post(f"/khao-sat/{code}/", {"cau-1": "A"}).status_code == 302


def test_what_could_be_looked_at_collects_no_more(client, scene, survey, code):
    """Close, look, go on with one slip, close and subtract: that would tell what its holder answered."""
    client.post(f"/khao-sat/{code}/", {"cau-1": "A"})
    make.move(scene, survey, SurveyAction.CLOSE)

    with pytest.raises(Refused, match="Hãy lập phiếu khảo sát khác"):
        make.move(scene, survey, SurveyAction.REOPEN)


def test_a_code_can_be_typed_and_a_wrong_one_is_told(client, code):
    typed = code.upper()

    assert client.get("/khao-sat/", {"ma": f" {typed} "}).url == f"/khao-sat/{code}/"
    assert "Nhập mã in trên phiếu" in words(client.get("/khao-sat/"))
    for wrong in (
        client.get(f"/khao-sat/{code[:-1]}2x/"),
        client.post("/khao-sat/1-22222-22222-22222/", {"cau-1": "A"}),
    ):
        assert wrong.status_code == 404
        assert "Không tìm thấy phiếu này" in words(wrong)


def test_guessing_is_slowed_down_for_the_address_that_guesses(client, code, monkeypatch):
    monkeypatch.setattr(ballots, "WRONG", 2)

    answers = [client.get("/khao-sat/1-22222-22222-22222/").status_code for _ in range(4)]
    assert answers == [404, 404, 429, 429]
    assert client.get(f"/khao-sat/{code}/").status_code == 200  # a colleague's guesses shut nobody out
    assert client.get(f"/khao-sat/{code}/", REMOTE_ADDR="10.0.0.9").status_code == 200

    monkeypatch.setattr(ballots, "ASKS", 1)
    assert client.get(f"/khao-sat/{code}/", REMOTE_ADDR="10.0.0.9").status_code == 429


def test_nothing_that_is_kept_tells_who_answered_or_when(client, code):
    """No cookie, no event in the trail, no history, and no column for a person, an address or a moment."""
    before = rows_of_everything()

    answered = client.post(f"/khao-sat/{code}/", {"cau-1": "A"}, REMOTE_ADDR="10.1.2.3")

    assert answered.cookies == {}
    grown = {name: count - before[name] for name, count in rows_of_everything().items() if count != before[name]}
    assert grown == {"indicators_spentslip": 1, "indicators_surveytally": 2}
    for model in (SpentSlip, SurveyTally, SurveySlip):
        kinds = {type(field) for field in model._meta.get_fields() if isinstance(field, models.Field)}
        assert not kinds & {models.DateTimeField, models.DateField, models.GenericIPAddressField}
    assert {field.name for field in SpentSlip._meta.fields} == {"slip"}


def test_the_log_says_only_that_somebody_came(client, scene, code):
    client.force_login(scene.reporter)

    with capture_logs(processors=[merge_contextvars, forget_who_answers]) as lines:
        client.post(f"/khao-sat/{code}/", {"cau-1": "A"}, REMOTE_ADDR="10.1.2.3")
        client.get(f"/khao-sat/{code[:-1]}2x/")

    asked = [line for line in lines if "request" in line]
    assert {line["request"] for line in asked} == {"POST /khao-sat/…", "GET /khao-sat/…"}
    assert not [line for line in asked if code[:-1] in str(line) or "10.1.2.3" in str(line) or "user_id" in line]


def rows_of_everything():
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select count(*) from "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def test_the_database_lets_no_slip_be_used_twice(code):
    slip = SurveySlip.objects.get()
    SpentSlip.objects.create(slip=slip)

    with pytest.raises(IntegrityError), transaction.atomic():
        SpentSlip.objects.create(slip=slip)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_send_one_slip_at_once_are_one_answer(scene, code):
    answers = at_once(2, lambda: Client().post(f"/khao-sat/{code}/", {"cau-1": "A"}).status_code)

    assert Counter(answers) == {302: 1, 409: 1}
    assert counts() == {1: {"A": 1}, 2: {BLANK: 1}}
