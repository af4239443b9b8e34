"""The period before, row by row: what the same unit answered and got for the criterion that stands here now."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import RawSQL

from cchc_portal.kit.compiled import Slot, compiled
from indicators.answers import answer_of, is_typed
from indicators.calculation import elsewhere_on
from indicators.enums import ScoredBy
from indicators.figures import Figures, named_figures
from indicators.models import Assessment, Measurement, PublishedIndex, Score, SurveyResult
from indicators.rules import Leaf, Values
from indicators.rules.checks import Beside
from indicators.sets.trees import Tree, tree_of

SHOWN = 3  # periods beside a criterion
LONGEST = 12  # letters of a name of a period that still fit under an input: "Quý III/2026"


@dataclass(frozen=True, slots=True)
class Earlier:
    """One criterion in the period before. `values` are empty where that period is of another kind: a quarter and a
    year do not compare as counts, only as points."""

    period: str
    values: Values
    points: Decimal | None


def earlier_sheet(assessment: Assessment) -> Assessment | None:
    """The unit's sheet of the period before, of the same kind where there is one; None for its first period."""
    return _sheets_before(**_place(assessment)).select_related("criteria_set", "period").first()


def _place(assessment: Assessment) -> dict[str, Any]:
    return {"unit": assessment.unit_id, "kind": assessment.period.kind, "data_to": assessment.period.data_to}


def _sheets_before(unit: int | Slot, kind: str | Slot, data_to: dt.date | Slot) -> QuerySet[Assessment]:
    same = Case(When(period__kind=kind, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        Assessment.objects.scoped(Q(unit=unit))  # whoever reads one sheet of a unit reads all of them
        .filter(period__data_to__lt=data_to)
        .order_by(same, "-period__data_to", "-period__data_from")
    )


@compiled
def _rows_before(unit: Slot, kind: Slot, data_to: Slot, codes: Slot) -> QuerySet[Score]:
    """The rows of the sheet before that have one of these codes."""
    before, wanted = _sheets_before(unit, kind, data_to), RawSQL("SELECT unnest(%s::text[])", [codes])
    rows = Score.objects.scoped(Q(assessment=Subquery(before.values("pk")[:1]))).filter(criterion__code__in=wanted)
    rows = rows.select_related("assessment__period", "assessment__criteria_set").order_by("pk")
    return rows.defer("assessment__criteria_set__source", "assessment__criteria_set__scoring")


def earlier_of(assessment: Assessment, leaves: Collection[Leaf] | None = None) -> dict[str, Earlier]:
    """The rows before by the code they have now, of these leaves or of all; 1 query, 1 or 2 more for measured."""
    tree = tree_of(assessment.criteria_set)
    asked = tree.leaf_by_id.values() if leaves is None else leaves
    codes = sorted({code for leaf in asked for code in (leaf.code, *tree.was[leaf.code])})
    scores = _rows_before.rows(**_place(assessment), codes=codes)
    if not scores:
        return {}
    before = scores[0].assessment
    return earlier_rows(assessment, before, scores, _figures(before, asked))


def points_before(assessment: Assessment, leaf: Leaf) -> list[tuple[str, Decimal | None]]:
    """(name of the period, points that counted) of the unit's last periods, latest first; a criterion is followed as
    long as it keeps code and name. One query."""
    rows = Score.objects.scoped(Q(assessment__unit=assessment.unit_id)).filter(
        assessment__period__data_to__lt=assessment.period.data_to,
        not_applicable=False,
        criterion__code=leaf.code,
        criterion__name=leaf.name,
    )
    latest = rows.order_by("-assessment__period__data_to", "-assessment__period__data_from", "pk")
    return list(latest.values_list("assessment__period__name", "points")[:SHOWN])


def _figures(before: Assessment, leaves: Iterable[Leaf]) -> Figures:
    """What was measured, surveyed and published then, as far as these leaves look at it."""
    looked_at = list(leaves)
    if all(is_typed(leaf, item) for leaf in looked_at for item in leaf.inputs):
        return {}
    place = {"period": before.period_id, "unit": before.unit_id}
    surveyed = any(leaf.scored_by == ScoredBy.SURVEY for leaf in looked_at)
    answers = SurveyResult.objects.filter(**place).order_by("pk") if surveyed else ()
    asks_index = any(item.index for leaf in looked_at for item in leaf.inputs)
    published = PublishedIndex.objects.scoped(Q(**place)).order_by("pk") if asks_index else ()
    return named_figures(Measurement.objects.filter(**place).order_by("pk"), answers, published)[before.unit_id]


def earlier_rows(
    assessment: Assessment, before: Assessment, scores: Iterable[Score], figures: Figures
) -> dict[str, Earlier]:
    """The same of rows that are at hand; they may be those of another day (no query once the sets are known)."""
    then = tree_of(before.criteria_set)
    now_of = {old: now for now, old in counterparts(tree_of(assessment.criteria_set), then).items()}
    name = before.period.name if len(before.period.name) <= LONGEST else "Kỳ trước"
    compares = before.period.kind == assessment.period.kind
    found = {}
    for score in scores:
        leaf = then.leaf_by_id[score.criterion_id]
        if leaf.code in now_of:
            skipped = not compares or score.not_applicable or score.no_occurrence
            values: Values = {} if skipped else answer_of(score, leaf, figures).values
            found[now_of[leaf.code]] = Earlier(name, values, score.points)
    return found


def counterparts(now: Tree, then: Tree) -> dict[str, str]:
    """{code now: code then} of the criteria that can be held against each other: the same of one set; else the one
    that the set names as its forerunner, or, where it names none, one of the same code and name."""
    if now is then:
        return {leaf.code: leaf.code for leaf in now.leaf_by_id.values()}
    old = {leaf.code: leaf for leaf in then.leaf_by_id.values()}
    pairs = {}
    for leaf in now.leaf_by_id.values():
        was = now.was.get(leaf.code, ())
        if len(was) == 1 and was[0] in old:
            pairs[leaf.code] = was[0]
        elif not was and leaf.code in old and old[leaf.code].name == leaf.name:
            pairs[leaf.code] = leaf.code
    return pairs


def beside_of(tree: Tree, figures: Figures, earlier: Earlier | None, scores: Iterable[Score]) -> Beside:
    """What the figures of one row are held against; `scores`: all rows of its sheet."""
    period, values = (earlier.period, earlier.values) if earlier else ("", {})
    return Beside(period, values, figures, elsewhere_on(tree, scores, figures), tree.options.jump)
