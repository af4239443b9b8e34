"""Plans as documents: drafted, filled from an appendix, issued, adjusted, given back as a workbook, carried on."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cchc_portal.jobs.views import CONTENT_TYPES, LOCKED_DOWN
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.numbers import Unreadable, read_year
from cchc_portal.kit.refusals import Refused
from cchc_portal.kit.text import folded
from indicators.actions.plan_files import decision_of, receive_plan_file, write_plan_file
from indicators.actions.plans import copy_unfinished, create_plan, issue_plan, names_for, why_not_move
from indicators.enums import PlanAction
from indicators.evidence import vault
from indicators.exports.plans import write_plan
from indicators.forms.plan_documents import AdjustmentFileForm, DecisionForm, PlanFileForm, PlanForm
from indicators.imports.plans import marked, read_tasks
from indicators.models import Plan, PlanFile, Task, TaskChange
from indicators.models.plans import TaskQuerySet
from indicators.plans.appendix import WORDED, compare, worded
from indicators.policy import WRITE_PLANS, Deed
from units.models import Unit, UnitQuerySet
from units.rules import sight
from units.scoping import Columns, scope


@scoped("indicators.Plan")
@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """Plans of the province and of units, newest year first."""
    plans = Plan.objects.open_to(request.person).select_related("unit")
    years = sorted({plan.year for plan in plans}, reverse=True)
    wanted = read_year(request.GET.get("nam", ""))
    year = wanted if wanted in years else next(iter(years), timezone.localdate().year)
    listed = [plan for plan in plans if plan.year == year]
    context = {
        "years": years,
        "year": year,
        "ours": [plan for plan in listed if not plan.unit_id],
        "theirs": [plan for plan in listed if plan.unit_id],
        "may_write": _may_draft(request),
    }
    return render(request, "indicators/plans/plan_list.html", context)


def _writable_units(request: HttpRequest) -> UnitQuerySet:
    return Unit.objects.scoped(scope(request.person, WRITE_PLANS, Columns(unit="pk"))).filter(valid_to=None)


def _may_draft(request: HttpRequest) -> bool:
    reach = sight(request.person, WRITE_PLANS.reach)
    return reach.everywhere or bool(reach.units)


@scoped("indicators.Plan")
@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """A draft of the province for coordinators, of the own unit for its people."""
    if not _may_draft(request):
        raise Refused("Chỉ điều phối CCHC, cán bộ đầu mối và lãnh đạo đơn vị được lập kế hoạch.")
    province = sight(request.person, WRITE_PLANS.reach).everywhere
    limits = {"units": _writable_units(request), "province": province, "today": timezone.localdate()}
    form = PlanForm(request.POST or None, **limits)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("kind", "year", "name")}
        unit = form.cleaned_data["unit"]
        try:
            plan = create_plan(unit_id=unit and unit.pk, by=request.user, now=timezone.now(), **said)
            return redirect("indicators:plan_document", plan.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/plans/plan_new.html", {"form": form}, status=status)


def _visible(request: HttpRequest, plan_id: int, deed: str = "") -> Plan:
    """A plan open to the person; with a deed, one on which they may do it, else 403."""
    plan = get_object_or_404(Plan.objects.open_to(request.person).select_related("unit"), pk=plan_id)
    if deed and not Plan.objects.of_person(request.person, deed).filter(pk=plan_id).exists():
        raise Refused(f"Anh/chị không được {Deed(deed).label} này.")
    return plan


def _tasks(request: HttpRequest, plan: Plan) -> list[Task]:
    """All of them for those who write the plan, else those the person may read."""
    writes = Plan.objects.of_person(request.person, Deed.WRITE).filter(pk=plan.pk).exists()
    tasks = _all_of(plan) if writes else Task.objects.of_person(request.person).filter(plan=plan)
    return list(tasks.filter(dropped_on=None).select_related("lead", "parent").order_by("pk"))


def _all_of(plan: Plan) -> TaskQuerySet:
    """Every task of a plan that this person writes."""
    return Task.objects.scoped(Q(plan=plan))


@scoped("indicators.Plan", "indicators.Task")
@require_safe
def plan_document(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The wording of a plan, the decisions behind it, and what each of them changed."""
    plan = _visible(request, plan_id)
    changes = TaskChange.objects.of_person(request.person).filter(adjustment__plan=plan).select_related("task__lead")
    tasks = _tasks(request, plan)
    by_area: dict[str, list[Task]] = {}
    for task in tasks:
        by_area.setdefault(task.area, []).append(task)
    context = {"plan": plan, "tasks": tasks, "by_area": by_area, "files": [], "columns": WORDED}
    context["adjustments"] = [
        (each, [change for change in changes if change.adjustment_id == each.pk]) for each in plan.adjustments.all()
    ]
    context |= {f"may_{action.value}": not why_not_move(plan, action, request.person) for action in PlanAction}
    if context["may_edit"] or context["may_adjust"]:
        context["files"] = plan.files.select_related("sent_by")[:5]
    return render(request, "indicators/plans/plan_document.html", context)


@scoped("indicators.Plan", "indicators.Task")
@require_safe
def plan_workbook(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The appendix as it is read back."""
    plan = _visible(request, plan_id)
    content = write_plan(plan, _tasks(request, plan), plan.unit.name if plan.unit else settings.PROVINCE_AUTHORITY)
    return _workbook(content, f"phu-luc-{slugify(folded(plan.name))[:60]}.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **LOCKED_DOWN}
    return HttpResponse(content, content_type=CONTENT_TYPES[".xlsx"], headers=headers)


@scoped("indicators.Plan")
@require_http_methods(["GET", "POST"])
def plan_issue(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Number, day and signer: from then on the tasks are asked for."""
    plan = _visible(request, plan_id, Deed.ISSUE)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issue_plan(plan_id=plan_id, decision=form.decision, by=request.user, now=timezone.now())
            messages.success(request, f"Đã ban hành {plan.name}.")
            return redirect("indicators:plan_document", plan_id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/plans/plan_issue.html", {"plan": plan, "form": form}, status=status)


@scoped("indicators.Plan")
@require_http_methods(["GET", "POST"])
def plan_upload(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Send an appendix; for an issued plan with the document that changes it."""
    plan = _visible(request, plan_id, Deed.WRITE)
    kind = PlanFileForm if plan.is_draft else AdjustmentFileForm
    form = kind(request.POST, request.FILES) if request.method == "POST" else kind()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        kept = {"content": file.read(), "name": file.name, "decision": form.decision}
        kept["drops_missing"] = form.cleaned_data["drops_missing"]
        try:
            found = receive_plan_file(plan_id=plan_id, by=request.user, now=timezone.now(), **kept)
            return redirect("indicators:plan_file", found.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"plan": plan, "form": form}
    return render(request, "indicators/plans/plan_upload.html", context, status=422 if form.errors else 200)


def _file(request: HttpRequest, plan_file_id: uuid.UUID) -> tuple[PlanFile, bytes, Any, Any]:
    """The file with its bytes, its rows and its errors, read anew."""
    files = PlanFile.objects.of_person(request.person).select_related("plan__unit", "sent_by")
    file = get_object_or_404(files, pk=plan_file_id)
    path = vault.path_of(file.stored)
    if not path.exists():
        raise Http404("Tệp này không còn trên máy chủ.")
    rows, errors = read_tasks(path, year=file.plan.year, today=timezone.localdate(), plan=file.plan)
    return file, path.read_bytes(), rows, errors


@scoped("indicators.PlanFile", "indicators.Plan", "indicators.Task")
@require_safe
def plan_file(request: HttpRequest, plan_file_id: uuid.UUID) -> HttpResponse:
    """Every fault of the file by cell; without faults, what writing it would change."""
    file, _, rows, errors = _file(request, plan_file_id)
    context: dict[str, Any] = {"file": file, "plan": file.plan, "errors": errors, "decision": decision_of(file)}
    if not errors:
        stored = {task.pk: task for task in _all_of(file.plan).filter(dropped_on=None).select_related("lead")}
        found = compare(stored, [row for row in rows if not row.is_given])
        names = names_for(found)
        context |= {"found": found, "given": sum(row.is_given for row in rows)}
        context["changes"] = [
            (each.row, [(WORDED[name], *(worded(name, v, names) for v in pair)) for name, pair in each.columns.items()])
            for each in found.changed
        ]
        context["gone"] = [stored[pk] for pk in found.missing] if file.drops_missing else []
    return render(request, "indicators/plans/plan_file.html", context)


@scoped("indicators.PlanFile", "indicators.Plan", "indicators.Task")
@require_safe
def plan_file_marked(request: HttpRequest, plan_file_id: uuid.UUID) -> HttpResponse:
    """The same workbook with its faults in colour and words."""
    _, content, _, errors = _file(request, plan_file_id)
    try:
        return _workbook(marked(content, errors), "phu-luc-loi.xlsx")
    except Unreadable as refusal:
        raise Refused(str(refusal)) from refusal


@scoped("indicators.PlanFile", "indicators.Plan", "indicators.Task")
@require_POST
def plan_file_write(request: HttpRequest, plan_file_id: uuid.UUID) -> HttpResponse:
    """Write what the file words, when nothing in it is wrong."""
    file, _, rows, errors = _file(request, plan_file_id)
    try:
        if errors:
            raise Refused(f"Tệp còn {len(errors)} lỗi nên chưa ghi được.")
        done = write_plan_file(file_id=plan_file_id, rows=rows, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("indicators:plan_file", plan_file_id)
    said = (
        f"Đã ghi: thêm {done.added}, sửa {done.changed}, đưa ra {done.dropped}, giữ nguyên {done.unchanged} nhiệm vụ."
    )
    messages.success(request, said)
    return redirect("indicators:plan_document", file.plan_id)


@scoped("indicators.Plan", "indicators.Task")
@require_POST
def plan_carry(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Unfinished tasks into the draft of the next year."""
    _visible(request, plan_id, Deed.WRITE)
    try:
        draft, count = copy_unfinished(plan_id=plan_id, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("indicators:plan_document", plan_id)
    messages.success(request, f"Đã chép {count} nhiệm vụ chưa hoàn thành sang dự thảo {draft.name}.")
    return redirect("indicators:plan_document", draft.pk)
