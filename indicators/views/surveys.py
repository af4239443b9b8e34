"""Surveys as forms: the list of a period, a form with its questions, its way to the points."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.refusals import Refused
from indicators.actions.survey_forms import (
    create_survey,
    edit_survey,
    move_survey,
    remove_question,
    save_question,
    was_looked_at,
    why_not_survey,
)
from indicators.actions.surveys import release_survey, take_back_survey
from indicators.enums import SurveyAction, SurveyState
from indicators.forms.surveys import QuestionForm, SurveyForm
from indicators.models import Period, SpentSlip, Survey, SurveyTally
from indicators.surveys.criteria import survey_leaves
from indicators.views.deeds import form_page
from units.access import role_required
from units.enums import Role
from units.models import Block

READERS = (Role.COORDINATOR, Role.AUDITOR)
SAID = {
    SurveyAction.OPEN: "Đã mở thu phiếu. In phiếu mã QR hoặc nhập kết quả phiếu giấy.",
    SurveyAction.CLOSE: "Đã khóa phiếu: không ai trả lời thêm được. Xem kết quả trước khi đưa vào điểm.",
    SurveyAction.REOPEN: "Đã mở lại để thu phiếu tiếp.",
    SurveyAction.RELEASE: "Đã đưa kết quả vào điểm; điểm đang được tính lại.",
    SurveyAction.TAKE_BACK: "Đã rút kết quả khỏi điểm; điểm đang được tính lại.",
}


def survey_of(request: HttpRequest, survey_id: int) -> Survey:
    found = Survey.objects.of_person(request.person).select_related("period", "block", "released_by")
    return get_object_or_404(found, pk=survey_id)


def may(request: HttpRequest, survey: Survey) -> dict[str, bool]:
    """{"may_open": True, …}: what the page offers."""
    found = {f"may_{each.value}": not why_not_survey(survey, each, request.person) for each in SurveyAction}
    return found | {"may_reopen": found["may_reopen"] and not was_looked_at(survey)}


@role_required(*READERS)
@require_GET
def survey_list(request: HttpRequest) -> HttpResponse:
    """The surveys of one period (?ky=)."""
    periods = Period.objects.of_person(request.person).order_by("-data_to", "code")
    wanted = request.GET.get("ky", "")
    period = next((each for each in periods if each.code == wanted), next(iter(periods), None))
    surveys = Survey.objects.of_person(request.person).filter(period=period).select_related("block", "period")
    context = {"periods": periods, "period": period, "surveys": surveys}
    context["may_write"] = request.person.has(Role.COORDINATOR)
    return render(request, "indicators/surveys/survey_list.html", context)


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def survey_new(request: HttpRequest) -> HttpResponse:
    period = get_object_or_404(Period.objects.of_person(request.person), code=request.GET.get("ky", ""))
    blocks = Block.objects.filter(pk__in=period.sets.values("block"))
    form = SurveyForm(request.POST or None, blocks=blocks)
    if request.method == "POST" and form.is_valid():
        block_id = form.cleaned_data["block"].pk
        facts = {"facts": form.facts, "by": request.user, "now": database_now()}
        try:
            survey = create_survey(period_id=period.pk, block_id=block_id, **facts)
            return redirect("indicators:survey_detail", survey.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    words = {"title": "Soạn phiếu khảo sát", "intro": period.name, "button": "Soạn câu hỏi"}
    return form_page(request, form, words | {"back": f"{reverse('indicators:survey_list')}?ky={period.code}"})


@role_required(*READERS)
@require_GET
def survey_detail(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The form, how many have answered, and what can be done with it now."""
    survey = survey_of(request, survey_id)
    leaves = survey_leaves(survey)
    tallies = SurveyTally.objects.of_person(request.person).filter(question__survey=survey)
    context = {
        "survey": survey,
        "questions": [(each, leaves.get(each.criterion_code)) for each in survey.questions.order_by("position")],
        "slips": survey.slips.count(),
        "spent": SpentSlip.objects.filter(slip__survey=survey).count(),
        "counted": tallies.filter(channel="paper").values("unit").distinct().count(),
        "drafting": survey.state == SurveyState.DRAFT,
        "fewest": settings.SURVEY_FEWEST_PEOPLE,
    }
    return render(request, "indicators/surveys/survey_detail.html", context | may(request, survey))


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def survey_edit(request: HttpRequest, survey_id: int) -> HttpResponse:
    survey = survey_of(request, survey_id)
    form = SurveyForm(request.POST or None, blocks=Block.objects.all(), row=survey)
    if request.method == "POST" and form.is_valid():
        try:
            edit_survey(survey_id=survey_id, facts=form.facts, by=request.user, now=database_now())
            return redirect("indicators:survey_detail", survey_id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    back = reverse("indicators:survey_detail", args=[survey_id])
    return form_page(request, form, {"title": f"Sửa {survey.name}", "back": back, "button": "Lưu"})


@role_required(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def survey_question(request: HttpRequest, survey_id: int, number: int = 0) -> HttpResponse:
    """A new question (number 0), or the words of one; with `remove` it is taken out."""
    survey = survey_of(request, survey_id)
    row = get_object_or_404(survey.questions, position=number) if number else None
    deed: dict[str, Any] = {"survey_id": survey_id, "question_id": row and row.pk, "by": request.user}
    last = survey.questions.order_by("-position").first()
    codes = {"leaves": survey_leaves(survey), "row": row, "last": last.criterion_code if last else ""}
    form = QuestionForm(request.POST if request.method == "POST" else None, **codes)
    if row and "remove" in request.POST:
        remove_question(**deed, now=database_now())
        return redirect("indicators:survey_detail", survey_id)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_question(**deed, facts=form.facts, now=database_now())
            messages.success(request, f"Đã lưu câu {saved.position}.")
            return redirect("indicators:survey_detail", survey_id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"survey": survey, "form": form, "row": row}
    status = 422 if request.method == "POST" else 200
    return render(request, "indicators/surveys/survey_question.html", context, status=status)


@role_required(Role.COORDINATOR)
@require_POST
def survey_move(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Open, close, go on collecting, put into the points, take out of them."""
    survey = survey_of(request, survey_id)
    action = next((each for each in SAID if each.value == request.POST.get("action")), SurveyAction.OPEN)
    deed = {"survey_id": survey.pk, "by": request.user, "now": database_now()}
    reason = " ".join(request.POST.get("reason", "").split())[:500]
    try:
        if action == SurveyAction.RELEASE:
            release_survey(**deed, replacing=reason)
        elif action == SurveyAction.TAKE_BACK:
            take_back_survey(**deed, reason=reason)
        else:
            move_survey(**deed, action=action)
        messages.success(request, SAID[action])
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("indicators:survey_detail", survey_id)
