"""Who changed this: one leaf from its first version to now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cchc_portal.kit.doors import scoped
from indicators.sets.trees import tree_of
from indicators.sheets.versions import versions_of
from indicators.views.visible import sheet_of, visible_score
from units.enums import Role


@scoped("indicators.Score")
@require_GET
def score_history(request: HttpRequest, score_id: int) -> HttpResponse:
    """Every change of one row: who, when, from what to what and why; for whoever may see the sheet."""
    score = visible_score(request, score_id)
    tree = tree_of(score.assessment.criteria_set)
    leaf = tree.leaf_by_id[score.criterion_id]
    area = tree.area_of(leaf.code)
    context = {
        "score": score,
        "assessment": score.assessment,
        "leaf": leaf,
        "area": area,
        "sheet_url": sheet_of(request, score.assessment, area),
        "versions": versions_of(score),
        "appraises": request.person.has(Role.APPRAISER) or request.person.has(Role.COORDINATOR),
    }
    return render(request, "indicators/sheets/score_history.html", context)
