"""Loading the official list of units."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from cchc_portal.kit.text import folded
from units.actions.asking import ask
from units.models import Block, Unit, User
from units.policy import Deed
from units.trees import cycles, outline


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as the list wants it; `fields` holds only the columns the file has, so the others stay as they are.

    "parent" is a code or None, "block" the code or name of a block or None.
    """

    code: str
    fields: Mapping[str, Any]


@dataclass(slots=True)
class Loaded:
    """What a load of the unit list did, by code.

    `changes`: code → field → (before, after), a parent by its code, a block by its name.
    """

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    changes: dict[str, dict[str, tuple[Any, Any]]] = field(default_factory=dict)


class _Rehearsed(Exception):
    """Ends a rehearsal by undoing it."""


@transaction.atomic
def load_units(*, rows: Sequence[UnitRow], by: User | None, now: dt.datetime) -> Loaded:
    """Open the units not known yet and bring the others to what the list says; the same list twice changes nothing.

    Raises Refused when meanwhile stored parents and the list together would form a ring.
    """
    ask(by, Deed.MANAGE_UNITS, now)
    units = {unit.code: unit for unit in Unit.objects.select_for_update(of=("self",)).order_by("pk")}
    blocks = _blocks(rows)
    codes = {unit.pk: unit.code for unit in units.values()}
    parents = {code: codes.get(unit.parent_id) for code, unit in units.items()}
    parents |= {row.code: row.fields.get("parent", parents.get(row.code)) for row in rows}
    if rings := cycles(parents):
        raise Refused(f"Vòng cấp trên: {' → '.join([*rings[0], rings[0][0]])}.")
    by_code = {row.code: row for row in rows}
    _release_official_codes(rows, units)
    done, events = Loaded(), []
    for code, _ in outline(parents):
        if code in by_code:
            unit = units.setdefault(code, Unit(code=code))
            before, after = _bring(unit, by_code[code].fields, units, blocks)
            getattr(done, _kind(before, after)).append(code)
            events.append((unit, before, after))
    done.changes = _changes(events, units, blocks)
    for unit, before, after in events:  # the trail comes last: it is locked until commit
        if before != after:
            deed = "units.changed" if before else "units.opened"
            trail.record(deed, unit, by=by, before=before, after=after, unit_id=unit.pk)
    return done


def rehearse_units(*, rows: Sequence[UnitRow], by: User | None, now: dt.datetime) -> Loaded:
    """What load_units would do, found by doing it and undoing it: nothing is kept. Raises Refused alike."""
    loaded = Loaded()
    try:
        with transaction.atomic():
            loaded = load_units(rows=rows, by=by, now=now)
            raise _Rehearsed
    except _Rehearsed:
        return loaded


def _release_official_codes(rows: Sequence[UnitRow], units: Mapping[str, Unit]) -> None:
    """Two units may exchange their identifiers in one list: those that change are free before any is given."""
    changing = [
        units[row.code].pk
        for row in rows
        if row.code in units and row.fields.get("official_code", "") not in ("", units[row.code].official_code)
    ]
    Unit.objects.filter(pk__in=changing).update(official_code="")


def _changes(
    events: Iterable[tuple[Unit, dict[str, Any] | None, dict[str, Any]]],
    units: Mapping[str, Unit],
    blocks: Mapping[str, Block],
) -> dict[str, dict[str, tuple[Any, Any]]]:
    named = {
        "parent": {unit.pk: unit.code for unit in units.values()},
        "block": {block.pk: block.name for block in blocks.values()},
    }

    def readable(facts: Mapping[str, Any]) -> dict[str, Any]:
        ids = {name: found.get(facts[f"{name}_id"]) for name, found in named.items()}
        return {name: value for name, value in facts.items() if not name.endswith("_id")} | ids

    pairs = {unit.code: (readable(old), readable(new)) for unit, old, new in events if old is not None and old != new}
    return {
        code: {name: (old[name], new[name]) for name in new if old[name] != new[name]}
        for code, (old, new) in pairs.items()
    }


def _kind(before: dict[str, Any] | None, after: dict[str, Any]) -> str:
    """The list of Loaded this belongs to."""
    if before is None:
        return "new"
    return "same" if before == after else "changed"


def _bring(
    unit: Unit, fields: Mapping[str, Any], units: Mapping[str, Unit], blocks: Mapping[str, Block]
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Set the fields, save when that changes anything, and say what was and what is."""
    before = None if unit.pk is None else unit_facts(unit)
    for name, value in fields.items():
        if name == "parent":
            unit.parent = None if value is None else units[value]
        elif name == "block":
            unit.block = None if value is None else blocks[folded(value)]
        else:
            setattr(unit, name, value)
    after = unit_facts(unit)
    if after != before:
        unit.save()
    return before, after


def unit_facts(unit: Unit) -> dict[str, Any]:
    return {
        "code": unit.code,
        "official_code": unit.official_code,
        "name": unit.name,
        "short_name": unit.short_name,
        "parent_id": unit.parent_id,
        "level": str(unit.level),
        "block_id": unit.block_id,
        "ranked": unit.ranked,
        "valid_from": unit.valid_from.isoformat(),
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
    }


def _blocks(rows: Iterable[UnitRow]) -> dict[str, Block]:
    """Blocks by folded code and folded name; a word that names none becomes a new block at the end."""
    found: dict[str, Block] = {}
    for block in Block.objects.order_by("position", "code"):
        found |= {folded(block.code): block, folded(block.name): block}
    last = max((block.position for block in found.values()), default=0)
    for word in dict.fromkeys(row.fields["block"] for row in rows if row.fields.get("block")):
        if folded(word) not in found:
            last += 1
            code = slugify(folded(word))[:20]
            if code in found or not code:
                code = f"khoi-{last}"
            found |= dict.fromkeys((folded(word), code), Block.objects.create(code=code, name=word, position=last))
    return found
