"""What evenness looks at, read from one period: judged rows, cited documents, patterns."""

from collections import defaultdict
from collections.abc import Collection, Hashable
from dataclasses import dataclass

from django.db.models import Count, F, Q

import dossiers.facts
from indicators.answers import is_appraised, is_asked
from indicators.appraisal.evenness import (
    Judgement,
    Pattern,
    Twins,
    all_at_maximum,
    closed_at_the_last_hour,
    judged_differently,
    same_files,
)
from indicators.enums import UNSENT, Ruling, Stance
from indicators.models import Assessment, CriteriaSet, Evidence, EvidenceUse, Period, Score
from indicators.sets.trees import tree_of


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a row: the document, and what another inspector made of it elsewhere."""

    document: str
    other: Judgement


JUDGED = (
    "pk",
    "criterion_id",
    "self_points",
    "appraised_points",
    "first_points",
    "appraised_by_id",
    "appraised_by__full_name",
    "first_by_id",
    "first_by__full_name",
    "assessment__unit__name",
    "justification__stance",
    "justification__ruling",
)


def judgements(period: Period, *, only: Collection[int] | None = None) -> dict[int, Judgement]:
    """Every row of the period an inspector has judged, by score; as it was in the first round where that has ended.

    `only`: the scores that matter.
    """
    sets = CriteriaSet.objects.filter(period_sets__period=period).order_by("pk")
    leaves = {pk: leaf for each in sets for pk, leaf in tree_of(each).leaf_by_id.items() if is_appraised(leaf)}
    rows = Score.objects.scoped(Q(assessment__period=period)).filter(
        criterion__in=leaves, not_applicable=False, appraised_by__isnull=False
    )
    rows = rows if only is None else rows.filter(pk__in=only)
    found = {}
    for row in rows.order_by("pk").values(*JUDGED):
        leaf = leaves[row["criterion_id"]]
        kept = "first" if row["first_by_id"] else "appraised"
        found[row["pk"]] = Judgement(
            score_id=row["pk"],
            inspector=row[f"{kept}_by__full_name"],
            inspector_id=row[f"{kept}_by_id"],
            unit=row["assessment__unit__name"],
            code=leaf.code,
            expected=leaf.max_points if row["self_points"] is None else row["self_points"],
            points=row[f"{kept}_points"],
            disputed=row["justification__stance"] == Stance.DISPUTED,
            reversed=row["justification__ruling"] == Ruling.CHANGED,
        )
    return found


def twins(judged: dict[int, Judgement]) -> list[Twins]:
    """Documents that one inspector took and another did not, among these rows; one query."""
    uses = EvidenceUse.objects.scoped(Q(score__in=list(judged))).select_related("evidence").order_by("pk")
    cited: list[tuple[Hashable, str, Judgement]] = []
    for use in uses:
        paper, row = use.evidence, judged[use.score_id]
        name = f"{paper.number} ngày {paper.issued_on:%d/%m/%Y}" if paper.number else paper.original_name
        cited.append((paper.sha256, name, row))
        if paper.number:
            cited.append(((paper.number.casefold(), paper.issued_on, paper.issuer.casefold()), name, row))
    found = judged_differently(cited)
    return list({(each.document, each.cut.score_id): each for each in found}.values())


def twins_of_sheet(assessment: Assessment) -> dict[int, list[Beside]]:
    """By row of one sheet: the same document judged otherwise by another inspector; at most four queries."""
    mine = EvidenceUse.objects.of_sheet(assessment)
    digests = {use.evidence.sha256 for use in mine}
    numbers = {use.evidence.number for use in mine} - {""}
    if not digests:
        return {}
    same = Q(evidence__sha256__in=digests) | Q(evidence__number__in=numbers)
    uses = EvidenceUse.objects.scoped(Q(score__assessment__period=assessment.period_id)).filter(same).order_by("pk")
    judged = judgements(assessment.period, only=list(uses.values_list("score_id", flat=True)))
    beside: defaultdict[int, list[Beside]] = defaultdict(list)
    for each in twins(judged):
        beside[each.cut.score_id].append(Beside(each.document, each.kept))
        beside[each.kept.score_id].append(Beside(each.document, each.cut))
    return beside


def patterns(period: Period) -> list[Pattern]:
    """Things too good to be true, as a list to look at; four queries."""
    sheets = list(
        Assessment.objects.scoped(Q(period=period)).exclude(state__in=UNSENT).select_related("unit", "criteria_set")
    )
    by_unit = {sheet.unit_id: sheet for sheet in sheets}
    last = dossiers.facts.closed_in_last_hour(list(by_unit), period.data_from, period.data_to)
    files = Evidence.objects.scoped(Q(assessment__in=sheets)).order_by("sha256", "pk")
    named = files.values_list("sha256", "original_name", "assessment__unit__name", "assessment_id")
    return [
        *all_at_maximum(_at_maximum(sheets)),
        *same_files(named),
        *closed_at_the_last_hour(
            (by_unit[unit_id].unit.name, by_unit[unit_id].pk, *found) for unit_id, found in last.items()
        ),
    ]


def _at_maximum(sheets: Collection[Assessment]) -> list[tuple[str, int, int, int]]:
    trees = {sheet.criteria_set_id: tree_of(sheet.criteria_set) for sheet in sheets}
    leaves = [pk for tree in trees.values() for pk, leaf in tree.leaf_by_id.items() if is_asked(leaf)]
    asked = Score.objects.scoped(Q(assessment__in=sheets)).filter(criterion__in=leaves, not_applicable=False)
    full = Q(self_points=F("criterion__max_points"))
    rows = asked.values("assessment_id").annotate(rows=Count("pk"), full=Count("pk", filter=full))
    by_sheet = {row["assessment_id"]: row for row in rows.order_by("assessment_id")}
    return [
        (each.unit.name, each.pk, by_sheet[each.pk]["rows"], by_sheet[each.pk]["full"])
        for each in sheets
        if each.pk in by_sheet
    ]
