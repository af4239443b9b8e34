"""A sheet as it stood at some moment, rebuilt from the versions that the database keeps of every row."""

import datetime as dt
from decimal import Decimal
from typing import TypeVar

from django.db import models

from indicators.figures import named_figures
from indicators.models import Assessment, Measurement, Score, SurveyResult
from indicators.sets.trees import tree_of
from indicators.sheets.rows import Sheet, previous_assessment, sheet_of
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
    place = {"period": assessment.period_id, "unit": assessment.unit_id}
    figures = named_figures(rows_at(Measurement, moment, **place), rows_at(SurveyResult, moment, **place))
    scores = rows_at(Score, moment, assessment=assessment.pk)
    people = User.objects.in_bulk({score.updated_by_id for score in scores} - {None})
    for score in scores:
        score.updated_by = people.get(score.updated_by_id)
    return sheet_of(assessment, scores, figures[assessment.unit_id], _points_before(assessment, moment), editable=False)


def _points_before(assessment: Assessment, moment: dt.datetime) -> dict[str, Decimal | None]:
    before = previous_assessment(assessment)
    if before is None:
        return {}
    leaves = tree_of(before.criteria_set).leaf_by_id
    return {leaves[score.criterion_id].code: score.points for score in rows_at(Score, moment, assessment=before.pk)}
