"""The narrow door out: counts per unit from the half-month roll-up, one query whatever the number of units."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import TruncMonth

from dossiers.enums import Outcome
from dossiers.models import Dossier, UnitSlot
from dossiers.slots import check_window, last_day


@dataclass(frozen=True, slots=True)
class DossierCounts:
    """Dossiers of one unit in one window. `received*` by reception date, everything else by finish date."""

    received: int = 0
    received_online: int = 0
    received_interlinked: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    withdrawn: int = 0
    refused: int = 0
    digitised: int = 0
    digitisable: int = 0
    paid_online: int = 0
    payable: int = 0

    def __add__(self, other: "DossierCounts") -> "DossierCounts":
        return DossierCounts(*(getattr(self, name) + getattr(other, name) for name in FIGURES))

    @property
    def finished(self) -> int:
        """Resolved: withdrawn and refused dossiers are closed, but not resolved."""
        return self.early + self.on_time + self.late

    @property
    def in_time(self) -> int:
        return self.early + self.on_time

    @property
    def received_one_stop(self) -> int:
        return self.received - self.received_interlinked


@dataclass(frozen=True, slots=True)
class Pending:
    """Dossiers still open at a moment: before their due date (or without one), and past it."""

    in_time: int = 0
    overdue: int = 0

    @property
    def total(self) -> int:
        return self.in_time + self.overdue


FIGURES = tuple(field.name for field in fields(DossierCounts))
_SUMS = {name: Sum(name) for name in FIGURES}


def counts(unit_ids: Collection[int], start: dt.date, end: dt.date) -> dict[int, DossierCounts]:
    """Every unit asked for, zeros included. Raises ValueError unless the window is made of whole half-months."""
    check_window(start, end)
    rows = _slots(unit_ids, start, end).values("unit_id").annotate(**_SUMS).order_by("unit_id")
    found = {row.pop("unit_id"): DossierCounts(**row) for row in rows}
    return {unit_id: found.get(unit_id, DossierCounts()) for unit_id in unit_ids}


def monthly(unit_ids: Collection[int], start: dt.date, end: dt.date) -> dict[int, dict[dt.date, DossierCounts]]:
    """By unit and first day of the month; months without dossiers are absent. Raises ValueError as `counts` does."""
    check_window(start, end)
    rows = (
        _slots(unit_ids, start, end)
        .annotate(month=TruncMonth("slot"))
        .values("unit_id", "month")
        .annotate(**_SUMS)
        .order_by("unit_id", "month")
    )
    found: dict[int, dict[dt.date, DossierCounts]] = {unit_id: {} for unit_id in unit_ids}
    for row in rows:
        unit_id, month = row.pop("unit_id"), row.pop("month")
        found[unit_id][month] = DossierCounts(**row)
    return found


def pending(unit_ids: Collection[int], now: dt.datetime) -> dict[int, Pending]:
    """Open dossiers now, every unit asked for; read from the dossiers through a small index of the open ones."""
    overdue = Q(due_at__lt=now)
    rows = (
        Dossier.objects.scoped(Q(unit_id__in=unit_ids))
        .filter(outcome=Outcome.PENDING)
        .values("unit_id")
        .annotate(overdue=Count("pk", filter=overdue), total=Count("pk"))
        .order_by("unit_id")
    )
    found: defaultdict[int, Pending] = defaultdict(Pending)
    for row in rows:
        found[row["unit_id"]] = Pending(in_time=row["total"] - row["overdue"], overdue=row["overdue"])
    return {unit_id: found[unit_id] for unit_id in unit_ids}


def stock(unit_ids: Collection[int], before: dt.date) -> dict[int, int]:
    """Dossiers received but not closed when the half-month starting on `before` began, from the roll-up alone."""
    closed = F("early") + F("on_time") + F("late") + F("withdrawn") + F("refused")
    return _until(unit_ids, before, F("brought_in") + F("received") - closed)


def overdue(unit_ids: Collection[int], before: dt.date) -> dict[int, int]:
    """Of the `stock` those past their due date, from the roll-up alone."""
    return _until(unit_ids, before, F("fell_overdue") - F("overdue_closed"))


def _until(unit_ids: Collection[int], before: dt.date, flow: CombinedExpression) -> dict[int, int]:
    check_window(before, last_day(before))
    slots = UnitSlot.objects.filter(unit_id__in=unit_ids, slot__lt=before)
    found = dict(slots.values("unit_id").annotate(left=Sum(flow)).order_by("unit_id").values_list("unit_id", "left"))
    return {unit_id: found.get(unit_id, 0) for unit_id in unit_ids}


def has_figures_before(unit_id: int, day: dt.date) -> bool:
    """Whether any half-month of the unit began before the day."""
    return UnitSlot.objects.filter(unit=unit_id, slot__lt=day).exists()


def by_hand(unit_ids: Collection[int] | QuerySet[Any], start: dt.date, end: dt.date) -> frozenset[int]:
    """The units whose figures in the window are, at least in part, totals they typed; one query."""
    check_window(start, end)
    typed = _slots(unit_ids, start, end).filter(manual=True).order_by("unit_id")
    return frozenset(typed.values_list("unit_id", flat=True))


_MONTHS = """
select month::date
from (
    select date_trunc('month', min(slot)::timestamp) as first, max(slot)::timestamp as last from dossiers_unitslot
) span
cross join generate_series(span.first, span.last, interval '1 month') month
cross join lateral (
    select from dossiers_unitslot
    where slot in (month::date, month::date + 14) and unit_id = any(%s) and received > 0
    limit 1
) received
order by month desc"""
"""Asks of each month whether there is one row: reads a few rows a month, not all half-months of all units."""


def months_with_dossiers(unit_ids: Collection[int]) -> list[dt.date]:
    """First days of the months in which these units received anything, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, [list(unit_ids)])
        return [month for (month,) in cursor.fetchall()]


def _slots(unit_ids: Collection[int] | QuerySet[Any], start: dt.date, end: dt.date) -> QuerySet[UnitSlot]:
    return UnitSlot.objects.filter(unit_id__in=unit_ids, slot__range=(start, end))


def closed_in_last_hour(unit_ids: Collection[int], start: dt.date, end: dt.date) -> dict[int, tuple[int, int]]:
    """{unit: (dossiers finished in the hour before their due time, all finished ones with a due time)} of a window.

    One query; units without such dossiers are absent. A look at single dossiers, so not for pages opened all day.
    """
    finished = Dossier.objects.scoped(Q(unit__in=list(unit_ids))).filter(
        finished_slot__gte=start, finished_slot__lte=end, due_at__isnull=False
    )
    last = Q(finished_at__lte=F("due_at"), finished_at__gte=F("due_at") - dt.timedelta(hours=1))
    rows = finished.values("unit_id").annotate(last=Count("pk", filter=last), finished=Count("pk")).order_by("unit_id")
    return {row["unit_id"]: (row["last"], row["finished"]) for row in rows if row["last"]}
