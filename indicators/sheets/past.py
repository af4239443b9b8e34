"""A sheet as it stood at some moment, rebuilt from the versions that the database keeps of every row."""

import datetime as dt
from typing import TypeVar

from django.db import models

from indicators.earlier import Earlier, earlier_rows, earlier_sheet
from indicators.figures import Figures, named_figures
from indicators.models import Assessment, Measurement, PublishedIndex, Score, SurveyResult
from indicators.sheets.rows import Sheet, sheet_of
from units.models import User

M = TypeVar("M", bound=models.Model)


def rows_at(model: type[M], moment: dt.datetime, **where: object) -> list[M]:
    """The rows of a tracked model as they stood; they are for reading, never for saving."""
    versions = model.pgh_event_model.objects.filter(pgh_created_at__lte=moment, **where)  # type: ignore[attr-defined]
    latest = versions.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    names = [field.attname for field in model._meta.concrete_fields]
    return [model(**{name: getattr(row, name) for name in names}) for row in latest if row.pgh_label != "delete"]


def assessment_at(assessment: Assessment, moment: dt.datetime) -> Assessment | None:
    """The assessment with the state and totals of that moment; None before it was opened."""
    found = rows_at(Assessment, moment, pgh_obj=assessment.pk)
    for past in found:
        past.period, past.unit, past.criteria_set = assessment.period, assessment.unit, assessment.criteria_set
    return found[0] if found else None


def sheet_at(assessment: Assessment, moment: dt.datetime) -> Sheet:
    """All rows as they stood, read-only, in a constant number of queries."""
    figures = _figures(assessment, moment)
    scores = rows_at(Score, moment, assessment=assessment.pk)
    people = User.objects.in_bulk({score.updated_by_id for score in scores} - {None})
    for score in scores:
        score.updated_by = people.get(score.updated_by_id)
    return sheet_of(assessment, scores, figures, _earlier(assessment, moment), editable=False)


def _earlier(assessment: Assessment, moment: dt.datetime) -> dict[str, Earlier]:
    before = earlier_sheet(assessment)
    if before is None:
        return {}
    figures = _figures(before, moment)
    return earlier_rows(assessment, before, rows_at(Score, moment, assessment=before.pk), figures)


def _figures(assessment: Assessment, moment: dt.datetime) -> Figures:
    place = {"period": assessment.period_id, "unit": assessment.unit_id}
    kept = (rows_at(model, moment, **place) for model in (Measurement, SurveyResult, PublishedIndex))
    return named_figures(*kept)[assessment.unit_id]
