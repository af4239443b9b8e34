"""The form a respondent fills in without signing in: from the code on a slip, once, and nothing is known of them.

No cookie is set and none is read, so the form carries no CSRF token: what it needs is the code, which no other site
knows.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cchc_portal.kit.doors import public
from cchc_portal.kit.refusals import Refused
from cchc_portal.kit.strangers import counted
from indicators.actions.survey_answers import AlreadyAnswered, NotCollecting, answer
from indicators.enums import SurveyState
from indicators.models import SpentSlip, SurveyQuestion, SurveySlip
from indicators.surveys.codes import number_of

ASKS, ASKS_IN = 300, 60  # of one address in so many seconds: a whole office may answer behind one
WRONG, WRONG_IN = 30, 600
THANKED = "da-gui"


@public
@require_safe
def ballot_code(request: HttpRequest) -> HttpResponse:
    """Where a code is typed that cannot be scanned."""
    if code := request.GET.get("ma", "").strip().lower()[:40].replace(" ", "").replace("/", ""):
        return redirect("indicators:ballot", code)
    return render(request, "indicators/surveys/ballot_code.html")


@public
@csrf_exempt
@require_http_methods(["GET", "POST"])
def ballot(request: HttpRequest, code: str) -> HttpResponse:
    """The questions about one unit; after sending a word of thanks, after that a word that the slip is used."""
    if counted("ballot.ask", request, ASKS_IN) > ASKS:
        return _say(request, "wait", 429)
    slip = _slip(code)
    if slip is None:  # a true code is answered however often somebody of the same office has guessed
        many = counted("ballot.wrong", request, WRONG_IN) > WRONG
        return _say(request, "wait" if many else "unknown", 429 if many else 404)
    if SpentSlip.objects.filter(slip=slip).exists():
        thanked = request.method == "GET" and THANKED in request.GET
        return _say(request, "thanks" if thanked else "spent", 200 if request.method == "GET" else 409, slip)
    if slip.survey.state != SurveyState.OPEN:
        return _say(request, "closed", 410, slip)
    questions = [each for each in slip.survey.questions.order_by("position") if each.choices]
    chosen = {each.pk: request.POST.get(f"cau-{each.position}", "") for each in questions}
    if request.method == "POST":
        return _take(request, slip, code, questions, chosen)
    return _form(request, slip, questions)


def _take(
    request: HttpRequest, slip: SurveySlip, code: str, questions: list[SurveyQuestion], chosen: dict[int, str]
) -> HttpResponse:
    try:
        answer(slip_id=slip.pk, chosen=chosen)
    except AlreadyAnswered:
        return _say(request, "spent", 409, slip)
    except NotCollecting:
        return _say(request, "closed", 410, slip)
    except Refused as refusal:
        return _form(request, slip, questions, chosen, str(refusal))
    return redirect(f"{reverse('indicators:ballot', args=[code])}?{THANKED}")


def _form(
    request: HttpRequest,
    slip: SurveySlip,
    questions: list[SurveyQuestion],
    chosen: dict[int, str] | None = None,
    refusal: str = "",
) -> HttpResponse:
    picked = chosen or {}
    context = {"slip": slip, "survey": slip.survey, "refusal": refusal, "fewest": settings.SURVEY_FEWEST_PEOPLE}
    context["questions"] = [(each, each.options, picked.get(each.pk, "")) for each in questions]
    return render(request, "indicators/surveys/ballot.html", context, status=422 if refusal else 200)


def _say(request: HttpRequest, what: str, status: int, slip: SurveySlip | None = None) -> HttpResponse:
    context: dict[str, Any] = {"what": what, "slip": slip}
    return render(request, "indicators/surveys/ballot_said.html", context, status=status)


def _slip(code: str) -> SurveySlip | None:
    number = number_of(code, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    if number is None:
        return None
    return SurveySlip.objects.filter(pk=number).select_related("survey__period", "unit").first()
