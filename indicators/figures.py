"""The figures nobody types: measured by the portal or surveyed, by unit, under the names that leaves ask for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from indicators.answers import survey_figure
from indicators.models import Assessment, Measurement, Period, SurveyResult

Figures = Mapping[str, Decimal]
"""Measured figures of one unit by name ("dossiers.in_time"), survey figures included ("survey.8.1.A")."""


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
