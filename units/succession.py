"""Reorganisation thought through before anything is touched: what it needs, who receives what, who came from whom
(pure).

Units are named by their ids, receivers by their place (1, 2, …) among the successors, because some of them do not
exist before the day. Whatever a closing unit leaves behind is an Item; the apps say what those are by registering a
HandOver, so that units need not know them.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, TypeVar

from cchc_portal.kit.numbers import show_date
from units.enums import Change, Succession
from units.trees import below

Found = TypeVar("Found")

MAIN = 1  # the place that receives whatever has no receiver of its own
ENDLESS = 99


class Shape(NamedTuple):
    """How many units a change closes and how many take over, and what the lineage calls it."""

    closing: range
    taking_over: range
    kind: Succession
    rule: str


SHAPES: Mapping[Change, Shape] = {
    Change.MERGE: Shape(
        range(1, ENDLESS), range(1, 2), Succession.MERGED, "Sáp nhập: một hay nhiều đơn vị cũ, đúng một đơn vị kế thừa."
    ),
    Change.SPLIT: Shape(
        range(1, 2), range(2, ENDLESS), Succession.SPLIT, "Chia, tách: một đơn vị cũ, từ hai đơn vị kế thừa."
    ),
    Change.RENAME: Shape(
        range(1, 2), range(1, 2), Succession.RENAMED, "Đổi tên: một đơn vị cũ, một đơn vị mới mang tên mới."
    ),
    Change.DISSOLVE: Shape(
        range(1, ENDLESS),
        range(ENDLESS),
        Succession.DISSOLVED,
        "Giải thể: các đơn vị nhận bàn giao là đơn vị đang có hoặc lập mới.",
    ),
}


# --- what a reorganisation is made of ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Member:
    """A unit as far as a reorganisation must know it."""

    pk: int
    code: str
    name: str
    parent_id: int | None
    valid_from: dt.date
    valid_to: dt.date | None
    official_code: str = ""

    def open_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Heir:
    """Who takes over: a unit that exists (`unit_id`), or one to be opened under `parent_id`."""

    place: int
    code: str
    name: str
    unit_id: int | None = None
    parent_id: int | None = None
    official_code: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    change: Change
    effective_on: dt.date
    closing: tuple[int, ...]
    heirs: tuple[Heir, ...]

    @property
    def last_day(self) -> dt.date:
        return self.effective_on - dt.timedelta(days=1)


def problems(plan: Plan, units: Mapping[int, Member]) -> list[str]:
    """Everything that forbids the plan among the units that exist, as sentences; empty: it can be carried out."""
    return [*_shape(plan), *_closing(plan, units), *_existing(plan, units), *_new(plan, units)]


def _shape(plan: Plan) -> Iterable[str]:
    shape = SHAPES[plan.change]
    new = [heir for heir in plan.heirs if heir.unit_id is None]
    if len(plan.closing) not in shape.closing or len(plan.heirs) not in shape.taking_over:
        yield shape.rule
    elif plan.change == Change.MERGE and new and len(plan.closing) == 1:
        yield "Hợp nhất thành đơn vị mới cần từ hai đơn vị cũ; nếu chỉ có một thì chọn “Đổi tên”."
    elif plan.change == Change.RENAME and not new:
        yield "Đổi tên tạo ra một đơn vị mới mang tên mới; nếu nhập vào đơn vị đang có thì chọn “Sáp nhập, hợp nhất”."


def _closing(plan: Plan, units: Mapping[int, Member]) -> Iterable[str]:
    for unit in (units[pk] for pk in plan.closing):
        if unit.valid_to is not None and unit.valid_to != plan.last_day:
            yield f"{unit.name} đã có ngày ngừng hoạt động {show_date(unit.valid_to)}."
        elif plan.last_day < unit.valid_from:
            yield f"{unit.name} mới hoạt động từ {show_date(unit.valid_from)}; ngày hiệu lực phải sau ngày đó."


def _existing(plan: Plan, units: Mapping[int, Member]) -> Iterable[str]:
    inside = below(plan.closing, {pk: unit.parent_id for pk, unit in units.items()})
    for unit in (units[heir.unit_id] for heir in plan.heirs if heir.unit_id is not None):
        if unit.pk in plan.closing:
            yield f"{unit.name} không thể vừa ngừng hoạt động vừa kế thừa chính mình."
        elif unit.pk in inside:
            yield f"{unit.name} đang trực thuộc đơn vị ngừng hoạt động; hãy chuyển cấp trên của đơn vị này trước."
        elif not unit.open_on(plan.effective_on):
            yield f"{unit.name} không hoạt động vào ngày {show_date(plan.effective_on)}."


def _new(plan: Plan, units: Mapping[int, Member]) -> Iterable[str]:
    inside = below(plan.closing, {pk: unit.parent_id for pk, unit in units.items()})
    codes = {unit.code: unit for unit in units.values()}
    living = [unit for unit in units.values() if unit.pk not in plan.closing and unit.valid_to is None]
    official = {unit.official_code: unit for unit in living if unit.official_code}
    for heir in (heir for heir in plan.heirs if heir.unit_id is None):
        parent = None if heir.parent_id is None else units[heir.parent_id]
        if heir.code in codes:
            yield f"Mã “{heir.code}” đã là mã của {codes[heir.code].name}; đơn vị mới cần mã riêng."
        if heir.official_code in official:
            yield f"Mã định danh “{heir.official_code}” đang là của {official[heir.official_code].name}."
        if parent and parent.pk in inside:
            yield f"Cấp trên của {heir.name} không thể là {parent.name}, đơn vị này ngừng hoạt động hoặc đổi cấp trên."
        elif parent and not parent.open_on(plan.effective_on):
            yield f"Cấp trên của {heir.name} là {parent.name}, không hoạt động vào ngày {show_date(plan.effective_on)}."


# --- what changes hands ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """Something a unit leaves behind that somebody takes over: a task, a post, all its open dossiers."""

    key: str
    unit_id: int
    label: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class HandOver:
    """How one kind of thing changes hands. `items` only reads; `apply` moves the keys it is given to those units."""

    title: str
    measure: str  # what is counted: "nhiệm vụ"
    items: Callable[[Collection[int], dt.date], Sequence[Item]]
    apply: Callable[..., None]  # keyword-only: moves: {key: unit id}, on, by, now


HAND_OVERS: dict[str, HandOver] = {}
STAYS: dict[str, Callable[[Collection[int], dt.date], Sequence[str]]] = {}
"""What remains with the closing units under their old name, as sentences."""


def hands_over(name: str, hand_over: HandOver) -> None:
    HAND_OVERS[name] = hand_over


@dataclass(frozen=True, slots=True)
class Move:
    """One item going to the successor at `place`; place 0: nobody takes it, it ends with the unit."""

    what: str
    key: str
    label: str
    count: int
    unit: str
    place: int
    to: str


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything a reorganisation does, as people read it before it happens and as it is kept afterwards."""

    closes: tuple[str, ...]
    opens: tuple[str, ...]
    moves: tuple[Move, ...]
    stays: tuple[str, ...]

    def frozen(self) -> dict[str, Any]:
        return {
            "closes": list(self.closes),
            "opens": list(self.opens),
            "moves": [asdict(move) for move in self.moves],
            "stays": list(self.stays),
        }


def thawed(stored: Mapping[str, Any]) -> Effects:
    moves = tuple(Move(**move) for move in stored["moves"])
    return Effects(tuple(stored["closes"]), tuple(stored["opens"]), moves, tuple(stored["stays"]))


def receiver(what: str, key: str, chosen: Mapping[str, int], places: Collection[int]) -> int:
    """The place that takes the item: the chosen one, else the main one, else 0 (nobody)."""
    place = chosen.get(f"{what}:{key}", MAIN)
    return place if place in places else min(places, default=0)


def effects(
    plan: Plan,
    units: Mapping[int, Member],
    items: Mapping[str, Sequence[Item]],
    chosen: Mapping[str, int],
    stays: Sequence[str],
) -> Effects:
    """`items`: by kind, in the order in which they are shown and carried out."""
    names = {heir.place: heir.name for heir in plan.heirs}
    moves = []
    for what, found in items.items():
        for item in found:
            place = receiver(what, item.key, chosen, names)
            moves.append(
                Move(what, item.key, item.label, item.count, units[item.unit_id].name, place, names.get(place, ""))
            )
    until, since = show_date(plan.last_day), show_date(plan.effective_on)
    return Effects(
        closes=tuple(f"{units[pk].name} ngừng hoạt động sau ngày {until}" for pk in plan.closing),
        opens=tuple(f"{heir.name} hoạt động từ ngày {since}" for heir in plan.heirs if heir.unit_id is None),
        moves=tuple(moves),
        stays=tuple(stays),
    )


# --- who came from whom ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """One line of lineage; without successor the unit was dissolved and nobody took over."""

    predecessor: int
    successor: int | None
    kind: Succession
    on: dt.date


@dataclass(frozen=True, slots=True)
class Origins:
    """The units whose past is part of a unit's past.

    `whole` went into it entirely; `divided` went to several units, so that their figures cannot be told apart.
    """

    whole: frozenset[int]
    divided: frozenset[int]


def later_names(links: Iterable[Link]) -> dict[int, tuple[int, ...]]:
    """A unit that was renamed → the units that bore its further names, one after the other; ends on a ring."""
    step = {link.predecessor: link.successor for link in links if link.kind == Succession.RENAMED and link.successor}
    found = {}
    for old in step:
        line = [old]
        while line[-1] in step and step[line[-1]] not in line:
            line.append(step[line[-1]])
        found[old] = tuple(line[1:])
    return found


def under_every_name(found: Mapping[int, Found], links: Iterable[Link]) -> dict[int, Found]:
    """What was found by unit, for a renamed one under each name it bore afterwards, too."""
    known = later_names(links)
    return {name: value for unit, value in found.items() for name in (unit, *known.get(unit, ()))}


def renamed(links: Iterable[Link]) -> dict[int, int]:
    """A unit that was renamed, however often → the unit that bears its last name."""
    return {old: (old, *names)[-1] for old, names in later_names(links).items()}


def origins(unit_id: int, links: Iterable[Link]) -> Origins:
    """All predecessors at any distance. What came through a divided unit is divided too; ends on a ring."""
    links = list(links)
    heirs: dict[int, set[int]] = {}
    for link in links:
        if link.successor is not None:
            heirs.setdefault(link.predecessor, set()).add(link.successor)
    whole: set[int] = {unit_id}
    found: set[int] = {unit_id}
    waiting = [unit_id]
    while waiting:
        here = waiting.pop()
        new = {link.predecessor for link in links if link.successor == here} - found
        waiting.extend(sorted(new))
        found |= new
    # a unit is whole when everything it became is: settled from the youngest backwards, until nothing changes
    while True:
        more = {pk for pk in found - whole if heirs[pk] <= whole}
        if not more:
            break
        whole |= more
    return Origins(frozenset(whole - {unit_id}), frozenset(found - whole))
