"""Which assessments a request may reach: strangers get 404."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from indicators.models import Assessment
from units.models import Unit


def visible_assessments(request: HttpRequest) -> QuerySet[Assessment]:
    """Own units and those below them; every unit for appraisers, coordinators and leaders."""
    return Assessment.objects.filter(unit__in=Unit.objects.of_person(request.person)).select_related(
        "period", "unit", "criteria_set"
    )


def visible_assessment(request: HttpRequest, assessment_id: int) -> Assessment:
    return get_object_or_404(visible_assessments(request), pk=assessment_id)
