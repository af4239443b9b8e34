"""The progress board: units by steps, late ones first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cchc_portal.kit.clock import database_now
from indicators.appraisal.progress import board
from indicators.models import Period
from indicators.views.visible import visible_assessments
from units.access import role_required
from units.enums import Role

READERS = (Role.APPRAISER, Role.COORDINATOR, Role.COUNCIL, Role.LEADER, Role.AUDITOR)


@require_GET
@role_required(*READERS)
def progress(request: HttpRequest) -> HttpResponse:
    """Where every unit stands in one period."""
    periods = list(Period.objects.of_person(request.person).order_by("-data_to", "-data_from", "code"))
    wanted = request.GET.get("ky", "")
    period = next((p for p in periods if p.code == wanted), periods[0] if periods else None)
    found = board(visible_assessments(request).filter(period=period), period, database_now()) if period else None
    context = {"periods": periods, "period": period, "board": found, "judges": request.person.has(Role.APPRAISER)}
    context["runs_periods"] = request.person.has(Role.COORDINATOR)
    return render(request, "indicators/appraisal/progress.html", context)
