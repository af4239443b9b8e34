"""Why a unit's rank moved between two results of its block: the change taken apart into four parts (pure).

One thing after the other is replaced, from the older result to the newer one, always in this order:

1. CRITERIA: every unit's older result is brought onto the newer set. A criterion whose rule and maximum stand keeps
   its points; one whose rule changed is scored again from the older answer, where the older points were those the rule
   gave; any other keeps its share of the maximum. A criterion that cannot be followed back (new, or divided) comes in
   with its newer points and is named: it says nothing of the unit's work.
2. SCOPE: what applies to the unit now, and the block as it is made up now. Units that left are taken out; units that
   came stand with their newer result.
3. OWN: the unit's newer points.
4. PEERS: everybody else's newer result. It moves the rank and never the points.

A part is what its step changed, so parts always add up, to the cent and to the place. Another order would divide the
same change otherwise (docs/adr/0021): this one values the unit's own work by the rules in force now, with nobody else
moving.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from indicators.rules import Answer, Leaf, Node, leaves
from indicators.scoring import Options, Totals, score_leaf, total
from reports.enums import Cause
from reports.rankings import merits

ZERO = Decimal(0)
Origins = Mapping[str, tuple[str, ...]]
"""Code of a leaf of the newer set → its codes in the older one; empty where it cannot be followed."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One leaf of one unit: the points that counted, what the rule gave, the answer it gave them for."""

    points: Decimal | None
    computed: Decimal | None = None
    answer: Answer = field(default_factory=lambda: Answer({}))
    removed: bool = False  # does not apply to the unit


Marks = Mapping[str, Mark]


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    ranked: bool
    marks: Marks


@dataclass(frozen=True, slots=True)
class Side:
    """A block in one period: the set that scored it and the sheet of every unit, by unit id."""

    roots: tuple[Node, ...]
    options: Options
    sheets: Mapping[int, Sheet]


@dataclass(frozen=True, slots=True)
class Stage:
    """The block between two steps. `rank` None: not ranked, or no total yet. `above`: the units that stand before."""

    points: Decimal | None
    percent: Decimal | None
    rank: int | None
    of: int
    above: frozenset[int]


@dataclass(frozen=True, slots=True)
class LeafChange:
    """What one criterion gave before and after a step, in points; None: it was not there, does not apply, is unknown.

    `code` is that of the newer set, `was` those of the older one; one of them is empty where it cannot be followed.
    """

    code: str
    was: tuple[str, ...]
    name: str
    before: Decimal | None
    after: Decimal | None

    @property
    def points(self) -> Decimal:
        return (self.after or ZERO) - (self.before or ZERO)

    @property
    def followed(self) -> bool:
        return bool(self.code and self.was)


@dataclass(frozen=True, slots=True)
class Part:
    """What one step changed: `points` of the total, `percent` of the index, `places` gained (None: no rank on a side).

    `rest` is what the criteria alone do not explain: rescaling, limits of what stands above them, penalties.
    `passed` and `passed_by` are the units the step put behind and before this one: places = passed − passed_by.
    """

    cause: Cause
    points: Decimal
    percent: Decimal
    places: int | None
    changes: tuple[LeafChange, ...]
    rest: Decimal
    passed: tuple[int, ...]
    passed_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """The whole change of one unit; `parts` add up to it.

    `strange`: criteria that cannot be followed. `exempted`, `applied`: codes that no longer apply to the unit, and that
    do again. `left`, `joined`: units of the block by id.
    """

    before: Stage
    after: Stage
    parts: tuple[Part, ...]
    strange: tuple[LeafChange, ...]
    exempted: tuple[str, ...]
    applied: tuple[str, ...]
    left: tuple[int, ...]
    joined: tuple[int, ...]

    @property
    def points(self) -> Decimal:
        return (self.after.points or ZERO) - (self.before.points or ZERO)

    @property
    def percent(self) -> Decimal:
        return (self.after.percent or ZERO) - (self.before.percent or ZERO)

    @property
    def places(self) -> int | None:
        return _places(self.before, self.after)


def moved(unit_id: int, before: Side, after: Side, origins: Origins) -> Move:
    """The change of a unit that stands on both sides; KeyError where it does not.

    `origins` covers the leaves of the newer set; where both sides have the same set, every leaf comes from itself.
    """
    brought = {key: _brought(before, after, origins, key) for key in before.sheets}
    blocks = _blocks(unit_id, before, after, brought)
    stages = [_stage(unit_id, block) for block in blocks]
    totals = [block.totals[unit_id] for block in blocks]
    compared = [
        _followed(before.roots, after.roots, origins, totals[0], totals[1]),
        *(_same_codes(after.roots, old, new) for old, new in pairwise(totals[1:])),
    ]
    parts = tuple(
        _part(cause, old, new, changes)
        for cause, (old, new), changes in zip(Cause, pairwise(stages), compared, strict=True)
    )
    strange = tuple(each for each in compared[0] if not each.followed)
    left, joined = before.sheets.keys() - after.sheets.keys(), after.sheets.keys() - before.sheets.keys()
    old, new = brought[unit_id], after.sheets[unit_id].marks
    return Move(
        before=stages[0],
        after=stages[-1],
        parts=parts,
        strange=strange,
        exempted=tuple(code for code in old if new[code].removed and not old[code].removed),
        applied=tuple(code for code in old if old[code].removed and not new[code].removed),
        left=tuple(sorted(left)),
        joined=tuple(sorted(joined)),
    )


def _part(cause: Cause, old: Stage, new: Stage, changes: Sequence[LeafChange]) -> Part:
    points = (new.points or ZERO) - (old.points or ZERO)
    known = tuple(sorted((each for each in changes if each.points), key=lambda each: (-abs(each.points), each.code)))
    return Part(
        cause=cause,
        points=points,
        percent=(new.percent or ZERO) - (old.percent or ZERO),
        places=_places(old, new),
        changes=known,
        rest=points - sum((each.points for each in known), ZERO),
        passed=tuple(sorted(old.above - new.above)),
        passed_by=tuple(sorted(new.above - old.above)),
    )


def _places(old: Stage, new: Stage) -> int | None:
    return None if old.rank is None or new.rank is None else old.rank - new.rank


# --- the block between two steps ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Block:
    options: Options
    totals: Mapping[int, Totals]
    ranked: frozenset[int]


def _blocks(unit_id: int, before: Side, after: Side, brought: Mapping[int, Marks]) -> list[_Block]:
    """As it was, on the newer set, with the newer scope, with the unit's own points, as it is."""
    was = {key: _total(before, sheet.marks) for key, sheet in before.sheets.items()}
    on_new_set = {key: _total(after, marks) for key, marks in brought.items()}
    now = {key: _total(after, sheet.marks) for key, sheet in after.sheets.items()}
    scoped = {key: on_new_set.get(key, found) for key, found in now.items()}
    scoped[unit_id] = _total(after, _in_scope(brought[unit_id], after.sheets[unit_id].marks))
    own = {**scoped, unit_id: now[unit_id]}
    of_before, of_now = _ranked(before), _ranked(after)
    return [
        _Block(before.options, was, of_before),
        _Block(after.options, on_new_set, of_before),
        _Block(after.options, scoped, of_now),
        _Block(after.options, own, of_now),
        _Block(after.options, now, of_now),
    ]


def _total(side: Side, marks: Marks) -> Totals:
    points = {code: mark.points for code, mark in marks.items()}
    return total(side.roots, points, {code for code, mark in marks.items() if mark.removed}, side.options)


def _ranked(side: Side) -> frozenset[int]:
    return frozenset(key for key, sheet in side.sheets.items() if sheet.ranked)


def _stage(unit_id: int, block: _Block) -> Stage:
    rows = ((key, found.result, key in block.ranked) for key, found in block.totals.items())
    ties = {key: [found.by_node[code].points for code in block.options.ties] for key, found in block.totals.items()}
    compared = merits(rows, block.options.ranking_precision, ties)
    own, found = compared.get(unit_id), block.totals[unit_id]
    if own is None:
        return Stage(found.points, found.percent, None, len(compared), frozenset())
    above = frozenset(key for key, merit in compared.items() if merit > own)
    return Stage(found.points, found.percent, len(above) + 1, len(compared), above)


# --- an older result on the newer set -----------------------------------------------------------------------------


def _brought(before: Side, after: Side, origins: Origins, unit_id: int) -> dict[str, Mark]:
    """The older sheet of a unit on the newer set; what cannot be followed has the unit's newer points.

    A unit that is no longer there has none: it keeps its older index there, so that it stands where it stood.
    """
    older = {leaf.code: leaf for leaf in leaves(before.roots)}
    marks = before.sheets[unit_id].marks
    newer = after.sheets[unit_id].marks if unit_id in after.sheets else None
    percent = _total(before, marks).percent or ZERO if newer is None else ZERO
    found = {}
    for leaf in leaves(after.roots):
        codes = [code for code in origins.get(leaf.code, ()) if code in older and code in marks]
        if codes:
            found[leaf.code] = _carried(leaf, [(older[code], marks[code]) for code in codes])
        elif newer is None:
            found[leaf.code] = Mark(percent * leaf.max_points / 100)
        else:
            found[leaf.code] = newer[leaf.code]
    return found


def _carried(leaf: Leaf, olds: Sequence[tuple[Leaf, Mark]]) -> Mark:
    """What older criteria would have given as the newer one."""
    applied = [(old, mark) for old, mark in olds if not mark.removed]
    if not applied:
        return Mark(None, removed=True)
    if any(mark.points is None for _, mark in applied):
        return Mark(None)
    old, mark = applied[0]
    if len(olds) == 1:
        if (old.rule, old.max_points) == (leaf.rule, leaf.max_points):
            return Mark(mark.points)
        if mark.points == mark.computed and (again := score_leaf(leaf, mark.answer).points) is not None:
            return Mark(again)
    got = sum((mark.points or ZERO for _, mark in applied), ZERO)
    most = sum((old.max_points for old, _ in applied), ZERO)
    return Mark(got * leaf.max_points / most if most else ZERO)


def _in_scope(brought: Marks, newer: Marks) -> dict[str, Mark]:
    """The older points of what applies now; what did not apply before has its newer points."""
    return {code: newer[code] if newer[code].removed or mark.removed else mark for code, mark in brought.items()}


# --- criteria side by side ----------------------------------------------------------------------------------------


def _followed(
    older: tuple[Node, ...], newer: tuple[Node, ...], origins: Origins, was: Totals, now: Totals
) -> list[LeafChange]:
    """Every leaf of the newer set beside what it comes from, then the leaves that nothing follows."""
    known = {leaf.code: leaf for leaf in leaves(older)}
    found, used = [], set()
    for leaf in leaves(newer):
        codes = tuple(code for code in origins.get(leaf.code, ()) if code in known)
        used.update(codes)
        found.append(LeafChange(leaf.code, codes, leaf.name, _sum(was, codes), now.by_node[leaf.code].points))
    dropped = (leaf for leaf in known.values() if leaf.code not in used)
    return [*found, *(LeafChange("", (each.code,), each.name, was.by_node[each.code].points, None) for each in dropped)]


def _same_codes(roots: tuple[Node, ...], was: Totals, now: Totals) -> list[LeafChange]:
    return [
        LeafChange(each.code, (each.code,), each.name, was.by_node[each.code].points, now.by_node[each.code].points)
        for each in leaves(roots)
    ]


def _sum(totals: Totals, codes: Sequence[str]) -> Decimal | None:
    known = [points for code in codes if (points := totals.by_node[code].points) is not None]
    return sum(known, ZERO) if known else None
