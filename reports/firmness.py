"""How firm the ranks of a block are, from the surveys behind its figures; reckoned once for each state and kept."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cchc_portal.kit.keeping import kept
from cchc_portal.kit.numbers import show_number
from indicators.models import Period, SurveyResult
from indicators.rules import Answer, Leaf
from indicators.rules.ratios import Survey
from indicators.scoring import Options, score_leaf
from indicators.sets.trees import Tree, tree_of
from indicators.surveys.results import standard_error
from reports import queries
from reports.figures import Row
from reports.stability import Gaps, Measured, Range, gaps, ranges, together

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Firm:
    """One unit's rank: the ranks it might have had, and how far its neighbours are, in the figure that ranks."""

    range: Range
    gaps: Gaps

    @property
    def words(self) -> str:
        """ "Có thể từ hạng 3 đến hạng 5 …; cách đơn vị liền trên 0,35, liền dưới 1,20"."""
        near = [
            f"liền {where} {show_number(gap, 2)}"
            for where, gap in (("trên", self.gaps.above), ("dưới", self.gaps.below))
            if gap is not None
        ]
        said = "Hạng không đổi khi tính sai số điều tra"
        if self.range.best < self.range.worst:
            said = f"Có thể từ hạng {self.range.best} đến {self.range.worst} khi tính sai số điều tra"
        return f"{said}; cách đơn vị {', '.join(near)}"


def firmness(period: Period, block_code: str, rows: Sequence[Row]) -> dict[int, Firm]:
    """Of every ranked unit of a block with a figure; two queries, none of them per unit."""
    chosen = queries.set_of(period, block_code)
    ranked = [row for row in rows if row.rank and row.total is not None]
    if chosen is None or len(ranked) < 2:
        return {}
    tree = tree_of(chosen)
    errors = survey_errors(period, tree, [row.unit_id for row in ranked])
    units = [_measured(row, tree.options, errors.get(row.unit_id, 0.0)) for row in ranked]
    found = _ranges(units, tree.options.step, f"{period.code}:{block_code}")
    apart = gaps(units)
    return {unit.key: Firm(found[unit.key], apart[unit.key]) for unit in units}


def _measured(row: Row, options: Options, error: float) -> Measured:
    if options.is_percent:
        return Measured(row.unit_id, row.percent or Decimal(0), error * 100 / float(row.max or HUNDRED))
    return Measured(row.unit_id, row.total or Decimal(0), error)


def _ranges(units: Sequence[Measured], step: Decimal, seed: str) -> Mapping[int, Range]:
    named = hashlib.sha256(repr((units, step, seed)).encode()).hexdigest()[:32]
    found = kept(f"ranges:{named}", lambda: [(key, each.best, each.worst) for key, each in _drawn(units, step, seed)])
    return {key: Range(best, worst) for key, best, worst in found}


def _drawn(units: Sequence[Measured], step: Decimal, seed: str) -> list[tuple[int, Range]]:
    return list(ranges(units, step, seed).items())


def survey_errors(period: Period, tree: Tree, unit_ids: Sequence[int]) -> dict[int, float]:
    """The standard error, in points, that all surveys of a unit together give its total; one query."""
    surveyed = {leaf.code: leaf for leaf in tree.leaf_by_id.values()}
    errors: dict[int, list[float]] = {}
    results = SurveyResult.objects.filter(period=period, unit__in=unit_ids).order_by("pk")
    for result in results:
        if leaf := surveyed.get(result.criterion_code):
            errors.setdefault(result.unit_id, []).append(_error(leaf, result))
    return {unit_id: together(each) for unit_id, each in errors.items()}


def _error(leaf: Leaf, result: SurveyResult) -> float:
    """From the answers one by one; an index is read as so many full answers and the rest empty, which varies most."""
    counts = {name: Decimal(count) for name, count in result.counts.items()}
    if isinstance(leaf.rule, Survey):
        answers = [(weight, counts.get(name, Decimal(0))) for name, weight in leaf.rule.weights.items()]
        valid = int(sum(count for _, count in answers))  # a blank ballot proves nothing
        people = min(result.respondents or valid, valid)
        return _in_points(leaf, standard_error(answers, people))
    values = counts if result.index is None else {**counts, "index": result.index}
    points = score_leaf(leaf, Answer(values)).points
    if points is None:
        return 0.0
    full = points / leaf.max_points * result.respondents
    answers = [(HUNDRED, full), (Decimal(0), result.respondents - full)]
    return _in_points(leaf, standard_error(answers, result.respondents))


def _in_points(leaf: Leaf, percent: Decimal) -> float:
    return float(leaf.max_points * percent / HUNDRED)
