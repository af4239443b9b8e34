"""A file of tasks: columns, checks, rows."""

import datetime as dt
from decimal import Decimal
from typing import Any

from cchc_portal.kit.excel import CellError, Column, Row, Source, choice, day, decimal, read_table, text
from cchc_portal.kit.text import folded
from indicators.actions.plans import TaskRow
from indicators.enums import AssignedBy
from indicators.imports.units import UnitNames
from indicators.plans.outcomes import why_not_finished

ALL_YEAR = frozenset({"ca nam", "trong nam", "thuong xuyen"})
SOURCES = {
    "Kế hoạch": AssignedBy.PLAN,
    AssignedBy.PLAN.label: AssignedBy.PLAN,
    "UBND": AssignedBy.PROVINCE,
    AssignedBy.PROVINCE.label: AssignedBy.PROVINCE,
}
MOST = Decimal("999999999999.99")  # what the column holds


def _due(value: Any) -> dt.date | None:
    """A day; None for "cả năm", "thường xuyên"."""
    return None if isinstance(value, str) and folded(value) in ALL_YEAR else day(value)


COLUMNS = (
    Column("number", ("TT", "STT", "Số thứ tự"), text(20), required=True, width=6),
    Column("area", ("Lĩnh vực",), text(120), required=True, width=28),
    Column("title", ("Nhiệm vụ", "Nhiệm vụ/Hoạt động"), text(500), required=True, width=60),
    Column("product", ("Sản phẩm", "Sản phẩm/Kết quả"), text(300), width=24),
    Column(
        "lead",
        ("Cơ quan chủ trì", "Chủ trì", "Cơ quan chủ trì (mã hoặc tên)"),
        text(200),
        required=True,
        width=24,
    ),
    Column("supporting", ("Cơ quan phối hợp", "Phối hợp"), text(300), width=30),
    Column("due_on", ("Thời hạn", "Thời gian hoàn thành"), _due, width=12),
    Column("finished_on", ("Ngày hoàn thành",), day, width=14),
    Column("target", ("Chỉ tiêu",), decimal(0, MOST), width=12),
    Column("achieved", ("Thực hiện",), decimal(0, MOST), width=12),
    Column("assigned_by", ("Giao bởi",), choice(SOURCES, ["Kế hoạch", "UBND"]), width=12),
)


def read_tasks(source: Source, *, year: int, today: dt.date) -> tuple[list[TaskRow], list[CellError]]:
    """Every task of the file and every error with its cell; the tasks count only when there are no errors."""
    table = read_table(source, COLUMNS)
    units = UnitNames(dt.date(year, 1, 1), dt.date(year, 12, 31))
    errors, tasks, places = list(table.errors), [], {}
    for row in table.rows:
        lead_id, more = _checked(row, units, year, today)
        errors += more
        if lead_id is None or not {"number", "area", "title"} <= row.values.keys():
            continue
        task = _task(row, lead_id)
        first = places.setdefault(task.key, row.cell("number"))
        if first != row.cell("number"):
            sentence = f"Nhiệm vụ số {task.number} của cơ quan này đã có ở ô {first}. Mỗi nhiệm vụ ghi một dòng."
            errors.append(CellError(row.cell("number"), sentence))
        tasks.append(task)
    if not table.rows and not errors:
        errors.append(CellError("", "Tệp không có nhiệm vụ nào dưới dòng tiêu đề."))
    return tasks, errors


def _checked(row: Row, units: UnitNames, year: int, today: dt.date) -> tuple[int | None, list[CellError]]:
    """The lead unit, and what is wrong with values that could be read."""
    errors = []
    lead_id = None
    if lead := row.values.get("lead"):
        lead_id, sentence = units.find(lead)
        if sentence:
            errors.append(CellError(row.cell("lead"), sentence))
    finished_on = row.values.get("finished_on")
    if finished_on and (sentence := why_not_finished(finished_on, year=year, today=today)):
        errors.append(CellError(row.cell("finished_on"), sentence))
    due_on = row.values.get("due_on")
    if due_on and due_on.year not in (year, year + 1):
        sentence = f"Thời hạn phải trong năm {year} hoặc {year + 1}. Kiểm tra lại năm, hoặc ghi “cả năm”."
        errors.append(CellError(row.cell("due_on"), sentence))
    return lead_id, errors


def _task(row: Row, lead_id: int) -> TaskRow:
    values = row.values
    return TaskRow(
        number=values["number"],
        area=values["area"],
        title=values["title"],
        product=values.get("product") or "",
        lead_id=lead_id,
        supporting=values.get("supporting") or "",
        due_on=values.get("due_on"),
        finished_on=values.get("finished_on"),
        target=values.get("target"),
        achieved=values.get("achieved"),
        assigned_by=values.get("assigned_by") or AssignedBy.PLAN,
    )
