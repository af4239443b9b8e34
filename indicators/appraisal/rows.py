"""A row as an inspector sees it: what the unit says, what the portal computes, the two rounds, last year beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from cchc_portal.kit.numbers import show_number
from indicators.answers import is_appraised
from indicators.appraisal.deductions import is_deduction, taken_away
from indicators.appraisal.desk import Desk, paths
from indicators.enums import FIRST_DONE, Ruling, Stance, State
from indicators.models import Assessment, Justification, Score
from indicators.rules import Leaf
from indicators.sets.trees import tree_of
from indicators.sheets.overviews import AreaLine, overview_of
from indicators.sheets.rows import Row, Sheet


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One row on the desk, or on the unit's page of deductions."""

    row: Row
    leaf: Leaf
    refused: str  # why this person does not judge it now; empty where they do
    first: str  # points of the first appraisal; empty while it lasts
    first_reason: str
    cut: Decimal  # points the first appraisal took from what the unit counted on
    is_deduction: bool
    last_year: str
    said: Justification | None
    twins: tuple[Any, ...] = ()  # rows citing the same document that were judged differently

    @property
    def disputed(self) -> bool:
        return self.said is not None and self.said.stance == Stance.DISPUTED

    @property
    def answered(self) -> bool:
        return self.said is not None and self.said.ruling != Ruling.OPEN

    @property
    def cut_text(self) -> str:
        return show_number(self.cut, 2)


NOT_DISPUTED = "Đơn vị không đề nghị xem lại"


def desk_rows(
    assessment: Assessment, sheet: Sheet, desk: Desk, said: Mapping[int, Justification]
) -> dict[str, list[DeskRow]]:
    """Every row by area as it lies on this desk; one query. Field owners see the rows of their field only."""
    tree = tree_of(assessment.criteria_set)
    above, leaves = paths(tree.roots), {leaf.code: leaf for leaf in tree.leaf_by_id.values()}
    scores = {score.pk: score for score in assessment.scores.all()}
    last_year = points_of_last_year(assessment)
    found: dict[str, list[DeskRow]] = {}
    for area, rows in sheet.rows.items():
        for row in rows:
            leaf = leaves[row.code]
            if desk.sees(leaf):
                refused = _refused(desk, assessment, row, leaf, above[row.code], said.get(row.pk))
                found.setdefault(area, []).append(
                    desk_row(row, leaf, scores[row.pk], said.get(row.pk), refused, last_year.get(row.code))
                )
    return found


def desk_row(
    row: Row, leaf: Leaf, score: Score, said: Justification | None, refused: str, last_year: Decimal | None
) -> DeskRow:
    return DeskRow(
        row=row,
        leaf=leaf,
        refused=refused,
        first="" if score.first_points is None else show_number(score.first_points, 2),
        first_reason=score.first_reason,
        cut=taken_away(score, leaf),
        is_deduction=is_deduction(score, leaf),
        last_year="" if last_year is None else show_number(last_year, 2),
        said=said,
    )


@dataclass(frozen=True, slots=True)
class Sums:
    """Points of all rows somebody may see of a sheet; None while nothing of it is known."""

    own: Decimal | None
    computed: Decimal | None
    appraised: Decimal | None


def totals_on(assessment: Assessment, desk: Desk) -> Sums:
    """The totals of the sheet, or for a field owner the sums of the field; no query of its own."""
    if desk.sees_all:
        return Sums(assessment.self_points, assessment.computed_points, assessment.appraised_points)
    leaf_by_id = tree_of(assessment.criteria_set).leaf_by_id
    rows = [score for score in assessment.scores.all() if desk.sees(leaf_by_id[score.criterion_id])]
    return Sums(
        added(row.self_points for row in rows),
        added(row.computed_points for row in rows),
        added(row.appraised_points for row in rows),
    )


def added(points: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is known; None where nothing is."""
    known = [each for each in points if each is not None]
    return sum(known, Decimal(0)) if known else None


def _refused(
    desk: Desk, assessment: Assessment, row: Row, leaf: Leaf, path: tuple[str, ...], said: Justification | None
) -> str:
    if not row.appraisable:
        return row.mark.text
    if refusal := desk.why_not(leaf, assessment.unit_id, path):
        return refusal
    if assessment.state == State.EXPLAINED and (said is None or said.stance != Stance.DISPUTED):
        return NOT_DISPUTED
    return ""


def justifications(assessment: Assessment) -> dict[int, Justification]:
    """What the unit said, by row; one query, none before the unit was asked."""
    if assessment.state not in FIRST_DONE:
        return {}
    found = Justification.objects.scoped(Q(score__assessment=assessment)).select_related("by", "ruled_by")
    return {each.score_id: each for each in found.order_by("score_id")}


def points_of_last_year(assessment: Assessment) -> dict[str, Decimal | None]:
    """Points by criterion code of the unit's sheet of the same kind a year before; one query."""
    before = Score.objects.scoped(Q(assessment__unit=assessment.unit_id)).filter(
        assessment__period__year=assessment.period.year - 1, assessment__period__kind=assessment.period.kind
    )
    return dict(before.order_by("assessment__period__data_to", "pk").values_list("criterion__code", "points"))


def deduction_rows(assessment: Assessment, sheet: Sheet) -> list[DeskRow]:
    """Where the points went: rows that lost some in the first appraisal, the largest loss first; two queries."""
    tree = tree_of(assessment.criteria_set)
    leaves = {leaf.code: leaf for leaf in tree.leaf_by_id.values()}
    scores = {score.pk: score for score in assessment.scores.all()}
    said = justifications(assessment)
    rows = [
        desk_row(row, leaves[row.code], scores[row.pk], said.get(row.pk), "", None)
        for row in sheet.all_rows
        if is_appraised(leaves[row.code])
    ]
    return sorted((each for each in rows if each.is_deduction), key=lambda each: -each.cut)


def desk_lines(assessment: Assessment, desk: Desk, said: Mapping[int, Justification]) -> list[tuple[AreaLine, int]]:
    """The areas on this desk, each with how many of its rows still wait for this person; no query of its own."""
    tree = tree_of(assessment.criteria_set)
    above, overview = paths(tree.roots), overview_of(assessment)
    waits, seen = Counter[str](), set()
    for score in assessment.scores.all():
        leaf = tree.leaf_by_id[score.criterion_id]
        if desk.sees(leaf):
            area = above[leaf.code][0]
            seen.add(area)
            waits[area] += _waits(assessment, desk, score, leaf, above[leaf.code], said.get(score.pk))
    return [(line, waits[line.code]) for line in overview.lines if line.code in seen]


def _waits(
    assessment: Assessment, desk: Desk, score: Score, leaf: Leaf, path: tuple[str, ...], said: Justification | None
) -> bool:
    if not is_appraised(leaf) or score.not_applicable or desk.why_not(leaf, assessment.unit_id, path):
        return False
    if assessment.state == State.EXPLAINED:
        return said is not None and said.stance == Stance.DISPUTED and said.ruling == Ruling.OPEN
    return score.appraised_points is None
