"""Periods as the coordinator runs them: list, announce, move dates, open, recalculate."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.text import mid_sentence
from indicators.actions.periods import (
    DatesStay,
    create_period,
    edit_period,
    open_period,
    request_recalculation,
)
from indicators.enums import FINAL, UNSCORED, UNSENT
from indicators.forms.periods import PeriodDatesForm, PeriodForm
from indicators.models import Period
from indicators.views.deeds import form_page
from units.access import role_required
from units.enums import Role


@require_GET
@role_required(Role.COORDINATOR)
def period_list(request: HttpRequest) -> HttpResponse:
    periods = (
        Period.objects.of_person(request.person)
        .annotate(
            units=Count("assessments", filter=~Q(assessments__state__in=UNSCORED)),
            handed_in=Count("assessments", filter=~Q(assessments__state__in=UNSENT | UNSCORED)),
            appraised=Count("assessments", filter=Q(assessments__state__in=FINAL)),
        )
        .order_by("-data_to", "-data_from", "code")
    )
    return render(request, "indicators/periods/period_list.html", {"periods": periods})


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def period_new(request: HttpRequest) -> HttpResponse:
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        period = create_period(period=form.instance, sets=form.sets(), by=request.user, now=database_now())
        messages.success(request, f"Đã tạo kỳ “{period.name}”. Bấm Mở kỳ để các đơn vị nhập.")
        return redirect("indicators:period_list")
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/periods/period_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def period_edit(request: HttpRequest, period_id: int) -> HttpResponse:
    """Move the dates of a period; what has passed or has been relied upon says so beside its date."""
    period = get_object_or_404(Period.objects.of_person(request.person), pk=period_id)
    name = period.name
    form = PeriodDatesForm(request.POST or None, instance=period)
    if request.method == "POST" and form.is_valid() and _edited(request, period_id, form):
        messages.success(request, f"Đã sửa kỳ “{form.cleaned_data['name']}”.")
        return redirect("indicators:period_list")
    intro = "Ngày đã qua thì giữ nguyên, để đơn vị nộp muộn vẫn là nộp muộn. Mỗi lần sửa có ghi nhật ký."
    words = {"title": f"Sửa kỳ {name}", "intro": intro, "button": "Lưu các ngày"}
    return form_page(request, form, words | {"back": reverse("indicators:period_list")})


def _edited(request: HttpRequest, period_id: int, form: PeriodDatesForm) -> bool:
    data = form.cleaned_data
    given = {"name": data["name"], "dates": form.dates(), "reason": data["reason"]}
    try:
        edit_period(period_id=period_id, by=request.user, now=database_now(), **given)
    except DatesStay as refusal:
        for name, sentence in refusal.faults:
            form.add_error(name, sentence)
        return False
    return True


@require_POST
@role_required(Role.COORDINATOR)
def period_open(request: HttpRequest, period_id: int) -> HttpResponse:
    period = get_object_or_404(Period.objects.of_person(request.person), pk=period_id)
    opened = open_period(period_id=period.pk, by=request.user, now=database_now())
    messages.success(request, f"Kỳ “{period.name}” đã mở, thêm {opened} phiếu cho các đơn vị.")
    return redirect("indicators:period_list")


@require_POST
@role_required(Role.COORDINATOR)
def period_recalculate(request: HttpRequest, period_id: int) -> HttpResponse:
    period = get_object_or_404(Period.objects.of_person(request.person), pk=period_id)
    job = request_recalculation(period=period, by=request.user)
    if job.owner_id != request.user.pk:  # one calculation per period, and somebody's is already waiting or running
        messages.info(
            request, f"Điểm {mid_sentence(period.name)} đang được tính lại, xin chờ vài phút rồi xem bảng xếp hạng."
        )
        return redirect("indicators:period_list")
    return redirect("jobs:job_detail", job.pk)
