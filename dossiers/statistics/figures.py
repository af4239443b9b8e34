"""Figures of pages and forms, read from the roll-ups alone: their cost does not depend on the number of dossiers."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf, TruncMonth

from dossiers.facts import FIGURES, DossierCounts
from dossiers.models import (
    DossierQuerySet,
    ProcedureSlot,
    ProcedureStock,
    ProcedureVersion,
    ProvinceSlot,
    UnitSlot,
    UnitStock,
)
from dossiers.slots import last_day
from dossiers.statistics.cells import FIGURE_OF, Cell
from dossiers.statistics.ii06 import COLUMNS, Entry, FormRow, Line, form_rows
from dossiers.statistics.windows import Window
from units.enums import Level
from units.models import Unit

NO_AREA = "Chưa phân lĩnh vực"
ENTERED = "Nhập theo tổng số, không chia lĩnh vực"
_CLOSED = F("early") + F("on_time") + F("late") + F("withdrawn") + F("refused")

Units = QuerySet[Unit]


# --- form II.06 -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Ledger:
    """What the lines of a window are summed from: the last stock before it, and the flows from there to its end."""

    slots: QuerySet[Any]
    stocks: QuerySet[Any]
    window: Window

    def changed(self, change: Callable[[QuerySet[Any]], QuerySet[Any]]) -> "_Ledger":
        return _Ledger(change(self.slots), change(self.stocks), self.window)

    def lines(self, *keys: str) -> dict[tuple[Any, ...], tuple[Line, bool]]:
        """By the values of `keys`: the line, and whether totals entered by hand are in it; two queries, in no order."""
        found: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
        for rows, sums in ((self.slots, _columns(self.window)), (self.stocks, _STOOD)):
            for row in rows.order_by().values(*keys).annotate(**sums):
                found[tuple(row.pop(key) for key in keys)].update(row)
        return {key: (_line(row), bool(row["entered"])) for key, row in found.items()}

    def line(self) -> Line:
        """The sum of all lines; two queries."""
        whole = Counter(self.slots.aggregate(**_columns(self.window)))
        whole.update(self.stocks.aggregate(**_STOOD))
        return _line(whole)


_STOOD = {"carried": Sum("open", default=0), "due_by_now": Sum("overdue", default=0)}


def _ledger(by: type[UnitSlot | ProcedureSlot], units: Units, window: Window) -> _Ledger:
    """One query, for the day of the stock."""
    kept = UnitStock if by is UnitSlot else ProcedureStock
    begin = kept.objects.filter(slot__lte=window.first).aggregate(begin=Max("slot"))["begin"]
    mine = Q(unit__in=units.order_by().values("pk"))
    slots = by.objects.filter(mine, slot__lte=window.last)
    if begin is None:
        return _Ledger(slots, kept.objects.none(), window)
    return _Ledger(slots.filter(slot__gte=begin), kept.objects.filter(mine, slot=begin), window)


def _columns(window: Window) -> dict[str, Any]:
    """The sums that make a line, as annotations of the flows of a ledger; stocks are added to two of them."""
    within, before = Q(slot__gte=window.first), Q(slot__lt=window.first)
    return {
        "online": Sum("received_online", filter=within, default=0),
        "other": Sum(F("received") - F("received_online"), filter=within, default=0),
        "carried": Sum(F("received") - _CLOSED, filter=before, default=0) + Sum("brought_in", default=0),
        "early_in": Sum("early", filter=within, default=0),
        "on_time_in": Sum(F("on_time") + F("withdrawn") + F("refused"), filter=within, default=0),
        "late_in": Sum("late", filter=within, default=0),
        "due_by_now": Sum(F("fell_overdue") - F("overdue_closed"), default=0),
        "entered": Max(Case(When(within & Q(manual=True), then=1), default=0)),
    }


def _line(row: Mapping[str, int]) -> Line:
    line = Line(row["online"], row["other"], row["carried"], row["early_in"], row["on_time_in"], row["late_in"])
    open_now = line.taken_on - line.resolved
    return Line(line.online, line.other, line.carried, line.early, line.on_time, line.late,
                open_now - row["due_by_now"], row["due_by_now"])  # fmt: skip


def form_by_unit(units: Units, window: Window) -> list[FormRow]:
    """Form II.06 with a row per unit, grouped by level; three queries."""
    found = _ledger(UnitSlot, units, window).lines("unit__sort_name", "unit_id", "unit__name", "unit__level")
    entries = (
        Entry(level, name, str(unit_id), line, entered)
        for (_, unit_id, name, level), (line, entered) in sorted(found.items())
    )
    return form_rows(_busy(entries), Level.choices)


def form_by_area(units: Units, window: Window) -> list[FormRow]:
    """Form II.06 with a row per field of procedures, grouped by the level of the units; three queries."""
    by_area = _ledger(ProcedureSlot, units, window).changed(lambda rows: rows.annotate(area=_area()))
    found = by_area.lines("unit__level", "area")
    entries = (Entry(level, area, area, line, entered) for (level, area), (line, entered) in sorted(found.items()))
    return form_rows(_busy(entries), Level.choices)


def _area() -> Case:
    return Case(
        When(manual=True, then=Value(ENTERED)),
        default=Coalesce(NullIf("procedure__area", Value("")), Value(NO_AREA)),
        output_field=CharField(),
    )


def _busy(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if any(entry.line.values)]


# --- the dashboard --------------------------------------------------------------------------------------------------

_SUMS = {name: Sum(name) for name in FIGURES}


@dataclass(frozen=True, slots=True)
class UnitFigures:
    unit_id: int
    name: str
    manual: bool  # totals entered by hand are in it
    counts: DossierCounts


def by_unit(units: Units, window: Window) -> list[UnitFigures]:
    """Units with dossiers in the window, by name; one query."""
    rows = (
        _within(UnitSlot, units, window)
        .values("unit_id", "unit__name")
        .annotate(entered=Max(Case(When(manual=True, then=1), default=0)), **_SUMS)
        .order_by("unit__sort_name", "unit_id")
    )
    return [
        UnitFigures(row.pop("unit_id"), row.pop("unit__name"), bool(row.pop("entered")), _counts(row)) for row in rows
    ]


def _counts(row: dict[str, Any]) -> DossierCounts:
    return DossierCounts(**{name: row[name] for name in FIGURES})


def by_month(units: Units, window: Window) -> dict[dt.date, DossierCounts]:
    """By first day of the calendar month, oldest first; one query."""
    rows = _within(UnitSlot, units, window).annotate(month=TruncMonth("slot")).values("month").annotate(**_SUMS)
    return {row.pop("month"): DossierCounts(**row) for row in rows.order_by("month")}


@dataclass(frozen=True, slots=True)
class ProcedureFigures:
    """Resolved dossiers of one procedure; working days are sums over the `timed` ones."""

    procedure_id: int
    code: str
    name: str
    finished: int
    late: int
    timed: int
    days_taken: int
    days_allowed: int


def slowest_procedures(units: Units, window: Window, limit: int = 10) -> list[ProcedureFigures]:
    """Those that take the largest part of their allowed working days; two queries."""
    rows = (
        _by_procedure(units, window)
        .values("procedure_id", "procedure__code", "procedure__name")
        .annotate(
            done=Sum(F("early") + F("on_time") + F("late")), behind=Sum("late"), known=Sum("timed"),
            taken=Sum("days_taken"), allowed=Sum("days_allowed"),
        )
        .filter(known__gt=0, allowed__gt=0)
        .order_by(-(F("taken") * 1.0 / F("allowed")), "procedure__code")[:limit]
    )  # fmt: skip
    return [ProcedureFigures(*row.values()) for row in rows]


def _by_procedure(units: Units, window: Window) -> QuerySet[Any]:
    """What procedures are summed from: the roll-up without units, unless other units have dossiers in the window."""
    inside = {"slot__range": (window.first, window.last)}
    if UnitSlot.objects.filter(**inside).exclude(unit__in=units.order_by().values("pk")).exists():
        return _within(ProcedureSlot, units, window).filter(procedure__isnull=False)
    return ProvinceSlot.objects.filter(**inside)


def _within(model: type[UnitSlot | ProcedureSlot], units: Units, window: Window) -> QuerySet[Any]:
    return model.objects.filter(unit__in=units.order_by().values("pk"), slot__range=(window.first, window.last))


# --- rates ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProcedureRates:
    """Procedures, not dossiers: with a dossier received, with one received online, with a fee, with one paid online."""

    used: int
    online: int
    payable: int
    paid_online: int
    digitisable: int
    digitised: int


def procedure_rates(units: Units, window: Window) -> ProcedureRates:
    """Each procedure counts once, however many units and dossiers it has; three queries.

    Whether it has a fee is what the catalogue says for the window; where that says nothing, whether a dossier of it
    had something to pay.
    """
    versions = ProcedureVersion.objects.filter(valid_from__lte=window.last)
    versions = versions.filter(Q(valid_to=None) | Q(valid_to__gte=window.first)).values("procedure_id")
    charges = dict(versions.annotate(fee=Max(Cast("has_fee", IntegerField()))).values_list("procedure_id", "fee"))
    found: Counter[str] = Counter()
    for row in _by_procedure(units, window).order_by().values("procedure_id").annotate(**_SUMS):
        charged = bool(charges.get(row["procedure_id"], row["payable"]))
        found["used"] += row["received"] > 0
        found["online"] += row["received_online"] > 0
        found["payable"] += charged
        found["paid_online"] += charged and row["paid_online"] > 0
        found["digitisable"] += row["digitisable"] > 0
        found["digitised"] += row["digitised"] > 0
    return ProcedureRates(**{field.name: found[field.name] for field in fields(ProcedureRates)})


# --- one number -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """Whose number it is: units, and of their dossiers one field or one procedure."""

    units: Units
    area: str = ""
    procedure: int | None = None

    def narrow(self, slots: QuerySet[Any]) -> QuerySet[Any]:
        if self.area:
            slots = slots.annotate(area=_area()).filter(area=self.area)
        return slots.filter(procedure=self.procedure) if self.procedure else slots

    def narrow_dossiers(self, dossiers: DossierQuerySet) -> DossierQuerySet:
        dossiers = dossiers.filter(unit__in=self.units.order_by().values("pk"))
        if self.area == ENTERED:
            return dossiers.none()
        if self.area:
            unknown = Q(procedure=None) | Q(procedure__area="")
            dossiers = dossiers.filter(unknown if self.area == NO_AREA else Q(procedure__area=self.area))
        return dossiers.filter(procedure=self.procedure) if self.procedure else dossiers


_OF_LINE = frozenset(column.name for column in COLUMNS.values())


def number(cell: Cell, row: Row, window: Window) -> int:
    """The number as the pages show it, from the roll-up; at most three queries."""
    roll_up = ProcedureSlot if row.area or row.procedure else UnitSlot
    if cell in _OF_LINE:
        return int(getattr(_ledger(roll_up, row.units, window).changed(row.narrow).line(), cell))
    slots = row.narrow(_within(roll_up, row.units, window))
    if cell == Cell.TIMED:
        return int(slots.aggregate(found=Sum("timed", default=0))["found"])
    sums = slots.aggregate(**{f"n_{name}": Sum(name, default=0) for name in FIGURES})
    counts = DossierCounts(**{name: sums[f"n_{name}"] for name in FIGURES})
    return int(getattr(counts, FIGURE_OF[cell]))


def whole_line(units: Units, window: Window) -> Line:
    """The total line of form II.06; three queries."""
    return _ledger(UnitSlot, units, window).line()


def closed_otherwise(units: Units, window: Window) -> int:
    """Withdrawn, refused and stopped dossiers, which stand in column 9; one query."""
    both = Sum(F("withdrawn") + F("refused"), default=0)
    return int(_within(UnitSlot, units, window).aggregate(found=both)["found"])


# --- what there is --------------------------------------------------------------------------------------------------


def newest_day(units: Units) -> dt.date | None:
    """The last day of the newest half-month with any figure."""
    slots = UnitSlot.objects.filter(unit__in=units.order_by().values("pk")).order_by("-slot")
    newest = slots.values_list("slot", flat=True).first()  # not Max(): this ends at the first entry of the index
    return newest and last_day(newest)
