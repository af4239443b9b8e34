"""The only writer of computed points and totals: one unit after an edit, or a whole period in a handful of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from cchc_portal.audit import trail
from indicators.answers import answer_of, counting_points, flags_of, is_asked, own_points, survey_figure
from indicators.enums import PeriodState, State
from indicators.grades import grade
from indicators.models import Assessment, Measurement, Period, Score, SurveyResult
from indicators.rules import Leaf
from indicators.scoring import Totals, score_leaf, total
from indicators.trees import Tree, tree_of
from units.models import User

Figures = Mapping[str, Decimal]
"""Measured figures of one unit by name ("dossiers.in_time"), survey figures included ("survey.8.1.A")."""


@dataclass(frozen=True, slots=True)
class Recalculated:
    """How many rows a recalculation changed; both 0 when nothing moved."""

    scores: int
    assessments: int


@transaction.atomic
def recalculate(*, period_id: int, now: dt.datetime, by: User | None = None) -> Recalculated:
    """Score every leaf and total every unit of a period again; the same input gives the same rows.

    The number of queries does not depend on the number of units. A published period is left as it is.
    Sheets are locked before their period, as every deed on one sheet does, so that nobody waits in a circle.
    """
    sheets = Assessment.objects.filter(period=period_id).select_for_update(of=("self",))
    assessments = list(sheets.select_related("criteria_set").order_by("pk"))
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    if period.state == PeriodState.PUBLISHED:
        return Recalculated(0, 0)
    changed_scores, changed_assessments = _rescored(assessments, figures_of(period))
    Score.objects.bulk_update(changed_scores, RESCORED, batch_size=1000)
    Assessment.objects.bulk_update(changed_assessments, TOTALLED, batch_size=500)

    result = Recalculated(len(changed_scores), len(changed_assessments))
    period.scored_at = now
    if result.scores or result.assessments:
        period.version += 1
        after = {"scores": result.scores, "assessments": result.assessments}
        trail.record("period.recalculate", period, by=by, before=None, after=after, period_id=period.pk)
    period.save(update_fields=["scored_at", "version"])
    return result


def _rescored(assessments: list[Assessment], figures: Mapping[int, Figures]) -> tuple[list[Score], list[Assessment]]:
    """The scores and assessments that are no longer what they were, with their new points in place."""
    scores = defaultdict(list)
    for score in Score.objects.filter(assessment__in=[each.pk for each in assessments]).order_by("pk"):
        scores[score.assessment_id].append(score)
    changed_scores, changed_assessments = [], []
    for assessment in assessments:
        tree, known = tree_of(assessment.criteria_set), figures[assessment.unit_id]
        is_draft = assessment.state == State.DRAFT
        for score in scores[assessment.pk]:
            if rescore(score, tree.leaf_by_id[score.criterion_id], known, is_draft=is_draft):
                changed_scores.append(score)
        if apply_totals(assessment, tree, scores[assessment.pk], known):
            changed_assessments.append(assessment)
    return changed_scores, changed_assessments


def retotal(assessment: Assessment, figures: Figures) -> None:
    """Total one assessment again after some of its scores changed, and let every cached page of the period expire.

    The caller holds the lock on the assessment, hands over the unit's figures, and may have prefetched the scores.
    """
    tree = tree_of(assessment.criteria_set)
    if apply_totals(assessment, tree, list(assessment.scores.all()), figures):
        assessment.save(update_fields=TOTALLED)
    touch(assessment.period_id)


def touch(period_id: int) -> None:
    """Raise the version that is cache key and ETag of every page about the period."""
    Period.objects.filter(pk=period_id).update(version=F("version") + 1)


def figures_of_unit(assessment: Assessment) -> dict[str, Decimal]:
    """The measured and surveyed figures of one assessment's unit; two queries."""
    return figures_of(assessment.period, [assessment.unit_id])[assessment.unit_id]


def figures_of(period: Period, unit_ids: Iterable[int] | None = None) -> defaultdict[int, dict[str, Decimal]]:
    """Every measured and surveyed figure of the period by unit; two queries whatever the number of units."""
    only = {} if unit_ids is None else {"unit_id__in": list(unit_ids)}
    measured = Measurement.objects.filter(period=period, **only).order_by("pk")
    return named_figures(measured, SurveyResult.objects.filter(period=period, **only).order_by("pk"))


def named_figures(
    measured: Iterable[Measurement], surveyed: Iterable[SurveyResult]
) -> defaultdict[int, dict[str, Decimal]]:
    """The figures of these rows by unit, under the names that leaves ask for."""
    figures: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    for one in measured:
        figures[one.unit_id][one.name] = one.value
    for result in surveyed:
        answers = {**result.counts, "index": result.index}
        for name, value in answers.items():
            if value is not None:
                figures[result.unit_id][survey_figure(result.criterion_code, name)] = Decimal(value)
    return figures


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
    leaves = {score.pk: tree.leaf_by_id[score.criterion_id] for score in scores}
    removed = {leaves[score.pk].code for score in scores if score.not_applicable}

    def totalled(points: Callable[[Score], Decimal | None]) -> Totals:
        return total(tree.roots, {leaves[s.pk].code: points(s) for s in scores}, removed, tree.options)

    counted = totalled(lambda score: score.points)
    assessment.self_points = totalled(lambda score: own_points(score, leaves[score.pk])).appraisal.points
    assessment.computed_points = totalled(lambda score: score.computed_points).appraisal.points
    assessment.appraised_points, assessment.survey_points = counted.appraisal.points, counted.survey.points
    assessment.total_points, assessment.max_points = counted.points, counted.max_points
    assessment.percent = counted.percent
    given = grade(counted.result, tree.options.bands, tree.options.gates, {**figures, **counted.facts})
    assessment.grade, assessment.grade_reason = given.label, given.reason
    return before != [getattr(assessment, field) for field in TOTALLED]
