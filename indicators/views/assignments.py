"""Phân công thẩm định: who judges which unit, which criterion."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.refusals import Refused
from indicators.actions.assignments import assign, unassign
from indicators.forms.assignments import AssignmentForm
from indicators.models import Assignment, Period
from units.access import role_required
from units.enums import Role


@require_http_methods(["GET", "POST"])
@role_required(Role.COORDINATOR)
def assignment_list(request: HttpRequest, period_id: int) -> HttpResponse:
    """The assignments of a period, and the form that adds one."""
    period = get_object_or_404(Period.objects.of_person(request.person), pk=period_id)
    form = AssignmentForm(request.POST or None, period=period)
    if request.method == "POST" and form.is_valid() and _assigned(request, period, form):
        messages.success(request, "Đã phân công.")
        return redirect("indicators:assignment_list", period.pk)
    rows = period.assignments.select_related("appraiser", "unit").order_by(
        "appraiser__full_name", "unit__sort_name", "pk"
    )
    context = {"period": period, "form": form, "rows": rows}
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/appraisal/assignment_list.html", context, status=status)


def _assigned(request: HttpRequest, period: Period, form: AssignmentForm) -> bool:
    data = form.cleaned_data
    try:
        assign(
            period_id=period.pk,
            appraiser_id=data["appraiser"].pk,
            unit_id=data["unit"].pk if data["unit"] else None,
            criterion_code=data["criterion"],
            by=request.user,
            now=database_now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_POST
@role_required(Role.COORDINATOR)
def assignment_end(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Take one assignment back."""
    assignment = get_object_or_404(Assignment.objects.of_person(request.person), pk=assignment_id)
    unassign(assignment_id=assignment.pk, by=request.user, now=database_now())
    messages.success(request, "Đã bỏ phân công; điểm đã chấm giữ nguyên.")
    return redirect("indicators:assignment_list", assignment.period_id)
