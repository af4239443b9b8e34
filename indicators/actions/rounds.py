"""Deeds of the two appraisals of a sheet: the first ended, the unit's answer or silence, the second, consolidation."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.moves import why_not
from cchc_portal.kit.refusals import Refused
from cchc_portal.kit.storing import update_rows
from indicators.actions.locking import locked_sheet
from indicators.actions.moving import ask, by_leaf, in_days, moved, refuse_unless, when
from indicators.actions.recalculation import retotal
from indicators.actions.scores import Closed
from indicators.answers import is_appraised
from indicators.appraisal.deductions import is_deduction
from indicators.enums import Action, PeriodState, Ruling, Stance, State
from indicators.figures import figures_of_unit
from indicators.models import Assessment, AssessmentEvent, Justification, Period, Score
from indicators.sets.trees import tree_of
from indicators.workflow import ENTERED_BY, MOVES
from units.access import person_of
from units.models import User

EXPLAIN_DAYS = 5  # calendar days a unit has at least, where the first appraisal ended late
FIRST = ["first_points", "first_reason", "first_by"]
FIRST_ENDED = ["first_at", "first_by", "explain_until"]
APPRAISED = ["appraised_at", "appraised_by"]
NOT_CUT = "dòng này không bị trừ điểm nên không cần giải trình."
SAY_WHY = "hãy ghi nội dung giải trình, nêu văn bản, trang làm căn cứ."


@transaction.atomic
def finish_first(*, assessment_id: int, by: User, now: dt.datetime) -> Assessment:
    """End the first appraisal: its points are kept, and the window in which the unit answers begins.

    Where nothing was taken away there is nothing to answer, and the sheet is appraised.
    Raises Refused naming every criterion that has no appraised points yet.
    """
    assessment = locked_sheet(pk=assessment_id)
    ask(assessment, Action.FINISH_FIRST, by, now)
    rows = [(leaf, score) for leaf, score in by_leaf(assessment) if is_appraised(leaf) and not score.not_applicable]
    still_open = [leaf.code for leaf, score in rows if score.appraised_points is None]
    refuse_unless(not still_open, f"Còn {len(still_open)} tiêu chí chưa thẩm định: {', '.join(still_open)}.")
    for _, score in rows:
        score.first_points, score.first_reason = score.appraised_points, score.appraisal_reason
        score.first_by = score.appraised_by
    update_rows([score for _, score in rows], FIRST)
    assessment.first_at, assessment.first_by = now, by
    assessment.explain_until = max(assessment.period.explain_due_at, in_days(now, EXPLAIN_DAYS))
    retotal(assessment, figures_of_unit(assessment))
    moved(assessment, Action.FINISH_FIRST, by, now, fields=FIRST_ENDED)
    if any(is_deduction(score, leaf) for leaf, score in rows):
        return assessment
    return _settled(assessment, Action.UNCUT, None, now)


def _settled(assessment: Assessment, action: Action, by: User | None, now: dt.datetime, *fields: str) -> Assessment:
    """What the first appraisal said is final."""
    assessment.appraised_at, assessment.appraised_by = now, assessment.first_by
    return moved(assessment, action, by, now, fields=[*APPRAISED, *fields])


@transaction.atomic
def explain_row(*, score_id: int, stance: Stance, text: str, by: User, now: dt.datetime) -> Justification:
    """Accept one deduction or dispute it in words, while the window is open.

    Raises Closed outside the window, Refused where nothing was taken away or words are missing.
    """
    assessment = locked_sheet(scores_too=True, scores=score_id)
    if not person_of(by, localdate(now)).roles_in(assessment.unit_id) & ENTERED_BY:
        raise Refused("Chỉ cán bộ đầu mối hoặc lãnh đạo của đơn vị được giải trình.")
    _refuse_outside_window(assessment, now)
    score = next(each for each in assessment.scores.all() if each.pk == score_id)
    leaf, said = tree_of(assessment.criteria_set).leaf_by_id[score.criterion_id], text.replace("\x00", "").strip()
    refuse_unless(is_deduction(score, leaf), f"{leaf.code}: {NOT_CUT}")
    refuse_unless(stance == Stance.ACCEPTED or bool(said), f"{leaf.code}: {SAY_WHY}")
    before = Justification.objects.filter(score=score).values("stance", "text").first()
    facts = {"stance": stance, "text": said}
    if before == facts:
        return Justification.objects.get(score=score)
    stored, _ = Justification.objects.update_or_create(score=score, defaults={**facts, "by": by, "at": now})
    about = {"unit_id": assessment.unit_id, "period_id": assessment.period_id}
    trail.record("score.explain", score, by=by, before=before, after=facts, **about)
    return stored


def _refuse_outside_window(assessment: Assessment, now: dt.datetime) -> None:
    if assessment.state == State.EXPLAINING and not assessment.window_open(now) and assessment.explain_until:
        raise Closed(f"Đã hết hạn giải trình lúc {when(assessment.explain_until)}.")
    if assessment.state != State.EXPLAINING:
        raise Closed(f"Phiếu ở trạng thái “{State(assessment.state).label}” nên không giải trình được.")


def _disputed(assessment: Assessment) -> list[Justification]:
    found = Justification.objects.filter(score__assessment=assessment, stance=Stance.DISPUTED)
    return list(found.select_related("score__criterion").order_by("score__criterion__position"))


@transaction.atomic
def accept_result(*, assessment_id: int, by: User, now: dt.datetime) -> Assessment:
    """The head accepts the first appraisal: its points are final. Raises Refused while a row is disputed."""
    assessment = locked_sheet(pk=assessment_id)
    ask(assessment, Action.ACCEPT, by, now)
    _refuse_outside_window(assessment, now)
    disputed = [each.score.criterion.code for each in _disputed(assessment)]
    refuse_unless(
        not disputed, f"Còn đề nghị xem lại ở {', '.join(disputed)}: hãy gửi giải trình, hoặc đổi thành đồng ý."
    )
    assessment.answered_at = now
    return _settled(assessment, Action.ACCEPT, by, now, "answered_at")


@transaction.atomic
def send_explanations(*, assessment_id: int, by: User, now: dt.datetime) -> Assessment:
    """The head sends what the unit says; rows nobody disputed count as accepted."""
    assessment = locked_sheet(pk=assessment_id)
    ask(assessment, Action.EXPLAIN, by, now)
    _refuse_outside_window(assessment, now)
    refuse_unless(
        bool(_disputed(assessment)), "Chưa có dòng nào đề nghị xem lại. Hãy giải trình từng dòng, hoặc đồng ý."
    )
    assessment.answered_at = now
    return moved(assessment, Action.EXPLAIN, by, now, fields=["answered_at"])


def close_windows(*, now: dt.datetime) -> int:
    """Close every window whose end has passed; returns how many sheets moved, each in a transaction of its own."""
    over = Assessment.objects.filter(state=State.EXPLAINING, explain_until__lt=now).order_by("pk")
    return sum(_close_one(pk, now) for pk in list(over.values_list("pk", flat=True)))


@transaction.atomic
def _close_one(assessment_id: int, now: dt.datetime) -> bool:
    assessment = locked_sheet(pk=assessment_id)
    return close_window(assessment, now=now)


def close_window(assessment: Assessment, *, now: dt.datetime) -> bool:
    """Let a locked sheet go on where its window has ended: silence is consent, what was disputed is judged."""
    if assessment.state != State.EXPLAINING or assessment.window_open(now):
        return False
    if _disputed(assessment):
        moved(assessment, Action.TIME_UP, None, now)
    else:
        _settled(assessment, Action.SILENCE, None, now)
    return True


@transaction.atomic
def finish_second(*, assessment_id: int, by: User, now: dt.datetime) -> Assessment:
    """End the second appraisal, which is final. Raises Refused naming every disputed row that has no answer yet."""
    assessment = locked_sheet(pk=assessment_id)
    close_window(assessment, now=now)
    ask(assessment, Action.FINISH_SECOND, by, now)
    unanswered = [each.score.criterion.code for each in _disputed(assessment) if each.ruling == Ruling.OPEN]
    refuse_unless(not unanswered, f"Còn {len(unanswered)} giải trình chưa trả lời: {', '.join(unanswered)}.")
    assessment.appraised_at, assessment.appraised_by = now, by
    retotal(assessment, figures_of_unit(assessment))
    return moved(assessment, Action.FINISH_SECOND, by, now, fields=APPRAISED)


@transaction.atomic
def reopen(*, assessment_id: int, by: User, reason: str, now: dt.datetime) -> Assessment:
    """Begin the first appraisal again, before publication; the unit will be asked anew whatever it had said."""
    assessment = locked_sheet(pk=assessment_id)
    ask(assessment, Action.REOPEN, by, now, reason)
    for name in (*FIRST_ENDED, *APPRAISED, "answered_at"):
        setattr(assessment, name, None)
    fields = [*FIRST_ENDED, *APPRAISED, "answered_at"]
    again = moved(assessment, Action.REOPEN, by, now, fields=fields, reason=reason)
    Justification.objects.filter(score__assessment=again).delete()
    Score.objects.filter(assessment=again).update(first_points=None, first_reason="", first_by=None)
    return again


@transaction.atomic
def close_published(*, period_id: int, by: User, now: dt.datetime) -> int:
    """Close every appraised assessment of a period that is being published; returns how many (rows).

    Called by the publication in reports, inside its transaction.
    """
    sheets = Assessment.objects.taking_part().filter(period=period_id).exclude(state=State.PUBLISHED)
    closed = list(sheets.select_for_update(of=("self",)).order_by("pk"))
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    person = person_of(by, localdate(now))
    for assessment in closed:
        roles = person.roles_in(assessment.unit_id)
        if refusal := why_not(MOVES, Action.PUBLISH, state=State(assessment.state), roles=roles):
            raise Refused(refusal)
    Assessment.objects.filter(pk__in=[a.pk for a in closed]).update(state=State.PUBLISHED)
    AssessmentEvent.objects.bulk_create(
        AssessmentEvent(assessment=a, action=Action.PUBLISH, by=by, at=now) for a in closed
    )
    period.state = PeriodState.PUBLISHED
    period.version += 1
    period.save(update_fields=["state", "version"])
    return len(closed)
