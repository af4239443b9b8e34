"""One task: its wording and what changed it, its reports and papers; and the report its lead unit writes."""

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from cchc_portal.kit.doors import scoped
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.task_reports import add_task_paper, remove_task_paper, report_task, why_not_report
from indicators.evidence.attached import paper_of
from indicators.evidence.papers import PaperRefused
from indicators.forms.papers import PaperForm
from indicators.forms.plans import TaskReportForm
from indicators.models import Task, WorkPaper
from indicators.plans.appendix import WORDED
from indicators.plans.rates import sum_text
from indicators.views.papers import file_answer


@scoped("indicators.Task", "indicators.WorkPaper")
@require_safe
def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _visible(request, pk), PaperForm())


def _visible(request: HttpRequest, pk: int) -> Task:
    tasks = Task.objects.of_person(request.person).select_related("lead", "plan__unit", "parent", "carried_from")
    return get_object_or_404(tasks, pk=pk)


def _page(request: HttpRequest, task: Task, form: PaperForm, *, status: int = 200) -> HttpResponse:
    refusal = why_not_report(task, request.person)
    details = list(Task.objects.of_person(request.person).filter(parent=task).select_related("lead", "plan"))
    task.outcome = task.dates.outcome(timezone.localdate())
    context = {
        "task": task,
        "outcome": task.outcome,
        "added_up": sum_text([each.achieved for each in details if each.achieved is not None]),
        "reports": task.reports.select_related("reported_by"),
        "papers": [paper_of(each) for each in task.papers.all()],
        "details": details,
        "changes": _changes(task),
        "may_report": refusal is None,
        "form": form,
    }
    return render(request, "indicators/plans/task_detail.html", context, status=status)


def _changes(task: Task) -> list[dict]:
    """What each adjustment did to the task, oldest first: the document, and old → new by column."""
    return [
        {
            "adjustment": change.adjustment,
            "kind": change.get_kind_display(),
            "columns": [(WORDED[name], was, change.after[name]) for name, was in change.before.items()],
        }
        for change in task.changes.select_related("adjustment")
    ]


@scoped("indicators.Task")
def task_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of one task: when it was finished, how much was achieved, how far it is."""
    now = timezone.now()
    task = _visible(request, pk)
    if refusal := why_not_report(task, request.person):
        raise Refused(refusal)
    form = TaskReportForm(request.POST or None, task=task, today=timezone.localdate(now))
    if not form.is_valid():
        return _report_page(request, task, form, status=422 if form.errors else 200)
    said = {name: form.cleaned_data[name] for name in ("finished_on", "achieved", "seen")}
    try:
        report_task(task_id=pk, progress=form.said, by=request.user, now=now, **said)
    except Stale:
        task.refresh_from_db(fields=["finished_on", "achieved"])
        return _report_page(request, task, form, status=409)
    messages.success(request, f"Đã lưu báo cáo nhiệm vụ {task.number}.")
    return redirect("indicators:task_detail", pk)


def _report_page(request: HttpRequest, task: Task, form: TaskReportForm, *, status: int) -> HttpResponse:
    context = {"task": task, "form": form, "clash": status == 409}
    return render(request, "indicators/plans/task_report.html", context, status=status)


@scoped("indicators.Task", "indicators.WorkPaper")
@require_POST
def task_paper_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A document that shows the product; with anything wrong, the form comes back with all that was typed."""
    task = _visible(request, pk)
    if refusal := why_not_report(task, request.person):
        raise Refused(refusal)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        kept = {"document": form.document, "name": form.name, "size": file.size, "chunks": file.chunks()}
        try:
            add_task_paper(task_id=pk, by=request.user, now=timezone.now(), **kept)
            messages.success(request, f"Đã thêm “{form.document.summary}”.")
            return redirect("indicators:task_detail", pk)
        except (PaperRefused, Refused) as refused:
            form.add_error("file", str(refused))
    return _page(request, task, form, status=422)


@scoped("indicators.Task", "indicators.WorkPaper")
@require_POST
def task_paper_remove(request: HttpRequest, pk: int) -> HttpResponse:
    task = _visible(request, pk)
    try:
        found = uuid.UUID(request.POST.get("paper", ""))
        remove_task_paper(task_id=task.pk, paper_id=found, by=request.user, now=timezone.now())
    except ValueError as error:
        raise Http404 from error
    messages.success(request, "Đã gỡ tài liệu.")
    return redirect("indicators:task_detail", pk)


@scoped("indicators.WorkPaper")
@require_GET
def work_paper_file(request: HttpRequest, paper_id: uuid.UUID) -> FileResponse:
    """The file as it came; the trail remembers who took it (audit.downloads)."""
    return file_answer(get_object_or_404(WorkPaper.objects.of_person(request.person), pk=paper_id))
