"""The arithmetic in words: numbers, shares and points as an explanation prints them (pure)."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from cchc_portal.kit.numbers import as_it_stands, rounded, show_number
from cchc_portal.kit.text import mid_sentence
from indicators.rules.base import ZERO, Leaf, Scored, Values

_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(2, 7))  # how precisely a share may be shown


def decimal(exact: Fraction) -> Decimal:
    """The fraction as a Decimal; one that ends within 28 digits is exact."""
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def within(points: Decimal, max_points: Decimal) -> Decimal:
    if points < ZERO:
        return ZERO
    return max_points if points > max_points else points


@lru_cache(maxsize=20_000)  # a set knows some hundred different points, a province some thousand
def points_text(points: Decimal) -> str:
    return show_number(points, 2)


@lru_cache(maxsize=5_000)
def constant(value: Decimal) -> str:
    """A number of the rule, not of an answer: edges, weights, maxima. There are few of them."""
    return show_number(value)


def scored(arithmetic: str, points: Decimal) -> Scored:
    """The explanation always ends with the points themselves."""
    return Scored(points, f"{arithmetic} → {points_text(points)} điểm")


def share_text(percent: Decimal, edges: Collection[Decimal]) -> str:
    """61,76%; more places where two would put the share on the wrong side of an edge (99,9966% is not 100%)."""
    for step in _STEPS:
        shown = rounded(percent, step)
        if not _crosses(percent, shown, edges):
            break
    return f"{as_it_stands(shown)}%"


def _crosses(percent: Decimal, shown: Decimal, edges: Collection[Decimal]) -> bool:
    for edge in edges:  # noqa: SIM110  # asked for every share: a generator would take three times as long
        if (percent < edge) is not (shown < edge):
            return True
    return False


def lowered(label: str) -> str:
    """A label inside a sentence: "Số hồ sơ đúng hạn" → "hồ sơ đúng hạn"; abbreviations keep their capitals."""
    return mid_sentence(label.removeprefix("Số "))


def sum_text(leaf: Leaf, names: tuple[str, ...], values: Values) -> str:
    """ "29.562", or "24.294 đúng hạn + 5.268 sớm = 29.562" where several figures are added."""
    if len(names) == 1:
        return show_number(values[names[0]])
    addends = " + ".join(f"{show_number(values[name])} {lowered(leaf.label(name))}" for name in names)
    return f"{addends} = {show_number(sum_of(names, values))}"


def sum_of(names: tuple[str, ...], values: Values) -> Decimal:
    if len(names) == 1:  # nearly always
        return values[names[0]]
    return sum((values[name] for name in names), ZERO)


def stands(figure: Decimal | None, low: Decimal, below: Decimal | None = None) -> bool:
    """Whether a known figure is at least `low` and less than `below`."""
    return figure is not None and figure >= low and (below is None or figure < below)


def whole_of(names: tuple[str, ...], excluded: Mapping[str, str], values: Values) -> Decimal:
    """The denominator: the figures added, less those that the set leaves out (R16)."""
    whole = sum_of(names, values)
    return whole - sum_of(tuple(excluded), values) if excluded else whole


def whole_text(leaf: Leaf, names: tuple[str, ...], excluded: Mapping[str, str], values: Values) -> str:
    """ "29.565", or "(50 − 3 văn bản mật = 47)" where something is left out."""
    if not excluded:
        return sum_text(leaf, names, values)
    left_out = [f" − {show_number(values[name])} {reason}" for name, reason in excluded.items() if values[name]]
    if not left_out:
        return sum_text(leaf, names, values)
    whole = show_number(whole_of(names, excluded, values))
    return f"({show_number(sum_of(names, values))}{''.join(left_out)} = {whole})"


def summed(names: Collection[str], taken: Collection[str] = ()) -> str:
    """A sum in the language of expressions: (early + on_time - secret)."""
    return f"({' + '.join(names)}{''.join(f' - {name}' for name in taken)})"


def unit_of(leaf: Leaf) -> str:
    """The unit of the leaf's first input as it follows a number."""
    return f" {leaf.inputs[0].unit}" if leaf.inputs[0].unit else ""
