"""The scoring engine: points of a leaf from its answer, totals of a unit from its points (pure).

Order of evaluation: leaf → clamp to its maximum → nothing for what counts elsewhere → sum of the parent (0 where a
knock-out leaf failed) → clamp to the parent's maximum → areas → rescaling for what does not apply → bonus and penalty
→ total, clamped and rounded → grade by band → gates in order → quotas.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import TextChoices

from cchc_portal.kit.numbers import CENT, percent, rounded
from indicators.grades import Band, Gate, Quota
from indicators.records import entry, list_of, number, one_of, record, text, whole
from indicators.rules import Answer, Leaf, Node, Nothing, Scored, missing
from indicators.rules.answers import impossible, wrongs
from indicators.rules.base import HUNDRED, ZERO, Full, Remedy
from indicators.rules.words import lowered, scored, within

NOT_APPLICABLE = Scored(None, "Không áp dụng cho đơn vị: không tính điểm và trừ khỏi điểm tối đa")


class Rescale(TextChoices):
    """How the total allows for criteria that do not apply to a unit (R12)."""

    PERCENT = "percent_of_remaining_max", "Giữ điểm, chỉ số = điểm ÷ điểm tối đa còn lại"
    APPRAISAL = "rescale_appraisal_then_add_survey", "Quy điểm thẩm định về đủ thang rồi cộng điều tra"


class NoSurvey(TextChoices):
    """What becomes of a unit to which no survey applies (communes, Hà Nội 2940/QĐ-UBND)."""

    LEAVE = "leave", "Để nguyên thang thẩm định"
    CONVERT = "convert_appraisal", "Quy điểm thẩm định về cả thang điểm"


class Rounding(TextChoices):
    """Whether the appraisal's percentage is rounded before or after it is brought to the full maximum."""

    AFTER = "after", "Sau khi quy đổi"  # 40,5/44 × 70 = 64,4318 → 64,43
    BEFORE = "before", "Tỷ lệ % trước, rồi quy đổi"  # 40,5/44 = 92,05%; 92,05% × 70 = 64,435 → 64,44


class Result(TextChoices):
    """The figure that is graded and ranked."""

    POINTS = "points", "Tổng điểm"
    PERCENT = "percent", "Chỉ số %"


class Keep(TextChoices):
    """Which of the criteria that count only once keeps its points."""

    HIGHEST = "highest", "Tiêu chí nhiều điểm nhất"
    FIRST = "first", "Tiêu chí viết trước"


CODES = list_of(text(20), empty=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """Criteria that reward (or punish) the same thing: one keeps its points, the others get none (R18, R9)."""

    codes: tuple[str, ...] = entry(list_of(text(20)), label="Các tiêu chí", help="Các mã không cùng được điểm.")
    keep: Keep = entry(one_of(Keep), default=Keep.HIGHEST, label="Giữ điểm của")

    def dropped(self, points: Mapping[str, Decimal | None]) -> dict[str, str]:
        """The codes that lose their points, each with the code that keeps them."""
        earning = [code for code in self.codes if points.get(code)]
        if self.keep is Keep.HIGHEST:
            earning.sort(key=lambda code: points[code] or ZERO, reverse=True)
        return dict.fromkeys(earning[1:], earning[0]) if earning else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a set adds up, ranks and grades; `ranking_precision` in decimal places."""

    step: Decimal = entry(
        number(CENT, cents=True), default=CENT, label="Làm tròn tổng điểm đến", help="Nửa làm tròn lên.", unit="điểm"
    )
    rescale: Rescale = entry(
        one_of(Rescale), default=Rescale.PERCENT, label="Khi có tiêu chí không áp dụng", help="Cách quy đổi điểm."
    )
    rescale_rounding: Rounding = entry(
        one_of(Rounding), default=Rounding.AFTER, label="Làm tròn khi quy đổi", help="40,5/44 × 70: 64,43 hay 64,44."
    )
    no_survey: NoSurvey = entry(
        one_of(NoSurvey),
        default=NoSurvey.LEAVE,
        label="Khi không có điều tra",
        help="Không tiêu chí điều tra nào áp dụng.",
    )
    result: Result = entry(
        one_of(Result), default=Result.PERCENT, label="Xếp hạng, xếp loại theo", help="Tổng điểm hay chỉ số %."
    )
    ranking_precision: int = entry(
        whole(0, 2), default=2, label="Số chữ số khi so hạng", help="Bằng nhau đến mức này thì đồng hạng."
    )
    ties: tuple[str, ...] = entry(
        CODES, default=(), label="Phân hạng khi bằng điểm", help="Mã lĩnh vực theo thứ tự; bỏ trống: đồng hạng."
    )
    bonus: tuple[str, ...] = entry(
        CODES, default=(), label="Lĩnh vực điểm thưởng", help="Cộng thêm ngoài thang điểm, đến mức trần của lĩnh vực."
    )
    penalty: tuple[str, ...] = entry(
        CODES, default=(), label="Lĩnh vực điểm trừ", help="Trừ khỏi tổng điểm, đến mức trần của lĩnh vực."
    )
    once: tuple[Once, ...] = entry(
        list_of(record(Once)), default=(), label="Chỉ tính một lần", help="Các tiêu chí không cùng được điểm."
    )
    jump: Decimal = entry(
        number(1, 1000),
        default=Decimal(50),
        label="Nhắc khi lệch kỳ trước quá",
        help="Số nhập tăng, giảm hơn mức này so với kỳ trước thì nhắc xem lại.",
        unit="%",
    )
    bands: tuple[Band, ...] = entry(
        list_of(record(Band)), default=(), label="Mức xếp loại", help="Viết từ cao xuống, mức cuối bắt đầu từ 0."
    )
    gates: tuple[Gate, ...] = entry(
        list_of(record(Gate)), default=(), label="Điều kiện xếp loại", help="Xét theo thứ tự viết."
    )
    quotas: tuple[Quota, ...] = entry(
        list_of(record(Quota)), default=(), label="Tỷ lệ tối đa của mức", help="Số đơn vị được xếp mức ấy trong khối."
    )

    @property
    def is_percent(self) -> bool:
        """Whether what is graded and ranked is an index in percent."""
        return self.result is Result.PERCENT


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

    def facts_of(self, codes: Iterable[str]) -> dict[str, Decimal | None]:
        """The `facts` of these criteria only; codes the set does not have are left out."""
        return {code: self.by_node[code].percent for code in codes if code in self.by_node}

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
    if wrong := impossible(leaf, answer.values) or wrongs(leaf, answer):
        return Scored(None, f"Chưa tính điểm: {wrong[0].message}")
    found = leaf.rule.score(leaf, answer.values) or _zero_denominator(leaf)
    return found if leaf.rule.remedy is None else _remedied(found, leaf.rule.remedy, answer)


def _nothing(leaf: Leaf) -> Scored:
    return _given(leaf, leaf.rule.nothing, "Không phát sinh")


def _zero_denominator(leaf: Leaf) -> Scored:
    policy = leaf.rule.zero_denominator
    return _nothing(leaf) if policy is None else _given(leaf, policy, "Mẫu số bằng 0")


def _given(leaf: Leaf, policy: Nothing, what: str) -> Scored:
    if policy is Nothing.FULL:
        return scored(f"{what} → tính đủ điểm", leaf.max_points)
    if policy is Nothing.ZERO:
        return scored(f"{what} → không tính điểm", ZERO)
    return Scored(None, f"{what}; bộ tiêu chí không quy định điểm, chờ thẩm định")


def _remedied(found: Scored, remedy: Remedy, answer: Answer) -> Scored:
    """A failed threshold lifted to the remedy's points, where the action is claimed and its document is named."""
    if found.points is None or found.points >= remedy.points or not answer.values.get(remedy.when):
        return found
    if not answer.citation:
        return Scored(found.points, f"{found.explanation} ({remedy.reason} nhưng chưa ghi văn bản: chưa được nâng)")
    return scored(f"{found.explanation}; {remedy.reason} ({answer.citation})", remedy.points)


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
_LEFT_OUT = NodeTotal(None, ZERO)


def total(
    tree: tuple[Node, ...], points: Mapping[str, Decimal | None], not_applicable: Collection[str], options: Options
) -> Totals:
    """Add up points by leaf code. The same function gives self-scored, computed and appraised totals.

    Sums are exact; only rescaling and the final total are rounded, to `options.step`.
    """
    by_node: dict[str, NodeTotal] = {}
    base, full, extra, ceiling = _EMPTY, Full(ZERO, ZERO), ZERO, ZERO
    given = _Given(points, not_applicable, _counted_elsewhere(points, not_applicable, options), [])
    for area in tree:
        part = _summed(area, given, by_node)
        if area.code in options.bonus:
            extra += part.points or ZERO
            ceiling += part.max_points
        elif area.code in options.penalty:
            extra -= part.points or ZERO
            by_node.update({node.code: _negative(by_node[node.code]) for node in _all_below(area)})
        else:
            base = _plus(base, part)
            full = Full(full.appraisal + area.full.appraisal, full.survey + area.full.survey)
    raw, survey = NodeTotal(base.appraisal, base.appraisal_max), NodeTotal(base.survey, base.survey_max)
    appraisal = _rescaled(raw, survey, full, options)
    max_points = appraisal.max_points + survey.max_points
    sum_ = _added(appraisal.points, survey.points)
    final = None if sum_ is None else within(rounded(sum_ + extra, options.step), max_points + ceiling)
    index = None if final is None else percent(final, max_points)
    result = final if options.result is Result.POINTS else index
    return Totals(final, max_points, index, result, appraisal, raw, survey, by_node, tuple(given.unknown))


class _Given(NamedTuple):
    """What the walk down the tree carries: the points, what does not apply, what counts elsewhere, what is missing."""

    points: Mapping[str, Decimal | None]
    not_applicable: Collection[str]
    elsewhere: Mapping[str, str]
    unknown: list[str]


def _counted_elsewhere(
    points: Mapping[str, Decimal | None], not_applicable: Collection[str], options: Options
) -> dict[str, str]:
    """Leaves whose points another leaf of the same `once` keeps, each with that leaf."""
    found: dict[str, str] = {}
    for once in options.once:
        found |= once.dropped({code: points.get(code) for code in once.codes if code not in {*not_applicable, *found}})
    return found


def _summed(node: Node, given: _Given, by_node: dict[str, NodeTotal]) -> _Sum:
    if isinstance(node, Leaf):
        points, most, note = _leaf_total(node, given)
        part = _Sum(None, ZERO, points, most) if node.full.survey else _Sum(points, most, None, ZERO)
    else:
        part, note = _held(node, _children(node, given, by_node), by_node)
        points = part.points
    by_node[node.code] = NodeTotal(points, part.max_points, note)
    return part


def _children(node: Node, given: _Given, by_node: dict[str, NodeTotal]) -> _Sum:
    appraisal, appraisal_max, survey, survey_max = _EMPTY
    for child in node.children:
        if isinstance(child, Leaf):  # nearly all: added as they are, without a sum of their own
            by_node[child.code] = leaf = _leaf_total(child, given)
            if child.full.survey:
                survey, survey_max = _added(survey, leaf.points), survey_max + leaf.max_points
            else:
                appraisal, appraisal_max = _added(appraisal, leaf.points), appraisal_max + leaf.max_points
        else:
            part = _summed(child, given, by_node)
            appraisal, appraisal_max = _added(appraisal, part.appraisal), appraisal_max + part.appraisal_max
            survey, survey_max = _added(survey, part.survey), survey_max + part.survey_max
    return _Sum(appraisal, appraisal_max, survey, survey_max)


def _leaf_total(leaf: Leaf, given: _Given) -> NodeTotal:
    code = leaf.code
    if code in given.not_applicable:
        return _LEFT_OUT
    points = given.points.get(code)
    if points is None:
        given.unknown.append(code)
        return NodeTotal(None, leaf.max_points)
    if code in given.elsewhere:
        return NodeTotal(ZERO, leaf.max_points, f"Đã tính tại tiêu chí {given.elsewhere[code]}, không tính lại")
    return _counted(points, leaf.max_points)


@lru_cache(maxsize=20_000)  # a set knows some hundred different points, a province some thousand
def _counted(points: Decimal, max_points: Decimal) -> NodeTotal:
    return NodeTotal(within(points, max_points), max_points)


def _held(node: Node, part: _Sum, by_node: Mapping[str, NodeTotal]) -> tuple[_Sum, str]:
    """The sum of the children under the parent's own limits: knocked out, or clamped to its maximum."""
    for child in node.children:
        if isinstance(child, Leaf) and child.rule.knock_out and _failed(by_node[child.code]):
            zero = _Sum(ZERO, part.appraisal_max, None if part.survey is None else ZERO, part.survey_max)
            return zero, f"Tiêu chí {child.code} không đạt nên cả mục {node.code} được 0 điểm"
    if part.max_points <= node.max_points:
        return part, ""
    limit = max(node.max_points - part.survey_max, ZERO)
    appraisal = None if part.appraisal is None else min(part.appraisal, limit)
    return _Sum(appraisal, limit, part.survey, part.survey_max), ""


def _failed(leaf: NodeTotal) -> bool:
    """No points of its own; those that another criterion keeps are no failure."""
    return leaf.points == 0 and not leaf.note


def _rescaled(raw: NodeTotal, survey: NodeTotal, full: Full, options: Options) -> NodeTotal:
    """The appraisal brought to the scale the set asks for; as it is where there is nothing to convert."""
    scale = full.appraisal if options.rescale is Rescale.APPRAISAL else raw.max_points
    if not survey.max_points and options.no_survey is NoSurvey.CONVERT:
        scale = full.appraisal + full.survey
    if raw.points is None or raw.max_points in (ZERO, scale):
        return raw
    if options.rescale_rounding is Rounding.BEFORE:
        exact = rounded(raw.points * HUNDRED / raw.max_points) * scale / HUNDRED
    else:
        exact = raw.points * scale / raw.max_points
    return NodeTotal(rounded(exact, options.step), scale)


def _all_below(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _all_below(child)


def _negative(node: NodeTotal) -> NodeTotal:
    return NodeTotal(None if node.points is None else -node.points, node.max_points, node.note)


def _plus(one: _Sum, other: _Sum) -> _Sum:
    appraisal, survey = _added(one.appraisal, other.appraisal), _added(one.survey, other.survey)
    return _Sum(appraisal, one.appraisal_max + other.appraisal_max, survey, one.survey_max + other.survey_max)


def _added(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return other if one is None else one
    return one + other
