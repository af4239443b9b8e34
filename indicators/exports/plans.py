"""The appendix of a plan as a workbook: the shape it is read in, with the title block of the province."""

import io
from collections.abc import Iterable
from itertools import groupby

from openpyxl import Workbook
from openpyxl.styles import Font

from cchc_portal.kit import sheets
from cchc_portal.kit.numbers import show_date
from indicators.imports.plans import COLUMNS
from indicators.models import Plan, Task

SHOWN = ("number", "title", "product", "lead", "supporting", "due_on", "budget", "target", "parent")
TITLES = {column.key: column.title for column in COLUMNS} | {
    "title": "Nhiệm vụ/Hoạt động",
    "product": "Sản phẩm/Kết quả",
    "due_on": "Thời gian hoàn thành",
    "budget": "Kinh phí/Ghi chú",
}
WIDTHS = (7, 52, 24, 24, 26, 15, 18, 12, 12)
SIZE_12_BOLD = Font(name=sheets.FACE, size=12, bold=True)


def write_plan(plan: Plan, tasks: Iterable[Task], authority: str) -> bytes:
    """The tasks under their areas; `tasks` come with lead and parent, in the order of the appendix."""
    book = Workbook()
    ws = book.active
    ws.title = "Phụ lục"
    shown = [key for key in SHOWN if key != "parent" or plan.unit_id]
    issued = f"(Kèm theo số {plan.number} ngày {show_date(plan.decided_on)})" if plan.number else "(Dự thảo)"
    lines = [("PHỤ LỤC", sheets.TITLE), (plan.name, SIZE_12_BOLD), (issued, sheets.SMALL)]
    row = sheets.title_block(ws, len(shown), authority, lines)
    for place, key in enumerate(shown, start=1):
        sheets.put(ws, row, place, TITLES[key], font=sheets.BOLD, align=sheets.MIDDLE, boxed=True)
    ws.print_title_rows, ws.freeze_panes = f"{row}:{row}", ws.cell(row + 1, 1)
    for place, (area, listed) in enumerate(groupby(tasks, key=lambda task: task.area), start=1):
        row += 1
        sheets.line(ws, row, 1, len(shown), f"{_roman(place)}. {area}", sheets.BOLD, sheets.LEFT)
        for task in listed:
            row += 1
            _line(ws, row, task, shown)
    sheets.widths(ws, WIDTHS[: len(shown)])
    sheets.paper(ws, plan.name)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _line(ws, row: int, task: Task, shown: list[str]) -> None:
    values = {
        "number": task.number,
        "title": task.title,
        "product": task.product,
        "lead": task.lead.name,
        "supporting": task.supporting,
        "due_on": show_date(task.due_on) if task.due_on else "Cả năm",
        "budget": task.budget,
        "target": task.target,
        "parent": task.parent.number if task.parent else None,
    }
    for place, key in enumerate(shown, start=1):
        align = sheets.RIGHT if key == "target" else sheets.LEFT
        sheets.put(ws, row, place, values[key] or None if key != "target" else values[key], align=align, boxed=True)


def _roman(number: int) -> str:
    signs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in signs:
        text, number = text + sign * (number // value), number % value
    return text
