"""The scoring engine: points of a leaf from its answer, totals of a unit from its points (pure).

Order of evaluation: leaf → clamp to its maximum → sum of the parent (0 where a knock-out leaf failed) → clamp to
the parent's maximum → areas → rescaling for what does not apply → bonus and penalty → total.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from cchc_portal.kit.numbers import CENT, percent, rounded
from indicators.enums import ScoredBy
from indicators.grades import Band, Gate
from indicators.records import entry, list_of, number, one_of, record, text, whole
from indicators.rules import Answer, Leaf, Node, Nothing, Scored, missing
from indicators.rules.answers import impossible
from indicators.rules.base import HUNDRED, ZERO
from indicators.rules.words import lowered, scored, within

NOT_APPLICABLE = Scored(None, "Không áp dụng cho đơn vị: không tính điểm và trừ khỏi điểm tối đa")


class Rescale(StrEnum):
    """How the total allows for criteria that do not apply to a unit (R12)."""

    PERCENT = "percent_of_remaining_max"  # points stay; the index is points ÷ remaining maximum
    APPRAISAL = "rescale_appraisal_then_add_survey"  # appraisal is brought back to its full maximum, survey is added


class Rounding(StrEnum):
    """Whether the appraisal's percentage is rounded before or after it is brought to the full maximum."""

    AFTER = "after"  # 40,5/44 × 70 = 64,4318 → 64,43
    BEFORE = "before"  # 40,5/44 = 92,05%; 92,05% × 70 = 64,435 → 64,44


class Result(StrEnum):
    """The figure that is graded and ranked."""

    POINTS = "points"
    PERCENT = "percent"


CODES = list_of(text(20), empty=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a set adds up, ranks and grades; `ranking_precision` in decimal places."""

    step: Decimal = entry(number(CENT, cents=True), default=CENT)
    rescale: Rescale = entry(one_of(Rescale), default=Rescale.PERCENT)
    rescale_rounding: Rounding = entry(one_of(Rounding), default=Rounding.AFTER)
    result: Result = entry(one_of(Result), default=Result.PERCENT)
    ranking_precision: int = entry(whole(0, 2), default=2)
    bonus: tuple[str, ...] = entry(CODES, default=())  # areas added beyond the maximum (R9)
    penalty: tuple[str, ...] = entry(CODES, default=())  # areas whose points are taken off (R9b)
    bands: tuple[Band, ...] = entry(list_of(record(Band)), default=())
    gates: tuple[Gate, ...] = entry(list_of(record(Gate)), default=())


class NodeTotal(NamedTuple):
    """Points of a criterion and what lies below it, and the maximum that applies to the unit.

    `points` is the sum of what is known so far, None where nothing is; those of a penalty area are negative.
    """

    points: Decimal | None
    max_points: Decimal
    note: str = ""

    @property
    def percent(self) -> Decimal | None:
        return None if self.points is None else percent(self.points, self.max_points)


@dataclass(frozen=True, slots=True)
class Totals:
    """A unit's result; provisional as long as a leaf is `missing`.

    `appraisal` is what counts towards the total, `appraisal_raw` what it was before rescaling.
    """

    points: Decimal | None
    max_points: Decimal
    percent: Decimal | None
    result: Decimal | None
    appraisal: NodeTotal
    appraisal_raw: NodeTotal
    survey: NodeTotal
    by_node: Mapping[str, NodeTotal]
    missing: tuple[str, ...]

    @property
    def facts(self) -> dict[str, Decimal | None]:
        """Percent of the maximum by criterion code: what the gates of a grade look at."""
        return {code: node.percent for code, node in self.by_node.items()}


# --- one leaf ----------------------------------------------------------------------------------------------------


def score_leaf(leaf: Leaf, answer: Answer) -> Scored:
    """Points from 0 to the leaf's maximum with their arithmetic in Vietnamese.

    Points are None, never 0, where the leaf does not apply, a figure is missing or impossible, or nothing
    occurred and the set leaves that open.
    """
    if answer.not_applicable:
        return NOT_APPLICABLE
    if answer.no_occurrence:
        return _nothing(leaf)
    if names := missing(leaf, answer):
        return Scored(None, f"Chưa có số liệu: {', '.join(lowered(leaf.label(name)) for name in names)}")
    if wrong := impossible(leaf, answer.values) or leaf.rule.wrongs(leaf, answer.values):
        return Scored(None, f"Chưa tính điểm: {wrong[0].message}")
    return leaf.rule.score(leaf, answer.values) or _nothing(leaf)


def _nothing(leaf: Leaf) -> Scored:
    if leaf.rule.nothing is Nothing.FULL:
        return scored("Không phát sinh → tính đủ điểm", leaf.max_points)
    if leaf.rule.nothing is Nothing.ZERO:
        return scored("Không phát sinh → không tính điểm", ZERO)
    return Scored(None, "Không phát sinh; bộ tiêu chí không quy định điểm, chờ thẩm định")


# --- a whole unit ------------------------------------------------------------------------------------------------


class _Sum(NamedTuple):
    """Appraisal and survey side by side, so that a mixed area splits exactly."""

    appraisal: Decimal | None
    appraisal_max: Decimal
    survey: Decimal | None
    survey_max: Decimal

    @property
    def points(self) -> Decimal | None:
        return _added(self.appraisal, self.survey)

    @property
    def max_points(self) -> Decimal:
        return self.appraisal_max + self.survey_max


_EMPTY = _Sum(None, ZERO, None, ZERO)


def total(
    tree: tuple[Node, ...], points: Mapping[str, Decimal | None], not_applicable: Collection[str], options: Options
) -> Totals:
    """Add up points by leaf code. The same function gives self-scored, computed and appraised totals.

    Sums are exact; only rescaling and the final total are rounded, to `options.step`.
    """
    by_node: dict[str, NodeTotal] = {}
    unknown: list[str] = []
    base, full, extra, ceiling = _EMPTY, ZERO, ZERO, ZERO
    for area in tree:
        part = _summed(area, points, not_applicable, by_node, unknown)
        if area.code in options.bonus:
            extra += part.points or ZERO
            ceiling += part.max_points
        elif area.code in options.penalty:
            extra -= part.points or ZERO
            by_node.update({node.code: _negative(by_node[node.code]) for node in _all_below(area)})
        else:
            base = _plus(base, part)
            full += _full_appraisal(area)
    raw = NodeTotal(base.appraisal, base.appraisal_max)
    appraisal, survey = _rescaled(raw, full, options), NodeTotal(base.survey, base.survey_max)
    max_points = appraisal.max_points + survey.max_points
    sum_ = _added(appraisal.points, survey.points)
    final = None if sum_ is None else within(rounded(sum_ + extra, options.step), max_points + ceiling)
    index = None if final is None else percent(final, max_points)
    result = final if options.result is Result.POINTS else index
    return Totals(final, max_points, index, result, appraisal, raw, survey, by_node, tuple(unknown))


def _summed(
    node: Node,
    points: Mapping[str, Decimal | None],
    not_applicable: Collection[str],
    by_node: dict[str, NodeTotal],
    unknown: list[str],
) -> _Sum:
    if isinstance(node, Leaf):
        part, note = _leaf_sum(node, points.get(node.code), not_applicable, unknown), ""
    else:
        part = _EMPTY
        for child in node.children:
            part = _plus(part, _summed(child, points, not_applicable, by_node, unknown))
        part, note = _held(node, part, by_node)
    by_node[node.code] = NodeTotal(part.points, part.max_points, note)
    return part


def _leaf_sum(leaf: Leaf, given: Decimal | None, not_applicable: Collection[str], unknown: list[str]) -> _Sum:
    if leaf.code in not_applicable:
        return _EMPTY
    if given is None:
        unknown.append(leaf.code)
    known = None if given is None else within(given, leaf.max_points)
    if leaf.scored_by == ScoredBy.SURVEY:
        return _Sum(None, ZERO, known, leaf.max_points)
    return _Sum(known, leaf.max_points, None, ZERO)


def _held(node: Node, part: _Sum, by_node: Mapping[str, NodeTotal]) -> tuple[_Sum, str]:
    """The sum of the children under the parent's own limits: knocked out, or clamped to its maximum."""
    for child in node.children:
        if isinstance(child, Leaf) and child.rule.knock_out and by_node[child.code].points == 0:
            zero = _Sum(ZERO, part.appraisal_max, None if part.survey is None else ZERO, part.survey_max)
            return zero, f"Tiêu chí {child.code} không đạt nên cả mục {node.code} được 0 điểm"
    if part.max_points <= node.max_points:
        return part, ""
    limit = max(node.max_points - part.survey_max, ZERO)
    appraisal = None if part.appraisal is None else min(part.appraisal, limit)
    return _Sum(appraisal, limit, part.survey, part.survey_max), ""


def _rescaled(raw: NodeTotal, full: Decimal, options: Options) -> NodeTotal:
    if options.rescale is Rescale.PERCENT or raw.points is None or raw.max_points in (ZERO, full):
        return raw
    if options.rescale_rounding is Rounding.BEFORE:
        exact = rounded(raw.points * HUNDRED / raw.max_points) * full / HUNDRED
    else:
        exact = raw.points * full / raw.max_points
    return NodeTotal(rounded(exact, options.step), full)


def _full_appraisal(node: Node) -> Decimal:
    """The maximum of everything below that is not survey, whether it applies or not."""
    if isinstance(node, Leaf):
        return ZERO if node.scored_by == ScoredBy.SURVEY else node.max_points
    return min(node.max_points, sum(map(_full_appraisal, node.children), ZERO))


def _all_below(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _all_below(child)


def _negative(node: NodeTotal) -> NodeTotal:
    return NodeTotal(None if node.points is None else -node.points, node.max_points, node.note)


def _plus(one: _Sum, other: _Sum) -> _Sum:
    return _Sum(
        _added(one.appraisal, other.appraisal),
        one.appraisal_max + other.appraisal_max,
        _added(one.survey, other.survey),
        one.survey_max + other.survey_max,
    )


def _added(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other
