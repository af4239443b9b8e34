"""The moves of a sheet: opened, handed in, sent back, extended, appraised, reopened, closed."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.jobs.models import Job
from cchc_portal.kit.refusals import Refused
from indicators.actions import assessments as deeds
from indicators.actions.periods import open_period
from indicators.actions.recalculation import recalculate
from indicators.actions.rounds import close_published, finish_first, reopen
from indicators.actions.scores import Closed
from indicators.appraisal.desk import OWN_UNIT
from indicators.enums import NEEDS_REASON, Action, PeriodState, State
from indicators.models import Assessment, AssessmentEvent, Period, PeriodSet, Score, SurveyResult
from indicators.rules.checks import MISSING_EVIDENCE
from indicators.views.buttons import buttons
from reports import queries
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role
from units.models import Unit

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def moves(scene):
    return list(scene.assessment.events.order_by("id").values_list("action", flat=True))


# --- open ------------------------------------------------------------------------------------------------------------


def test_open_period_gives_every_unit_of_its_blocks_a_sheet():
    scene = make.scene()

    codes = scene.assessment.scores.order_by("criterion__position").values_list("criterion__code", flat=True)
    assert list(codes) == ["1.1.1", "1.1.2", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "9.1", "9.2"]
    assert (scene.assessment.state, scene.period.state) == (State.DRAFT, PeriodState.OPEN)
    assert all((row.version, row.answer, row.self_points) == (0, {}, None) for row in scene.assessment.scores.all())


def test_open_period_has_the_period_scored_so_that_measured_rows_do_not_wait_for_the_night():
    scene = make.scene()

    assert [(job.kind, job.params, job.owner) for job in Job.objects.all()] == [
        ("indicators.recalculate", {"period_id": scene.period.pk}, scene.coordinator)
    ]


def test_open_period_again_gives_only_new_units_a_sheet():
    scene = make.scene()
    units.unit("Sở Y tế", block=scene.unit.block)
    units.unit("Sở giải thể", block=scene.unit.block, valid_to=dt.date(2026, 9, 13))
    units.unit("Ban không thuộc khối")

    opened = open_period(period_id=scene.period.pk, by=scene.coordinator, now=now())

    assert opened == 1
    assert open_period(period_id=scene.period.pk, by=scene.coordinator, now=now()) == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": PeriodState.PUBLISHED}, "Kỳ “Quý III/2026” đã công bố nên không mở lại được."),
        ({"data_to": dt.date(2026, 8, 28)}, "Ngày cuối của kỳ phải là ngày 14 hoặc ngày cuối tháng."),
        ({}, "Kỳ “Quý III/2026” chưa có bộ tiêu chí. Hãy chọn bộ tiêu chí cho từng khối trước."),
    ],
)
def test_open_period_refuses_with_a_sentence(fields, sentence):
    period = make.period(**fields)

    with pytest.raises(Refused) as refusal:
        open_period(period_id=period.pk, by=units.coordinator(), now=now())

    assert str(refusal.value) == sentence


def test_open_period_is_for_coordinators():
    with pytest.raises(Refused) as refusal:
        open_period(period_id=make.period().pk, by=units.holder(Role.APPRAISER), now=now())

    assert str(refusal.value) == "Chỉ Điều phối CCHC được mở kỳ đánh giá."


def test_roles_count_by_the_day_of_the_province_not_of_the_server():
    """00:30 on 2 October in Vietnam is still 1 October in UTC, where the database keeps its clock."""
    window = {
        "opens_at": dt.datetime(2026, 9, 1, tzinfo=dt.UTC),
        "self_due_at": dt.datetime(2026, 10, 9, tzinfo=dt.UTC),
    }
    scene = make.scene(**window)
    since_today = units.user()
    units.post(since_today, scene.unit, Role.HEAD, valid_from=dt.date(2026, 10, 2))
    night = dt.datetime(2026, 10, 1, 17, 30, tzinfo=dt.UTC)

    with pytest.raises(deeds.Unready):
        deeds.submit(assessment_id=scene.assessment_id, by=since_today, now=night)


# --- submit ----------------------------------------------------------------------------------------------------------


def test_submit_hands_in_a_complete_sheet():
    scene = make.scene()
    make.measure(scene)

    handed_in = scene.submit()

    assert (handed_in.state, handed_in.submitted_by) == (State.SUBMITTED, scene.head)
    assert moves(scene) == ["submit"]
    assert AuditEvent.objects.filter(action="assessment.submit").count() == 1


def test_submit_names_every_open_cell_in_the_order_of_the_sheet():
    scene = make.scene()
    scene.save("1.1.1", values={"yes": "1"})
    scene.save("2.1", values={"done": "3", "due": "2"})
    scene.save("1.3", values={"count": "0"})

    with pytest.raises(deeds.Unready) as refusal:
        deeds.submit(assessment_id=scene.assessment_id, by=scene.head, now=now())

    assert refusal.value.problems == [
        f"1.1.1: {MISSING_EVIDENCE.rstrip('.')}",
        "1.1.2: chưa nhập",
        "1.2: chưa nhập",
        "2.1: “Số hồ sơ trực tuyến” (3) lớn hơn “Số hồ sơ tiếp nhận” (2). Kiểm tra lại hai số",
        "2.3: chưa nhập",
    ]
    assert str(refusal.value).startswith("Chưa nộp được, còn 5 chỗ phải hoàn thiện: 1.1.1: Thiếu minh chứng")


def test_submit_needs_no_answer_where_the_criterion_does_not_apply():
    scene = make.scene()
    make.measure(scene)
    scene.fill(without=("2.1",))
    Score.objects.filter(pk=scene.score("2.1").pk).update(not_applicable=True, exemption="15/UBND-NC")

    assert deeds.submit(assessment_id=scene.assessment_id, by=scene.head, now=now()).state == State.SUBMITTED


def test_submit_after_the_deadline_is_closed_by_the_given_clock():
    scene = make.scene()
    make.measure(scene)
    scene.fill()

    late = scene.period.self_due_at + dt.timedelta(seconds=1)
    with pytest.raises(Closed):
        deeds.submit(assessment_id=scene.assessment_id, by=scene.head, now=late)

    assert deeds.submit(assessment_id=scene.assessment_id, by=scene.head, now=scene.period.self_due_at)


def test_submit_twice_is_one_event():
    scene = make.scene()
    make.measure(scene)
    scene.submit()

    with pytest.raises(Refused) as refusal:
        deeds.submit(assessment_id=scene.assessment_id, by=scene.head, now=now())

    assert str(refusal.value) == "Không thể nộp phiếu khi phiếu ở trạng thái “Đã nộp”."
    assert moves(scene) == ["submit"]


# --- send back, extend -----------------------------------------------------------------------------------------------


def test_send_back_needs_a_reason_and_gives_time_to_mend():
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    after_deadline = scene.period.self_due_at + 10 * make.DAY

    with pytest.raises(Refused) as refusal:
        deeds.send_back(assessment_id=scene.assessment_id, by=scene.appraiser, reason=" ", now=after_deadline)
    back = deeds.send_back(assessment_id=scene.assessment_id, by=scene.appraiser, reason="Sai kỳ", now=after_deadline)

    assert str(refusal.value) == "Hãy ghi lý do trả lại để hoàn thiện."
    assert (back.state, back.submitted_at, back.submitted_by) == (State.DRAFT, None, None)
    assert timezone.localtime(back.due_at).date() == timezone.localdate(after_deadline + 7 * make.DAY)
    assert scene.assessment.events.get(action=Action.SEND_BACK).reason == "Sai kỳ"


def test_a_sheet_sent_back_can_be_mended_and_handed_in_again_after_the_deadline():
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    Period.objects.update(opens_at=now() - 30 * make.DAY, self_due_at=now() - make.DAY)

    deeds.send_back(assessment_id=scene.assessment_id, by=scene.appraiser, reason="Sai số liệu", now=now())
    scene.save("2.1", values={"done": "40", "due": "68"})
    again = deeds.submit(assessment_id=scene.assessment_id, by=scene.head, now=now())

    assert again.state == State.SUBMITTED


def test_send_back_before_the_deadline_never_shortens_it():
    scene = make.scene(self_due_at=now() + 60 * make.DAY)
    make.measure(scene)
    scene.submit()

    back = deeds.send_back(assessment_id=scene.assessment_id, by=scene.coordinator, reason="Thiếu", now=now())

    assert back.due_at == scene.period.self_due_at


def test_extend_gives_one_unit_more_time():
    scene = make.scene()
    until = timezone.localdate() + 20 * make.DAY

    deeds.extend(assessment_id=scene.assessment_id, by=scene.coordinator, until=until, reason="Bão", now=now())

    assert f"{timezone.localtime(scene.assessment.due_at):%d/%m/%Y %H:%M}" == f"{until:%d/%m/%Y} 23:59"
    assert (scene.assessment.state, moves(scene)) == (State.DRAFT, ["extend"])


@pytest.mark.parametrize(
    ("days", "reason", "sentence"),
    [(20, " ", "Hãy ghi lý do gia hạn nộp."), (2, "Bão", "Hạn mới phải sau bây giờ và sau hạn cũ ({due}).")],
)
def test_extend_refuses_without_reason_or_gain(days, reason, sentence):
    scene = make.scene()
    until = timezone.localdate() + days * make.DAY

    with pytest.raises(Refused) as refusal:
        deeds.extend(assessment_id=scene.assessment_id, by=scene.coordinator, until=until, reason=reason, now=now())

    due = f"{timezone.localtime(scene.period.self_due_at):%H:%M ngày %d/%m/%Y}"
    assert str(refusal.value) == sentence.format(due=due)


# --- appraisal closed and reopened -----------------------------------------------------------------------------------


def test_finish_appraisal_names_every_open_criterion():
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    scene.appraise("1.2", "1")

    with pytest.raises(Refused) as refusal:
        finish_first(assessment_id=scene.assessment_id, by=scene.appraiser, now=now())

    assert str(refusal.value) == "Còn 6 tiêu chí chưa thẩm định: 1.1.1, 1.1.2, 1.3, 2.1, 2.3, 9.2."


def test_finish_appraisal_stores_grade_and_reason():
    scene = make.scene()
    make.measure(scene, make.FIGURES | {"dossiers.in_time": 100, "dossiers.paid_online": 40, "dossiers.late": 5})
    make.survey(scene, "50")
    recalculate(period_id=scene.period.pk, now=now())
    scene.fill(without=("2.1",))
    scene.save("2.1", values={"done": "68", "due": "68"})
    deeds.submit(assessment_id=scene.assessment_id, by=scene.head, now=now())
    scene.appraise_all()

    finished = finish_first(assessment_id=scene.assessment_id, by=scene.appraiser, now=now())

    assert (finished.state, finished.appraised_by) == (State.APPRAISED, scene.appraiser)
    assert (finished.total_points, finished.max_points, finished.percent) == (
        Decimal("13.50"),
        Decimal(15),
        Decimal(90),
    )
    assert (finished.grade, finished.grade_reason) == (
        "Khá",
        "90,00%: đủ mức Tốt nhưng chỉ số hài lòng dưới 60% → Khá",
    )


def test_nobody_closes_the_appraisal_of_the_own_unit():
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    units.post(scene.appraiser, scene.unit, Role.HEAD)

    with pytest.raises(Refused) as refusal:
        finish_first(assessment_id=scene.assessment_id, by=scene.appraiser, now=now())

    assert str(refusal.value) == OWN_UNIT


def test_reopen_needs_a_reason_and_returns_to_the_desk():
    scene = make.scene()
    make.measure(scene)
    scene.submit()
    scene.appraise_all()
    finish_first(assessment_id=scene.assessment_id, by=scene.appraiser, now=now())

    with pytest.raises(Refused) as refusal:
        reopen(assessment_id=scene.assessment_id, by=scene.coordinator, reason="", now=now())
    again = reopen(assessment_id=scene.assessment_id, by=scene.coordinator, reason="Giải trình", now=now())

    assert str(refusal.value) == "Hãy ghi lý do mở lại thẩm định."
    assert (again.state, again.appraised_at, again.appraised_by) == (State.SUBMITTED, None, None)
    assert moves(scene) == ["submit", "first", "uncut", "reopen"]


def test_an_exempt_sheet_of_a_published_period_is_not_opened_again_and_its_button_says_why():
    scene = make.scene()
    exempt = deeds.exempt(assessment_id=scene.assessment_id, by=scene.coordinator, reason="QĐ 5/QĐ-UBND", now=now())
    Period.objects.filter(pk=scene.period.pk).update(state=PeriodState.PUBLISHED)
    sheet = Assessment.objects.get(pk=exempt.pk)
    sentence = f"Kỳ “{scene.period.name}” đã công bố nên phiếu không sửa được nữa."

    with pytest.raises(Refused) as refusal:
        deeds.resume(assessment_id=sheet.pk, by=scene.coordinator, reason="Nhầm", now=now())

    assert str(refusal.value) == sentence
    assert {(each.action, each.refused) for each in buttons(sheet, {Role.COORDINATOR}, now())} == {
        (Action.RESUME, sentence)
    }


def test_close_published_closes_every_sheet_or_none():
    scene = make.scene()
    other = make.scene("Sở Y tế", within=scene)
    for each in (scene, other):
        make.measure(each)
        each.submit()
        each.appraise_all()
    finish_first(assessment_id=scene.assessment_id, by=scene.appraiser, now=now())
    leader = units.holder(Role.LEADER)

    with pytest.raises(Refused) as refusal:
        close_published(period_id=scene.period.pk, by=leader, now=now())
    finish_first(assessment_id=other.assessment_id, by=scene.appraiser, now=now())
    closed = close_published(period_id=scene.period.pk, by=leader, now=now())

    assert str(refusal.value) == "Không thể công bố khi phiếu ở trạng thái “Đã nộp”."
    assert closed == 2
    assert {each.assessment.state for each in (scene, other)} == {State.PUBLISHED}
    assert Period.objects.get(pk=scene.period.pk).state == PeriodState.PUBLISHED
    assert close_published(period_id=scene.period.pk, by=leader, now=now()) == 0


def test_every_move_lets_cached_pages_of_the_period_expire():
    scene = make.scene()
    make.measure(scene)
    scene.fill()
    before = Period.objects.get(pk=scene.period.pk).version

    deeds.submit(assessment_id=scene.assessment_id, by=scene.head, now=now())

    assert Period.objects.get(pk=scene.period.pk).version == before + 1


# --- what the tables themselves refuse -------------------------------------------------------------------------------

MOMENT = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("period_window_in_order", {"data_from": dt.date(2026, 9, 15)}),
        ("period_deadline_after_opening", {"opens_at": MOMENT, "self_due_at": MOMENT}),
        ("period_window_on_half_months", {"data_from": dt.date(2026, 6, 16)}),
        ("period_window_on_half_months", {"data_to": dt.date(2026, 9, 27)}),
        ("period_state_known", {"state": "closed"}),
    ],
)
def test_period_constraints_hold(constraint, fields):
    scene = make.scene()

    assert broken(constraint, Period.objects.filter(pk=scene.period.pk), fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("assessment_(state_known|.*_iff_.*)", {"state": "lost"}),  # either says no first
        ("assessment_submitted_who_and_when", {"submitted_at": MOMENT, "state": State.SUBMITTED}),
        ("assessment_appraised_who_and_when", {"appraised_at": MOMENT, "state": State.APPRAISED, "submitted": True}),
        ("assessment_draft_iff_not_submitted", {"state": State.SUBMITTED}),
        ("assessment_draft_iff_not_submitted", {"submitted": True}),
        ("assessment_appraised_iff_state", {"state": State.APPRAISED, "submitted": True}),
        ("assessment_appraised_iff_state", {"state": State.SUBMITTED, "submitted": True, "appraised": True}),
    ],
)
def test_assessment_constraints_hold(constraint, fields):
    scene = make.scene()
    who_and_when = {}
    for name in ("submitted", "appraised"):
        if fields.pop(name, False):
            who_and_when |= {f"{name}_at": MOMENT, f"{name}_by": scene.reporter}

    assert broken(constraint, Assessment.objects.filter(pk=scene.assessment_id), fields | who_and_when)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("score_points_not_negative", {"points": -1}),
        ("score_points_not_negative", {"self_points": -1}),
        ("score_points_not_negative", {"appraised_points": -1}),
        ("score_exemption_has_document", {"not_applicable": True}),
        ("score_changed_points_have_reason", {"self_points": 1, "appraised_points": 0}),
    ],
)
def test_score_constraints_hold(constraint, fields):
    scene = make.scene()

    assert broken(constraint, Score.objects.filter(pk=scene.score("2.1").pk), fields)


@pytest.mark.parametrize("action", sorted(NEEDS_REASON))
def test_moves_that_undo_need_a_reason_in_the_table_too(action):
    scene = make.scene()
    event = AssessmentEvent.objects.create(
        assessment=scene.assessment, action=Action.SUBMIT, by=scene.reporter, at=MOMENT
    )

    assert broken(
        "assessment_return_needs_reason", AssessmentEvent.objects.filter(pk=event.pk), {"action": action, "reason": ""}
    )


@pytest.mark.parametrize("index", [-1, "100.01"])
def test_survey_index_is_a_percentage(index):
    scene = make.scene()
    make.survey(scene)

    assert broken("survey_index_is_percent", SurveyResult.objects.filter(unit=scene.unit), {"index": index})


@pytest.mark.parametrize(
    ("constraint", "again"),
    [
        ("assessment_once", lambda s: Assessment(period=s.period, unit=s.unit, criteria_set=s.assessment.criteria_set)),
        ("score_once", lambda s: Score(assessment=s.assessment, criterion=s.score("2.1").criterion)),
        (
            "period_block_once",
            lambda s: PeriodSet(period=s.period, block=s.unit.block, criteria_set=s.assessment.criteria_set),
        ),
        ("survey_result_once", lambda s: SurveyResult(period=s.period, unit=s.unit, criterion_code="9.1")),
    ],
)
def test_nothing_stands_there_twice(constraint, again):
    scene = make.scene()
    make.survey(scene)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        again(scene).save(force_insert=True)


def broken(constraint, rows, fields):
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        rows.update(**fields)
    return True


# --- a unit that ended -----------------------------------------------------------------------------------------------


def ended(scene):
    Unit.objects.filter(pk=scene.unit.pk).update(valid_to=timezone.localdate() - make.DAY)


def test_the_draft_of_a_unit_that_ended_is_closed_with_a_reason_and_no_longer_bars_publishing():
    scene, other = two()
    ended(scene)
    assert any(scene.unit.name in sentence for sentence in queries.still_open(scene.period))

    closed = deeds.close_unscored(
        assessment_id=scene.assessment_id, by=scene.coordinator, reason="QĐ 12/QĐ-UBND sáp nhập", now=now()
    )

    assert closed.state == State.CLOSED
    assert list(AssessmentEvent.objects.filter(action=Action.CLOSE).values_list("reason", "by__full_name")) == [
        ("QĐ 12/QĐ-UBND sáp nhập", "Lê Quang Vinh")
    ]
    assert AuditEvent.objects.filter(action="assessment.close", reason="QĐ 12/QĐ-UBND sáp nhập").count() == 1
    assert not any(scene.unit.name in sentence for sentence in queries.still_open(scene.period))
    assert [row.unit_id for row in queries.league(scene.period, "so", None)] == [other.unit.pk]


def two():
    scene = make.scene()
    return scene, make.scene("Sở Y tế", within=scene)


@pytest.mark.parametrize(
    ("over", "who", "reason", "sentence"),
    [
        (False, "coordinator", "QĐ 12", "Sở Tài chính còn hoạt động nên phiếu không đóng được."),
        (True, "coordinator", " ", "Hãy ghi lý do đóng phiếu không chấm."),
        (True, "appraiser", "QĐ 12", "Chỉ Điều phối CCHC được đóng phiếu không chấm."),
    ],
)
def test_closing_unscored_refuses_with_a_sentence(over, who, reason, sentence):
    scene = make.scene()
    if over:
        ended(scene)

    with pytest.raises(Refused, match=sentence):
        deeds.close_unscored(assessment_id=scene.assessment_id, by=getattr(scene, who), reason=reason, now=now())

    assert scene.assessment.state == State.DRAFT


def test_the_coordinator_finds_the_button_only_where_the_unit_ended(client):
    scene = make.scene()
    client.force_login(scene.coordinator)
    address = f"/cham-diem/{scene.assessment_id}/xem-lai/"
    before = client.get(address).content.decode()
    ended(scene)

    assert "Đóng phiếu, không chấm" not in before
    assert "Đóng phiếu, không chấm" in client.get(address).content.decode()
    client.post(f"/cham-diem/{scene.assessment_id}/chuyen/", {"action": "close", "reason": "QĐ 12"})
    assert scene.assessment.state == State.CLOSED
