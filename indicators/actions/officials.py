"""The one deed on figures of a decision: they are taken in, and stay."""

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from indicators.models import OfficialFigure, Period
from units.access import person_of
from units.enums import Role
from units.models import User


@dataclass(frozen=True, slots=True)
class OfficialRow:
    """What a decision says of one unit, or of one criterion of it; None and "" where it says nothing."""

    unit_id: int
    criterion_code: str
    points: Decimal | None
    max_points: Decimal | None
    percent: Decimal | None
    rank: int | None
    grade: str

    @property
    def key(self) -> tuple[int, str]:
        return self.unit_id, self.criterion_code


@dataclass(frozen=True, slots=True)
class Decision:
    """Số và ngày."""

    number: str
    decided_on: dt.date


def stored_figures(*, period: Period, decision: Decision) -> dict[tuple[int, str], OfficialFigure]:
    """What was taken from this decision before, by unit and criterion; one query."""
    found = OfficialFigure.objects.scoped(Q(period=period, decision_number=decision.number))
    return {(each.unit_id, each.criterion_code): each for each in found}


def says_the_same(stored: OfficialFigure, row: OfficialRow) -> bool:
    return all(getattr(stored, name) == value for name, value in asdict(row).items())


@transaction.atomic
def load_official(
    *, period_id: int, rows: Collection[OfficialRow], decision: Decision, by: User | None, now: dt.datetime
) -> int:
    """Keep what the decision says; the number that are new. The same file twice adds nothing.

    `by` is None on the command line. Computed points are not touched, published ones neither. Raises Refused for people
    who are no coordinators, for a decision of a day to come, and where the decision was said to say something else
    before: what was taken in is never changed.
    """
    today = localdate(now)
    if by and not person_of(by, today).has(Role.COORDINATOR):
        raise Refused("Chỉ điều phối CCHC được nạp kết quả theo quyết định.")
    if decision.decided_on > today:
        raise Refused("Ngày quyết định còn ở phía trước.")
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    stored = stored_figures(period=period, decision=decision)
    if any(row.key in stored and not says_the_same(stored[row.key], row) for row in rows):
        raise Refused(f"Kết quả theo {decision.number} đã nạp khác với tệp này; số đã nạp không sửa được.")
    fresh = [
        OfficialFigure(
            period=period,
            decision_number=decision.number,
            decided_on=decision.decided_on,
            loaded_by=by,
            loaded_at=now,
            **asdict(row),
        )
        for row in rows
        if row.key not in stored
    ]
    OfficialFigure.objects.bulk_create(fresh)
    if fresh:
        after = {"decision": decision.number, "decided_on": decision.decided_on, "added": len(fresh)}
        trail.record("official.load", period, by=by, after=after, period_id=period.pk)
    return len(fresh)
