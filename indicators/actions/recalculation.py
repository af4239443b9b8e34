"""The only writer of computed points and totals: one unit after an edit, or a whole period in a handful of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from cchc_portal.audit import trail
from cchc_portal.kit.storing import update_rows
from indicators.calculation import (
    GRADED,
    RESCORED,
    TOTALLED,
    apply_quotas,
    apply_totals,
    breaks_ties,
    elsewhere_on,
    rescore,
    totals_of,
)
from indicators.enums import PeriodState, State
from indicators.figures import Figures, figures_of
from indicators.models import Assessment, Period, Score
from indicators.sets.trees import Tree, tree_of
from units.models import User


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
    assessments = list(sheets.select_related("criteria_set", "unit").order_by("pk"))
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    if period.state == PeriodState.PUBLISHED:
        return Recalculated(0, 0)
    changed_scores, changed_assessments = _rescored(assessments, figures_of(period))
    update_rows(changed_scores, RESCORED)
    update_rows(changed_assessments, TOTALLED)

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
    stored = {assessment.pk: totals_of(assessment) for assessment in assessments}
    changed_scores, sheets = [], []
    for assessment in assessments:
        tree, known = tree_of(assessment.criteria_set), figures[assessment.unit_id]
        is_draft = assessment.state == State.DRAFT
        elsewhere = elsewhere_on(tree, scores[assessment.pk], known)
        for score in scores[assessment.pk]:
            leaf = tree.leaf_by_id[score.criterion_id]
            if rescore(score, leaf, known, is_draft=is_draft, elsewhere=elsewhere):
                changed_scores.append(score)
        apply_totals(assessment, tree, scores[assessment.pk], known)
        sheets.append((assessment, tree, scores[assessment.pk]))
    apply_quotas(sheets)
    return changed_scores, [each for each in assessments if totals_of(each) != stored[each.pk]]


def retotal(assessment: Assessment, figures: Figures) -> None:
    """Total one assessment again after some of its scores changed, and let every cached page of the period expire.

    The caller holds the assessment with all that quotas tie to it (see locking), hands over the unit's figures, and
    may have prefetched the scores. Where the set has quotas, every grade of the block follows: all rows are then as a
    recalculation of the period would leave them.
    """
    tree, scores, stored = tree_of(assessment.criteria_set), list(assessment.scores.all()), totals_of(assessment)
    apply_totals(assessment, tree, scores, figures)
    if tree.options.quotas:
        _regrade_block(assessment, tree, scores)
    if totals_of(assessment) != stored:
        assessment.save(update_fields=TOTALLED)
    touch(assessment.period_id)


def _regrade_block(assessment: Assessment, tree: Tree, scores: list[Score]) -> None:
    """The quotas of the set over all its sheets in the period; what moved of the others is stored. 1 to 3 queries."""
    sheets = Assessment.objects.filter(period=assessment.period_id, criteria_set=assessment.criteria_set_id)
    if breaks_ties(tree.options):
        sheets = sheets.prefetch_related("scores")
    others = list(sheets.select_related("unit").exclude(pk=assessment.pk).order_by("pk"))
    stored = {each.pk: totals_of(each) for each in others}
    beside = [(each, tree, list(each.scores.all()) if breaks_ties(tree.options) else []) for each in others]
    apply_quotas([(assessment, tree, scores), *beside])
    update_rows([each for each in others if totals_of(each) != stored[each.pk]], GRADED)


def touch(period_id: int) -> None:
    """Raise the version that is cache key and ETag of every page about the period."""
    Period.objects.filter(pk=period_id).update(version=F("version") + 1)
