"""From answers and figures to points, totals and grade, on rows in memory: whoever calls decides what is stored.

Recalculation, the saving of one row and the what-if all calculate here, so that they cannot disagree.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from indicators.answers import answer_of, counting_points, flags_of, gate_figures, is_asked, own_points
from indicators.figures import Figures
from indicators.grades import Candidate, Grade, grade, within_quotas
from indicators.models import Assessment, Score
from indicators.rules import Leaf
from indicators.scoring import Totals, score_leaf, total
from indicators.trees import Tree

SCORED = ["computed_points", "explanation", "points"]
RESCORED = [*SCORED, "self_points", "flags"]
TOTALLED = [
    "self_points",
    "computed_points",
    "appraised_points",
    "survey_points",
    "total_points",
    "max_points",
    "percent",
    "grade",
    "grade_reason",
]


def rescore(score: Score, leaf: Leaf, figures: Figures, *, is_draft: bool) -> bool:
    """Compute one leaf's points in place; True when anything changed.

    While the sheet is a draft, a self score nobody typed by hand follows the computed one and the flags are raised
    anew; once it is handed in, what the unit said stays.
    """
    before = [getattr(score, field) for field in RESCORED]
    follows = score.self_points == score.computed_points
    compute(score, leaf, figures)
    if is_draft and is_asked(leaf):
        settle(score, leaf, figures, own=score.computed_points if follows else score.self_points)
    score.points = counting_points(score, leaf, score.computed_points)
    return before != [getattr(score, field) for field in RESCORED]


def compute(score: Score, leaf: Leaf, figures: Figures) -> None:
    """What the portal makes of the answer, in place."""
    score.computed_points, score.explanation = score_leaf(leaf, answer_of(score, leaf, figures))


def settle(score: Score, leaf: Leaf, figures: Figures, *, own: Decimal | None) -> None:
    """What the unit gives itself, with the flags and the points that follow from it, in place."""
    score.self_points = own
    score.flags = flags_of(score, leaf, figures)
    score.points = counting_points(score, leaf, score.computed_points)


def apply_totals(assessment: Assessment, tree: Tree, scores: list[Score], figures: Figures) -> bool:
    """Write the totals of the scores into the assessment in place; True when anything changed."""
    before = [getattr(assessment, field) for field in TOTALLED]
    counted, own, computed = _totals(tree, scores, SIDES)
    assessment.self_points, assessment.computed_points = own.appraisal.points, computed.appraisal.points
    assessment.appraised_points, assessment.survey_points = counted.appraisal.points, counted.survey.points
    assessment.total_points, assessment.max_points = counted.points, counted.max_points
    assessment.percent = counted.percent
    given = grade(counted.result, tree.options.bands, tree.options.gates, grade_facts(tree, scores, counted, figures))
    assessment.grade, assessment.grade_reason = given.label, given.reason
    return before != [getattr(assessment, field) for field in TOTALLED]


PointsOf = Callable[[Score, Leaf], Decimal | None]
SIDES: tuple[PointsOf, ...] = (
    lambda score, leaf: score.points,
    own_points,
    lambda score, leaf: score.computed_points,
)
"""What counts, what the unit gives itself, what the portal computes."""


def added_up(tree: Tree, scores: Iterable[Score]) -> Totals:
    """The totals of the points that count."""
    return _totals(tree, scores, SIDES[:1])[0]


def _totals(tree: Tree, scores: Iterable[Score], sides: Iterable[PointsOf]) -> list[Totals]:
    """One total per side; sides that agree in every leaf, as on most drafts, are added up once."""
    leaves = [(tree.leaf_by_id[score.criterion_id], score) for score in scores]
    removed = {leaf.code for leaf, score in leaves if score.not_applicable}
    known: dict[tuple[Decimal | None, ...], Totals] = {}
    found = []
    for side in sides:
        points = {leaf.code: None if score.not_applicable else side(score, leaf) for leaf, score in leaves}
        key = tuple(points.values())
        if key not in known:
            known[key] = total(tree.roots, points, removed, tree.options)
        found.append(known[key])
    return found


def grade_facts(tree: Tree, scores: Iterable[Score], counted: Totals, figures: Figures) -> dict[str, Decimal | None]:
    """What the gates of a grade look at: measured figures, answered ones they name ("5.6.head"), and percent of the
    maximum by criterion code."""
    rows = ((score, tree.leaf_by_id[score.criterion_id]) for score in scores)
    return {**figures, **gate_figures(rows, figures, tree.options.gates), **counted.facts}


def apply_quotas(sheets: Iterable[tuple[Assessment, Tree, Sequence[Score]]]) -> None:
    """Lower in place the grades that the quotas of their sets do not allow.

    Takes all sheets of a period as `apply_totals` left them, their units at hand; sets without quotas cost nothing.
    """
    by_set: defaultdict[int, list[tuple[Assessment, Tree, Sequence[Score]]]] = defaultdict(list)
    for sheet in sheets:
        if sheet[1].options.quotas:
            by_set[sheet[0].criteria_set_id].append(sheet)
    for group in by_set.values():
        options = group[0][1].options
        graded = within_quotas([_candidate(*sheet) for sheet in group], options.bands, options.quotas)
        for assessment, *_ in group:
            given = graded[assessment.unit.code]
            assessment.grade, assessment.grade_reason = given.label, given.reason


def _candidate(assessment: Assessment, tree: Tree, scores: Sequence[Score]) -> Candidate[str]:
    counted = added_up(tree, scores)
    by_code = {code: node.points for code, node in counted.by_node.items()}
    given = Grade(assessment.grade, assessment.grade_reason)
    return Candidate(assessment.unit.code, counted.result, by_code, given)
