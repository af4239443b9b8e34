"""The unit list as a file: out for everyone who reads it, in for coordinators, with a look before anything is kept."""

import datetime as dt
import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from cchc_portal.kit.doors import scoped
from cchc_portal.kit.htmx import render_page
from cchc_portal.kit.numbers import show_date, show_number
from cchc_portal.kit.refusals import Refused
from units import actions
from units.access import role_required
from units.enums import Level, Role
from units.exports import unit_workbook
from units.forms import UnitFileForm
from units.imports import COLUMNS, Checked, read_units
from units.models import Unit
from units.views.kept import keep, kept

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLES = {column.key: column.title for column in COLUMNS}


@scoped("units.Unit")
@require_safe
def unit_export(request: HttpRequest) -> HttpResponse:
    """The units the person may know of, as the import wants them; names and places only, no figures."""
    units = Unit.objects.listed_for(request.person).in_blocks().select_related("parent", "block")
    name = f"don-vi-{request.person.on:%d-%m-%Y}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(unit_workbook(units), content_type=WORKBOOK, headers=headers)


@role_required(Role.COORDINATOR)
def unit_import(request: HttpRequest) -> HttpResponse:
    """First every error or every change; then, with the same bytes, the load itself."""
    if token := request.POST.get("token"):
        return _load(request, token)
    form = UnitFileForm(request.POST or None, request.FILES or None)
    context = {"form": form, "columns": COLUMNS}
    if not form.is_valid():
        return render_page(request, "units/unit_import.html", context, status=422 if form.is_bound else 200)
    content = form.cleaned_data["file"].read()
    checked = read_units(io.BytesIO(content))
    context["checked"] = checked
    if not checked.errors:
        context |= {"look": _look(request, checked, form), "token": keep(request, "units", content)}
    return render_page(request, "units/unit_import.html", context, status=422 if form.errors or checked.errors else 200)


def _look(request: HttpRequest, checked: Checked, form: UnitFileForm) -> dict[str, object] | None:
    """What the list would do, in words; None when it is refused."""
    try:
        found = actions.rehearse_units(rows=checked.rows, by=request.user, now=timezone.now())
    except Refused as refusal:
        form.refused(refusal)
        return None
    names = {row.code: row.fields.get("name", "") for row in checked.rows}
    return {
        "new": [(code, names[code]) for code in found.new],
        "changed": [(code, names[code], _in_words(change)) for code, change in found.changes.items()],
        "same": len(found.same),
        "renamed": any("name" in change for change in found.changes.values()),
    }


def _in_words(change: dict[str, tuple[object, object]]) -> list[tuple[str, str, str]]:
    return [(TITLES[name], _said(name, before), _said(name, after)) for name, (before, after) in change.items()]


def _said(name: str, value: object) -> str:
    """As it stands in the sheet."""
    if value in (None, ""):
        return "(để trống)"
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if name in {"valid_from", "valid_to"}:
        return show_date(dt.date.fromisoformat(str(value)))
    return str(Level(value).label) if name == "level" else str(value)


def _load(request: HttpRequest, token: str) -> HttpResponse:
    content = kept(request, "units", token)
    if content is None:
        messages.warning(request, "Tệp đã xem quá một giờ nên không còn giữ; hãy gửi lại tệp.")
        return redirect("units:unit_import")
    checked = read_units(io.BytesIO(content))
    if checked.errors:
        messages.warning(request, "Danh sách đơn vị vừa thay đổi nên tệp không còn khớp; hãy gửi lại tệp để xem lỗi.")
        return redirect("units:unit_import")
    done = actions.load_units(rows=checked.rows, by=request.user, now=timezone.now())
    messages.success(
        request,
        f"Đã nạp danh sách: {show_number(len(done.new))} đơn vị mới, {show_number(len(done.changed))} thay đổi, "
        f"{show_number(len(done.same))} giữ nguyên.",
    )
    return redirect("units:unit_list")
