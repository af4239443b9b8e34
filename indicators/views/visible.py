"""Which assessments a request may reach: strangers get 404."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from indicators.models import Assessment, Score
from indicators.policy import Deed
from indicators.rules import Leaf
from indicators.sets.trees import Tree, tree_of


def visible_assessments(request: HttpRequest, deed: Deed = Deed.READ) -> QuerySet[Assessment]:
    """Own units and those below them; every unit for those who read the whole province."""
    sheets = Assessment.objects.of_person(request.person, deed)
    return sheets.select_related("period", "unit", "criteria_set", "submitted_by")


def visible_assessment(request: HttpRequest, assessment_id: int, deed: Deed = Deed.READ) -> Assessment:
    return get_object_or_404(visible_assessments(request, deed), pk=assessment_id)


def visible_score(request: HttpRequest, score_id: int) -> Score:
    """One row of a visible assessment with everything a grid shows of it."""
    return get_object_or_404(
        Score.objects.of_person(request.person).select_related(
            "criterion",
            "updated_by",
            "assessment__period",
            "assessment__unit",
            "assessment__criteria_set",
            "assessment__submitted_by",
        ),
        pk=score_id,
    )


def visible_leaf(request: HttpRequest, score_id: int) -> Leaf:
    """What a row of a visible assessment asks; all else is read when the row is locked."""
    rows = Score.objects.of_person(request.person).select_related("assessment__criteria_set")
    lean = rows.only("criterion_id", "assessment__criteria_set__digest")
    score = get_object_or_404(lean, pk=score_id)
    return tree_of(score.assessment.criteria_set).leaf_by_id[score.criterion_id]


def sheet_of(request: HttpRequest, assessment: Assessment, area: str = "") -> str:
    """The address of the sheet as this person reads it: a field owner's is the desk."""
    reads = not request.person.field_ids or visible_assessments(request).filter(pk=assessment.pk).exists()
    return reverse(f"indicators:{'entry' if reads else 'appraisal'}", args=[assessment.pk, *([area] if area else [])])


def area_of(tree: Tree, wanted: str) -> str:
    """The area the address names, the first one where it names none; 404 where the set has no such area."""
    codes = [root.code for root in tree.roots]
    if wanted and wanted not in codes:
        raise Http404
    return wanted or codes[0]
