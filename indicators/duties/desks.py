"""What waits on the desks of those who judge: rows that are theirs, and sheets that only want to be ended."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from cchc_portal.kit.numbers import show_number
from indicators.answers import is_appraised
from indicators.appraisal.desk import Desk, Share, paths
from indicators.duties.waiting import Duty, of_day
from indicators.enums import JUDGED, DutyKind, PeriodState, Ruling, Stance, State
from indicators.models import Assessment, Assignment, Period, Score
from indicators.rules import Leaf
from indicators.sets.trees import tree_of
from units.enums import Role
from units.models import Unit
from units.policy import Person

JUDGES = frozenset({Role.APPRAISER, Role.FIELD_OWNER})
KINDS = {State.SUBMITTED: DutyKind.FIRST, State.EXPLAINED: DutyKind.SECOND}
TITLES = {DutyKind.FIRST: "Thẩm định lần 1", DutyKind.SECOND: "Thẩm định lần 2", DutyKind.FINISH: "Kết thúc thẩm định"}

Asked = Mapping[int, tuple[Leaf, tuple[str, ...]]]
"""{criterion id: the leaf and its path}, for every leaf that is judged."""


@dataclass(slots=True)
class Heap:
    """What lies on one desk of one kind in one period."""

    period: Period
    kind: DutyKind
    sheets: list[Assessment] = field(default_factory=list)
    rows: int = 0


def desk_duties(sheets: QuerySet[Assessment], people: Collection[Person], now: dt.datetime) -> list[Duty]:
    """What waits for each of these people; at most four queries, however many sheets, periods and people."""
    judges = [person for person in people if any(map(person.has, JUDGES))]
    if not judges:
        return []
    judged = sheets.filter(state__in=JUDGED, period__state=PeriodState.OPEN).order_by("pk")
    waiting = list(judged.select_related("period", "unit", "criteria_set"))
    if not waiting:
        return []
    to_do, shares, codes = _to_do(waiting), _shares(waiting), _codes(judges)
    asked = {each.criteria_set_id: _asked(each) for each in waiting}
    found = []
    for person in judges:
        owned = frozenset(codes[post.unit_id] for post in person.posts if post.role == Role.FIELD_OWNER)
        desks = {period_id: Desk(person, tuple(shares[period_id]), owned) for period_id in shares}
        found += [_duty(heap, person, now) for heap in _heaps(waiting, to_do, asked, desks)]
    return found


def _heaps(
    waiting: Iterable[Assessment],
    to_do: Mapping[int, list[int]],
    asked: Mapping[int, Asked],
    desks: Mapping[int, Desk],
) -> Iterable[Heap]:
    """One heap per period and kind: rows to judge, or sheets of which every row has been judged."""
    heaps: dict[tuple[int, DutyKind], Heap] = {}
    for sheet in waiting:
        desk, leaves = desks[sheet.period_id], asked[sheet.criteria_set_id]
        rows = sum(_is_theirs(desk, leaves.get(leaf_id), sheet) for leaf_id in to_do[sheet.pk])
        ends = not to_do[sheet.pk] and desk.person.has(Role.APPRAISER)
        if rows or (ends and any(_is_theirs(desk, each, sheet) for each in leaves.values())):
            kind = KINDS[State(sheet.state)] if rows else DutyKind.FINISH
            heap = heaps.setdefault((sheet.period_id, kind), Heap(sheet.period, kind))
            heap.sheets.append(sheet)
            heap.rows += rows
    return heaps.values()


def _is_theirs(desk: Desk, leaf: tuple[Leaf, tuple[str, ...]] | None, sheet: Assessment) -> bool:
    return leaf is not None and desk.why_not(leaf[0], sheet.unit_id, leaf[1]) is None


def _duty(heap: Heap, person: Person, now: dt.datetime) -> Duty:
    period, only = heap.period, heap.sheets[0] if len(heap.sheets) == 1 else None
    second = heap.kind == DutyKind.SECOND or all(each.state == State.EXPLAINED for each in heap.sheets)
    due_on = localtime(period.second_due_at if second else period.first_due_at).date()
    whose = f"Phiếu của {only.unit.name}" if only else f"{len(heap.sheets)} phiếu"
    what = (
        "đã chấm xong mọi dòng" if heap.kind == DutyKind.FINISH else f"{show_number(heap.rows)} dòng chờ anh/chị chấm"
    )
    queue = reverse("indicators:appraisal_list") + f"?ky={period.code}"
    return Duty(
        kind=heap.kind,
        about=f"period:{period.pk}",
        title=f"{TITLES[heap.kind]} – {period.name}",
        sentence=f"{whose}: {what}. Hạn {due_on:%d/%m/%Y}.",
        label="Kết thúc" if heap.kind == DutyKind.FINISH else "Thẩm định",
        url=reverse("indicators:appraisal", args=[only.pk]) if only else queue,
        doers=JUDGES,
        users=frozenset({person.user_id}) if person.user_id else frozenset(),
        **of_day(due_on, localdate(now)),
    )


def _to_do(sheets: Iterable[Assessment]) -> defaultdict[int, list[int]]:
    """{sheet: criteria of the rows nobody has decided yet}."""
    first = Q(assessment__state=State.SUBMITTED, appraised_points=None)
    second = Q(
        assessment__state=State.EXPLAINED, justification__stance=Stance.DISPUTED, justification__ruling=Ruling.OPEN
    )
    rows = Score.objects.scoped(Q(assessment__in=[each.pk for each in sheets])).filter(first | second)
    found: defaultdict[int, list[int]] = defaultdict(list)
    asked = {each.pk: _asked(each) for each in sheets}
    for sheet_id, leaf_id in rows.filter(not_applicable=False).order_by("pk").values_list("assessment", "criterion"):
        if leaf_id in asked[sheet_id]:
            found[sheet_id].append(leaf_id)
    return found


def _asked(sheet: Assessment) -> Asked:
    tree = tree_of(sheet.criteria_set)
    above = paths(tree.roots)
    return {pk: (leaf, above[leaf.code]) for pk, leaf in tree.leaf_by_id.items() if is_appraised(leaf)}


def _shares(sheets: Iterable[Assessment]) -> dict[int, list[Share]]:
    found: dict[int, list[Share]] = {each.period_id: [] for each in sheets}
    for each in Assignment.objects.scoped(Q(period__in=found)).order_by("pk"):
        found[each.period_id].append(Share(each.appraiser_id, each.unit_id, each.criterion_code))
    return found


def _codes(people: Iterable[Person]) -> dict[int, str]:
    """{unit: its code} of the units that own a field."""
    owned = {post.unit_id for person in people for post in person.posts if post.role == Role.FIELD_OWNER}
    rows = Unit.objects.scoped(Q(pk__in=owned)).order_by("pk") if owned else ()
    return {unit.pk: unit.code for unit in rows}
