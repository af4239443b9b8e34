"""What every move of a sheet does: ask the table, change the state, remember who, when and why."""

import datetime as dt
from collections.abc import Collection

from django.utils.timezone import localdate, localtime

from cchc_portal.audit import trail
from cchc_portal.kit.clock import end_of
from cchc_portal.kit.moves import why_not
from cchc_portal.kit.refusals import Refused
from indicators.actions.recalculation import touch
from indicators.appraisal.desk import OWN_UNIT
from indicators.enums import NEEDS_REASON, Action, PeriodState, State
from indicators.models import Assessment, AssessmentEvent, Score
from indicators.rules import Leaf
from indicators.sets.trees import tree_of
from indicators.workflow import MOVES
from units.access import person_of
from units.enums import Role
from units.models import User

JUDGING = frozenset({Action.FINISH_FIRST, Action.FINISH_SECOND, Action.SEND_BACK})
"""What an inspector does; a coordinator of the unit may still send its sheet back, for somebody must run the period."""

TOLD = ("extended_to", "explain_until")  # what a move tells the trail besides the state
MEND_DAYS = 7  # calendar days a unit has for a sheet that came back, where nobody says another date


def why_published(assessment: Assessment) -> str | None:
    """The sentence for a sheet whose period is published, an exempt one too; None before."""
    if assessment.period.state != PeriodState.PUBLISHED:
        return None
    return f"Kỳ “{assessment.period.name}” đã công bố nên phiếu không sửa được nữa."


def ask(assessment: Assessment, action: Action, by: User, now: dt.datetime, reason: str = "") -> None:
    """Raise Refused unless this person may make the move from where the sheet stands, saying why where it must."""
    person = person_of(by, localdate(now))
    roles = person.roles_in(assessment.unit_id)
    if refusal := why_not(MOVES, action, state=State(assessment.state), roles=roles) or why_published(assessment):
        raise Refused(refusal)
    if action in JUDGING and person.belongs_to(assessment.unit_id) and MOVES[action].by & roles <= {Role.APPRAISER}:
        raise Refused(OWN_UNIT)
    refuse_unless(action not in NEEDS_REASON or bool(reason.strip()), f"Hãy ghi lý do {action.label}.")


def moved(
    assessment: Assessment,
    action: Action,
    by: User | None,
    now: dt.datetime,
    *,
    fields: Collection[str] = (),
    reason: str = "",
) -> Assessment:
    """Make the move; `fields` are the columns changed with it, `by` is None where it follows by itself."""
    before, target = {"state": assessment.state}, MOVES[action].target
    assessment.state = assessment.state if target is None else target
    assessment.save(update_fields=["state", *fields])
    touch(assessment.period_id)
    said = reason.replace("\x00", "").strip()
    AssessmentEvent.objects.create(assessment=assessment, action=action, by=by, at=now, reason=said)
    trail.record(
        f"assessment.{action}",
        assessment,
        by=by,
        before=before,
        after={"state": assessment.state, **{name: getattr(assessment, name) for name in fields if name in TOLD}},
        reason=said,
        unit_id=assessment.unit_id,
        period_id=assessment.period_id,
    )
    return assessment


def by_leaf(assessment: Assessment) -> list[tuple[Leaf, Score]]:
    """Every leaf with its score, in the order of the sheet."""
    leaves = tree_of(assessment.criteria_set).leaf_by_id
    return [(leaves[score.criterion_id], score) for score in assessment.scores.order_by("criterion__position")]


def in_days(now: dt.datetime, days: int) -> dt.datetime:
    """The end of that calendar day of the province."""
    return end_of(localdate(now) + dt.timedelta(days=days))


def when(moment: dt.datetime) -> str:
    """ "17:00 ngày 05/04/2026"."""
    return f"{localtime(moment):%H:%M ngày %d/%m/%Y}"


def refuse_unless(condition: bool, sentence: str) -> None:
    if not condition:
        raise Refused(sentence)
