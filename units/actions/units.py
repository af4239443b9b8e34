"""Deeds on units: loading the official list, closing one."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.refusals import Refused
from cchc_portal.kit.text import folded
from units.actions.asking import ask
from units.enums import Succession
from units.models import Block, Unit, UnitLineage, User
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
    """What a load of the unit list did, by code."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)


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
    done, events = Loaded(), []
    for code, _ in outline(parents):
        if code in by_code:
            unit = units.setdefault(code, Unit(code=code))
            before, after = _bring(unit, by_code[code].fields, units, blocks)
            getattr(done, _kind(before, after)).append(code)
            events.append((unit, before, after))
    for unit, before, after in events:  # the trail comes last: it is locked until commit
        if before != after:
            deed = "units.changed" if before else "units.opened"
            trail.record(deed, unit, by=by, before=before, after=after, unit_id=unit.pk)
    return done


def _kind(before: dict[str, Any] | None, after: dict[str, Any]) -> str:
    """The list of Loaded this belongs to."""
    if before is None:
        return "new"
    return "same" if before == after else "changed"


def _bring(
    unit: Unit, fields: Mapping[str, Any], units: Mapping[str, Unit], blocks: Mapping[str, Block]
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Set the fields, save when that changes anything, and say what was and what is."""
    before = None if unit.pk is None else _unit_facts(unit)
    for name, value in fields.items():
        if name == "parent":
            unit.parent = None if value is None else units[value]
        elif name == "block":
            unit.block = None if value is None else blocks[folded(value)]
        else:
            setattr(unit, name, value)
    after = _unit_facts(unit)
    if after != before:
        unit.save()
    return before, after


def _unit_facts(unit: Unit) -> dict[str, Any]:
    return {
        "code": unit.code,
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


@transaction.atomic
def close_unit(
    *,
    unit_id: int,
    on: dt.date,
    by: User | None,
    now: dt.datetime,
    successor_ids: Sequence[int] = (),
    kind: Succession | None = None,
    document: str = "",
) -> Unit:
    """End a unit with `on` as its last day and link what it became; merging is closing several into one.

    Its history and the posts held in it stay, so that people can finish what is open.
    """
    ask(by, Deed.MANAGE_UNITS, now)
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit_id)
    successors = list(Unit.objects.filter(pk__in=successor_ids).order_by("pk"))
    if refusal := _why_not_close(unit, on, successors, kind):
        raise Refused(refusal)
    before = _unit_facts(unit)
    unit.valid_to = on
    unit.save(update_fields=["valid_to"])
    UnitLineage.objects.bulk_create(
        UnitLineage(predecessor=unit, successor=successor, kind=kind, on=on, document=document)
        for successor in successors
    )
    after = _unit_facts(unit) | {"successor_ids": [each.pk for each in successors], "kind": str(kind or "")}
    trail.record("units.closed", unit, by=by, before=before, after=after, reason=document, unit_id=unit.pk)
    return unit


def _why_not_close(unit: Unit, on: dt.date, successors: list[Unit], kind: Succession | None) -> str | None:
    if unit.valid_to is not None:
        return f"{unit.name} đã ngừng hoạt động từ sau ngày {show_date(unit.valid_to)}."
    if on < unit.valid_from:
        return f"{unit.name} hoạt động từ {show_date(unit.valid_from)}, không thể ngừng trước ngày đó."
    if bool(successors) != bool(kind):
        return "Đơn vị kế thừa và hình thức sắp xếp phải ghi cùng nhau."
    if unit in successors:
        return "Đơn vị không thể kế thừa chính mình."
    next_day = on + dt.timedelta(days=1)
    if closed := [each.name for each in successors if not each.open_on(next_day)]:
        return f"Đơn vị kế thừa chưa hoạt động vào ngày {show_date(next_day)}: {', '.join(closed)}."
    if below := [child.name for child in unit.children.active_on(next_day)[:5]]:
        return f"Còn đơn vị trực thuộc đang hoạt động: {', '.join(below)}. Hãy chuyển hoặc đóng các đơn vị đó trước."
    return None
