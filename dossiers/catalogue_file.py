"""The catalogue of procedures as a file: checked rows or every error with its cell; the workbook that reads back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cchc_portal.kit.excel import (
    CellError,
    Column,
    Row,
    Source,
    choice,
    day,
    integer,
    read_table,
    text,
    write_table,
    yes_no,
)
from cchc_portal.kit.numbers import Unreadable, show_date
from dossiers.actions.catalogue import ProcedureRow
from dossiers.enums import OnlineService, ProcedureLevel
from dossiers.models import ProcedureVersion
from units.imports import place

MOST_DAYS, MOST_FEE = 999, 10**12


def _code(value: Any) -> str:
    code: str = text(40)(value)
    if " " in code:
        raise Unreadable(f"Mã TTHC “{code}” có dấu cách.")
    return code


LEVELS = {level.label: level for level in ProcedureLevel} | {
    "Tỉnh": ProcedureLevel.PROVINCE, "Huyện": ProcedureLevel.DISTRICT, "Xã": ProcedureLevel.COMMUNE,
    "Ngành dọc": ProcedureLevel.VERTICAL,
}  # fmt: skip
SERVICES = {service.label: service for service in OnlineService} | {
    "Không": OnlineService.NONE, "DVCTT một phần": OnlineService.PART, "DVCTT toàn trình": OnlineService.FULL,
}  # fmt: skip

COLUMNS = (
    Column("code", ("Mã TTHC", "Mã thủ tục"), _code, required=True, width=16),
    Column("name", ("Tên TTHC", "Tên thủ tục hành chính", "Tên thủ tục"), text(500), required=True, width=60),
    Column("area", ("Lĩnh vực",), text(200), width=28),
    Column("level", ("Cấp thực hiện", "Cấp"), choice(LEVELS, ProcedureLevel.labels), width=18),
    Column(
        "online_service", ("Dịch vụ công trực tuyến", "Mức độ DVCTT"), choice(SERVICES, OnlineService.labels), width=24
    ),
    Column("working_days", ("Thời hạn (ngày làm việc)", "Thời hạn"), integer(0, MOST_DAYS)),
    Column("has_fee", ("Có phí, lệ phí", "Có phí"), yes_no),
    Column("fee", ("Mức phí (đồng)", "Mức phí"), integer(0, MOST_FEE)),
    Column("decision_number", ("Số quyết định công bố", "Quyết định công bố"), text(60), width=24),
    Column("valid_from", ("Áp dụng từ", "Từ ngày"), day, required=True),
    Column("valid_to", ("Đến hết ngày", "Đến ngày"), day),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows to load; empty when there is any error."""

    rows: list[ProcedureRow]
    errors: list[CellError]


def read_procedures(source: Source) -> Checked:
    """Read and check the list against itself."""
    table = read_table(source, COLUMNS)
    errors = [*table.errors, *_dates(table.rows), *_fees(table.rows), *_overlaps(table.rows)]
    if errors or not table.rows:
        return Checked([], sorted(errors, key=place) or [CellError("", "Tệp không có dòng nào dưới tiêu đề.")])
    return Checked([_row(row.values) for row in table.rows], [])


def _row(values: dict[str, Any]) -> ProcedureRow:
    fee = values.get("fee")
    return ProcedureRow(
        code=values["code"],
        name=values["name"],
        area=values.get("area") or "",
        valid_from=values["valid_from"],
        valid_to=values.get("valid_to"),
        level=values.get("level") or "",
        online_service=values.get("online_service") or OnlineService.NONE,
        working_days=values.get("working_days"),
        has_fee=bool(values.get("has_fee") or fee),
        fee=fee or None,
        decision_number=values.get("decision_number") or "",
    )


def _dates(rows: Sequence[Row]) -> Iterable[CellError]:
    for row in rows:
        first, last = row.values.get("valid_from"), row.values.get("valid_to")
        if first and last and last < first:
            yield CellError(row.cell("valid_to"), f"Trước ngày áp dụng {show_date(first)}.")


def _fees(rows: Sequence[Row]) -> Iterable[CellError]:
    for row in rows:
        if row.values.get("has_fee") is False and row.values.get("fee"):
            yield CellError(row.cell("fee"), "Có mức phí nhưng cột “Có phí, lệ phí” ghi Không; hãy sửa một trong hai.")


def _overlaps(rows: Sequence[Row]) -> Iterable[CellError]:
    """Of one procedure no two lines for one day; one name and one field."""
    seen: dict[tuple[str, Any], Row] = {}
    names: dict[str, Row] = {}
    for row in rows:
        code, first = row.values.get("code"), row.values.get("valid_from")
        if not code or not first:
            continue
        if seen.setdefault((code, first), row) is not row:
            yield CellError(
                row.cell("valid_from"), f"Thủ tục này đã có bản áp dụng từ ngày đó ở dòng {seen[code, first].number}."
            )
        named = names.setdefault(code, row)
        if row.values.get("name") != named.values.get("name"):
            yield CellError(row.cell("name"), f"Khác tên của cùng mã ở dòng {named.number}.")


def write_procedures(path: Path, versions: Iterable[ProcedureVersion]) -> None:
    """One line per version, as the import wants them."""
    write_table(path, "Danh mục thủ tục hành chính", COLUMNS, map(_line, versions))


def _line(version: ProcedureVersion) -> dict[str, object]:
    return {
        "code": version.procedure.code,
        "name": version.procedure.name,
        "area": version.procedure.area,
        "level": version.get_level_display() if version.level else "",
        "online_service": version.get_online_service_display(),
        "working_days": version.working_days,
        "has_fee": "Có" if version.has_fee else "Không",
        "fee": version.fee,
        "decision_number": version.decision_number,
        "valid_from": version.valid_from,
        "valid_to": version.valid_to,
    }
