"""The official unit list → checked rows, or every error with its cell address; writes nothing."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cchc_portal.kit.excel import CellError, Column, Row, Source, choice, day, read_table, text, yes_no
from cchc_portal.kit.numbers import Unreadable, show_date
from units.actions import UnitRow
from units.enums import Level
from units.models import Unit, UnitQuerySet
from units.trees import cycles

_OTHER_WORDS = {
    "Tỉnh": Level.PROVINCE,
    "Thành phố": Level.PROVINCE,
    "Sở": Level.DEPARTMENT,
    "Huyện": Level.DISTRICT,
    "Cấp huyện": Level.DISTRICT,
    "Xã": Level.COMMUNE,
    "Phường": Level.COMMUNE,
    "Ngành dọc": Level.VERTICAL,
}


def _code(value: Any) -> str:
    code: str = text(30)(value)
    if " " in code:
        raise Unreadable(f"Mã “{code}” có dấu cách.")
    return code


def _official_code(value: Any) -> str:
    code: str = text(35)(value)
    if " " in code:
        raise Unreadable(f"Mã định danh “{code}” có dấu cách.")
    return code


COLUMNS = (
    Column("code", ("Mã đơn vị", "Mã"), _code, required=True),
    Column("official_code", ("Mã định danh",), _official_code, width=20),
    Column("name", ("Tên đơn vị", "Tên"), text(200), required=True, width=44),
    Column("short_name", ("Tên ngắn", "Tên viết tắt"), text(80), width=24),
    Column("parent", ("Mã cấp trên", "Mã đơn vị cấp trên"), _code),
    Column(
        "level",
        ("Cấp",),
        choice(
            {level.label: level for level in Level} | {level.value: level for level in Level} | _OTHER_WORDS,
            Level.labels,
        ),
        required=True,
        width=26,
    ),
    Column("block", ("Khối", "Mã khối"), text(100), width=26),
    Column("ranked", ("Xếp hạng", "Được xếp hạng"), yes_no),
    Column("valid_from", ("Hoạt động từ", "Từ ngày"), day, required=True),
    Column("valid_to", ("Đến ngày", "Đến"), day),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows to load; empty when there is any error."""

    rows: list[UnitRow]
    errors: list[CellError]


def read_units(source: Source) -> Checked:
    """Read and check the list against itself and the units already known."""
    table = read_table(source, COLUMNS)
    known = dict(_stored().order_by("pk").values_list("code", "parent__code"))
    errors = [*table.errors, *_repeated(table.rows), *_dates(table.rows), *_parents(table.rows, known)]
    errors += _official_codes(table.rows)
    if errors or not table.rows:
        return Checked([], sorted(errors, key=place) or [CellError("", "Tệp không có dòng nào dưới tiêu đề.")])
    return Checked([unit_row(row.values) for row in table.rows], [])


def unit_row(values: Mapping[str, Any]) -> UnitRow:
    """An empty "Xếp hạng" means yes, an empty short name or identifier means none."""
    filled = {"ranked": True, "short_name": "", "official_code": ""}
    fields = {key: filled.get(key) if value is None else value for key, value in values.items() if key != "code"}
    return UnitRow(values["code"], fields)


def place(error: CellError) -> tuple[int, int, str]:
    """Errors in reading order: row, then column (A … Z before AA)."""
    letters = error.cell.rstrip("0123456789")
    return int(error.cell[len(letters) :] or 0), len(letters), letters


def _stored() -> UnitQuerySet:
    return Unit.objects.unscoped(reason="the list is checked against every unit")


def _repeated(rows: Sequence[Row]) -> Iterable[CellError]:
    first: dict[str, Row] = {}
    for row in rows:
        code = row.values.get("code")
        if code is not None and first.setdefault(code, row) is not row:
            yield CellError(row.cell("code"), f"Mã “{code}” đã có ở ô {first[code].cell('code')}.")


def _official_codes(rows: Sequence[Row]) -> Iterable[CellError]:
    """An identifier belongs to one living unit, in the list as among the stored units the list says nothing of."""
    listed = {row.values.get("code") for row in rows}
    living = _stored().filter(valid_to=None).exclude(official_code="").exclude(code__in=listed - {None})
    owners = {code: f"của {name}" for code, name in living.order_by("pk").values_list("official_code", "name")}
    for row in rows:
        code = row.values.get("official_code")
        if not code or row.values.get("valid_to"):
            continue
        if code in owners:
            yield CellError(row.cell("official_code"), f"Mã định danh “{code}” đã là mã {owners[code]}.")
        owners.setdefault(code, f"ở ô {row.cell('official_code')}")


def _dates(rows: Sequence[Row]) -> Iterable[CellError]:
    for row in rows:
        start: dt.date | None = row.values.get("valid_from")
        end: dt.date | None = row.values.get("valid_to")
        if start and end and end < start:
            yield CellError(row.cell("valid_to"), f"Trước ngày bắt đầu hoạt động {show_date(start)}.")


def _parents(rows: Sequence[Row], known: Mapping[str, str | None]) -> Iterable[CellError]:
    """Parents nobody knows, and rings; a row overrules what is stored."""
    named = [row for row in rows if "code" in row.values and "parent" in row.values]
    codes = known.keys() | {row.values["code"] for row in rows if "code" in row.values}
    for row in named:
        if row.values["parent"] is not None and row.values["parent"] not in codes:
            yield CellError(
                row.cell("parent"),
                f"Mã cấp trên “{row.values['parent']}” không có trong tệp và chưa có trong hệ thống.",
            )
    wanted = {row.values["code"]: row for row in reversed(named)}
    for ring in cycles({**known, **{code: row.values["parent"] for code, row in wanted.items()}}):
        row = min((wanted[code] for code in ring if code in wanted), key=lambda row: row.number)
        start = ring.index(row.values["code"])
        chain = " → ".join([*ring[start:], *ring[:start], row.values["code"]])
        yield CellError(row.cell("parent"), f"Vòng cấp trên: {chain}.")
