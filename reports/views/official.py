"""Results of a decision beside the computed ones, and a file of them looked at and then kept for good."""

import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.excel import CellError
from cchc_portal.kit.refusals import Refused
from indicators.actions.officials import Decision, OfficialRow, load_official
from indicators.forms.officials import OfficialForm
from indicators.imports.officials import COLUMNS, read_officials
from indicators.models import Period
from reports.official_figures import newest_period, official_of_block
from reports.selection import selection
from units.access import role_required
from units.enums import Role
from units.models import Unit
from units.views.kept import keep, kept

KIND = "officials"
READERS = (Role.COORDINATOR, Role.APPRAISER, Role.COUNCIL, Role.LEADER, Role.AUDITOR)


@role_required(*READERS)
@require_safe
def official_list(request: HttpRequest) -> HttpResponse:
    """The units of a block: total, index, rank and class of the decision, as computed, and the difference."""
    filters = request.GET.dict()
    if "period" not in filters:  # else an empty page greets whoever comes from the menu
        filters["period"] = newest_period(request.person)
    chosen = selection(filters, request.person)
    lines = official_of_block(request.person, chosen.subject) if chosen.subject else []
    context = {
        "chosen": chosen,
        "lines": lines,
        "apart": sum(line.differs for _, line in lines),
        "may_load": request.person.has(Role.COORDINATOR),
    }
    return render(request, "reports/official_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def official_load(request: HttpRequest) -> HttpResponse:
    """First every error or what would be kept; then, with the same bytes, the load itself."""
    period = get_object_or_404(Period.objects.of_person(request.person), code=request.GET.get("period", ""))
    token = request.POST.get("token", "")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OfficialForm(*sent, today=timezone.localdate(), has_file=not token)
    context: dict[str, Any] = {"period": period, "form": form, "columns": COLUMNS}
    if form.is_bound and form.is_valid():
        content = kept(request, KIND, token) if token else form.cleaned_data["file"].read()
        if content is None:
            messages.warning(request, "Tệp đã xem không còn dùng được nữa; hãy gửi lại tệp.")
            return redirect(f"{reverse('reports:official_load')}?period={period.code}")
        rows, context["errors"] = _rows(request, period, form.decision, content)
        if token and not context["errors"]:
            return _kept_for_good(request, period, form.decision, rows)
        if not context["errors"]:
            context |= {"rows": rows, "token": keep(request, KIND, content)}
    status = 422 if form.errors or context.get("errors") else 200
    return render(request, "reports/official_load.html", context, status=status)


def _rows(
    request: HttpRequest, period: Period, decision: Decision, content: bytes
) -> tuple[list[OfficialRow], list[CellError]]:
    units = Unit.objects.of_person(request.person)
    return read_officials(io.BytesIO(content), period=period, decision=decision, units=units)


def _kept_for_good(request: HttpRequest, period: Period, decision: Decision, rows: list[OfficialRow]) -> HttpResponse:
    try:
        added = load_official(period_id=period.pk, rows=rows, decision=decision, by=request.user, now=database_now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Đã nạp {added} kết quả theo {decision.number}; từ nay không sửa được.")
    return redirect(f"{reverse('reports:official_list')}?period={period.code}")
