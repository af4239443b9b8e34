"""Pages of plans and tasks."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cchc_portal.kit.doors import scoped
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.plans import report_task, why_not_report
from indicators.forms.plans import TaskFilter, TaskReportForm
from indicators.models import Plan, Task
from indicators.plans.outcomes import tally
from units.models import Unit

ROWS = 200  # a plan fits on one page; the tasks a committee gives to 25 units in a year may not


@scoped("indicators.Task")
@require_safe
def plan_detail(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The tasks of a year by area, with what became of them up to a day."""
    today = timezone.localdate()
    visible = Task.objects.of_person(request.person)
    years = list(visible.order_by("-year").values_list("year", flat=True).distinct())
    year = year or next(iter(years), today.year)
    form = TaskFilter(request.GET, units=Unit.objects.of_person(request.person), today=today)
    tasks = form.listed(visible.filter(year=year))
    page = Paginator(tasks, ROWS).get_page(request.GET.get("trang"))
    context = {
        "year": year,
        "years": years,
        "form": form,
        "plan": Plan.objects.of_person(request.person).filter(year=year).first(),
        "counts": tally(task.outcome for task in tasks),
        "page": page,
        "areas": _by_area(page.object_list),
        "reportable": {task.lead_id for task in tasks if not why_not_report(task, request.person)},
    }
    return render(request, "indicators/plans/plan_detail.html", context)


@scoped("indicators.Task")
def task_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of one task: when it was finished, how much was achieved."""
    now = timezone.now()
    today = timezone.localdate(now)
    task = get_object_or_404(Task.objects.of_person(request.person).select_related("lead"), pk=pk)
    if refusal := why_not_report(task, request.person):
        raise Refused(refusal)
    form = TaskReportForm(request.POST or None, task=task, today=today)
    if not form.is_valid():
        return _report_page(request, task, form, status=422 if form.errors else 200)
    try:
        report_task(task_id=pk, **form.cleaned_data, by=request.user, now=now)
    except Stale:
        return _report_page(request, task, form, status=409)
    messages.success(request, f"Đã lưu báo cáo nhiệm vụ {task.number}.")
    return redirect("indicators:plan_detail", year=task.year)


def _report_page(request: HttpRequest, task: Task, form: TaskReportForm, *, status: int) -> HttpResponse:
    context = {"task": task, "form": form, "clash": status == 409}
    return render(request, "indicators/plans/task_report.html", context, status=status)


def _by_area(tasks: list[Task]) -> dict[str, list[Task]]:
    """Tasks under their area, areas in the order of the file they came from."""
    areas: dict[str, list[Task]] = {}
    for task in tasks:
        areas.setdefault(task.area, []).append(task)
    return areas
