"""The reorganisation of 2025 in the invented city, through the real deed.

What went where follows the pattern of that year; names of communes and every document number are invented.
"""

import datetime as dt
from dataclasses import dataclass, replace

from cchc_portal.demo import NOTE
from cchc_portal.demo.casting import Cast
from units.actions import Draft, NewUnit, choose_receivers, confirm_reorganisation, draft_reorganisation
from units.enums import Change, Level
from units.models import Block, Reorganisation, Unit
from units.previews import preview

DEPARTMENTS_ON = dt.date(2025, 3, 1)
COMMUNES_ON = dt.date(2025, 7, 1)
RESOLUTION = (f"08/NQ-HĐND ({NOTE})", dt.date(2025, 2, 20))
ENACTMENT = (f"1668/NQ-UBTVQH15 ({NOTE})", dt.date(2025, 6, 16))


@dataclass(frozen=True, slots=True)
class Step:
    """One reorganisation by codes; `areas`: words in a task's title → who takes it."""

    change: Change
    closing: tuple[str, ...]
    new: tuple[NewUnit, ...] = ()
    existing: tuple[str, ...] = ()
    areas: tuple[tuple[str, str], ...] = ()


def _department(code: str, name: str, short_name: str) -> NewUnit:
    return NewUnit(code=code, name=name, short_name=short_name, level=Level.DEPARTMENT)


def _commune(code: str, name: str) -> NewUnit:
    return NewUnit(code=code, name=f"UBND {name}", short_name=name[0].upper() + name[1:], level=Level.COMMUNE)


DEPARTMENTS = (
    Step(
        Change.MERGE,
        ("SNNPTNT", "STNMT"),
        (_department("SNNMT", "Sở Nông nghiệp và Môi trường", "Nông nghiệp - Môi trường"),),
    ),
    Step(Change.MERGE, ("SKHDT",), existing=("STC",)),
    Step(Change.MERGE, ("SGTVT",), existing=("SXD",)),
    Step(Change.MERGE, ("STTTT",), existing=("SKHCN",)),
    Step(
        Change.DISSOLVE,
        ("SLDTBXH",),
        existing=("SNV", "SYT", "SNNMT", "SGDDT"),
        areas=(
            ("nghề nghiệp", "SGDDT"),
            ("đào tạo nghề", "SGDDT"),
            ("giảm nghèo", "SNNMT"),
            ("trẻ em", "SYT"),
            ("bảo trợ", "SYT"),
        ),
    ),
)
COMMUNES = (
    ("QTANGIANG", ("PTANGIANG", "phường Tân Giang"), ("PTANPHU", "phường Tân Phú Giang")),
    (
        "QBINHTRUNG",
        ("PBINHTRUNG", "phường Bình Trung"),
    ),
    (
        "QANTHOI",
        ("PANTHOI", "phường An Thới Đông"),
    ),
    ("QHOALAC", ("PHOALAC", "phường Hòa Lạc"), ("PHOATHANH", "phường Hòa Thạnh")),
    (
        "QPHUTHU",
        ("PPHUTHU", "phường Phú Thứ"),
    ),
    ("HVINHDIEN", ("XVINHDIEN", "xã Vĩnh Điền"), ("XVINHHOA", "xã Vĩnh Hòa Điền")),
    (
        "HTHANHLOI",
        ("XTHANHLOI", "xã Thạnh Lợi"),
    ),
    (
        "HLONGHUNG",
        ("XLONGHUNG", "xã Long Hưng"),
    ),
    (
        "HTRUONGXUAN",
        ("XTRUONGXUAN", "xã Trường Xuân"),
    ),
)


def reorganise(cast: Cast, *, now: dt.datetime) -> None:
    """Departments on 1/3/2025, then districts into communes on 1/7/2025; both days have passed, so at once."""
    for step in DEPARTMENTS:
        _carry_out(cast, step, DEPARTMENTS_ON, RESOLUTION, now)
    block = Block.objects.create(code="xa", name="UBND cấp xã", position=3)
    for district, *communes in COMMUNES:
        new = tuple(replace(_commune(*commune), block_id=block.pk) for commune in communes)
        _carry_out(cast, Step(Change.DISSOLVE, (district,), new), COMMUNES_ON, ENACTMENT, now)


def _carry_out(cast: Cast, step: Step, day: dt.date, document: tuple[str, dt.date], now: dt.datetime) -> None:
    units = {unit.code: unit for unit in Unit.objects.order_by("pk")}
    model = units[step.closing[0]]
    number, decided_on = document
    draft = Draft(
        change=step.change,
        effective_on=day,
        document_number=number,
        document_date=decided_on,
        closing=[units[code].pk for code in step.closing],
        new=[replace(e, parent_id=model.parent_id, block_id=e.block_id or model.block_id) for e in step.new],
        existing=[units[code].pk for code in step.existing],
    )
    made = draft_reorganisation(draft=draft, by=cast.coordinator, now=now)
    asked = {"reorganisation_id": made.pk, "by": cast.coordinator, "now": now}
    made = choose_receivers(receivers=_receivers(made, step), **asked)
    confirm_reorganisation(seen=preview(made).seal, **asked)


def _receivers(made: Reorganisation, step: Step) -> dict[str, int]:
    """Who takes what by the words in it; the rest goes to the first."""
    places = {heir.code: heir.place for heir in made.successors.order_by("place")}
    return {
        f"{move.what}:{move.key}": places[code]
        for move in preview(made).effects.moves
        for words, code in step.areas
        if words in move.label.lower()
    }
