"""The arithmetic in words: numbers, shares and points as an explanation prints them (pure)."""

from collections.abc import Collection
from decimal import Decimal

from cchc_portal.kit.numbers import rounded, show_number, show_percent
from indicators.rules.base import ZERO, Leaf, Scored, Values

_MOST_PLACES = 6


def within(points: Decimal, max_points: Decimal) -> Decimal:
    return min(max(points, ZERO), max_points)


def points_text(points: Decimal) -> str:
    return show_number(points, 2)


def scored(arithmetic: str, points: Decimal) -> Scored:
    """The explanation always ends with the points themselves."""
    return Scored(points, f"{arithmetic} → {points_text(points)} điểm")


def share_text(percent: Decimal, edges: Collection[Decimal]) -> str:
    """61,76%; more places where two would put the share on the wrong side of an edge (99,9966% is not 100%)."""
    places = 2
    while places < _MOST_PLACES and _crosses(percent, places, edges):
        places += 1
    return show_percent(percent, places)


def _crosses(percent: Decimal, places: int, edges: Collection[Decimal]) -> bool:
    shown = rounded(percent, Decimal(1).scaleb(-places))
    return any((shown >= edge) != (percent >= edge) for edge in edges)


def lowered(label: str) -> str:
    """A label inside a sentence: "Số hồ sơ đúng hạn" → "hồ sơ đúng hạn"; abbreviations keep their capitals."""
    short = label.removeprefix("Số ")
    return short if short[:2].isupper() else short[:1].lower() + short[1:]


def sum_text(leaf: Leaf, names: tuple[str, ...], values: Values) -> str:
    """ "29.562", or "24.294 đúng hạn + 5.268 sớm = 29.562" where several figures are added."""
    if len(names) == 1:
        return show_number(values[names[0]])
    addends = " + ".join(f"{show_number(values[name])} {lowered(leaf.label(name))}" for name in names)
    return f"{addends} = {show_number(sum_of(names, values))}"


def sum_of(names: tuple[str, ...], values: Values) -> Decimal:
    return sum((values[name] for name in names), ZERO)


def stands(figure: Decimal | None, low: Decimal, below: Decimal | None = None) -> bool:
    """Whether a known figure is at least `low` and less than `below`."""
    return figure is not None and figure >= low and (below is None or figure < below)
