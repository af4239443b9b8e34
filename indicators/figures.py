"""The figures nobody types: measured by the portal or surveyed, by unit, under the names that leaves ask for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Q, QuerySet

from cchc_portal.kit.compiled import Slot, compiled
from indicators.answers import survey_figure
from indicators.models import Assessment, Measurement, Period, PublishedIndex, SurveyResult
from indicators.rules import index_figure
from indicators.sets.trees import tree_of

Figures = Mapping[str, Decimal]
"""Measured figures of one unit by name ("dossiers.in_time"), with surveyed ("survey.8.1.A") and published ones
("index.766")."""


def figures_of_unit(assessment: Assessment) -> dict[str, Decimal]:
    """The measured, surveyed and published figures of one unit that its set can look at; one to three queries."""
    tree, place = tree_of(assessment.criteria_set), {"period": assessment.period_id, "unit": assessment.unit_id}
    measured = _measured.rows(**place)
    surveyed = SurveyResult.objects.filter(**place).order_by("pk") if tree.is_surveyed else ()
    published = PublishedIndex.objects.scoped(Q(**place)).order_by("pk") if tree.is_indexed else ()
    return named_figures(measured, surveyed, published)[assessment.unit_id]


@compiled
def _measured(period: Slot, unit: Slot) -> QuerySet[Measurement]:
    return Measurement.objects.filter(period=period, unit=unit).order_by("pk")


def figures_of(period: Period, unit_ids: Iterable[int] | None = None) -> defaultdict[int, dict[str, Decimal]]:
    """Every measured, surveyed and published figure of the period by unit; three queries whatever their number."""
    only = {} if unit_ids is None else {"unit_id__in": list(unit_ids)}
    measured = Measurement.objects.filter(period=period, **only).order_by("pk")
    surveyed = SurveyResult.objects.filter(period=period, **only).order_by("pk")
    published = PublishedIndex.objects.scoped(Q(period=period, **only)).order_by("pk")
    return named_figures(measured, surveyed, published)


def named_figures(
    measured: Iterable[Measurement], surveyed: Iterable[SurveyResult], published: Iterable[PublishedIndex]
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
    for index in published:
        figures[index.unit_id][index_figure(index.code)] = index.value
    return figures
