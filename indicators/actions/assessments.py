"""Deeds that move assessments: open a period, submit, send back, extend, finish and reopen appraisal, close."""

import calendar
import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate, localtime, make_aware

from cchc_portal.audit import trail
from cchc_portal.kit.moves import why_not
from cchc_portal.kit.refusals import Refused
from indicators.actions.criteria import lock_sets
from indicators.actions.exemptions import apply_exemptions
from indicators.actions.locking import lock_tied, locked_sheet
from indicators.actions.periods import request_recalculation
from indicators.actions.recalculation import retotal, touch
from indicators.actions.scores import Closed, why_closed
from indicators.answers import bars, is_appraised, is_asked
from indicators.enums import Action, PeriodState, State
from indicators.figures import figures_of_unit
from indicators.models import Assessment, AssessmentEvent, Criterion, Period, Score
from indicators.rules import Leaf
from indicators.sets.trees import tree_of
from indicators.workflow import MOVES
from units.access import person_of
from units.enums import Role
from units.models import Unit, User

OWN_UNIT = "Anh/chị thuộc đơn vị này nên không được thẩm định phiếu của đơn vị. Hãy nhờ người khác."
TOLD = ("extended_to",)  # what a move tells the trail besides the state
MEND_DAYS = 7  # calendar days a unit has for a sheet that came back, where its deadline does not leave more


class Unready(Refused):
    """The sheet cannot be handed in yet; `problems` has one Vietnamese sentence per cell."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"Chưa nộp được, còn {len(problems)} chỗ phải hoàn thiện: {'; '.join(problems)}.")
        self.problems = problems


@transaction.atomic
def open_period(*, period_id: int, by: User, now: dt.datetime) -> int:
    """Give every unit of the period's blocks its assessment with empty scores; returns how many were new (rows).

    Safe to run again: units that joined a block since then get theirs, nobody else changes. A recalculation is queued,
    so that measured rows have their points before the first clerk looks. The period's sets are locked.
    Raises Refused when the caller is no coordinator, the period has no criteria set, or one of them is a draft.
    """
    lock_tied(Assessment.objects.filter(period=period_id))
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    _refuse_unless(person_of(by, localdate(now)).has(Role.COORDINATOR), "Chỉ Điều phối CCHC được mở kỳ đánh giá.")
    _refuse_unless(period.state != PeriodState.PUBLISHED, f"Kỳ “{period.name}” đã công bố nên không mở lại được.")
    last = calendar.monthrange(period.data_to.year, period.data_to.month)[1]
    _refuse_unless(period.data_to.day in (14, last), "Ngày cuối của kỳ phải là ngày 14 hoặc ngày cuối tháng.")
    sets = {s.block_id: s.criteria_set_id for s in period.sets.order_by("block_id")}
    _refuse_unless(bool(sets), f"Kỳ “{period.name}” chưa có bộ tiêu chí. Hãy chọn bộ tiêu chí cho từng khối trước.")
    lock_sets(period=period, by=by)

    units = Unit.objects.active_on(period.data_to).filter(block__in=sets).exclude(assessments__period=period)
    fresh = Assessment.objects.bulk_create(
        Assessment(period=period, unit=unit, criteria_set_id=sets[unit.block_id]) for unit in units.order_by("pk")
    )
    leaves: dict[int, list[int]] = {}
    rows = Criterion.objects.filter(criteria_set__in=sets.values(), is_leaf=True).order_by("criteria_set", "position")
    for set_id, leaf in rows.values_list("criteria_set_id", "pk"):
        leaves.setdefault(set_id, []).append(leaf)
    empty = [Score(assessment=a, criterion_id=leaf) for a in fresh for leaf in leaves[a.criteria_set_id]]
    Score.objects.bulk_create(empty, batch_size=2000)
    apply_exemptions(fresh)
    period.state = PeriodState.OPEN
    period.version += 1
    period.save(update_fields=["state", "version"])
    trail.record("period.open", period, by=by, before=None, after={"assessments": len(fresh)}, period_id=period.pk)
    request_recalculation(period=period, by=by)
    return len(fresh)


@transaction.atomic
def submit(*, assessment_id: int, by: User, now: dt.datetime) -> Assessment:
    """Hand the assessment in. Raises Closed after the deadline, Unready naming every cell that must be mended."""
    assessment = locked_sheet(pk=assessment_id)
    _ask(assessment, Action.SUBMIT, by, now)
    if refusal := why_closed(assessment, now):
        raise Closed(refusal)
    if problems := unready(assessment):
        raise Unready(problems)
    assessment.submitted_at, assessment.submitted_by = now, by
    return _moved(assessment, Action.SUBMIT, by, now, fields=["submitted_at", "submitted_by"])


def unready(assessment: Assessment) -> list[str]:
    """What still stands in the way of handing in, one sentence per cell, in the order of the sheet."""
    problems = []
    for leaf, score in _by_leaf(assessment):
        if not is_asked(leaf) or score.not_applicable:
            continue
        errors = [flag["message"].rstrip(".") for flag in score.flags if bars(flag)]
        problems += [f"{leaf.code}: {message}" for message in errors]
        if score.self_points is None and not errors:
            problems.append(f"{leaf.code}: chưa nhập")
    return problems


@transaction.atomic
def send_back(*, assessment_id: int, by: User, reason: str, now: dt.datetime) -> Assessment:
    """Return a submitted assessment to its unit, with the reason the unit will read first and time to mend it."""
    assessment = locked_sheet(pk=assessment_id)
    _ask(assessment, Action.SEND_BACK, by, now)
    _refuse_unless(bool(reason.strip()), "Hãy ghi lý do trả lại để đơn vị biết cần sửa gì.")
    assessment.submitted_at = assessment.submitted_by = None
    assessment.extended_to = max(assessment.due_at, _end_of(localdate(now) + dt.timedelta(days=MEND_DAYS)))
    fields = ["submitted_at", "submitted_by", "extended_to"]
    return _moved(assessment, Action.SEND_BACK, by, now, fields=fields, reason=reason.strip())


@transaction.atomic
def extend(*, assessment_id: int, by: User, until: dt.date, reason: str, now: dt.datetime) -> Assessment:
    """Give one unit until the end of that day to hand in its draft."""
    assessment = locked_sheet(pk=assessment_id)
    _ask(assessment, Action.EXTEND, by, now)
    _refuse_unless(bool(reason.strip()), "Hãy ghi lý do gia hạn.")
    due = f"{localtime(assessment.due_at):%H:%M ngày %d/%m/%Y}"
    _refuse_unless(_end_of(until) > max(now, assessment.due_at), f"Hạn mới phải sau bây giờ và sau hạn cũ ({due}).")
    assessment.extended_to = _end_of(until)
    return _moved(assessment, Action.EXTEND, by, now, fields=["extended_to"], reason=reason.strip())


@transaction.atomic
def close_unscored(*, assessment_id: int, by: User, reason: str, now: dt.datetime) -> Assessment:
    """Close the draft of a unit that ended before it handed in, so that it no longer bars the publication.

    The sheet keeps what was typed, takes part in no table and is not published. Raises Refused while the unit is
    active: its sheet is for itself to hand in.
    """
    assessment = locked_sheet(pk=assessment_id)
    _ask(assessment, Action.CLOSE, by, now)
    _refuse_unless(bool(reason.strip()), "Hãy ghi lý do đóng phiếu, ví dụ số quyết định sắp xếp đơn vị.")
    ended = not Unit.objects.active_on(localdate(now)).filter(pk=assessment.unit_id).exists()
    still = f"{assessment.unit.name} còn hoạt động nên phiếu không đóng được. Hãy nhắc đơn vị nộp hoặc gia hạn nộp."
    _refuse_unless(ended, still)
    closed = _moved(assessment, Action.CLOSE, by, now, fields=[], reason=reason.strip())
    retotal(closed, figures_of_unit(closed))  # a quota counts one unit less
    return closed


@transaction.atomic
def finish_appraisal(*, assessment_id: int, by: User, now: dt.datetime) -> Assessment:
    """Close the appraisal of one unit. Raises Refused naming every criterion that has no appraised points yet."""
    assessment = locked_sheet(pk=assessment_id)
    _ask(assessment, Action.APPRAISE, by, now)
    still_open = [
        leaf.code
        for leaf, score in _by_leaf(assessment)
        if is_appraised(leaf) and score.appraised_points is None and not score.not_applicable
    ]
    _refuse_unless(not still_open, f"Còn {len(still_open)} tiêu chí chưa thẩm định: {', '.join(still_open)}.")
    assessment.appraised_at, assessment.appraised_by = now, by
    retotal(assessment, figures_of_unit(assessment))
    return _moved(assessment, Action.APPRAISE, by, now, fields=["appraised_at", "appraised_by"])


@transaction.atomic
def reopen(*, assessment_id: int, by: User, reason: str, now: dt.datetime) -> Assessment:
    """Take a finished appraisal up again, with a reason."""
    assessment = locked_sheet(pk=assessment_id)
    _ask(assessment, Action.REOPEN, by, now)
    _refuse_unless(bool(reason.strip()), "Hãy ghi lý do mở lại thẩm định.")
    assessment.appraised_at = assessment.appraised_by = None
    return _moved(assessment, Action.REOPEN, by, now, fields=["appraised_at", "appraised_by"], reason=reason.strip())


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


def _by_leaf(assessment: Assessment) -> list[tuple[Leaf, Score]]:
    """Every leaf with its score, in the order of the sheet."""
    leaves = tree_of(assessment.criteria_set).leaf_by_id
    return [(leaves[score.criterion_id], score) for score in assessment.scores.order_by("criterion__position")]


def _end_of(day: dt.date) -> dt.datetime:
    return make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))


def _ask(assessment: Assessment, action: Action, by: User, now: dt.datetime) -> None:
    person = person_of(by, localdate(now))
    roles = person.roles_in(assessment.unit_id)
    if refusal := why_not(MOVES, action, state=State(assessment.state), roles=roles):
        raise Refused(refusal)
    if action == Action.APPRAISE and person.belongs_to(assessment.unit_id):
        raise Refused(OWN_UNIT)


def _moved(
    assessment: Assessment, action: Action, by: User, now: dt.datetime, *, fields: list[str], reason: str = ""
) -> Assessment:
    before = {"state": assessment.state}
    assessment.state = MOVES[action].target
    assessment.save(update_fields=["state", *fields])
    touch(assessment.period_id)
    AssessmentEvent.objects.create(assessment=assessment, action=action, by=by, at=now, reason=reason)
    trail.record(
        f"assessment.{action}",
        assessment,
        by=by,
        before=before,
        after={"state": assessment.state, **{name: getattr(assessment, name) for name in fields if name in TOLD}},
        reason=reason,
        unit_id=assessment.unit_id,
        period_id=assessment.period_id,
    )
    return assessment


def _refuse_unless(condition: bool, sentence: str) -> None:
    if not condition:
        raise Refused(sentence)
