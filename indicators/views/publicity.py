"""Publicity by channel, and initiatives: the lists with their counts, and what units and coordinators write."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cchc_portal.kit.doors import scoped
from cchc_portal.kit.numbers import read_year
from cchc_portal.kit.refusals import Refused
from indicators.actions.publicity import add_activity, judge_initiative, register_initiative, remove_activity
from indicators.enums import Channel, InitiativeState
from indicators.forms.works import ActivityForm, InitiativeForm, JudgeForm, WorkFilter
from indicators.models import Initiative, PublicityActivity
from indicators.policy import REPORT_TASKS, Deed
from indicators.views.deeds import form_page
from units.access import role_required
from units.enums import Role
from units.models import Unit, UnitQuerySet
from units.rules import sight
from units.scoping import Columns, scope


def _window(request: HttpRequest, rows: Any, column: str) -> tuple[int, list[int], WorkFilter, dt.date]:
    """The year asked for, the years there are, the filter, and the first day that counts (?tu=)."""
    today = timezone.localdate()
    years = sorted({day.year for day in rows.order_by(column).dates(column, "year")}, reverse=True)
    year = read_year(request.GET.get("nam", "")) or next(iter(years), today.year)
    form = WorkFilter(request.GET, units=Unit.objects.of_person(request.person), today=today)
    try:
        first = dt.date.fromisoformat(request.GET.get("tu", ""))
    except ValueError:
        first = dt.date(year, 1, 1)
    return year, years, form, first


def _own_units(request: HttpRequest) -> UnitQuerySet:
    return Unit.objects.scoped(scope(request.person, REPORT_TASKS, Columns(unit="pk"))).filter(valid_to=None)


def _may_write(request: HttpRequest) -> bool:
    reach = sight(request.person, REPORT_TASKS.reach)
    return reach.everywhere or bool(reach.units)


def _refuse_readers(request: HttpRequest, what: str) -> None:
    if not _may_write(request):
        raise Refused(f"Chỉ cán bộ đầu mối, lãnh đạo đơn vị và điều phối CCHC được {what}.")


@scoped("indicators.PublicityActivity")
@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    """What was done on every channel in a year: how often, how much, before how many."""
    visible = PublicityActivity.objects.of_person(request.person)
    year, years, form, first = _window(request, visible, "done_on")
    last = form.day if "tu" in request.GET else min(form.day, dt.date(year, 12, 31))
    found = visible.filter(done_on__range=(first, last)).select_related("unit")
    found = list(found.filter(unit=form.unit) if form.unit else found)
    channels = [(channel, [row for row in found if row.channel == channel]) for channel in Channel]
    context = {
        "year": year,
        "years": years,
        "form": form,
        "rows": [row for row in found if request.GET.get("hinh_thuc", "") in ("", row.channel)],
        "channels": [
            (channel, len(rows), sum(row.quantity for row in rows), sum(row.audience or 0 for row in rows))
            for channel, rows in channels
            if rows
        ],
        "own": {unit.pk for unit in _own_units(request)} if _may_write(request) else set(),
        "may_write": _may_write(request),
    }
    return render(request, "indicators/publicity/activity_list.html", context)


@scoped("indicators.PublicityActivity")
@require_http_methods(["GET", "POST"])
def activity_new(request: HttpRequest) -> HttpResponse:
    _refuse_readers(request, "ghi hoạt động tuyên truyền")
    form = ActivityForm(request.POST or None, units=_own_units(request))
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        try:
            add_activity(unit_id=unit.pk, facts=form.facts, by=request.user, now=timezone.now())
            messages.success(request, "Đã ghi hoạt động tuyên truyền.")
            return redirect("indicators:activity_list")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    back = reverse("indicators:activity_list")
    return form_page(request, form, {"title": "Ghi hoạt động tuyên truyền", "back": back, "button": "Ghi"})


@scoped("indicators.PublicityActivity")
@require_POST
def activity_remove(request: HttpRequest, activity_id: int) -> HttpResponse:
    row = get_object_or_404(PublicityActivity.objects.of_person(request.person), pk=activity_id)
    remove_activity(activity_id=row.pk, by=request.user, now=timezone.now())
    messages.success(request, f"Đã xóa “{row.title}”.")
    return redirect("indicators:activity_list")


@scoped("indicators.Initiative")
@require_safe
def initiative_list(request: HttpRequest) -> HttpResponse:
    """Initiatives of a year: registered, recognised, turned down; ?loc= opens the list behind a number."""
    visible = Initiative.objects.of_person(request.person)
    year, years, form, first = _window(request, visible, "registered_on")
    last = form.day if "tu" in request.GET else min(form.day, dt.date(year, 12, 31))
    found = visible.select_related("unit")
    found = list(found.filter(unit=form.unit) if form.unit else found)
    only = request.GET.get("loc", "")
    context = {
        "year": year,
        "years": years,
        "form": form,
        "registered": [row for row in found if first <= row.registered_on <= last],
        "recognised": [row for row in found if _recognised(row, first, last)],
        "only": only,
        "may_write": _may_write(request),
        "may_judge": request.person.has(Role.COORDINATOR),
    }
    context["rows"] = context["recognised"] if only == "recognised" else context["registered"]
    return render(request, "indicators/publicity/initiative_list.html", context)


def _recognised(row: Initiative, first: dt.date, last: dt.date) -> bool:
    return row.state == InitiativeState.RECOGNISED and first <= row.decided_on <= last


@scoped("indicators.Initiative")
@require_http_methods(["GET", "POST"])
def initiative_new(request: HttpRequest) -> HttpResponse:
    _refuse_readers(request, "đăng ký sáng kiến")
    form = InitiativeForm(request.POST or None, units=_own_units(request))
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        unit = said.pop("unit")
        try:
            register_initiative(unit_id=unit.pk, by=request.user, now=timezone.now(), **said)
            messages.success(request, "Đã đăng ký sáng kiến.")
            return redirect("indicators:initiative_list")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    back = reverse("indicators:initiative_list")
    return form_page(request, form, {"title": "Đăng ký sáng kiến", "back": back, "button": "Đăng ký"})


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def initiative_judge(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Recognised by a decision, or turned down with a reason."""
    row = get_object_or_404(Initiative.objects.of_person(request.person, Deed.RECOGNISE), pk=initiative_id)
    form = JudgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"recognised": form.cleaned_data["recognised"] == "yes"}
        try:
            judge_initiative(initiative_id=row.pk, by=request.user, now=timezone.now(), **said)
            return redirect("indicators:initiative_list")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    back = reverse("indicators:initiative_list")
    words = {"title": "Kết quả xét sáng kiến", "intro": row.title, "back": back, "button": "Ghi kết quả"}
    return form_page(request, form, words)
