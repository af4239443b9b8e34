"""From answers and figures to points, totals and grade, on rows in memory: whoever calls decides what is stored.

Recalculation, the saving of one row and the what-if all calculate here, so that they cannot disagree.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from operator import attrgetter

from indicators.answers import (
    answer_of,
    counting_points,
    figures_named,
    flags_of,
    gate_figures,
    is_asked,
    own_points,
)
from indicators.enums import UNSCORED
from indicators.figures import Figures
from indicators.grades import Candidate, Grade, grade, within_quotas
from indicators.models import Assessment, Score
from indicators.rules import Answer, Leaf
from indicators.rules.checks import Beside
from indicators.scoring import Options, Totals, score_leaf, total
from indicators.sets.trees import Tree

SCORED = ["computed_points", "explanation", "points"]
RESCORED = [*SCORED, "self_points", "flags"]
GRADED = ["grade", "grade_reason"]
TOTALLED = [
    "self_points",
    "computed_points",
    "appraised_points",
    "survey_points",
    "total_points",
    "max_points",
    "percent",
    *GRADED,
    "grade_before_quota",
    "reason_before_quota",
]


def elsewhere_on(tree: Tree, scores: Iterable[Score], figures: Figures) -> Figures:
    """What stands in those rows of a sheet that others of it are held against; empty where the set has no such pair."""
    if not tree.across:
        return {}
    return figures_named(((score, tree.leaf_by_id[score.criterion_id]) for score in scores), figures, tree.across)


def reflag(tree: Tree, scores: Iterable[Score], figures: Figures, *, said_anew: Collection[str] = ()) -> list[Score]:
    """Hold the rows that are to be like others against these anew, in place; returns those of which something else is
    said now. `said_anew`: codes of rows whose reason was written just now."""
    rows, changed = list(scores), []
    elsewhere = elsewhere_on(tree, rows, figures)
    for score in rows if tree.across else ():
        leaf = tree.leaf_by_id[score.criterion_id]
        if any(item.same_in for item in leaf.inputs) and is_asked(leaf):
            beside = Beside(measured=figures, elsewhere=elsewhere)
            answer = answer_of(score, leaf, figures)
            flags = flags_of(score, leaf, answer, beside, is_new=leaf.code in said_anew)
            if flags != score.flags:
                score.flags = flags
                changed.append(score)
    return changed


def rescore(score: Score, leaf: Leaf, figures: Figures, *, is_draft: bool, elsewhere: Figures | None = None) -> bool:
    """Compute one leaf's points in place; True when anything changed.

    While the sheet is a draft, a self score nobody typed by hand follows the computed one and the flags are raised
    anew; once it is handed in, what the unit said stays.
    """
    before = _rescored(score)
    follows = score.self_points == score.computed_points
    answer = compute(score, leaf, figures)
    if is_draft and is_asked(leaf):
        score.self_points = score.computed_points if follows else score.self_points
        score.flags = flags_of(score, leaf, answer, Beside(measured=figures, elsewhere=elsewhere or {}))
    score.points = counting_points(score, leaf, score.computed_points)
    return before != _rescored(score)


_rescored = attrgetter(*RESCORED)


def compute(score: Score, leaf: Leaf, figures: Figures) -> Answer:
    """What the portal makes of the answer, in place; returns the answer as it was read."""
    answer = answer_of(score, leaf, figures)
    score.computed_points, score.explanation = score_leaf(leaf, answer)
    return answer


def settle(
    score: Score,
    leaf: Leaf,
    figures: Figures,
    *,
    own: Decimal | None,
    beside: Beside | None = None,
    is_new: bool = False,
) -> None:
    """What the unit gives itself, with the flags and the points that follow from it, in place.

    `beside` where the period before was looked up; `is_new`: the reason on the row was written just now.
    """
    score.self_points = own
    answer = answer_of(score, leaf, figures)
    score.flags = flags_of(score, leaf, answer, beside or Beside(measured=figures), is_new=is_new)
    score.points = counting_points(score, leaf, score.computed_points)


def apply_totals(assessment: Assessment, tree: Tree, scores: list[Score], figures: Figures) -> None:
    """Write the totals of the scores into the assessment in place, its grade as it is before any quota."""
    counted, own, computed = _totals(tree, scores, SIDES)
    assessment.self_points, assessment.computed_points = own.appraisal.points, computed.appraisal.points
    assessment.appraised_points, assessment.survey_points = counted.appraisal.points, counted.survey.points
    assessment.total_points, assessment.max_points = counted.points, counted.max_points
    assessment.percent = counted.percent
    options, facts = tree.options, grade_facts(tree, scores, counted, figures)
    given = grade(counted.result, options.bands, options.gates, facts, is_percent=options.is_percent)
    assessment.grade = assessment.grade_before_quota = given.label
    assessment.grade_reason = assessment.reason_before_quota = given.reason


def totals_of(assessment: Assessment) -> list[object]:
    """All that a total writes, to tell whether anything changed."""
    return list(attrgetter(*TOTALLED)(assessment))


def result_of(assessment: Assessment, options: Options) -> Decimal | None:
    """The stored figure that is graded and ranked."""
    return assessment.percent if options.is_percent else assessment.total_points


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


Sheet = tuple[Assessment, Tree, Sequence[Score]]
"""One unit's sheet as quotas look at it; its scores are asked for only where the set breaks ties by criteria."""


def apply_quotas(sheets: Iterable[Sheet]) -> None:
    """Give in place the grades that the quotas of their sets allow; the same again changes nothing.

    Takes all sheets of a block as `apply_totals` left or stored them, their units at hand; sets without quotas cost
    nothing, and a sheet nobody scores counts among no units.
    """
    by_set: defaultdict[int, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        if sheet[1].options.quotas and sheet[0].state not in UNSCORED:
            by_set[sheet[0].criteria_set_id].append(sheet)
    for group in by_set.values():
        options = group[0][1].options
        candidates = [_candidate(*sheet) for sheet in group]
        graded = within_quotas(candidates, options.bands, options.quotas, is_percent=options.is_percent)
        for assessment, *_ in group:
            given = graded[assessment.unit.code]
            assessment.grade, assessment.grade_reason = given.label, given.reason


def breaks_ties(options: Options) -> bool:
    """Whether quotas look at points of single criteria too."""
    return any(quota.ties for quota in options.quotas)


def _candidate(assessment: Assessment, tree: Tree, scores: Sequence[Score]) -> Candidate[str]:
    by_code = {}
    if breaks_ties(tree.options):
        by_code = {code: node.points for code, node in added_up(tree, scores).by_node.items()}
    given = Grade(assessment.grade_before_quota, assessment.reason_before_quota)
    return Candidate(assessment.unit.code, result_of(assessment, tree.options), by_code, given)
