"""The tasks of a year: what became of them up to a day, by area and by unit, with the list behind every number."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cchc_portal.kit.doors import scoped
from cchc_portal.kit.numbers import read_ids
from cchc_portal.kit.refusals import Refused
from indicators.actions.task_reports import REPORTERS, close_all_year
from indicators.forms.plans import TaskFilter
from indicators.models import Plan, Task
from indicators.plans.outcomes import tally, year_end
from indicators.plans.rates import rates
from units.access import role_required
from units.enums import Role
from units.models import Unit

ROWS = 200  # a plan fits on one page; the tasks a committee gives to 25 units in a year may not


@scoped("indicators.Task", "indicators.Plan")
@require_safe
def plan_detail(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The tasks of a year by area, with what became of them up to a day."""
    today = timezone.localdate()
    visible = Task.objects.of_person(request.person).standing()
    years = list(visible.order_by("-year").values_list("year", flat=True).distinct())
    year = year or next(iter(years), today.year)
    areas = visible.filter(year=year).order_by("area").values_list("area", flat=True).distinct()
    form = TaskFilter(request.GET, units=Unit.objects.of_person(request.person), person=request.person, areas=areas)
    tasks = form.listed(visible.filter(year=year))
    page = Paginator(tasks, ROWS).get_page(request.GET.get("trang"))
    context = {
        "year": year,
        "years": years,
        "form": form,
        "plan": next((each for each in _plans(request, year) if each.source == form.source and not each.unit_id), None),
        "counts": tally(task.outcome for task in tasks),
        "page": page,
        "areas": _by_area(page.object_list),
        "by_area": rates(tasks, lambda task: task.area, lambda task: task.area),
        "by_unit": rates(tasks, lambda task: task.lead.code, lambda task: task.lead.label),
        "may_close": request.person.has(Role.COORDINATOR),
        "reportable": {task.lead_id for task in tasks if REPORTERS & set(request.person.roles_in(task.lead_id))},
    }
    return render(request, "indicators/plans/plan_detail.html", context)


def _plans(request: HttpRequest, year: int) -> list[Plan]:
    return list(Plan.objects.of_person(request.person).filter(year=year))


def _by_area(tasks: list[Task]) -> dict[str, list[Task]]:
    """Tasks under their area, areas in the order of the file they came from."""
    areas: dict[str, list[Task]] = {}
    for task in tasks:
        areas.setdefault(task.area, []).append(task)
    return areas


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def plan_year_close(request: HttpRequest, year: int) -> HttpResponse:
    """All-year work at the end of its year: what is ticked was done, the rest stays open."""
    now = timezone.now()
    waiting = Task.objects.of_person(request.person).standing().filter(year=year, due_on=None, dropped_on=None)
    tasks = list(waiting.filter(finished_on=None).select_related("lead", "plan"))
    refusal = ""
    if request.method == "POST":
        try:
            ticked = read_ids(request.POST.getlist("nhiem_vu"))
            closed = close_all_year(year=year, task_ids=ticked, by=request.user, now=now)
            messages.success(request, f"Đã kết thúc {closed} nhiệm vụ cả năm {year}.")
            return redirect("indicators:plan_detail", year=year)
        except Refused as refused:
            refusal = str(refused)
    context = {"year": year, "tasks": tasks, "last": year_end(year), "refusal": refusal}
    context["too_early"] = timezone.localdate(now) < year_end(year)
    return render(request, "indicators/plans/plan_year_close.html", context, status=422 if refusal else 200)
