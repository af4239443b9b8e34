"""How a sheet of the province looks: Times New Roman, title block, merged heads, A4 landscape, nothing hidden (pure).

Every text is written as a string whatever it begins with, so no cell of ours is ever read as a formula.
"""

from collections.abc import Sequence
from copy import copy
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

FACE = "Times New Roman"
POINTS, COUNT = "#,##0.00", "#,##0"  # Excel shows 1.234,56 where it speaks Vietnamese
_THIN = Side(style="thin", color="7F8C99")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD_FILL = PatternFill("solid", fgColor="E8EFF6")
_RISKY = tuple("=+-@＝＋－＠\t\r\n")

BODY, BOLD = Font(name=FACE, size=12), Font(name=FACE, size=12, bold=True)
TITLE, SMALL = Font(name=FACE, size=14, bold=True), Font(name=FACE, size=11, italic=True)
WARNING = Font(name=FACE, size=13, bold=True, color="B42318")
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
RIGHT = Alignment(horizontal="right", vertical="center", indent=1)


def put(
    ws: Worksheet,
    row: int,
    column: int,
    value: str | int | Decimal | None,
    *,
    font: Font = BODY,
    align: Alignment = LEFT,
    number: str = "",
    boxed: bool = False,
    fill: PatternFill | None = None,
) -> Cell:
    """One cell; text stays text, None leaves it empty."""
    cell = ws.cell(row, column)
    _look(cell, font, align, number, boxed, fill)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        if value.startswith(_RISKY):
            cell.quotePrefix = True
    else:
        cell.value = value
    return cell


_LOOKS: WeakKeyDictionary[Workbook, dict[Any, Any]] = WeakKeyDictionary()


def _look(cell: Cell, font: Font, align: Alignment, number: str, boxed: bool, fill: PatternFill | None) -> None:
    """Dress the cell; a look that the workbook has already is copied, which costs a fifth of putting it together."""
    known = _LOOKS.setdefault(cell.parent.parent, {})
    key = (id(font), id(align), number, boxed, id(fill))
    if found := known.get(key):
        cell._style = copy(found[0])
        return
    cell.font, cell.alignment = font, align
    if number:
        cell.number_format = number
    if boxed:
        cell.border = _BOX
    if fill:
        cell.fill = fill
    known[key] = (copy(cell._style), font, align, fill)  # they stay, so that no other object takes their ids


def line(ws: Worksheet, row: int, first: int, last: int, text: str, font: Font, align: Alignment = MIDDLE) -> None:
    """One text over merged columns."""
    put(ws, row, first, text, font=font, align=align)
    if last > first:
        ws.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)


def title_block(ws: Worksheet, columns: int, authority: str, lines: Sequence[tuple[str, Font]]) -> int:
    """Authority on the left, quốc hiệu and tiêu ngữ on the right, then the title lines; returns the next free row."""
    half = min(max(columns // 2, 2), columns - 1)
    line(ws, 1, 1, half, authority.upper(), BOLD)
    line(ws, 1, half + 1, columns, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", BOLD)
    motto = Font(name=FACE, size=12, bold=True, underline="single")
    line(ws, 2, half + 1, columns, "Độc lập - Tự do - Hạnh phúc", motto)
    row = 4
    for text, font in lines:
        line(ws, row, 1, columns, text, font)
        ws.row_dimensions[row].height = 22
        row += 1
    return row + 1


def heads(ws: Worksheet, row: int, columns: Sequence[tuple[str, Sequence[str]]]) -> int:
    """Two rows of heads: a group over its columns, or one head over both rows. Returns the first row of data."""
    column = 1
    for name, below in columns:
        last = column + max(len(below), 1) - 1
        for each in range(column, last + 1):
            for at in (row, row + 1):
                put(ws, at, each, None, font=BOLD, align=MIDDLE, boxed=True, fill=_HEAD_FILL)
        put(ws, row, column, name, font=BOLD, align=MIDDLE, boxed=True, fill=_HEAD_FILL)
        if below:
            for offset, text in enumerate(below):
                put(ws, row + 1, column + offset, text, font=BOLD, align=MIDDLE, boxed=True, fill=_HEAD_FILL)
        if last > column or not below:
            end = row if below else row + 1
            ws.merge_cells(start_row=row, start_column=column, end_row=end, end_column=last)
        column = last + 1
    ws.row_dimensions[row].height, ws.row_dimensions[row + 1].height = 24, 34
    ws.print_title_rows = f"{row}:{row + 1}"
    ws.freeze_panes = ws.cell(row + 2, 3)
    return row + 2


def widths(ws: Worksheet, sizes: Sequence[float]) -> None:
    for column, size in enumerate(sizes, start=1):
        ws.column_dimensions[get_column_letter(column)].width = size


def signatures(ws: Worksheet, row: int, columns: int) -> int:
    """Who drew the table up, who signs; returns the row below the room for the signatures."""
    half = max(columns // 2, 1)
    for first, last, who in ((1, half, "NGƯỜI LẬP BIỂU"), (half + 1, columns, "GIÁM ĐỐC")):
        line(ws, row, first, last, who, BOLD)
        line(ws, row + 1, first, last, "(Ký, ghi rõ họ tên)", SMALL)
    return row + 6


def paper(ws: Worksheet, footer: str) -> None:
    """A4 landscape, one page wide, page number and footer text on each page."""
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", ws.PAPERSIZE_A4
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.page_margins.left = ws.page_margins.right = 0.5
    ws.page_margins.top, ws.page_margins.bottom = 0.6, 0.7
    ws.print_options.horizontalCentered = True
    ws.sheet_view.showGridLines = False
    for part, text in ((ws.oddFooter.left, footer), (ws.oddFooter.right, "Trang &P/&N")):
        part.text, part.font, part.size = text, FACE, 9
