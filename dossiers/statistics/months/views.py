"""Pages on which a unit without dossier-level data types its months of form II.06."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.paging import page_of
from cchc_portal.kit.refusals import Refused
from dossiers.models import MonthlyCount
from dossiers.statistics.ii06 import broken
from dossiers.statistics.months.actions import lock_month, save_month, unlock_month
from dossiers.statistics.months.forms import COUNTERS, MonthChoiceForm, MonthForm, UnlockForm, countable_units
from dossiers.statistics.months.lines import line_of
from units.access import role_required


@scoped("dossiers.MonthlyCount")
@require_safe
def month_list(request: HttpRequest) -> HttpResponse:
    """The months typed by the units one sees, newest first; drafts that contradict themselves are flagged."""
    months = MonthlyCount.objects.of_person(request.person).select_related("unit", "changed_by")
    page = page_of(request, months.order_by("-month", "unit__sort_name", "pk"))
    lines = [(month, line_of(month), broken(line_of(month))) for month in page]
    context = {"page": page, "lines": lines, "may_count": any(request.person.has(role) for role in COUNTERS)}
    return render(request, "dossiers/month_list.html", context)


@role_required(*COUNTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def month_new(request: HttpRequest) -> HttpResponse:
    """Choose unit and month, type the figures; they stay a draft until they are locked."""
    given = request.POST if request.method == "POST" else None
    chosen = MonthChoiceForm(given, units=countable_units(request.person), today=timezone.localdate())
    form = MonthForm(given)
    if given is not None and chosen.is_valid() & form.is_valid():
        unit, month = chosen.cleaned_data["unit"], chosen.cleaned_data["month"]
        if (count := _saved(request, form, unit.pk, month, seen="")) is not None:
            return redirect("dossiers:month_detail", count.pk)
    context = {"chosen": chosen, "form": form, "month": None}
    return render(request, "dossiers/month_form.html", context, status=200 if given is None else 422)


def _saved(request: HttpRequest, form: MonthForm, unit_id: int, month: object, *, seen: str) -> MonthlyCount | None:
    """The kept draft; a refusal stands in the form, so what was typed is not lost."""
    try:
        count = save_month(
            unit_id=unit_id, month=month, figures=form.cleaned_data, seen=seen, by=request.user, now=database_now()
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(request, "Đã lưu bản nháp. Số liệu chỉ tính vào thống kê sau khi khóa tháng.")
    return count


@scoped("dossiers.MonthlyCount")
@require_http_methods(["GET", "HEAD", "POST"])
def month_detail(request: HttpRequest, month_id: int) -> HttpResponse:
    """One month with the identities that do not hold; its draft is changed here."""
    seen = MonthlyCount.objects.of_person(request.person).select_related("unit", "changed_by", "locked_by")
    count = get_object_or_404(seen, pk=month_id)
    may = MonthlyCount.objects.of_person(request.person, "count").filter(pk=month_id).exists()
    if request.method == "POST" and not may:
        raise Refused("Chỉ cán bộ đầu mối, lãnh đạo đơn vị và Điều phối CCHC được nhập số liệu tháng.")
    given = request.POST if request.method == "POST" else None
    form = MonthForm(given, initial=MonthForm.of(count))
    saved = form.is_valid() and _saved(request, form, count.unit_id, count.month, seen=form.cleaned_data["seen"])
    if saved:
        return redirect("dossiers:month_detail", count.pk)
    context = {"month": count, "form": form, "may": may, "line": line_of(count), "wrong": broken(line_of(count))}
    context["unlock"] = UnlockForm()
    return render(request, "dossiers/month_form.html", context, status=422 if form.errors else 200)


def _mine(request: HttpRequest, month_id: int) -> MonthlyCount:
    """The month, for whoever may count it; others who see it are refused, and strangers find nothing."""
    if count := MonthlyCount.objects.of_person(request.person, "count").filter(pk=month_id).first():
        return count
    if MonthlyCount.objects.of_person(request.person).filter(pk=month_id).exists():
        raise Refused("Chỉ cán bộ đầu mối, lãnh đạo đơn vị và Điều phối CCHC được khóa, mở khóa số liệu tháng.")
    raise Http404


@scoped("dossiers.MonthlyCount")
@require_POST
def month_lock(request: HttpRequest, month_id: int) -> HttpResponse:
    count = _mine(request, month_id)
    try:
        lock_month(unit_id=count.unit_id, month=count.month, by=request.user, now=database_now())
        messages.success(request, "Đã khóa tháng; số liệu đã tính vào thống kê.")
    except Refused as refused:
        messages.error(request, f"Chưa khóa được. {refused}")
    return redirect("dossiers:month_detail", month_id)


@scoped("dossiers.MonthlyCount")
@require_POST
def month_unlock(request: HttpRequest, month_id: int) -> HttpResponse:
    count, form = _mine(request, month_id), UnlockForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused("Hãy ghi lý do mở khóa.")
        unlock_month(unit_id=count.unit_id, month=count.month, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Đã mở khóa; số liệu tháng này không còn tính vào thống kê.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("dossiers:month_detail", month_id)
