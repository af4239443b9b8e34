"""Assessments as a list, and the page before handing in."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from indicators.enums import FIRST_DONE, UNSENT, Reporting, State
from indicators.forms.days import DayForm
from indicators.models import Assessment, Period
from indicators.sheets.overviews import Standing
from indicators.sheets.past import assessment_at, sheet_at
from indicators.sheets.risks import SHOWN, risks
from indicators.sheets.rows import load_sheet
from indicators.views.buttons import buttons
from indicators.views.steps import days_left, returned_because, steps_of, title_of
from indicators.views.visible import visible_assessment, visible_assessments
from units.enums import Role

TO_MEND = frozenset({Standing.WRONG, Standing.EMPTY})


@scoped("indicators.Assessment")
@require_GET
def assessment_list(request: HttpRequest) -> HttpResponse:
    """Sheets of the units one may see, one period at a time; those late and not handed in stand first."""
    periods = list(Period.objects.of_person(request.person).order_by("-data_to", "-data_from", "code"))
    wanted = request.GET.get("ky", "")
    period = next((p for p in periods if p.code == wanted), periods[0] if periods else None)
    now = database_now()
    rows = [
        {"assessment": each, "days": days_left(each, now), "reporting": each.reporting(now)}
        for each in visible_assessments(request).filter(period=period).order_by("unit__sort_name", "pk")
    ]
    rows.sort(key=lambda row: (row["reporting"] != Reporting.OVERDUE, row["assessment"].state not in UNSENT))
    runs_periods = request.person.has(Role.COORDINATOR)
    context = {"periods": periods, "period": period, "rows": rows, "runs_periods": runs_periods}
    return render(request, "indicators/sheets/assessment_list.html", context)


@scoped("indicators.Assessment")
@require_GET
def review(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Every value of the sheet, what must be mended on top, and the button that hands it in; ?ngay= only shows."""
    assessment = visible_assessment(request, assessment_id)
    now = database_now()
    form = DayForm(request.GET, now=now)
    past = form.moment and assessment_at(assessment, form.moment)
    if form.moment and past is None:
        form.add_error("ngay", "Ngày này phiếu chưa được mở. Dưới đây là phiếu hiện tại.")
    context = _past(past, form.moment) if past else _review(request, assessment, now)
    return render(request, "indicators/sheets/review.html", {**context, "day": form})


def _past(assessment: Assessment, moment: dt.datetime) -> dict[str, Any]:
    """The sheet as it stood, with nothing to do on it."""
    sheet = sheet_at(assessment, moment)
    return {
        "assessment": assessment,
        "title": title_of(assessment),
        "past": moment,
        "returned": None,
        "days_left": None,
        "reporting": None,
        "count": 0,
        "areas": sheet.areas,
        "progress": sheet.overview.progress,
        "events": assessment.events.filter(at__lte=moment).select_related("by").order_by("-id"),
    }


def _review(request: HttpRequest, assessment: Assessment, now: dt.datetime) -> dict[str, Any]:
    sheet = load_sheet(assessment, editable=False)
    state, roles = State(assessment.state), request.person.roles_in(assessment.unit_id)
    rows = [row for row in sheet.all_rows if state in UNSENT and row.standing in TO_MEND]
    empty = [(line, [row for row in rows if row.area == line.code and not row.faults]) for line, _ in sheet.areas]
    look = risks(sheet.all_rows) if state in UNSENT else []
    return {
        "assessment": assessment,
        "title": title_of(assessment),
        "past": None,
        "steps": steps_of(assessment, reviewing=True),
        "returned": returned_because(assessment),
        "days_left": days_left(assessment, now),
        "reporting": assessment.reporting(now),
        "count": len(rows),
        "wrong": [row for row in rows if row.faults],
        "empty": [(line, open_rows) for line, open_rows in empty if open_rows],
        "risks": [risk for risk in look if not risk.row.faults][:SHOWN],
        "areas": sheet.areas,
        "progress": sheet.overview.progress,
        "buttons": buttons(assessment, roles, now),
        "unsent": state in UNSENT,
        "explainable": state in FIRST_DONE,
        "events": assessment.events.select_related("by").order_by("-id"),
    }
