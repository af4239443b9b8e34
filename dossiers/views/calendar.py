"""The working calendar: a year at a glance, one day, and the correction of what was closed under it."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cchc_portal.jobs.actions import start
from cchc_portal.jobs.models import Job
from cchc_portal.kit.doors import signed_in
from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.numbers import show_number
from cchc_portal.kit.refusals import Refused
from dossiers.actions import change_day
from dossiers.clock import redating
from dossiers.clock.province import clock_rules
from dossiers.forms.calendar import CorrectionForm, DayForm
from dossiers.models import CalendarComparison, CalendarDay
from dossiers.queries import months_of, years_of_calendar
from units.access import role_required
from units.enums import Role


@signed_in
@require_safe
def calendar_year(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Twelve months, every day that is not ordinary in its colour; the coordinator opens a day to change it."""
    years, year = years_of_calendar(), year or request.person.on.year
    if years and year not in years:
        raise Http404
    context = {
        "year": year,
        "years": years,
        "months": months_of(year),
        "today": request.person.on,
        "may_change": request.person.has(Role.COORDINATOR),
    }
    return render_page(request, "dossiers/calendar_year.html", context)


@role_required(Role.COORDINATOR)
def calendar_day(request: HttpRequest, day: dt.date) -> HttpResponse:
    """Change one day: what kind it is, whether it counts, whether the counter is open."""
    known = get_object_or_404(CalendarDay, pk=day)
    form = DayForm.of(known, request.POST or None)
    if form.is_valid():
        try:
            moved = change_day(day=day, facts=form.facts, by=request.user, now=timezone.now())
            text = f"Đã lưu ngày {day:%d/%m/%Y}; {show_number(moved)} hồ sơ đang giải quyết có hạn trả mới."
            messages.success(request, text)
            return redirect("dossiers:calendar_year", day.year)
        except Refused as refusal:
            form.refused(refusal)
    status = 422 if form.errors else 200
    return render_page(request, "dossiers/calendar_day.html", {"form": form, "day": known}, status=status)


@role_required(Role.COORDINATOR)
@never_cache
def calendar_correction(request: HttpRequest, year: int) -> HttpResponse:
    """How many closed dossiers of a year today's calendar dates otherwise; with a reason, a job corrects them."""
    _known_or_404(year)
    form = CorrectionForm(request.POST or None)
    if form.is_valid():
        params = form.cleaned_data | {"year": year}
        label = f"Đính chính hồ sơ tiếp nhận năm {year} theo lịch mới"
        key = f"dossiers.correct_closed:{year}"
        job = start("dossiers.correct_closed", key=key, params=params, by=request.user, label=label)
        return redirect("jobs:job_detail", job.pk)
    job = _comparing(request, year)
    if request.headers.get("HX-Target") == "progress" and not (job and job.active):
        return HttpResponse(headers={"HX-Refresh": "true"})
    compared = CalendarComparison.objects.filter(pk=year).first()
    stale = compared is not None and compared.ground != redating.ground(clock_rules())
    context = {"form": form, "year": year, "job": job, "compared": compared, "stale": stale}
    status = 422 if form.errors else 200
    return render_page(request, "dossiers/calendar_correction.html", context, parts=["progress"], status=status)


@role_required(Role.COORDINATOR)
@require_POST
def calendar_compare(request: HttpRequest, year: int) -> HttpResponse:
    """Start comparing; a second click starts nothing."""
    _known_or_404(year)
    label = f"Đối chiếu hồ sơ tiếp nhận năm {year} với lịch làm việc"
    start("dossiers.compare_closed", key=_key(year), params={"year": year}, by=request.user, label=label)
    return redirect("dossiers:calendar_correction", year)


def _known_or_404(year: int) -> None:
    if year not in years_of_calendar():
        raise Http404


def _key(year: int) -> str:
    return f"dossiers.compare_closed:{year}"


def _comparing(request: HttpRequest, year: int) -> Job | None:
    """The newest comparison of the year, whichever coordinator began it."""
    return Job.objects.visible_to(request.user, wide=True).filter(key=_key(year)).order_by("-created_at", "id").first()
