"""Where a block loses its points: one line per criterion, and all units on one criterion (pure)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from cchc_portal.kit.numbers import percent, rounded

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Point:
    """One unit on one criterion; points None: not known, or it does not apply."""

    unit_id: int
    unit_name: str
    rank: int | None
    code: str
    name: str
    area_code: str
    max: Decimal
    points: Decimal | None
    not_applicable: bool

    @property
    def counted(self) -> bool:
        return self.points is not None and not self.not_applicable

    @property
    def percent(self) -> Decimal | None:
        return None if self.points is None else percent(self.points, self.max)


@dataclass(frozen=True, slots=True)
class Lost:
    """One criterion over the block: `lost` points of all units together, `units` that have points, `losing` of them."""

    code: str
    name: str
    area_code: str
    lost: Decimal
    most: Decimal  # what all these units could have got
    units: int
    losing: int
    worst_id: int
    worst_name: str
    worst_lost: Decimal
    worst_alike: int  # units that lost as much as the worst; more than one, and none of them is to be named alone

    @property
    def percent(self) -> Decimal | None:
        """Of the points that could be got, how many were."""
        return percent(self.most - self.lost, self.most)


def lost_points(points: Iterable[Point], bonus: Collection[str], penalty: Collection[str]) -> list[Lost]:
    """Every criterion that lost anything, the largest loss first. A bonus cannot be lost; a penalty is all loss."""
    by_code: dict[str, list[Point]] = {}
    for point in points:
        if point.counted and point.area_code not in bonus:
            by_code.setdefault(point.code, []).append(point)
    found = (_lost(each, penalty) for each in by_code.values())
    return sorted((each for each in found if each.lost), key=lambda each: (-each.lost, each.code))


def _lost(points: Sequence[Point], penalty: Collection[str]) -> Lost:
    def lost(point: Point) -> Decimal:
        got = abs(point.points or ZERO)
        return got if point.area_code in penalty else point.max - got

    worst, first = max(points, key=lost), points[0]
    return Lost(
        code=first.code,
        name=first.name,
        area_code=first.area_code,
        lost=sum(map(lost, points), ZERO),
        most=sum((point.max for point in points), ZERO),
        units=len(points),
        losing=sum(lost(point) > 0 for point in points),
        worst_id=worst.unit_id,
        worst_name=worst.unit_name,
        worst_lost=lost(worst),
        worst_alike=sum(lost(point) == lost(worst) for point in points),
    )


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the units with points are spread on one criterion, in points (mean half up to the cent)."""

    units: int
    mean: Decimal
    median: Decimal
    best: Decimal
    worst: Decimal
    full: int  # units with everything
    none: int  # units with nothing


def distribution(points: Iterable[Point]) -> Distribution | None:
    """None where nobody has points."""
    known = [point for point in points if point.counted]
    if not known:
        return None
    values = [point.points or ZERO for point in known]
    return Distribution(
        units=len(values),
        mean=rounded(sum(values, ZERO) / len(values)),
        median=rounded(Decimal(median(values))),
        best=max(values),
        worst=min(values),
        full=sum(point.points == point.max for point in known),
        none=values.count(ZERO),
    )


def by_points(points: Iterable[Point]) -> list[Point]:
    """Who lost most first; then those whose points are not known, then those to whom it does not apply."""
    return sorted(
        points,
        key=lambda point: (point.not_applicable, point.points is None, point.percent or ZERO, point.unit_name),
    )
