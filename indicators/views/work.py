"""Việc của tôi: what waits for this person, most urgent first, one button each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cchc_portal.kit.badges import remember
from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from indicators.duties.sources import duties_of
from indicators.enums import PeriodState
from indicators.models import Period


@scoped("indicators.Assessment", "indicators.Period", "indicators.Finding", "indicators.Task", "indicators.Note")
@require_GET
def my_work(request: HttpRequest) -> HttpResponse:
    person, now = request.person, database_now()
    duties = duties_of(person, now)
    remember(request.user.pk, len(duties))
    to_come = Period.objects.of_person(person).filter(opens_at__gt=now).exclude(state=PeriodState.PUBLISHED)
    context = {
        "duties": duties,
        "overdue": sum(duty.overdue for duty in duties),
        "urgent": sum(duty.urgent and not duty.overdue for duty in duties),
        "upcoming": to_come.order_by("opens_at").first(),
    }
    return render(request, "indicators/my_work.html", context)
