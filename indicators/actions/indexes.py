"""Deeds on indexes that others have published: what a file would change, and loading it."""

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from indicators.actions.periods import request_recalculation
from indicators.enums import PeriodState
from indicators.models import Period, PublishedIndex
from units.access import person_of
from units.enums import Role
from units.models import User


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One index of one unit with the document it was read from."""

    unit_id: int
    code: str
    name: str
    value: Decimal
    measure: str
    document_number: str
    document_date: dt.date
    issuer: str
    page: str

    @property
    def key(self) -> tuple[int, str]:
        return self.unit_id, self.code


FACTS = ("name", "value", "measure", "document_number", "document_date", "issuer", "page")


@dataclass(frozen=True, slots=True)
class Difference:
    """What loading the rows would do: how many are new, other than stored, and the same."""

    new: int
    other: int
    same: int


def compared(*, period: Period, rows: Collection[IndexRow]) -> Difference:
    """One query; writes nothing."""
    stored = _stored(period)
    new = sum(1 for row in rows if row.key not in stored)
    same = sum(1 for row in rows if row.key in stored and _facts(stored[row.key]) == _facts(row))
    return Difference(new, len(rows) - new - same, same)


@transaction.atomic
def load_indexes(*, period_id: int, rows: Collection[IndexRow], by: User | None, now: dt.datetime) -> int:
    """Store the indexes and have the points follow; the number that changed. The same file twice changes nothing.

    `by` is None on the command line. The number of queries does not depend on the number of rows. Raises Refused for
    people who are no coordinators, and once the period is published.
    """
    if by and not person_of(by, localdate(now)).has(Role.COORDINATOR):
        raise Refused("Chỉ điều phối CCHC được nạp chỉ số đã công bố.")
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    if period.state == PeriodState.PUBLISHED:
        raise Refused(f"{period.name} đã công bố, không nạp chỉ số được nữa.")
    stored = _stored(period)
    changed = [
        PublishedIndex(period=period, loaded_by=by, loaded_at=now, **asdict(row))
        for row in rows
        if row.key not in stored or _facts(stored[row.key]) != _facts(row)
    ]
    if changed:
        PublishedIndex.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["period", "unit", "code"],
            update_fields=[*FACTS, "loaded_by", "loaded_at"],
        )
        Period.objects.filter(pk=period.pk).update(version=F("version") + 1)
        after = {"changed": len(changed), "codes": sorted({row.code for row in changed})}
        trail.record("index.load", period, by=by, after=after, period_id=period.pk)
        request_recalculation(period=period, by=by)
    return len(changed)


def _stored(period: Period) -> dict[tuple[int, str], PublishedIndex]:
    return {(each.unit_id, each.code): each for each in PublishedIndex.objects.scoped(Q(period=period))}


def _facts(row: IndexRow | PublishedIndex) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in FACTS)
