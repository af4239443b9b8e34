"""What a survey found: the results of every unit, a file of paper results, the workbook to fill in."""

import io
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cchc_portal.jobs.views import CONTENT_TYPES, LOCKED_DOWN
from cchc_portal.kit.clock import database_now
from cchc_portal.kit.refusals import Refused
from indicators.actions.survey_answers import compared, load_tallies
from indicators.actions.survey_forms import why_not_survey
from indicators.actions.surveys import loaded_by_file
from indicators.enums import SurveyAction, SurveyState
from indicators.facts import surveyed
from indicators.forms.surveys import TallyFileForm
from indicators.imports.tallies import COLUMNS, SHOWN, read_tallies, tally_workbook
from indicators.models import Survey
from indicators.surveys.board import board
from indicators.surveys.criteria import survey_leaves, surveyed_units
from indicators.views.surveys import READERS, may, survey_of
from units.access import role_required
from units.enums import Role
from units.views.kept import keep, kept

KIND = "tallies"
COUNTING = {SurveyState.DRAFT, SurveyState.OPEN}


@role_required(*READERS)
@require_GET
def survey_results(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Samples, margins and points of every unit, as the release would put them into the sheets.

    Shown once the survey is closed: nobody looks on while people answer.
    """
    survey = survey_of(request, survey_id)
    context: dict[str, Any] = {"survey": survey, "boards": [], "others": [], "fewest": settings.SURVEY_FEWEST_PEOPLE}
    if survey.state not in COUNTING:
        beside = Survey.objects.of_person(request.person).filter(period=survey.period_id, block=survey.block_id)
        released = beside.filter(state=SurveyState.RELEASED).exclude(pk=survey.pk)
        codes = list(survey.questions.order_by("position").values_list("criterion_code", flat=True))
        context["others"] = list(released.filter(questions__criterion_code__in=codes).distinct())
        tallies = surveyed([survey.pk, *(each.pk for each in context["others"])])
        leaves, units = survey_leaves(survey), list(surveyed_units(survey).order_by("sort_name", "pk"))
        context["boards"] = [
            board(leaf, units, tallies, allowed=survey.allowed_margin, fewest=settings.SURVEY_FEWEST_PEOPLE)
            for code, leaf in leaves.items()
            if code in codes
        ]
        found = {(line.unit.pk, of.leaf.code) for of in context["boards"] for line in of.lines if line.is_known}
        context["loaded"] = [each for each in loaded_by_file(survey) if (each.unit_id, each.criterion_code) in found]
    return render(request, "indicators/surveys/survey_results.html", context | may(request, survey))


@role_required(Role.COORDINATOR)
@require_GET
def survey_workbook(request: HttpRequest, survey_id: int) -> HttpResponse:
    """A line for every unit and question, to be filled in and sent back."""
    survey = survey_of(request, survey_id)
    headers = {"Content-Disposition": f'attachment; filename="ket-qua-khao-sat-{survey.pk}.xlsx"', **LOCKED_DOWN}
    return HttpResponse(tally_workbook(survey), content_type=CONTENT_TYPES[".xlsx"], headers=headers)


@never_cache
@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def survey_load(request: HttpRequest, survey_id: int) -> HttpResponse:
    """First every error or what would change; then, with the same bytes, the load itself."""
    survey = survey_of(request, survey_id)
    if refusal := why_not_survey(survey, SurveyAction.LOAD, request.person):
        raise Refused(refusal)
    if token := request.POST.get("token"):
        return _load(request, survey, token)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = TallyFileForm(*sent)
    columns = [column for column in COLUMNS if column.key in SHOWN]
    context: dict[str, Any] = {"survey": survey, "form": form, "columns": columns}
    if form.is_bound and form.is_valid():
        content = form.cleaned_data["file"].read()
        rows, errors = read_tallies(io.BytesIO(content), survey=survey)
        context["checked"] = {"errors": errors}
        if not errors:
            context |= {"look": compared(survey=survey, rows=rows), "token": keep(request, KIND, content)}
    status = 422 if form.errors or context.get("checked", {}).get("errors") else 200
    return render(request, "indicators/surveys/survey_load.html", context, status=status)


def _load(request: HttpRequest, survey: Survey, token: str) -> HttpResponse:
    content = kept(request, KIND, token)
    rows, errors = read_tallies(io.BytesIO(content), survey=survey) if content else ([], [])
    if not content or errors:
        messages.warning(request, "Tệp đã xem không còn dùng được nữa; hãy gửi lại tệp.")
        return redirect("indicators:survey_load", survey.pk)
    changed = load_tallies(survey_id=survey.pk, rows=rows, by=request.user, now=database_now())
    said = f"Đã ghi {changed} kết quả." if changed else "Tệp không có gì khác kết quả đã nhập."
    messages.success(request, said)
    return redirect("indicators:survey_detail", survey.pk)
