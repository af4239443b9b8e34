"""Theo lĩnh vực: points and percent of every unit in every area (pure)."""

from decimal import Decimal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cchc_portal.kit.numbers import show_number
from cchc_portal.kit.sheets import heads, paper, signatures, widths
from reports.figures import area_names
from reports.papers.sheets.parts import begin, boxed, scale
from reports.papers.source import BlockTable, Source


def draw(ws: Worksheet, source: Source, block: BlockTable) -> None:
    names = area_names(block.rows)
    full = {code: max(a.max for row in block.rows for a in row.areas if a.code == code) for code in names}
    groups = [(f"{name} ({show_number(full[code])} điểm)", ("Điểm", "%")) for code, name in names.items()]
    columns = 3 + 2 * len(names)
    start = begin(ws, source, block, columns, "ĐIỂM THEO LĨNH VỰC CẢI CÁCH HÀNH CHÍNH")
    first = heads(ws, start, [("Hạng", ()), ("Đơn vị", ()), *groups, ("Tổng điểm", ())])
    ws.row_dimensions[start].height = 64
    for at, row in enumerate(block.rows, start=first):
        found = {area.code: area for area in row.areas}
        cells: list[str | int | Decimal | None] = [row.rank or "–", row.unit_name]
        for code in names:
            cells += [found[code].points, found[code].percent] if code in found else [None, None]
        boxed(ws, at, [*cells, row.total])
    last = first + len(block.rows) - 1
    for place in range(len(names)):
        letter = get_column_letter(4 + 2 * place)
        ws.conditional_formatting.add(f"{letter}{first}:{letter}{last}", scale())
    widths(ws, [7, 44, *([9.5, 9.5] * len(names)), 11])
    signatures(ws, last + 2, columns)
    paper(ws, source.footer)
