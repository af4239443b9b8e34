"""Inspections: the list with its counts, one inspection with its findings, one finding with its remedy."""

import datetime as dt
import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cchc_portal.kit.doors import scoped
from cchc_portal.kit.numbers import read_year
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions import inspections as deeds
from indicators.enums import InspectionKind, RemedyState
from indicators.evidence.attached import paper_of
from indicators.evidence.papers import PaperRefused
from indicators.forms.papers import PaperForm
from indicators.forms.works import FindingForm, FollowUpForm, InspectionForm, RemedyForm, WorkFilter
from indicators.inspections.remedies import counted
from indicators.models import Finding, Inspection
from indicators.policy import INSPECT, Deed
from indicators.views.deeds import form_page
from units.models import Unit, UnitQuerySet
from units.rules import sight
from units.scoping import Columns, scope

STATES = {
    "findings": frozenset(RemedyState),
    "resolved": frozenset({RemedyState.IN_TIME, RemedyState.LATE}),
    "resolved_in_time": frozenset({RemedyState.IN_TIME}),
    "resolved_late": frozenset({RemedyState.LATE}),
    "open": frozenset({RemedyState.OPEN}),
    "overdue": frozenset({RemedyState.OVERDUE}),
}
"""Which findings a figure counts, so that the figure opens its list."""

IN_PLAN = "in_plan"
"""The list behind the figure “Cuộc kiểm tra trong kế hoạch”: those of the plan, held or not."""

KINDS = {kind.value: kind.value for kind in InspectionKind} | {IN_PLAN: InspectionKind.PLANNED.value}


@scoped("indicators.Inspection", "indicators.Finding")
@require_safe
def inspection_list(request: HttpRequest) -> HttpResponse:
    """The inspections of a year up to a day, with what they found; ?loc= opens the list behind a number."""
    today = timezone.localdate()
    visible = Inspection.objects.of_person(request.person)
    years = list(visible.order_by("-year").values_list("year", flat=True).distinct())
    year = read_year(request.GET.get("nam", "")) or next(iter(years), today.year)
    form = WorkFilter(request.GET, units=Unit.objects.of_person(request.person), today=today)
    only, (rows, held, findings) = request.GET.get("loc", ""), _up_to(request, visible.filter(year=year), form)
    context = {
        "year": year,
        "years": years,
        "form": form,
        "only": only,
        "counts": counted((row.kind for row in held), (each.state for each in findings)),
        "ahead": [row for row in rows if row not in held] if only in ("", IN_PLAN) else [],
        "held": [row for row in held if row.kind == KINDS.get(only, row.kind)] if only not in STATES else [],
        "found": [each for each in findings if each.state in STATES[only]] if only in STATES else [],
        "may_inspect": _may_inspect(request),
    }
    return render(request, "indicators/inspections/inspection_list.html", context)


def _up_to(
    request: HttpRequest, rows: Any, form: WorkFilter
) -> tuple[list[Inspection], list[Inspection], list[Finding]]:
    """The inspections of the filter, those held by its day, and what these found."""
    rows = list((rows.filter(unit=form.unit) if form.unit else rows).select_related("unit"))
    held = [row for row in rows if row.held_on and row.held_on <= form.day]
    findings = Finding.objects.of_person(request.person).filter(inspection__in=[row.pk for row in held]).as_of(form.day)
    number_of = Counter(each.inspection_id for each in findings)
    for row in held:
        row.found = number_of[row.pk]
    return rows, held, findings


def _may_inspect(request: HttpRequest) -> bool:
    reach = sight(request.person, INSPECT.reach)
    return reach.everywhere or reach.elsewhere_than is not None


def _inspectable(request: HttpRequest) -> UnitQuerySet:
    return Unit.objects.scoped(scope(request.person, INSPECT, Columns(unit="pk"))).filter(valid_to=None)


@scoped("indicators.Inspection")
@require_http_methods(["GET", "POST"])
def inspection_new(request: HttpRequest) -> HttpResponse:
    if not _may_inspect(request):
        raise Refused("Chỉ điều phối CCHC và chuyên viên thẩm định được ghi cuộc kiểm tra.")
    initial = {"year": timezone.localdate().year}
    form = InspectionForm(request.POST or None, units=_inspectable(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        try:
            row = deeds.add_inspection(unit_id=unit.pk, facts=form.facts, by=request.user, now=timezone.now())
            return redirect("indicators:inspection_detail", row.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    words = {"title": "Ghi cuộc kiểm tra", "back": reverse("indicators:inspection_list"), "button": "Ghi"}
    return form_page(request, form, words)


def _visible(request: HttpRequest, inspection_id: int, deed: str = Deed.READ) -> Inspection:
    """404 outside the scope, 403 inside where the deed is not allowed."""
    rows = Inspection.objects.of_person(request.person).select_related("unit", "plan")
    row = get_object_or_404(rows, pk=inspection_id)
    if deed != Deed.READ and not Inspection.objects.of_person(request.person, deed).filter(pk=row.pk).exists():
        raise Refused("Chỉ điều phối CCHC và chuyên viên thẩm định của đơn vị khác được ghi kết quả kiểm tra.")
    return row


@scoped("indicators.Inspection", "indicators.Finding")
@require_safe
def inspection_detail(request: HttpRequest, inspection_id: int) -> HttpResponse:
    row = _visible(request, inspection_id)
    may = Inspection.objects.of_person(request.person, Deed.INSPECT).filter(pk=row.pk).exists()
    findings = row.findings.as_of(timezone.localdate()) if row.held_on else []
    context = {"row": row, "findings": findings, "may_inspect": may}
    return render(request, "indicators/inspections/inspection_detail.html", context)


@scoped("indicators.Inspection")
@require_http_methods(["GET", "POST"])
def inspection_edit(request: HttpRequest, inspection_id: int) -> HttpResponse:
    row = _visible(request, inspection_id, Deed.INSPECT)
    form = InspectionForm(request.POST or None, units=_inspectable(request), row=row)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.edit_inspection(inspection_id=row.pk, facts=form.facts, by=request.user, now=timezone.now())
            return redirect("indicators:inspection_detail", row.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    back = reverse("indicators:inspection_detail", args=[row.pk])
    return form_page(request, form, {"title": f"Sửa cuộc kiểm tra {row.unit.label}", "back": back, "button": "Lưu"})


@scoped("indicators.Inspection")
@require_http_methods(["GET", "POST"])
def finding_new(request: HttpRequest, inspection_id: int) -> HttpResponse:
    row = _visible(request, inspection_id, Deed.INSPECT)
    form = FindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.add_finding(inspection_id=row.pk, by=request.user, now=timezone.now(), **form.cleaned_data)
            return redirect("indicators:inspection_detail", row.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    back = reverse("indicators:inspection_detail", args=[row.pk])
    words = {"title": f"Thêm vấn đề phát hiện tại {row.unit.label}", "back": back, "button": "Thêm"}
    return form_page(request, form, words)


def _finding(request: HttpRequest, finding_id: int) -> Finding:
    found = Finding.objects.of_person(request.person).filter(pk=finding_id).as_of(dt.date.max)
    if not found:
        raise Http404
    found[0].state = found[0].state_on(timezone.localdate())
    return found[0]


@scoped("indicators.Finding", "indicators.WorkPaper")
@require_safe
def finding_detail(request: HttpRequest, finding_id: int) -> HttpResponse:
    return _finding_page(request, _finding(request, finding_id))


def _finding_page(request: HttpRequest, finding: Finding, *, status: int = 200, **forms: Any) -> HttpResponse:
    initial = {"remedied_on": finding.remedied_on, "remedy": finding.remedy}
    may_inspect = Finding.objects.of_person(request.person, Deed.INSPECT).filter(pk=finding.pk).exists()
    context = {
        "finding": finding,
        "papers": [paper_of(each) for each in finding.papers.all()],
        "follow_ups": finding.follow_ups.select_related("by"),
        "may_report": not deeds.why_not_remedy(finding, request.person),
        "may_follow": may_inspect and finding.remedied_on is not None,
        "form": RemedyForm(initial=initial),
        "paper_form": PaperForm(),
        "follow_form": FollowUpForm(prefix="theo-doi"),
        "clash": status == 409,
        **forms,
    }
    return render(request, "indicators/inspections/finding_detail.html", context, status=status)


@scoped("indicators.Finding", "indicators.WorkPaper")
@require_POST
def finding_remedy(request: HttpRequest, finding_id: int) -> HttpResponse:
    """The unit says when and how it mended it."""
    finding = _finding(request, finding_id)
    if refusal := deeds.why_not_remedy(finding, request.person):
        raise Refused(refusal)
    form = RemedyForm(request.POST)
    if not form.is_valid():
        return _finding_page(request, finding, status=422, form=form)
    try:
        deeds.remedy_finding(finding_id=finding.pk, by=request.user, now=timezone.now(), **form.cleaned_data)
    except Stale:
        return _finding_page(request, finding, status=409, form=form)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _finding_page(request, finding, status=422, form=form)
    messages.success(request, "Đã lưu kết quả khắc phục.")
    return redirect("indicators:finding_detail", finding.pk)


@scoped("indicators.Finding", "indicators.WorkPaper")
@require_POST
def finding_follow_up(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Inspectors accept the remedy or ask for it again."""
    finding = _finding(request, finding_id)
    form = FollowUpForm(request.POST, prefix="theo-doi")
    if not Finding.objects.of_person(request.person, Deed.INSPECT).filter(pk=finding.pk).exists():
        raise Refused("Chỉ điều phối CCHC và chuyên viên thẩm định của đơn vị khác được ghi kết quả theo dõi.")
    if form.is_valid():
        said = {"accepted": form.cleaned_data["accepted"] == "yes", "note": form.cleaned_data["note"]}
        try:
            deeds.follow_up(finding_id=finding.pk, by=request.user, now=timezone.now(), **said)
            return redirect("indicators:finding_detail", finding.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _finding_page(request, finding, status=422, follow_form=form)


@scoped("indicators.Finding", "indicators.WorkPaper")
@require_POST
def finding_paper_add(request: HttpRequest, finding_id: int) -> HttpResponse:
    finding = _finding(request, finding_id)
    if refusal := deeds.why_not_remedy(finding, request.person):
        raise Refused(refusal)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        kept = {"document": form.document, "name": form.name, "size": file.size, "chunks": file.chunks()}
        try:
            deeds.add_finding_paper(finding_id=finding.pk, by=request.user, now=timezone.now(), **kept)
            return redirect("indicators:finding_detail", finding.pk)
        except (PaperRefused, Refused) as refused:
            form.add_error("file", str(refused))
    return _finding_page(request, finding, status=422, paper_form=form)


@scoped("indicators.Finding", "indicators.WorkPaper")
@require_POST
def finding_paper_remove(request: HttpRequest, finding_id: int) -> HttpResponse:
    finding = _finding(request, finding_id)
    try:
        found = uuid.UUID(request.POST.get("paper", ""))
    except ValueError as error:
        raise Http404 from error
    deeds.remove_finding_paper(finding_id=finding.pk, paper_id=found, by=request.user, now=timezone.now())
    return redirect("indicators:finding_detail", finding.pk)
