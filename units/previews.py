"""What a reorganisation will do, read from the database: the same look before it and inside it."""

import hashlib
from dataclasses import dataclass

from units.enums import Change
from units.models import Reorganisation, Unit
from units.succession import HAND_OVERS, STAYS, Effects, Heir, Member, Move, Plan, effects, problems, thawed


def plan_of(reorganisation: Reorganisation) -> Plan:
    heirs = [
        Heir(
            place=heir.place,
            code=heir.code,
            name=heir.name,
            unit_id=None if heir.is_new else heir.unit_id,
            parent_id=heir.parent_id,
            official_code=heir.official_code,
        )
        for heir in reorganisation.successors.order_by("place")
    ]
    closing = reorganisation.predecessors.order_by("sort_name", "pk").values_list("pk", flat=True)
    return Plan(Change(reorganisation.change), reorganisation.effective_on, tuple(closing), tuple(heirs))


def members() -> dict[int, Member]:
    """Every unit there is, by id."""
    names = ("pk", "code", "name", "parent_id", "valid_from", "valid_to", "official_code")
    everywhere = Unit.objects.unscoped(reason="a reorganisation is looked at as a whole, by coordinators")
    return {row[0]: Member(*row) for row in everywhere.order_by("sort_name", "pk").values_list(*names)}


def effects_of(reorganisation: Reorganisation, plan: Plan, units: dict[int, Member]) -> Effects:
    """A query or two per kind of thing, whatever the number of units and things."""
    items = {name: each.items(plan.closing, plan.effective_on) for name, each in HAND_OVERS.items()}
    stays = [sentence for said in STAYS.values() for sentence in said(plan.closing, plan.effective_on)]
    return effects(plan, units, items, reorganisation.receivers, stays)


def obstacles(plan: Plan, units: dict[int, Member], shown: Effects) -> list[str]:
    """What must be mended before the reorganisation can be confirmed; empty: nothing."""
    found = problems(plan, units)
    left = [move for move in shown.moves if not move.place and move.what not in ENDS_WITH_THE_UNIT]
    if kinds := ", ".join(dict.fromkeys(HAND_OVERS[move.what].title.lower() for move in left)):
        found.append(f"Chưa có đơn vị nhận bàn giao {kinds}. Hãy thêm đơn vị nhận.")
    return found


ENDS_WITH_THE_UNIT = frozenset({"accounts"})
"""A post may simply end; everything else needs somebody who takes it over."""


def seal(shown: Effects) -> str:
    """Changes whenever the effects do: the confirmation carries it, so that nobody confirms what they did not see."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Group:
    """The moves of one kind, with their sum in `measure`."""

    what: str
    title: str
    measure: str
    moves: tuple[Move, ...]

    @property
    def count(self) -> int:
        return sum(move.count for move in self.moves)

    @property
    def ending(self) -> int:
        return sum(move.count for move in self.moves if not move.place)


@dataclass(frozen=True, slots=True)
class Preview:
    """What the page of a reorganisation shows: looked up as long as it can still change, as it was done afterwards."""

    effects: Effects
    heirs: tuple[Heir, ...]
    obstacles: tuple[str, ...] = ()
    seal: str = ""

    @property
    def groups(self) -> list[Group]:
        return [
            Group(what, each.title, each.measure, tuple(move for move in self.effects.moves if move.what == what))
            for what, each in HAND_OVERS.items()
        ]


def preview(reorganisation: Reorganisation) -> Preview:
    plan = plan_of(reorganisation)
    if reorganisation.effects is not None:
        return Preview(thawed(reorganisation.effects), plan.heirs)
    units = members()
    shown = effects_of(reorganisation, plan, units)
    return Preview(shown, plan.heirs, tuple(obstacles(plan, units, shown)), seal(shown))
