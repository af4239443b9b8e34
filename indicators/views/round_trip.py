"""Nhập từ Excel: the sheet as a workbook, what the filled-in one would change, and taking that over."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cchc_portal.jobs.views import CONTENT_TYPES, LOCKED_DOWN
from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.numbers import Unreadable
from cchc_portal.kit.refusals import Refused
from cchc_portal.kit.text import folded
from indicators.actions.round_trip import apply_sheet, receive_sheet
from indicators.actions.scores import why_closed
from indicators.evidence import vault
from indicators.exports.sheets import write_sheet
from indicators.forms.sheet_files import SheetFileForm
from indicators.imports.sheets import marked, read_sheet, said
from indicators.models import Assessment, SheetFile
from indicators.sets.trees import tree_of
from indicators.sheets.round_trip import Comparison, Kind, compare
from indicators.views.entry import LOOKING
from indicators.views.steps import title_of
from indicators.views.visible import visible_assessment
from indicators.workflow import ENTERED_BY

TONES = {
    Kind.NEW: ("ok", "plus"),
    Kind.CHANGED: ("ok", "check"),
    Kind.STALE: ("clash", "clash"),
    Kind.WRONG: ("err", "err"),
}


@scoped("indicators.Assessment")
@require_GET
def sheet_workbook(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """The sheet to fill in away from the portal."""
    assessment = visible_assessment(request, assessment_id)
    return _workbook(write_sheet(assessment), _name(assessment))


def _name(assessment: Assessment, ending: str = "") -> str:
    return f"phieu-{slugify(folded(assessment.unit.label))}-{assessment.period.code}{ending}.xlsx"


def _workbook(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **LOCKED_DOWN}
    return HttpResponse(content, content_type=CONTENT_TYPES[".xlsx"], headers=headers)


@scoped("indicators.Assessment")
@require_http_methods(["GET", "POST"])
def sheet_upload(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Both roads: take the workbook, or send it back filled in."""
    assessment = visible_assessment(request, assessment_id)
    form = SheetFileForm(request.POST, request.FILES) if request.method == "POST" else SheetFileForm()
    closed = _closed(request, assessment)
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read()
        try:
            read_sheet(content)
            kept = {"assessment_id": assessment.pk, "content": content, "name": upload.name}
            file = receive_sheet(by=request.user, now=database_now(), **kept)
            return redirect("indicators:sheet_file", file.pk)
        except (Unreadable, Refused) as refusal:
            form.add_error("file", str(refusal))
    context = {"assessment": assessment, "title": title_of(assessment), "form": form, "closed": closed}
    context["files"] = assessment.files.select_related("sent_by")[:5]
    return render(request, "indicators/sheets/sheet_upload.html", context, status=422 if form.errors else 200)


def _closed(request: HttpRequest, assessment: Assessment) -> str:
    may = bool(request.person.roles_in(assessment.unit_id) & ENTERED_BY)
    return why_closed(assessment, database_now()) or ("" if may else LOOKING)


def _visible(request: HttpRequest, file_id: uuid.UUID) -> SheetFile:
    files = SheetFile.objects.of_person(request.person)
    wanted = ("sent_by", "assessment__unit", "assessment__period", "assessment__criteria_set")
    return get_object_or_404(files.select_related(*wanted), pk=file_id)


def _compared(file: SheetFile) -> tuple[bytes, Comparison]:
    try:
        content = vault.path_of(file.stored).read_bytes()
    except FileNotFoundError as error:
        raise Http404("Tệp này không còn trên máy chủ.") from error
    tree = tree_of(file.assessment.criteria_set)
    return content, compare(read_sheet(content), file.assessment.scores.order_by("pk"), tree)


@scoped("indicators.SheetFile")
@require_GET
def sheet_file(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """What the workbook would change: new, changed, conflicting and wrong cells."""
    file = _visible(request, file_id)
    _, found = _compared(file)
    context: dict[str, Any] = {"file": file, "assessment": file.assessment, "title": title_of(file.assessment)}
    context |= {"found": found, "closed": _closed(request, file.assessment)}
    context["counts"] = [(kind.value, found.count(kind)) for kind in Kind]
    context["lines"] = [(each, said(each), *TONES[each.kind]) for each in found.differences]
    return render(request, "indicators/sheets/sheet_file.html", context)


@scoped("indicators.SheetFile")
@require_GET
def sheet_file_marked(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The same workbook with its faults in colour and words."""
    file = _visible(request, file_id)
    content, found = _compared(file)
    return _workbook(marked(content, found.faults), _name(file.assessment, "-loi"))


@scoped("indicators.SheetFile")
@require_POST
def sheet_file_apply(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Take over what can be taken over."""
    file = _visible(request, file_id)
    rows = read_sheet(vault.path_of(file.stored).read_bytes())
    try:
        changed, found = apply_sheet(file_id=file.pk, rows=rows, by=request.user, now=database_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("indicators:sheet_file", file.pk)
    messages.success(request, f"Đã ghi {found.ready} ô ở {len(changed)} tiêu chí.")
    if found.faults:
        messages.warning(request, f"Còn {len(found.faults)} ô chưa ghi vì sai hoặc xung đột.")
        return redirect("indicators:sheet_file", file.pk)
    return redirect("indicators:review", file.assessment_id)
