"""Xếp loại: how many units have each grade, which they are, and whose grade was lowered and why (pure)."""

from openpyxl.worksheet.worksheet import Worksheet

from cchc_portal.kit.sheets import BOLD, COUNT, MIDDLE, POINTS, RIGHT, heads, line, paper, put, signatures, widths
from reports.papers.sheets.parts import ROW_HEIGHT, bars, begin, boxed, chart_sheet, labelled
from reports.papers.source import BlockTable, GradeCount, Source

COLUMNS = 5


def draw(ws: Worksheet, source: Source, block: BlockTable) -> None:
    start = begin(ws, source, block, COLUMNS, "PHÂN BỐ XẾP LOẠI")
    first = heads(ws, start, [("STT", ()), ("Xếp loại", ()), ("Số đơn vị", ()), ("Tỷ lệ (%)", ()), ("Các đơn vị", ())])
    for place, each in enumerate(block.grade_counts):
        _line(ws, first + place, place + 1, each)
    last = first + len(block.grade_counts)
    boxed(ws, last, ["", "Toàn khối", None, None, ""], font=BOLD)
    put(ws, last, 3, len(block.rows), font=BOLD, align=RIGHT, number=COUNT, boxed=True)
    below = _lowered(ws, last + 2, block)
    widths(ws, [7, 26, 13, 13, 100])
    signatures(ws, below + 1, COLUMNS)
    paper(ws, source.footer)
    if block.grade_counts:
        chart = bars(ws, 2, ((3, "Số đơn vị"),), first, len(block.grade_counts), grouping="clustered")
        chart.height = 5 + 0.9 * len(block.grade_counts)
        chart_sheet(ws, source, block, "BIỂU ĐỒ XẾP LOẠI", [labelled(chart)])


def _line(ws: Worksheet, at: int, place: int, each: GradeCount) -> None:
    names = "; ".join(each.units)
    boxed(ws, at, [place, each.grade, None, None, names])
    put(ws, at, 3, len(each.units), align=RIGHT, number=COUNT, boxed=True)
    put(ws, at, 4, each.share, align=RIGHT, number=POINTS, boxed=True)
    ws.row_dimensions[at].height = ROW_HEIGHT * (1 + len(names) // 105)


def _lowered(ws: Worksheet, at: int, block: BlockTable) -> int:
    """The units whose grade a condition or a quota lowered, with the reason; returns the next free row."""
    capped = [row for row in block.rows if row.grade_reason]
    if not capped:
        line(ws, at, 1, COLUMNS, "Không đơn vị nào bị điều kiện hay tỷ lệ khống chế mức xếp loại.", BOLD)
        return at + 1
    line(ws, at, 1, COLUMNS, "Đơn vị có mức xếp loại bị khống chế", BOLD)
    for offset, row in enumerate(capped, start=1):
        boxed(ws, at + offset, ["", row.unit_name, row.grade, row.percent, row.grade_reason])
        ws.cell(at + offset, 3).alignment = MIDDLE
        ws.row_dimensions[at + offset].height = ROW_HEIGHT * (
            1 + max(len(row.grade_reason) // 105, len(row.unit_name) // 24)
        )
    return at + len(capped) + 1
