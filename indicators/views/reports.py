"""The reports that were due in a window, what became of each, and so the list behind the figures that count them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from indicators.forms.reports import ReportFilter
from indicators.reporting import MEASURED, as_of, days_late, due_between
from indicators.views.visible import visible_assessments
from units.models import Unit


@scoped("indicators.Assessment")
@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """Sheets of the units one may see whose deadline lay between two days, as they stood at the end of them."""
    now = database_now()
    form = ReportFilter(request.GET, units=Unit.objects.of_person(request.person), now=now, today=localdate(now))
    rows, window = [], form.window
    if window:
        sheets = visible_assessments(request).maybe_due(*window)
        sheets = sheets.filter(unit=form.unit) if form.unit else sheets
        for each in sheets.order_by("period__self_due_at", "unit__sort_name", "pk"):
            state = due_between(each.dates, *window)
            if state in MEASURED:
                days = days_late(as_of(each.dates, window[1]), window[1])
                rows.append({"sheet": each, "due_at": each.dates.timely_until, "reporting": state, "days": days})
    context = {"form": form, "as_of": window and window[1], "every": len(rows)}
    context["rows"] = [row for row in rows if row["reporting"] in form.counted.states]
    return render(request, "indicators/sheets/report_list.html", context)
