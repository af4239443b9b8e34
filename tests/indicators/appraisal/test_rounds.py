"""Approved, judged, explained, judged once more: who may when, what stays, and what silence means."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused
from indicators.actions import assessments as deeds
from indicators.actions import rounds
from indicators.actions.appraisals import ReasonMissing, accept_agreeing, load_appraisal
from indicators.actions.scores import Closed
from indicators.enums import Action, Reporting, Ruling, Stance, State
from indicators.models import Assessment, Justification, Period
from indicators.tasks import close_explanation_windows
from reports import queries
from tests.factories import indicators as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def moves(scene):
    return list(scene.assessment.events.order_by("id").values_list("action", flat=True))


def refusal(deed, scene, who, **more):
    with pytest.raises(Refused) as refused:
        deed(assessment_id=scene.assessment_id, by=who, now=more.pop("now", now()), **more)
    return str(refused.value)


# --- the unit's side ------------------------------------------------------------------------------------------------


def test_a_reporter_asks_and_the_head_hands_in(scene):
    scene.fill()
    waiting = deeds.request_approval(assessment_id=scene.assessment_id, by=scene.reporter, now=now())

    with pytest.raises(Closed) as closed:
        scene.save("2.1", values={"done": "1", "due": "68"})
    handed_in = scene.submit_as_it_is()

    assert (waiting.state, waiting.requested_by) == (State.WAITING, scene.reporter)
    assert str(closed.value).startswith("Phiếu đang chờ lãnh đạo duyệt")
    assert (handed_in.state, handed_in.submitted_by, handed_in.requested_by) == (
        State.SUBMITTED,
        scene.head,
        scene.reporter,
    )
    assert moves(scene) == ["request", "submit"]


def test_a_reporter_cannot_hand_in_and_an_unready_sheet_cannot_be_asked_for(scene):
    assert refusal(deeds.submit, scene, scene.reporter) == "Chỉ Lãnh đạo đơn vị được nộp phiếu."
    assert refusal(deeds.request_approval, scene, scene.reporter).startswith("Chưa nộp được, còn 6 chỗ")
    assert refusal(deeds.request_approval, scene, scene.head) == "Chỉ Cán bộ đầu mối được trình lãnh đạo duyệt."


def test_the_head_declines_with_a_reason_and_the_reporter_may_take_back(scene):
    scene.fill()
    deeds.request_approval(assessment_id=scene.assessment_id, by=scene.reporter, now=now())

    assert refusal(deeds.decline, scene, scene.head, reason=" ") == "Hãy ghi lý do trả lại cán bộ nhập."
    back = deeds.decline(assessment_id=scene.assessment_id, by=scene.head, reason="Sai số 2.1", now=now())
    assert (back.state, back.requested_at) == (State.DRAFT, None)
    deeds.request_approval(assessment_id=scene.assessment_id, by=scene.reporter, now=now())
    deeds.take_back(assessment_id=scene.assessment_id, by=scene.reporter, now=now())
    assert moves(scene) == ["request", "decline", "request", "take_back"]


def test_a_sheet_is_withdrawn_before_its_deadline_only_and_counts_as_not_handed_in(handed_in):
    late = handed_in.period.self_due_at + dt.timedelta(seconds=1)

    sentence = refusal(deeds.withdraw, handed_in, handed_in.head, reason="Sót số", now=late)
    back = deeds.withdraw(
        assessment_id=handed_in.assessment_id, by=handed_in.head, reason="Sót số", now=handed_in.period.self_due_at
    )

    assert sentence.endswith("nên không rút phiếu được. Cần sửa thì đề nghị Sở Nội vụ trả lại phiếu.")
    assert (back.state, back.handed_in_at) == (State.DRAFT, None)
    assert handed_in.assessment.reporting(late) == Reporting.OVERDUE


def test_a_return_keeps_the_first_handing_in_and_takes_a_new_date(handed_in):
    first = handed_in.assessment.handed_in_at
    until = timezone.localdate() + 12 * make.DAY
    back = deeds.send_back(
        assessment_id=handed_in.assessment_id, by=handed_in.coordinator, reason="Sai kỳ", until=until, now=now()
    )
    Period.objects.update(opens_at=now() - 30 * make.DAY, self_due_at=now() - make.DAY)

    again = handed_in.submit_as_it_is()

    assert timezone.localdate(back.extended_to) == until
    assert (again.handed_in_at, again.reporting(now())) == (
        first,
        Reporting.LATE if first > again.period.self_due_at else Reporting.ON_TIME,
    )


def test_leave_before_the_deadline_moves_it_and_leave_afterwards_does_not(scene):
    other = make.scene("Sở Y tế", within=scene)
    until = timezone.localdate() + 30 * make.DAY
    after = scene.period.self_due_at + make.DAY

    early = deeds.extend(assessment_id=scene.assessment_id, by=scene.coordinator, until=until, reason="Bão", now=now())
    late = deeds.extend(assessment_id=other.assessment_id, by=scene.coordinator, until=until, reason="Quên", now=after)

    for each, expected in ((scene, Reporting.ON_TIME), (other, Reporting.LATE)):
        make.measure(each)
        each.fill()
        sheet = deeds.submit(assessment_id=each.assessment_id, by=each.head, now=after)
        assert sheet.reporting(after) == expected
    assert (early.due_at, late.timely_until) == (late.due_at, None)


@pytest.mark.parametrize(
    ("deed", "who", "state", "reporting"),
    [
        (deeds.declare_nothing, "head", State.NOTHING, Reporting.NOTHING),
        (deeds.exempt, "coordinator", State.EXEMPT, Reporting.EXEMPT),
    ],
)
def test_nothing_to_report_and_an_excuse_are_in_no_table_and_can_be_taken_back(scene, deed, who, state, reporting):
    other = make.scene("Sở Y tế", within=scene)

    done = deed(assessment_id=scene.assessment_id, by=getattr(scene, who), reason="12/UBND-NC", now=now())

    assert (done.state, done.reporting(now() + 90 * make.DAY)) == (state, reporting)
    assert [row.unit_id for row in queries.league(scene.period, "so", None)] == [other.unit.pk]
    assert not any(scene.unit.name in sentence for sentence in queries.still_open(scene.period))
    back = deeds.resume(assessment_id=scene.assessment_id, by=scene.coordinator, reason="Có thủ tục", now=now())
    assert back.state == State.DRAFT


def test_only_the_head_declares_nothing_and_only_in_time(scene):
    late = scene.period.self_due_at + make.DAY

    assert (
        refusal(deeds.declare_nothing, scene, scene.reporter, reason="x")
        == "Chỉ Lãnh đạo đơn vị được khai không phát sinh."
    )
    assert refusal(deeds.declare_nothing, scene, scene.head, reason="") == "Hãy ghi lý do khai không phát sinh."
    assert refusal(deeds.declare_nothing, scene, scene.head, reason="x", now=late).startswith("Đã hết hạn tự chấm")


# --- the first round ends -------------------------------------------------------------------------------------------


def test_where_nothing_was_taken_away_the_sheet_is_appraised_at_once(handed_in):
    handed_in.appraise_all()

    done = handed_in.finish_first()

    assert (done.state, done.appraised_by, moves(handed_in)) == (
        State.APPRAISED,
        handed_in.appraiser,
        ["submit", "first", "uncut"],
    )


def test_the_first_round_keeps_its_points_and_opens_the_window(explaining):
    sheet, row = explaining.assessment, explaining.score("2.1")

    assert (sheet.state, sheet.explain_until) == (State.EXPLAINING, explaining.period.explain_due_at)
    assert (row.first_points, row.first_reason, row.first_by) == (
        Decimal(1),
        "Trừ hồ sơ chứng thực",
        explaining.appraiser,
    )


def test_a_first_round_that_ends_late_still_leaves_five_days(handed_in):
    handed_in.appraise_all()
    handed_in.appraise("2.1", "1", "Trừ")
    late = handed_in.period.explain_due_at + make.DAY

    sheet = rounds.finish_first(assessment_id=handed_in.assessment_id, by=handed_in.appraiser, now=late)

    assert timezone.localdate(sheet.explain_until) == timezone.localdate(late) + 5 * make.DAY


# --- the unit answers -----------------------------------------------------------------------------------------------


def test_the_unit_disputes_in_words_and_only_what_was_taken_away(explaining):
    said = explaining.explain("2.1")

    assert (said.stance, said.by) == (Stance.DISPUTED, explaining.reporter)
    assert AuditEvent.objects.filter(action="score.explain").count() == 1
    with pytest.raises(Refused, match=r"2\.1: hãy ghi nội dung giải trình"):
        explaining.explain("2.1", " ")
    with pytest.raises(Refused, match=r"1\.2: dòng này không bị trừ điểm"):
        explaining.explain("1.2")


def test_the_same_words_again_are_no_new_record(explaining):
    explaining.explain("2.1")
    explaining.explain("2.1")

    assert AuditEvent.objects.filter(action="score.explain").count() == 1


def test_strangers_do_not_explain(explaining):
    score_id = explaining.score("2.1").pk

    with pytest.raises(Refused, match="Chỉ cán bộ đầu mối hoặc lãnh đạo của đơn vị được giải trình"):
        rounds.explain_row(score_id=score_id, stance=Stance.DISPUTED, text="x", by=explaining.coordinator, now=now())


def test_the_head_accepts_unless_something_is_disputed(explaining):
    explaining.explain("2.1")

    disputed = refusal(rounds.accept_result, explaining, explaining.head)
    explaining.explain("2.1", "", Stance.ACCEPTED)
    accepted = explaining.accept()

    assert disputed == "Còn đề nghị xem lại ở 2.1: hãy gửi giải trình, hoặc đổi thành đồng ý."
    assert (accepted.state, accepted.appraised_by, accepted.answered_at is None) == (
        State.APPRAISED,
        explaining.appraiser,
        False,
    )


def test_explanations_are_sent_by_the_head_and_not_without_any(explaining):
    assert refusal(rounds.send_explanations, explaining, explaining.head).startswith(
        "Chưa có dòng nào đề nghị xem lại."
    )
    explaining.explain("2.1")
    assert (
        refusal(rounds.send_explanations, explaining, explaining.reporter) == "Chỉ Lãnh đạo đơn vị được gửi giải trình."
    )

    assert (
        rounds.send_explanations(assessment_id=explaining.assessment_id, by=explaining.head, now=now()).state
        == State.EXPLAINED
    )


# --- silence --------------------------------------------------------------------------------------------------------


def over(scene):
    return scene.assessment.explain_until + dt.timedelta(seconds=1)


def test_silence_is_consent_one_second_after_the_window(explaining):
    assert rounds.close_windows(now=explaining.assessment.explain_until) == 0
    assert rounds.close_windows(now=over(explaining)) == 1
    assert rounds.close_windows(now=over(explaining)) == 0

    sheet, event = explaining.assessment, explaining.assessment.events.order_by("-id").first()
    assert (sheet.state, sheet.answered_at, sheet.appraised_by) == (State.APPRAISED, None, explaining.appraiser)
    assert (event.action, event.by) == (Action.SILENCE, None)


def test_words_that_were_kept_but_not_sent_are_judged_nevertheless(explaining):
    explaining.explain("2.1")

    rounds.close_windows(now=over(explaining))

    assert (explaining.assessment.state, moves(explaining)[-1]) == (State.EXPLAINED, "time_up")


def test_after_the_window_nobody_explains_even_before_the_beat(explaining):
    late = over(explaining)

    with pytest.raises(Closed, match="Đã hết hạn giải trình lúc"):
        rounds.explain_row(
            score_id=explaining.score("2.1").pk, stance=Stance.ACCEPTED, text="", by=explaining.head, now=late
        )
    assert refusal(rounds.accept_result, explaining, explaining.head, now=late).startswith("Đã hết hạn giải trình lúc")


def test_the_beat_goes_by_the_clock_of_the_database(explaining):
    handed_in, week = now() - 9 * make.DAY, 7 * make.DAY
    Assessment.objects.update(
        submitted_at=handed_in, handed_in_at=handed_in, first_at=handed_in + make.DAY, explain_until=handed_in + week
    )

    close_explanation_windows()

    assert explaining.assessment.state == State.APPRAISED


# --- the second round -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("points", "ruling"), [("1", Ruling.KEPT), ("1.24", Ruling.CHANGED), ("0.5", Ruling.CHANGED)])
def test_the_second_word_counts_whether_higher_or_lower(explained, points, ruling):
    row = explained.appraise("2.1", points, "Đã xem trang 3")
    done = rounds.finish_second(assessment_id=explained.assessment_id, by=explained.appraiser, now=now())

    said = Justification.objects.get(score=row)
    assert (said.ruling, said.ruling_reason, said.ruled_by) == (ruling, "Đã xem trang 3", explained.appraiser)
    assert (row.points, row.first_points, done.state) == (Decimal(points), Decimal(1), State.APPRAISED)


def test_an_answer_needs_words_and_every_dispute_an_answer(explained):
    with pytest.raises(ReasonMissing, match=r"2\.1: hãy ghi câu trả lời"):
        explained.appraise("2.1", "1.24")
    sentence = refusal(rounds.finish_second, explained, explained.appraiser)

    assert sentence == "Còn 1 giải trình chưa trả lời: 2.1."


def test_what_was_accepted_is_not_judged_again(explained):
    with pytest.raises(Refused, match=r"1\.3: đơn vị không đề nghị xem lại dòng này"):
        explained.appraise("1.3", "0", "Xem lại")
    for deed, more in ((accept_agreeing, {}), (load_appraisal, {"given": {"1.3": (Decimal(0), "x")}})):
        assert refusal(deed, explained, explained.appraiser, **more).startswith("Thẩm định lần 2 xét từng dòng")


def test_nobody_edits_after_the_second_round(explained):
    explained.appraise("2.1", "1", "Giữ")
    rounds.finish_second(assessment_id=explained.assessment_id, by=explained.appraiser, now=now())

    with pytest.raises(Closed, match="Đã thẩm định"):
        explained.appraise("2.1", "1.24", "Đổi ý")
    with pytest.raises(Refused, match="Chỉ Điều phối CCHC được mở lại thẩm định"):
        rounds.reopen(assessment_id=explained.assessment_id, by=explained.appraiser, reason="x", now=now())


def test_reopening_asks_the_unit_anew(explained):
    explained.appraise("2.1", "1", "Giữ")
    rounds.finish_second(assessment_id=explained.assessment_id, by=explained.appraiser, now=now())

    again = rounds.reopen(
        assessment_id=explained.assessment_id, by=explained.coordinator, reason="Sót văn bản", now=now()
    )

    assert (again.state, again.first_at, again.explain_until) == (State.SUBMITTED, None, None)
    assert (explained.score("2.1").first_points, Justification.objects.count()) == (None, 0)
    explained.appraise("1.2", "0.5", "Trễ 3 ngày")
    assert explained.finish_first().state == State.EXPLAINING


# --- whose row it is ------------------------------------------------------------------------------------------------


def test_a_field_owner_and_an_assigned_inspector_keep_to_their_rows(handed_in):
    other = units.holder(Role.APPRAISER, full_name="Người khác")
    handed_in.period.assignments.create(
        appraiser=other, criterion_code="2", given_by=handed_in.coordinator, given_at=now()
    )

    with pytest.raises(Refused, match=r"2\.1: đã phân công cho chuyên viên khác thẩm định."):
        handed_in.appraise("2.1", "1", "Trừ")
    assert handed_in.appraise("1.2", "1").appraised_points == Decimal(1)
