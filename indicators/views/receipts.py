"""Biên nhận: who handed a sheet in, when, and the link of the trail that proves it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from indicators.enums import Action
from indicators.views.buttons import buttons
from indicators.views.visible import visible_assessment


@scoped("indicators.Assessment")
@require_GET
def receipt(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """The latest handing in of a sheet, to be printed; 404 where it is not handed in."""
    assessment = visible_assessment(request, assessment_id)
    event = assessment.events.filter(action=Action.SUBMIT).select_related("by").order_by("-id").first()
    if event is None or assessment.submitted_at is None:
        raise Http404
    now = database_now()
    context = {
        "assessment": assessment,
        "event": event,
        "number": f"{assessment.period.code.upper()}/{assessment.unit.code}/{event.pk}",
        "link": AuditEvent.objects.about(assessment).filter(action="assessment.submit").first(),
        "reporting": assessment.reporting(now),
        "buttons": buttons(assessment, request.person.roles_in(assessment.unit_id), now),
    }
    return render(request, "indicators/sheets/receipt.html", context)
