"""Which assessments a request may reach: strangers get 404."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from indicators.models import Assessment, Score


def visible_assessments(request: HttpRequest) -> QuerySet[Assessment]:
    """Own units and those below them; every unit for those who read the whole province."""
    return Assessment.objects.of_person(request.person).select_related("period", "unit", "criteria_set")


def visible_assessment(request: HttpRequest, assessment_id: int) -> Assessment:
    return get_object_or_404(visible_assessments(request), pk=assessment_id)


def visible_score(request: HttpRequest, score_id: int) -> Score:
    """One row of a visible assessment with everything a grid shows of it."""
    return get_object_or_404(
        Score.objects.of_person(request.person).select_related(
            "criterion", "updated_by", "assessment__period", "assessment__unit", "assessment__criteria_set"
        ),
        pk=score_id,
    )
