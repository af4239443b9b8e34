"""The rows every report is made of, and what can be said about them without asking the database (pure).

Page, workbook and frozen standing are built from the same rows, so a figure cannot differ between them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from cchc_portal.kit.numbers import percent, rounded
from indicators.enums import Reporting
from reports.rankings import movement


@dataclass(frozen=True, slots=True)
class Area:
    """Points of one unit in one area (lĩnh vực); points None: nothing known yet. Percent of the area's maximum."""

    code: str
    name: str
    points: Decimal | None
    max: Decimal
    percent: Decimal | None = field(init=False, compare=False)  # reckoned once: a table asks four times a cell

    def __post_init__(self) -> None:
        known = None if self.points is None else percent(self.points, self.max)
        object.__setattr__(self, "percent", known)


@dataclass(frozen=True, slots=True)
class Dossiers:
    """Counts inside the period's window; finished = early + on time + late."""

    received: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    late_share: Decimal | None = field(init=False, compare=False)  # percent of the finished; asked ten times a page

    def __post_init__(self) -> None:
        object.__setattr__(self, "late_share", self.share(self.late))

    @property
    def finished(self) -> int:
        return self.early + self.on_time + self.late

    def share(self, count: int) -> Decimal | None:
        return percent(count, self.finished)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf criterion on a scorecard; points None and not `not_applicable`: not known yet."""

    code: str
    name: str
    area_code: str
    area_name: str
    max: Decimal
    self_points: Decimal | None
    computed_points: Decimal | None
    appraised_points: Decimal | None
    points: Decimal | None
    not_applicable: bool
    reason: str
    explanation: str

    @property
    def lost(self) -> Decimal | None:
        """Points missing to the maximum; None where the criterion does not apply or is not scored yet."""
        return None if self.not_applicable or self.points is None else self.max - self.points


@dataclass(frozen=True, slots=True)
class Row:
    """A unit in the league table of its block. `total` None: not all that counts is known."""

    unit_id: int
    unit_code: str
    unit_name: str
    rank: int | None
    of: int
    appraised: Decimal | None
    survey: Decimal | None
    total: Decimal | None
    max: Decimal | None
    percent: Decimal | None
    grade: str
    grade_reason: str
    submitted_at: dt.datetime | None
    areas: tuple[Area, ...] = ()
    dossiers: Dossiers = Dossiers()
    missing: int = 0  # criteria without points: the total is provisional as long as there are any
    movement: int | None = None  # places gained since the year before; None: no rank to compare with

    @property
    def lost(self) -> Decimal | None:
        """Points missing to the maximum; None where not all that counts is known."""
        return None if self.total is None or self.max is None else self.max - self.total


@dataclass(frozen=True, slots=True)
class Previous:
    """The same block in the same kind of period one year earlier, as published."""

    year: int
    ranks: dict[int, int]
    totals: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class YearFigure:
    """A block in one published year, in percent of the maximum.

    `unit_ids`: the ranked units, a renamed one under its last name; `same_set`: points were given as the year before.
    """

    year: int
    mean: Decimal
    best: Decimal
    worst: Decimal
    units: int
    period: str = ""
    unit_ids: frozenset[int] = frozenset()
    same_set: bool = True


def breaks(years: Sequence[YearFigure]) -> dict[int, str]:
    """The years whose figures are not simply comparable with those of the year shown before, and why in a few words."""
    found = {}
    for before, after in pairwise(years):
        words = []
        if before.units != after.units:
            words.append(f"{before.units} → {after.units} đơn vị")
        elif before.unit_ids != after.unit_ids:
            words.append("sắp xếp đơn vị")
        if not after.same_set:
            words.append("đổi bộ tiêu chí")
        if words:
            found[after.year] = ", ".join(words)
    return found


@dataclass(frozen=True, slots=True)
class Spread:
    mean: Decimal
    highest: Decimal
    lowest: Decimal

    @property
    def gap(self) -> Decimal:
        return self.highest - self.lowest


def ordered(rows: Iterable[Row]) -> tuple[Row, ...]:
    """By rank; then the units that are scored but not ranked, then those without a total. Ties keep their order."""
    return tuple(sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.total is None, -(row.total or 0))))


def by_lateness(rows: Iterable[Row]) -> list[Row]:
    """The latest first; units without finished dossiers at the end."""
    return sorted(
        rows, key=lambda row: (not row.dossiers.finished, -(row.dossiers.late_share or 0), -row.dossiers.late)
    )


def with_movement(rows: Iterable[Row], previous: Previous | None) -> tuple[Row, ...]:
    """Each row with the places it gained (+) or lost (−) against the year before."""
    before = previous.ranks if previous else {}
    return tuple(replace(row, movement=movement(row.rank, before.get(row.unit_id))) for row in rows)


def spread(totals: Sequence[Decimal]) -> Spread | None:
    """Mean (two decimals, half up), highest and lowest; None of nothing."""
    if not totals:
        return None
    return Spread(rounded(sum(totals, Decimal(0)) / len(totals)), max(totals), min(totals))


def ranked_totals(rows: Iterable[Row]) -> tuple[Decimal, ...]:
    """Totals of the ranked units: those that are only scored do not move the mean of the block."""
    return tuple(row.total for row in rows if row.rank and row.total is not None)


def sum_of(counts: Iterable[Dossiers]) -> Dossiers:
    received = early = on_time = late = 0
    for each in counts:
        received, early = received + each.received, early + each.early
        on_time, late = on_time + each.on_time, late + each.late
    return Dossiers(received, early, on_time, late)


class Named(NamedTuple):
    unit_id: int
    unit_name: str


@dataclass(frozen=True, slots=True)
class Submissions:
    """Who handed in, by what indicators.reporting says: late, missing and nothing to report are different facts."""

    by_state: Mapping[Reporting, tuple[Named, ...]]

    @property
    def on_time(self) -> int:
        return len(self.by_state.get(Reporting.ON_TIME, ()))

    @property
    def owed(self) -> int:
        """Units that have to hand in: neither exempt nor without anything to report."""
        free = (Reporting.NOTHING, Reporting.EXEMPT)
        return sum(len(units) for state, units in self.by_state.items() if state not in free)

    @property
    def late(self) -> tuple[Named, ...]:
        return self.by_state.get(Reporting.LATE, ())

    @property
    def overdue(self) -> tuple[Named, ...]:
        return self.by_state.get(Reporting.OVERDUE, ())

    @property
    def waiting(self) -> tuple[Named, ...]:
        """Not handed in, and not late."""
        return (*self.by_state.get(Reporting.DUE, ()), *self.by_state.get(Reporting.NOT_DUE, ()))

    @property
    def nothing(self) -> int:
        return len(self.by_state.get(Reporting.NOTHING, ()))

    @property
    def exempt(self) -> int:
        return len(self.by_state.get(Reporting.EXEMPT, ()))


def submissions(found: Iterable[tuple[Named, Reporting]]) -> Submissions:
    by_state: dict[Reporting, tuple[Named, ...]] = {}
    for unit, state in found:
        by_state[state] = (*by_state.get(state, ()), unit)
    return Submissions(by_state)


def area_names(rows: Iterable[Row]) -> dict[str, str]:
    """The areas of the block in the order of the criteria set: code → name."""
    names: dict[str, str] = {}
    for row in rows:
        for area in row.areas:
            names.setdefault(area.code, area.name)
    return names


# --- as they stand in a frozen standing ---------------------------------------------------------------------------


def frozen_area(area: Area) -> dict[str, str | None]:
    return {
        "code": area.code,
        "name": area.name,
        "points": _text(area.points),
        "max": _text(area.max),
        "percent": _text(area.percent),
    }


def thawed_area(entry: dict[str, str]) -> Area:
    return Area(entry["code"], entry["name"], _decimal(entry["points"]), Decimal(entry["max"]))


_LEAF_TEXTS = ("code", "name", "area_code", "area_name", "reason", "explanation")
_LEAF_POINTS = ("max", "self_points", "computed_points", "appraised_points", "points")


def frozen_leaf(leaf: Leaf) -> dict[str, str | bool | None]:
    texts = {name: getattr(leaf, name) for name in _LEAF_TEXTS}
    points = {name: _text(getattr(leaf, name)) for name in _LEAF_POINTS}
    return {**texts, **points, "not_applicable": leaf.not_applicable}


def thawed_leaf(entry: dict) -> Leaf:
    points = {name: _decimal(entry[name]) for name in _LEAF_POINTS}
    return Leaf(**{**entry, **points})


def frozen_dossiers(counts: Dossiers) -> dict[str, int]:
    return {"received": counts.received, "early": counts.early, "on_time": counts.on_time, "late": counts.late}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
