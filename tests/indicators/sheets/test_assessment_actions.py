"""The moves of a sheet: opened, handed in, sent back, extended, appraised, reopened, closed."""

import datetime as dt
from decimal import Decimal

import pytest
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
from indicators.enums import Action, PeriodState, State
from indicators.models import Assessment, Period, Score
from indicators.rules.checks import MISSING_EVIDENCE
from indicators.views.buttons import buttons
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

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
