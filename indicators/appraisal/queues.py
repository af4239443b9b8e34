"""What waits on somebody's desk in one period: sheets, their open rows, how far self and computed points part."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from indicators.answers import is_appraised
from indicators.appraisal.desk import Desk, paths
from indicators.appraisal.rows import Sums, added
from indicators.enums import JUDGED, UNSCORED, UNSENT, Ruling, Stance, State
from indicators.models import Assessment, Score
from indicators.rules import Leaf
from indicators.sets.trees import Tree, tree_of

ORDER = (State.EXPLAINED, State.SUBMITTED, State.EXPLAINING, State.APPRAISED, State.PUBLISHED)
"""What must be judged first: the second round keeps a unit waiting that has already been judged once."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One sheet in the queue: rows on this desk, and how many of them still wait for a decision."""

    assessment: Assessment
    totals: Sums  # of the whole sheet, or of the field
    rows: int
    to_do: int
    own_unit: bool

    @property
    def gap(self) -> Decimal | None:
        """Self − computed points; None while one of them is not known."""
        own, computed = self.totals.own, self.totals.computed
        return None if own is None or computed is None else own - computed

    @property
    def judged(self) -> bool:
        """Whether somebody may judge it now."""
        return self.assessment.state in JUDGED and not self.own_unit


def queue(sheets: QuerySet[Assessment], desk: Desk, *, everything: bool) -> list[Waiting]:
    """Sheets handed in, the widest gap first; only those with rows on this desk unless `everything`. Three queries."""
    found = list(sheets.exclude(state__in=UNSENT | UNSCORED).order_by("unit__sort_name", "pk"))
    mine, to_do = _counts(found, desk)
    sums = _sums(found, desk)
    listed = [
        Waiting(
            each,
            sums[each.pk],
            mine[each.pk],
            to_do[each.pk],
            desk.person.belongs_to(each.unit_id),
        )
        for each in found
        if everything or mine[each.pk]
    ]
    return sorted(listed, key=_urgency)


def _sums(sheets: Collection[Assessment], desk: Desk) -> dict[int, Sums]:
    """Totals by sheet; for a field owner one query for the rows of the field."""
    if desk.sees_all:
        return {each.pk: Sums(each.self_points, each.computed_points, each.appraised_points) for each in sheets}
    rows = Score.objects.scoped(Q(assessment__in=[each.pk for each in sheets], criterion__owner__in=desk.fields))
    found: defaultdict[int, list[Score]] = defaultdict(list)
    for row in rows.order_by("pk"):
        found[row.assessment_id].append(row)
    return {
        each.pk: Sums(
            *(added(getattr(row, name) for row in found[each.pk]) for name in ("self_points", "computed_points")), None
        )
        for each in sheets
    }


def _urgency(row: Waiting) -> tuple[object, ...]:
    done = not row.to_do
    return ORDER.index(State(row.assessment.state)), done, row.gap is None, -abs(row.gap or 0)


def _counts(sheets: Collection[Assessment], desk: Desk) -> tuple[Counter[int], Counter[int]]:
    by_pk = {sheet.pk: sheet for sheet in sheets}
    trees = {sheet.criteria_set_id: tree_of(sheet.criteria_set) for sheet in sheets}
    asked = {set_id: _asked(tree) for set_id, tree in trees.items()}
    open_to: dict[tuple[int, int], frozenset[int]] = {
        (sheet.criteria_set_id, sheet.unit_id): frozenset(
            pk for pk, (leaf, path) in asked[sheet.criteria_set_id].items() if on_desk(desk, leaf, sheet.unit_id, path)
        )
        for sheet in sheets
    }
    rows = Score.objects.scoped(Q(assessment__in=by_pk)).filter(not_applicable=False).order_by("pk")
    mine, to_do = Counter[int](), Counter[int]()
    for pk, leaf_id, points, stance, ruling in rows.values_list(
        "assessment_id", "criterion_id", "appraised_points", "justification__stance", "justification__ruling"
    ):
        sheet = by_pk[pk]
        if leaf_id in open_to[sheet.criteria_set_id, sheet.unit_id]:
            mine[pk] += 1
            second = stance == Stance.DISPUTED and ruling == Ruling.OPEN
            to_do[pk] += second if sheet.state == State.EXPLAINED else points is None and sheet.state in JUDGED
    return mine, to_do


def _asked(tree: Tree) -> dict[int, tuple[Leaf, tuple[str, ...]]]:
    above = paths(tree.roots)
    return {pk: (leaf, above[leaf.code]) for pk, leaf in tree.leaf_by_id.items() if is_appraised(leaf)}


def on_desk(desk: Desk, leaf: Leaf, unit_id: int, path: Iterable[str]) -> bool:
    """Whether the row is this person's to look at: theirs to judge, or, for those who only read, any row."""
    refusal = desk.why_not_sheet(unit_id)
    if refusal is None:
        return desk.why_not(leaf, unit_id, tuple(path)) is None
    return True
