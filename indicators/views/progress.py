"""The progress board: units by steps, late ones first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.numbers import read_ids
from cchc_portal.kit.refusals import Refused
from indicators.actions.reminders import remind_units, said_of
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
    context["reminds"] = context["runs_periods"] and found is not None and any(row.owes for row in found.rows)
    return render(request, "indicators/appraisal/progress.html", context)


@require_POST
@role_required(Role.COORDINATOR)
def progress_remind(request: HttpRequest, period_id: int) -> HttpResponse:
    """Remind the ticked units of the sheets they owe; the next page says who was told."""
    period = get_object_or_404(Period.objects.of_person(request.person), pk=period_id)
    ticked = read_ids(request.POST.getlist("unit"))
    try:
        said = remind_units(period_id=period.pk, unit_ids=ticked, by=request.user, now=database_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        told = any(each.people for each in said)
        (messages.success if told else messages.info)(request, " ".join(said_of(said)))
    return redirect(f"{reverse('indicators:progress')}?ky={period.code}")
