"""Why a unit has its points, its grade and its rank; for whoever may read its sheet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cchc_portal.kit.doors import scoped
from indicators.models import Score
from indicators.sheets.versions import versions_of
from reports import queries
from reports.changes import Change, What
from reports.explained import Why, entered
from reports.explained import why as why_of
from reports.official_figures import official_of
from reports.views.whatif import whatif_address
from units.enums import Role

VERSIONS = 6  # of a row shown beside its explanation; the page of its history has all


@scoped("indicators.Assessment")
@require_safe
def unit_explained(request: HttpRequest, period: str, unit_id: int) -> HttpResponse:
    """The total, the grade with its conditions and the rank of a unit, from the areas down."""
    why = _why(request, period, unit_id)
    context = {"why": why, "place": why.place(request.person), "official": official_of(request.person, why)}
    return render(request, "reports/unit_explained.html", context)


@scoped("indicators.Assessment")
@require_safe
def score_explained(request: HttpRequest, period: str, unit_id: int, code: str) -> HttpResponse:
    """One node of the result: the rule, the figures with their lists, the arithmetic, who decided what."""
    why = _why(request, period, unit_id)
    node, score = why.node(code), why.score(code)
    context = {"why": why, "node": node, "above": why.above(code), "score": score}
    if score:
        score.assessment = why.assessment
        versions = versions_of(score)
        context |= {
            "leaf": why.leaf(score),
            "figures": why.sources(code),
            "rungs": why.rungs(code),
            "entered": entered(versions, why.leaf(score)),
            "versions": versions[:VERSIONS],
            "more": len(versions) > VERSIONS,
        }
    return render(request, "reports/score_explained.html", context)


@scoped("indicators.Assessment")
@require_safe
def unit_losses(request: HttpRequest, period: str, unit_id: int) -> HttpResponse:
    """Where points were lost, the most first, and what stands between the unit and the next grade."""
    why = _why(request, period, unit_id)
    context = {"why": why, "following": why.next_grade, "try_it": ""}
    if why.next_grade and why.next_grade.steps and any(map(request.person.has, (Role.COORDINATOR, Role.LEADER))):
        context["try_it"] = _suggested(why)
    return render(request, "reports/unit_losses.html", context)


def _suggested(why: Why) -> str:
    """The sandbox with every step done."""
    sheet = why.assessment
    changes = [Change(sheet.unit_id, each.leaf.code, What.POINTS, each.best) for each in why.next_grade.steps]
    return whatif_address(sheet.period.code, sheet.criteria_set.block.code, changes)


@scoped("indicators.Score")
@require_safe
def score_why(request: HttpRequest, score_id: int) -> HttpResponse:
    """From a row of a sheet to its explanation."""
    scores = Score.objects.of_person(request.person).select_related("criterion", "assessment__period")
    score = get_object_or_404(scores, pk=score_id)
    place = [score.assessment.period.code, score.assessment.unit_id, score.criterion.code]
    return redirect(reverse("reports:score_explained", args=place))


def _why(request: HttpRequest, code: str, unit_id: int) -> Why:
    """Before publication ranks are for those who see the whole table; everything else is in the unit's own sheet."""
    return why_of(request.person, get_object_or_404(queries.periods(request.person), code=code), unit_id)
