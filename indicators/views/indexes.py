"""Indexes that others have published: the list of a period, and a file of them looked at and then loaded."""

import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.excel import CellError
from indicators.actions.indexes import IndexRow, compared, load_indexes
from indicators.enums import PeriodState
from indicators.forms.indexes import IndexFileForm
from indicators.imports.indexes import COLUMNS, read_indexes
from indicators.models import Period, PublishedIndex
from units.access import role_required
from units.enums import Role
from units.models import Unit
from units.views.kept import keep, kept

KIND = "indexes"


@scoped("indicators.PublishedIndex")
@require_GET
def index_list(request: HttpRequest) -> HttpResponse:
    """What was loaded for one period (?ky=), each figure with its document."""
    periods = Period.objects.of_person(request.person).order_by("-data_to", "code")
    wanted = request.GET.get("ky", "")
    period = next((each for each in periods if each.code == wanted), next(iter(periods), None))
    found = PublishedIndex.objects.of_person(request.person).filter(period=period)
    context = {
        "periods": periods,
        "period": period,
        "indexes": found.select_related("unit", "loaded_by").order_by("code", "unit__sort_name", "unit_id"),
        "may_load": request.person.has(Role.COORDINATOR) and period and period.state != PeriodState.PUBLISHED,
    }
    return render(request, "indicators/periods/index_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def index_load(request: HttpRequest) -> HttpResponse:
    """First every error or what would change; then, with the same bytes, the load itself."""
    period = get_object_or_404(Period.objects.of_person(request.person), code=request.GET.get("ky", ""))
    if token := request.POST.get("token"):
        return _load(request, period, token)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = IndexFileForm(*sent)
    context: dict[str, Any] = {"period": period, "form": form, "columns": COLUMNS}
    if form.is_bound and form.is_valid():
        content = form.cleaned_data["file"].read()
        rows, context["errors"] = _rows(request, period, content)
        if not context["errors"]:
            context |= {"look": compared(period=period, rows=rows), "token": keep(request, KIND, content)}
    status = 422 if form.errors or context.get("errors") else 200
    return render(request, "indicators/periods/index_load.html", context, status=status)


def _rows(request: HttpRequest, period: Period, content: bytes) -> tuple[list[IndexRow], list[CellError]]:
    return read_indexes(io.BytesIO(content), period=period, units=Unit.objects.of_person(request.person))


def _load(request: HttpRequest, period: Period, token: str) -> HttpResponse:
    content = kept(request, KIND, token)
    rows, errors = _rows(request, period, content) if content else ([], [])
    if not content or errors:
        messages.warning(request, "Tệp đã xem không còn dùng được nữa; hãy gửi lại tệp.")
        return redirect(f"{reverse('indicators:index_load')}?ky={period.code}")
    changed = load_indexes(period_id=period.pk, rows=rows, by=request.user, now=database_now())
    said = f"Đã nạp {changed} chỉ số; điểm đang được tính lại." if changed else "Tệp không có gì khác số đã nạp."
    messages.success(request, said)
    return redirect(f"{reverse('indicators:index_list')}?ky={period.code}")
