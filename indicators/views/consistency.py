"""Nhất quán: do inspectors judge alike, and is anything too good to be true? A list to look at, never a cut."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from indicators.appraisal.consistency import judgements, patterns, twins
from indicators.appraisal.evenness import habits
from indicators.appraisal.second_readings import agreement
from indicators.models import Period
from units.access import role_required
from units.enums import Role

OVERSEE = (Role.COORDINATOR, Role.COUNCIL, Role.AUDITOR)  # who is told what the blind sample says
READERS = (Role.APPRAISER, *OVERSEE)


@require_GET
@role_required(*READERS)
def consistency(request: HttpRequest) -> HttpResponse:
    """One document judged twice, habits of inspectors, patterns; of one period."""
    periods = list(Period.objects.of_person(request.person).order_by("-data_to", "-data_from", "code"))
    wanted = request.GET.get("ky", "")
    period = next((p for p in periods if p.code == wanted), periods[0] if periods else None)
    judged = judgements(period) if period else {}
    found = habits(list(judged.values()))
    context = {
        "periods": periods,
        "period": period,
        "twins": twins(judged),
        "inspectors": [each for each in found if not each.code],
        "criteria": [each for each in found if each.code],
        "patterns": patterns(period) if period else [],
        "agreement": agreement(judged) if any(map(request.person.has, OVERSEE)) else None,
        "judges": request.person.has(Role.APPRAISER),
    }
    return render(request, "indicators/appraisal/consistency.html", context)
