"""Slips with a code and a QR picture, one answer each: how many there are, making more, printing those of a unit."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.paging import page_of
from cchc_portal.kit.refusals import Refused
from indicators.actions.survey_answers import print_slips
from indicators.exports.slips import qr_picture
from indicators.forms.surveys import SlipForm
from indicators.models import SurveySlip
from indicators.surveys.codes import code_of
from indicators.surveys.criteria import surveyed_units
from indicators.views.surveys import may, survey_of
from units.access import role_required
from units.enums import Role

ON_A_PRINT = 60
"""Slips on one page of the browser: ten sheets of paper."""


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def survey_slips(request: HttpRequest, survey_id: int) -> HttpResponse:
    """How many slips every unit has and how many came back; more for all of them."""
    survey = survey_of(request, survey_id)
    form = SlipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed: dict[str, Any] = {"survey_id": survey_id, "unit_id": None, "each": form.cleaned_data["each"]}
        try:
            made = print_slips(**deed, by=request.user, now=database_now())
            messages.success(request, f"Đã tạo {made} phiếu mã. Mở từng đơn vị để in.")
            return redirect("indicators:survey_slips", survey_id)
        except Refused as refusal:
            form.add_error("each", str(refusal))
    counted = survey.slips.values("unit").annotate(made=Count("pk"), spent=Count("spent")).order_by("unit")
    by_unit = {row["unit"]: row for row in counted}
    units = surveyed_units(survey).order_by("sort_name", "pk")
    context = {"survey": survey, "form": form, "units": [(unit, by_unit.get(unit.pk)) for unit in units]}
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/surveys/survey_slips.html", context | may(request, survey), status=status)


@role_required(Role.COORDINATOR)
@require_GET
def survey_slips_print(request: HttpRequest, survey_id: int, unit_id: int) -> HttpResponse:
    """The slips of one unit that nobody has used yet, to be cut out."""
    survey = survey_of(request, survey_id)
    unit = get_object_or_404(surveyed_units(survey), pk=unit_id)
    unspent = survey.slips.filter(unit=unit, spent=None).order_by("pk")
    page = page_of(request, unspent, size=ON_A_PRINT)
    context = {"survey": survey, "unit": unit, "page": page, "slips": [_slip(request, slip) for slip in page]}
    return render(request, "indicators/surveys/survey_slips_print.html", context)


def _slip(request: HttpRequest, slip: SurveySlip) -> tuple[str, str, SafeString]:
    """Code, address without https://, picture of the whole address."""
    code = code_of(slip.pk, settings.SECRET_KEY)
    address = request.build_absolute_uri(reverse("indicators:ballot", args=[code]))
    return code, address.partition("://")[2].removesuffix(f"{code}/"), qr_picture(address)
