"""Deeds of the unit's side of a sheet: requested, approved and handed in, withdrawn, declared, extended, closed."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.kit.clock import end_of
from cchc_portal.kit.refusals import Refused
from indicators.actions.locking import locked_sheet
from indicators.actions.moving import MEND_DAYS, ask, by_leaf, in_days, moved, refuse_unless, when
from indicators.actions.recalculation import retotal
from indicators.actions.scores import Closed, why_not_now
from indicators.answers import bars, is_asked
from indicators.enums import Action
from indicators.figures import figures_of_unit
from indicators.models import Assessment
from units.models import Unit, User

REQUESTED = ["requested_at", "requested_by"]
SUBMITTED = ["submitted_at", "submitted_by", "handed_in_at"]


class Unready(Refused):
    """The sheet cannot be handed in yet; `problems` has one Vietnamese sentence per cell."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"Chưa nộp được, còn {len(problems)} chỗ phải hoàn thiện: {'; '.join(problems)}.")
        self.problems = problems


@transaction.atomic
def request_approval(*, assessment_id: int, by: User, now: dt.datetime) -> Assessment:
    """Ask the unit's head to approve; typing rests meanwhile. Raises Closed and Unready as submit does."""
    assessment = locked_sheet(pk=assessment_id)
    ask(assessment, Action.REQUEST, by, now)
    _refuse_unready(assessment, now)
    assessment.requested_at, assessment.requested_by = now, by
    return moved(assessment, Action.REQUEST, by, now, fields=REQUESTED)


@transaction.atomic
def take_back(*, assessment_id: int, by: User, now: dt.datetime) -> Assessment:
    """The reporter goes on typing before the head has decided."""
    assessment = locked_sheet(pk=assessment_id)
    ask(assessment, Action.TAKE_BACK, by, now)
    assessment.requested_at = assessment.requested_by = None
    return moved(assessment, Action.TAKE_BACK, by, now, fields=REQUESTED)


@transaction.atomic
def decline(*, assessment_id: int, by: User, reason: str, now: dt.datetime) -> Assessment:
    """The head returns the sheet to the reporter, with the reason the reporter will read first."""
    assessment = locked_sheet(pk=assessment_id)
    ask(assessment, Action.DECLINE, by, now, reason)
    assessment.requested_at = assessment.requested_by = None
    return moved(assessment, Action.DECLINE, by, now, fields=REQUESTED, reason=reason)


@transaction.atomic
def submit(*, assessment_id: int, by: User, now: dt.datetime) -> Assessment:
    """The head hands the assessment in, asked for or not.

    Raises Closed after the deadline, Unready naming every cell that must be mended.
    """
    assessment = locked_sheet(pk=assessment_id)
    ask(assessment, Action.SUBMIT, by, now)
    _refuse_unready(assessment, now)
    assessment.submitted_at, assessment.submitted_by = now, by
    assessment.handed_in_at = assessment.handed_in_at or now
    return moved(assessment, Action.SUBMIT, by, now, fields=SUBMITTED)


def _refuse_unready(assessment: Assessment, now: dt.datetime) -> None:
    if refusal := why_not_now(assessment, now):
        raise Closed(refusal)
    if problems := unready(assessment):
        raise Unready(problems)


def unready(assessment: Assessment) -> list[str]:
    """What still stands in the way of handing in, one sentence per cell, in the order of the sheet."""
    problems = []
    for leaf, score in by_leaf(assessment):
        if not is_asked(leaf) or score.not_applicable:
            continue
        errors = [flag["message"].rstrip(".") for flag in score.flags if bars(flag)]
        problems += [f"{leaf.code}: {message}" for message in errors]
        if score.self_points is None and not errors:
            problems.append(f"{leaf.code}: chưa nhập")
    return problems


@transaction.atomic
def withdraw(*, assessment_id: int, by: User, reason: str, now: dt.datetime) -> Assessment:
    """The head takes a sheet back to mend it while its deadline has not passed; it then counts as not handed in."""
    assessment = locked_sheet(pk=assessment_id)
    ask(assessment, Action.WITHDRAW, by, now, reason)
    if refusal := why_not_withdraw(assessment, now):
        raise Closed(refusal)
    if assessment.handed_in_at == assessment.submitted_at:
        assessment.handed_in_at = None
    return _back_to_draft(assessment, Action.WITHDRAW, by, now, reason)


ASK_FOR_RETURN = "Cần sửa thì đề nghị Sở Nội vụ trả lại phiếu."


def why_not_withdraw(assessment: Assessment, now: dt.datetime) -> str | None:
    """The sentence that keeps a sheet handed in once its deadline has passed; None before."""
    if now <= assessment.due_at:
        return None
    return f"Đã hết hạn nộp lúc {when(assessment.due_at)} nên không rút phiếu được. {ASK_FOR_RETURN}"


def _back_to_draft(assessment: Assessment, action: Action, by: User, now: dt.datetime, reason: str) -> Assessment:
    assessment.submitted_at = assessment.submitted_by = assessment.requested_at = assessment.requested_by = None
    fields = [*SUBMITTED, *REQUESTED, "extended_to"]
    return moved(assessment, action, by, now, fields=fields, reason=reason)


@transaction.atomic
def send_back(
    *, assessment_id: int, by: User, reason: str, now: dt.datetime, until: dt.date | None = None
) -> Assessment:
    """Return a submitted assessment to its unit, with the reason it will read first and a new date to hand in by.

    `until`: the last day; seven days where none is said. A deadline is never shortened.
    """
    assessment = locked_sheet(pk=assessment_id)
    ask(assessment, Action.SEND_BACK, by, now, reason)
    new = in_days(now, MEND_DAYS) if until is None else end_of(until)
    refuse_unless(new > now, "Hạn hoàn thiện phải từ hôm nay trở đi.")
    assessment.extended_to = max(assessment.due_at, new)
    return _back_to_draft(assessment, Action.SEND_BACK, by, now, reason)


@transaction.atomic
def declare_nothing(*, assessment_id: int, by: User, reason: str, now: dt.datetime) -> Assessment:
    """The head declares that the unit has nothing to report; the sheet is then not scored."""
    assessment = locked_sheet(pk=assessment_id)
    ask(assessment, Action.DECLARE, by, now, reason)
    if refusal := why_not_now(assessment, now):
        raise Closed(refusal)
    return _unscored(assessment, Action.DECLARE, by, now, reason)


@transaction.atomic
def exempt(*, assessment_id: int, by: User, reason: str, now: dt.datetime) -> Assessment:
    """Excuse one unit from the period, with the document that says so; the sheet is then not scored."""
    assessment = locked_sheet(pk=assessment_id)
    ask(assessment, Action.EXEMPT, by, now, reason)
    return _unscored(assessment, Action.EXEMPT, by, now, reason)


@transaction.atomic
def resume(*, assessment_id: int, by: User, reason: str, now: dt.datetime) -> Assessment:
    """Let a unit that was exempt or declared nothing fill in its sheet after all; it has at least a week."""
    assessment = locked_sheet(pk=assessment_id)
    ask(assessment, Action.RESUME, by, now, reason)
    assessment.extended_to = max(assessment.due_at, in_days(now, MEND_DAYS))
    back = moved(assessment, Action.RESUME, by, now, fields=["extended_to"], reason=reason)
    retotal(back, figures_of_unit(back))
    return back


@transaction.atomic
def extend(*, assessment_id: int, by: User, until: dt.date, reason: str, now: dt.datetime) -> Assessment:
    """Give one unit until the end of that day to hand in.

    Leave given before the deadline moves it; given afterwards it lets the unit hand in, late.
    """
    assessment = locked_sheet(pk=assessment_id)
    ask(assessment, Action.EXTEND, by, now, reason)
    due, new = assessment.due_at, end_of(until)
    refuse_unless(new > max(now, due), f"Hạn mới phải sau bây giờ và sau hạn cũ ({when(due)}).")
    if now <= assessment.dates.timely_until:
        assessment.timely_until = new
    assessment.extended_to = new
    return moved(assessment, Action.EXTEND, by, now, fields=["extended_to", "timely_until"], reason=reason)


@transaction.atomic
def close_unscored(*, assessment_id: int, by: User, reason: str, now: dt.datetime) -> Assessment:
    """Close the draft of a unit that ended before it handed in, so that it no longer bars the publication.

    The sheet keeps what was typed, takes part in no table and is not published. Raises Refused while the unit is
    active: its sheet is for itself to hand in.
    """
    assessment = locked_sheet(pk=assessment_id)
    ask(assessment, Action.CLOSE, by, now, reason)
    ended = not Unit.objects.active_on(localdate(now)).filter(pk=assessment.unit_id).exists()
    still = f"{assessment.unit.name} còn hoạt động nên phiếu không đóng được. Hãy nhắc đơn vị nộp hoặc gia hạn nộp."
    refuse_unless(ended, still)
    return _unscored(assessment, Action.CLOSE, by, now, reason)


def _unscored(assessment: Assessment, action: Action, by: User, now: dt.datetime, reason: str) -> Assessment:
    assessment.requested_at = assessment.requested_by = None
    closed = moved(assessment, action, by, now, fields=REQUESTED, reason=reason)
    retotal(closed, figures_of_unit(closed))  # a quota counts one unit less
    return closed
