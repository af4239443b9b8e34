"""The only writer of computed points and totals: one unit after an edit, or a whole period in a handful of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from cchc_portal.audit import trail
from indicators.answers import answer_of, counting_points, survey_figure
from indicators.enums import PeriodState
from indicators.grades import grade
from indicators.models import Assessment, Measurement, Period, Score, SurveyResult
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
    """
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    if period.state == PeriodState.PUBLISHED:
        return Recalculated(0, 0)
    assessments = list(period.assessments.select_for_update(of=("self",)).select_related("criteria_set").order_by("pk"))
    figures = figures_of(period)
    scores = defaultdict(list)
    for score in Score.objects.filter(assessment__period=period).order_by("pk"):
        scores[score.assessment_id].append(score)

    changed_scores, changed_assessments = [], []
    for assessment in assessments:
        tree = tree_of(assessment.criteria_set)
        changed_scores += [s for s in scores[assessment.pk] if rescore(s, tree, figures[assessment.unit_id])]
        if apply_totals(assessment, tree, scores[assessment.pk], figures[assessment.unit_id]):
            changed_assessments.append(assessment)
    Score.objects.bulk_update(changed_scores, SCORED, batch_size=1000)
    Assessment.objects.bulk_update(changed_assessments, TOTALLED, batch_size=500)

    result = Recalculated(len(changed_scores), len(changed_assessments))
    period.scored_at = now
    if result.scores or result.assessments:
        period.version += 1
        after = {"scores": result.scores, "assessments": result.assessments}
        trail.record("period.recalculate", period, by=by, before=None, after=after, period_id=period.pk)
    period.save(update_fields=["scored_at", "version"])
    return result


def retotal(assessment: Assessment, figures: Figures) -> None:
    """Total one assessment again after one of its scores changed, and let every cached page of the period expire.

    The caller holds the lock on the assessment and hands over the unit's figures.
    """
    tree = tree_of(assessment.criteria_set)
    if apply_totals(assessment, tree, list(assessment.scores.order_by("pk")), figures):
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


def rescore(score: Score, tree: Tree, figures: Figures) -> bool:
    """Compute one leaf's points in place; True when anything changed."""
    leaf = tree.leaf_by_id[score.criterion_id]
    scored = score_leaf(leaf, answer_of(score, leaf, figures))
    points = counting_points(score, leaf, scored.points)
    fresh = (scored.points, scored.explanation, points)
    if fresh == (score.computed_points, score.explanation, score.points):
        return False
    score.computed_points, score.explanation, score.points = fresh
    return True


def apply_totals(assessment: Assessment, tree: Tree, scores: list[Score], figures: Figures) -> bool:
    """Write the totals of the scores into the assessment in place; True when anything changed."""
    before = tuple(getattr(assessment, field) for field in TOTALLED)
    codes = {score.pk: tree.leaf_by_id[score.criterion_id].code for score in scores}
    removed = {codes[score.pk] for score in scores if score.not_applicable}

    def totalled(field: str) -> Totals:
        return total(tree.roots, {codes[s.pk]: getattr(s, field) for s in scores}, removed, tree.options)

    counted = totalled("points")
    assessment.self_points = totalled("self_points").appraisal.points
    assessment.computed_points = totalled("computed_points").appraisal.points
    assessment.appraised_points, assessment.survey_points = counted.appraisal.points, counted.survey.points
    assessment.total_points, assessment.max_points = counted.points, counted.max_points
    assessment.percent = counted.percent
    known = None if counted.missing else counted.result  # a half-filled sheet has points so far, but no grade
    given = grade(known, tree.options.bands, tree.options.gates, {**figures, **counted.facts})
    assessment.grade, assessment.grade_reason = given.label, given.reason
    return before != tuple(getattr(assessment, field) for field in TOTALLED)
