"""Pages of the statistics: form II.06, the dashboard, and the list behind every number."""

import io

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cchc_portal.kit.doors import scoped
from cchc_portal.kit.paging import page_of
from dossiers.lists import statistics_filter
from dossiers.models import Dossier
from dossiers.statistics import figures as statistics
from dossiers.statistics.boards import board, form_table
from dossiers.statistics.cells import counted
from dossiers.statistics.filters import CellForm, StatisticsForm
from dossiers.statistics.ii06 import FormRow
from dossiers.statistics.ii06_sheet import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked(request: HttpRequest, form: type[StatisticsForm] = StatisticsForm) -> StatisticsForm:
    return statistics_filter(request.person, request.GET, form)


@scoped("dossiers.Dossier")
@require_safe
def dossier_dashboard(request: HttpRequest) -> HttpResponse:
    """How dossiers went by unit, month and procedure; read from the roll-ups alone."""
    form = _asked(request)
    valid = form.is_valid()
    context = {"form": form, "board": board(form) if valid else None}
    return render(request, "dossiers/dossier_dashboard.html", context, status=200 if valid else 422)


@scoped("dossiers.Dossier")
@require_safe
def ii06(request: HttpRequest) -> HttpResponse:
    """Form II.06a of a window, every number a link to its dossiers."""
    form = _asked(request)
    if not form.is_valid():
        return render(request, "dossiers/ii06.html", {"form": form, "window": None}, status=422)
    rows = _rows(form)
    context = {
        "form": form,
        "window": form.window,
        "rows": form_table(rows, form),
        "by_hand": any(row.manual for row in rows),
        "closed_otherwise": statistics.closed_otherwise(form.shown, form.window),
    }
    return render(request, "dossiers/ii06.html", context)


def _rows(form: StatisticsForm) -> list[FormRow]:
    table = statistics.form_by_area if form.grouping == "area" else statistics.form_by_unit
    return table(form.shown, form.window)


@scoped("dossiers.Dossier")
@require_safe
def ii06_workbook(request: HttpRequest) -> HttpResponse:
    """The same rows in the official layout."""
    form = _asked(request)
    if not form.is_valid():
        return render(request, "dossiers/ii06.html", {"form": form, "window": None}, status=422)
    chosen = form.cleaned_data["unit"]
    book = workbook(
        _rows(form),
        form.window,
        authority=settings.PROVINCE_AUTHORITY,
        scope=chosen.name if chosen else "Các đơn vị trong phạm vi được xem",
        made_at=timezone.localtime(),
    )
    file = io.BytesIO()
    book.save(file)
    name = f"II.06a-{form.window.first:%d-%m-%Y}-{form.window.last:%d-%m-%Y}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file.getvalue(), content_type=XLSX, headers=headers)


@scoped("dossiers.Dossier")
@require_safe
def counted_list(request: HttpRequest) -> HttpResponse:
    """The dossiers behind a number; what a unit entered as totals has no list, and is said so."""
    form = _asked(request, CellForm)
    if not form.is_valid():
        return render(request, "dossiers/counted_list.html", {"form": form, "cell": None}, status=422)
    cell, row = form.cell_asked, form.row
    dossiers = counted(row.narrow_dossiers(Dossier.objects.of_person(request.person)), cell, form.window)
    page = page_of(request, dossiers.select_related("unit", "procedure"))
    number = statistics.number(cell, row, form.window)
    context = {"form": form, "cell": cell, "page": page, "number": number, "window": form.window}
    context |= {"entered": number - page.paginator.count, "row": form.row_name}
    return render(request, "dossiers/counted_list.html", context)
