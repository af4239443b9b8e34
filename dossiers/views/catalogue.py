"""The catalogue of procedures: list, one procedure with its versions, the file in and out."""

import io
import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cchc_portal.kit.doors import signed_in
from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.paging import page_of
from dossiers.actions.catalogue import load_procedures, rehearse_procedures
from dossiers.catalogue_file import COLUMNS, read_procedures, write_procedures
from dossiers.forms.catalogue import ProcedureFileForm, ProcedureFilterForm
from dossiers.models import Procedure, ProcedureVersion
from units.access import role_required
from units.enums import Role
from units.views.kept import keep, kept

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in
@require_safe
def procedure_list(request: HttpRequest) -> HttpResponse:
    """Procedures with what is in force today, found by any word without diacritics."""
    today = request.person.on
    form = ProcedureFilterForm(request.GET, today=today)
    page = page_of(request, form.filter(Procedure.objects.with_versions()))
    lines = [(procedure, procedure.in_force(today)) for procedure in page]
    context = {"form": form, "page": page, "lines": lines, "may_load": request.person.has(Role.COORDINATOR)}
    return render_page(request, "dossiers/procedure_list.html", context)


@signed_in
@require_safe
def procedure_detail(request: HttpRequest, procedure_id: int) -> HttpResponse:
    """One procedure and every version it has had, the newest first."""
    procedure = get_object_or_404(Procedure.objects.with_versions(), pk=procedure_id)
    current = procedure.in_force(request.person.on)
    versions = sorted(procedure.versions.all(), key=lambda version: version.valid_from, reverse=True)
    context = {"procedure": procedure, "versions": versions, "current": current, "today": request.person.on}
    return render_page(request, "dossiers/procedure_detail.html", context)


@signed_in
@require_safe
def procedure_export(request: HttpRequest) -> HttpResponse:
    """The versions of the procedures that the list shows, as the import wants them."""
    form = ProcedureFilterForm(request.GET, today=request.person.on)
    wanted = form.filter(Procedure.objects.all()).order_by().values("pk")
    versions = ProcedureVersion.objects.filter(procedure__in=wanted).select_related("procedure")
    with tempfile.TemporaryDirectory(prefix="procedures-") as folder:
        path = Path(folder) / "a.xlsx"
        write_procedures(path, versions.order_by("procedure__code", "valid_from"))
        content = path.read_bytes()
    name = f"thu-tuc-{request.person.on:%d-%m-%Y}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=WORKBOOK, headers=headers)


@never_cache
@role_required(Role.COORDINATOR)
def procedure_import(request: HttpRequest) -> HttpResponse:
    """First every error or what would change; then, with the same bytes, the load itself."""
    if token := request.POST.get("token"):
        return _load(request, token)
    form = ProcedureFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    context = {"form": form, "columns": COLUMNS}
    if not form.is_valid():
        return render_page(request, "dossiers/procedure_import.html", context, status=422 if form.is_bound else 200)
    content = form.cleaned_data["file"].read()
    checked = read_procedures(io.BytesIO(content))
    context["checked"] = checked
    if not checked.errors:
        look = rehearse_procedures(rows=checked.rows, by=request.user, now=timezone.now())
        context |= {"look": look, "token": keep(request, "procedures", content)}
    status = 422 if checked.errors else 200
    return render_page(request, "dossiers/procedure_import.html", context, status=status)


def _load(request: HttpRequest, token: str) -> HttpResponse:
    content = kept(request, "procedures", token)
    checked = read_procedures(io.BytesIO(content)) if content else None
    if checked is None or checked.errors:
        messages.warning(request, "Tệp đã xem không còn dùng được nữa; hãy gửi lại tệp.")
        return redirect("dossiers:procedure_import")
    load_procedures(rows=checked.rows, by=request.user, now=timezone.now())
    messages.success(request, "Đã ghi danh mục thủ tục.")
    return redirect("dossiers:procedure_list")
