"""A survey from its first question to the points, and what is refused on the way."""

import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.jobs.models import Job
from cchc_portal.kit.refusals import Refused
from indicators.actions.recalculation import recalculate
from indicators.actions.survey_forms import SurveyFacts, edit_survey, remove_question
from indicators.actions.surveys import SurveyRow, load_surveys, release_survey, take_back_survey
from indicators.enums import PeriodState, ResultSource, SurveyAction, SurveyState
from indicators.facts import surveyed
from indicators.models import Period, Score, SurveyResult
from tests.asserts import same_query_count
from tests.factories import surveys as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make.scene()


def release(scene, survey, *, by=None, replacing=""):
    deed = {"by": by or scene.coordinator, "now": timezone.now()}
    return release_survey(survey_id=survey.pk, replacing=replacing, **deed)


def closed(scene, counts, **more):
    """A survey with these answers about the scene's unit, ready to be released."""
    survey = make.opened(scene, **more)
    make.count(scene, survey, counts)
    make.move(scene, survey, SurveyAction.CLOSE)
    return survey


def load(scene, counts, code="8.1"):
    rows = [SurveyRow(scene.unit.pk, code, counts, None, sum(counts.values()))]
    return load_surveys(period_id=scene.period.pk, rows=rows, by=scene.coordinator, now=timezone.now())


def points(scene, code="8.1"):
    """The points that count in the unit's sheet, computed anew."""
    recalculate(period_id=scene.period.pk, now=timezone.now(), by=scene.coordinator)
    return Score.objects.get(assessment=scene.assessment_id, criterion__code=code).points


def deeds():
    return list(
        AuditEvent.objects.filter(action__startswith="survey.").order_by("seq").values_list("action", flat=True)
    )


def test_paper_and_online_answers_become_131_points_in_the_sheet_when_released(scene, client):
    survey = make.opened(scene)
    make.count(scene, survey, {"A": 38, "B": 30, "C": 20, "D": 5, "blank": 5})
    for code in make.codes(scene, survey, 2):
        assert client.post(f"/khao-sat/{code}/", {"cau-1": "A"}).status_code == 302
    make.move(scene, survey, SurveyAction.CLOSE)
    assert points(scene) is None

    release(scene, survey)

    found = SurveyResult.objects.get(unit=scene.unit, criterion_code="8.1")
    assert (found.counts, found.respondents) == ({"A": 40, "B": 30, "C": 20, "D": 5, "E": 5}, 100)
    assert points(scene) == Decimal("1.31")
    sheet = scene.assessment
    assert (sheet.survey_points, sheet.total_points) == (Decimal("1.31"), Decimal("1.31"))
    assert "65,26%" in scene.score("8.1").explanation
    assert Job.objects.filter(kind="indicators.recalculate").exists()
    assert deeds() == ["survey.create", "survey.question", "survey.open", "survey.count", "survey.print",
                       "survey.close", "survey.release"]  # fmt: skip


def test_two_groups_of_respondents_are_added_and_one_can_be_taken_back(scene):
    first, second = make.opened(scene), make.opened(scene, name="Phiếu 03", asked="lãnh đạo sở")
    make.count(scene, first, {"A": 10})
    make.count(scene, second, {"D": 10})
    for survey in (first, second):
        make.move(scene, survey, SurveyAction.CLOSE)
        release(scene, survey)
    assert points(scene) == Decimal("1.00")

    take_back_survey(survey_id=second.pk, reason="Nhập nhầm tệp", by=scene.coordinator, now=timezone.now())
    assert points(scene) == Decimal("2.00")

    take_back_survey(survey_id=first.pk, reason="Nhập nhầm tệp", by=scene.coordinator, now=timezone.now())
    assert points(scene) is None
    assert not SurveyResult.objects.exists()
    assert AuditEvent.objects.filter(action="survey.take_back", reason="Nhập nhầm tệp").count() == 2


def test_an_index_from_outside_feeds_the_share(scene):
    survey = make.draft(scene)
    make.ask(scene, survey, "Mức độ hài lòng chung", "8.2", "")
    make.move(scene, survey, SurveyAction.OPEN)
    make.index(scene, survey, "81.5", 400, question=2)
    make.move(scene, survey, SurveyAction.CLOSE)

    release(scene, survey)

    assert (points(scene, "8.2"), points(scene, "8.1")) == (Decimal("2.45"), None)


def test_blank_forms_alone_release_nothing(scene):
    survey = make.opened(scene)
    make.count(scene, survey, {"blank": 7})
    make.move(scene, survey, SurveyAction.CLOSE)

    with pytest.raises(Refused, match="Chưa đơn vị nào có 5 phiếu trả lời hợp lệ trở lên"):
        release(scene, survey)


@pytest.mark.parametrize("role", [Role.LEADER, Role.APPRAISER, Role.AUDITOR, Role.HEAD])
def test_only_coordinators_release(scene, role):
    survey = make.opened(scene)
    make.count(scene, survey)
    make.move(scene, survey, SurveyAction.CLOSE)

    with pytest.raises(Refused, match="Chỉ Điều phối CCHC"):
        release(scene, survey, by=units.holder(role, scene.unit))


def test_what_is_out_of_turn_is_refused_with_the_state(scene):
    survey = make.opened(scene)

    with pytest.raises(
        Refused, match="Không thể đưa kết quả vào điểm khi phiếu khảo sát ở trạng thái “Đang thu phiếu”"
    ):
        release(scene, survey)
    with pytest.raises(Refused, match="Không thể sửa câu hỏi khi phiếu khảo sát ở trạng thái “Đang thu phiếu”"):
        make.ask(scene, survey)
    make.move(scene, survey, SurveyAction.CLOSE)
    make.count(scene, survey)
    release(scene, survey)
    with pytest.raises(Refused, match="Không thể nhập kết quả khi phiếu khảo sát ở trạng thái “Đã đưa vào điểm”"):
        make.count(scene, survey)
    with pytest.raises(Refused, match="Hãy ghi lý do"):
        take_back_survey(survey_id=survey.pk, reason="", by=scene.coordinator, now=timezone.now())


def test_a_published_period_takes_no_survey_any_more(scene):
    survey, left_open = make.draft(scene), make.opened(scene, name="Phiếu còn mở")
    Period.objects.filter(pk=scene.period.pk).update(state=PeriodState.PUBLISHED)

    for deed in (lambda: make.move(scene, survey, SurveyAction.OPEN), lambda: make.draft(scene, name="Phiếu khác")):
        with pytest.raises(Refused, match="đã công bố"):
            deed()
    make.move(scene, left_open, SurveyAction.CLOSE)  # else it would thank for answers that nobody can use
    left_open.refresh_from_db()
    assert left_open.state == SurveyState.CLOSED


def test_a_survey_opens_only_with_questions_that_fit(scene):
    survey = make.draft(scene)
    with pytest.raises(Refused, match="không phải tiêu chí điều tra của khối"):
        make.ask(scene, survey, code="8.9")
    with pytest.raises(Refused, match="trọng số 100 · 60 · 20 · 0"):
        make.ask(scene, survey, options="Tốt = 100\nKém = 0")
    with pytest.raises(Refused, match="Hãy đặt tên khác"):
        make.draft(scene)

    make.ask(scene, survey, "Câu hai")
    remove_question(
        survey_id=survey.pk, question_id=survey.questions.get(position=1).pk, by=scene.coordinator, now=timezone.now()
    )
    assert list(survey.questions.values_list("position", "text")) == [(1, "Câu hai")]
    facts = SurveyFacts("Phiếu 05", "trưởng phòng", "Xin cho ý kiến", Decimal(7))
    edit_survey(survey_id=survey.pk, facts=facts, by=scene.coordinator, now=timezone.now())
    remove_question(
        survey_id=survey.pk, question_id=survey.questions.get().pk, by=scene.coordinator, now=timezone.now()
    )
    with pytest.raises(Refused, match="Phiếu chưa có câu hỏi nào"):
        make.move(scene, survey, SurveyAction.OPEN)
    survey.refresh_from_db()
    assert (survey.name, survey.allowed_margin, survey.state) == ("Phiếu 05", Decimal(7), SurveyState.DRAFT)


def test_a_file_does_not_overwrite_what_a_released_survey_found(scene):
    survey = make.opened(scene)
    make.count(scene, survey)
    make.move(scene, survey, SurveyAction.CLOSE)
    release(scene, survey)
    row = SurveyRow(scene.unit.pk, "8.1", {"A": 1}, None, 1)

    with pytest.raises(Refused, match="lấy kết quả từ phiếu khảo sát đã đưa vào điểm"):
        load_surveys(period_id=scene.period.pk, rows=[row], by=scene.coordinator, now=timezone.now())


def test_a_survey_replaces_what_came_by_file_only_with_a_reason(scene):
    load(scene, {"A": 10})
    survey = closed(scene, {"D": 10})

    with pytest.raises(Refused) as refusal:
        release(scene, survey)
    assert str(refusal.value) == (
        "Sở Tài chính (8.1) đã có kết quả nạp từ tệp. Hãy ghi lý do thay ở trang kết quả của phiếu."
    )
    assert points(scene) == Decimal("2.00")

    release(scene, survey, replacing="Tệp tháng 10 nạp nhầm kỳ")
    assert points(scene) == 0
    event = AuditEvent.objects.get(action="survey.release")
    assert event.reason == "Tệp tháng 10 nạp nhầm kỳ"
    gone = {"unit": "Sở Tài chính", "criterion": "8.1", "counts": {"A": 10}, "index": None, "respondents": 10}
    assert json.loads(event.before)["replaced"] == [gone | {"source": "file"}]


def test_a_survey_leaves_alone_what_came_by_file_for_units_it_did_not_hear_of(scene):
    other = make.another(scene)
    load(other, {"A": 10})
    survey = closed(scene, {"D": 10})
    make.count(other, survey, {"D": 3})  # three people: neither shown nor scored

    release(scene, survey)
    take_back_survey(survey_id=survey.pk, reason="Nhập nhầm tệp", by=scene.coordinator, now=timezone.now())

    kept = SurveyResult.objects.get()
    assert (kept.unit, kept.source, kept.counts) == (other.unit, ResultSource.FILE, {"A": 10})


def test_fewer_than_five_people_give_no_points_and_a_second_look_at_them_neither(scene, settings):
    few = closed(scene, {"A": 4})
    with pytest.raises(Refused, match="Chưa đơn vị nào có 5 phiếu"):
        release(scene, few)
    settings.SURVEY_FEWEST_PEOPLE = 4
    release(scene, few)
    settings.SURVEY_FEWEST_PEOPLE = 5
    release(scene, closed(scene, {"D": 20}, name="Phiếu 03"))  # added to the first only while the first may be seen

    assert SurveyResult.objects.get().counts == {"A": 0, "B": 0, "C": 0, "D": 20, "E": 0}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE indicators_surveytally SET counts = '{}'",
        "DELETE FROM indicators_surveytally",
        "INSERT INTO indicators_surveytally (question_id, unit_id, channel, counts, respondents)"
        " SELECT question_id, unit_id, 'online', counts, 0 FROM indicators_surveytally",
        "UPDATE indicators_surveyquestion SET choices = '[]'",
        "INSERT INTO indicators_surveyquestion (survey_id, position, text, criterion_code, choices)"
        " SELECT survey_id, 9, text, criterion_code, choices FROM indicators_surveyquestion",
    ],
)
def test_what_a_survey_released_refuses_raw_sql(scene, statement):
    survey = closed(scene, {"A": 9})
    release(scene, survey)
    table, verb = statement.split()[2 if statement.startswith(("INSERT", "DELETE")) else 1], statement.split()[0]

    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    sentence = str(refusal.value).partition("\n")[0]
    assert sentence == f"Phiếu khảo sát “Phiếu 02” đã đưa vào điểm nên không sửa, không xóa được ({table}, {verb})."
    take_back_survey(survey_id=survey.pk, reason="Nhập nhầm tệp", by=scene.coordinator, now=timezone.now())
    make.count(scene, survey, {"A": 8})  # taken out of the points it may be mended


def test_the_figures_of_surveys_are_one_query_whatever_their_number(scene):
    surveys = [make.opened(scene)]
    make.count(scene, surveys[0])

    def grow():
        other = make.another(scene)
        surveys.append(make.opened(scene, name="Phiếu 03"))
        for unit in (scene, other):
            make.count(unit, surveys[-1])

    same_query_count(lambda: surveyed([each.pk for each in surveys]), grow)
    assert {key[1] for key in surveyed([each.pk for each in surveys])} == {"8.1"}
