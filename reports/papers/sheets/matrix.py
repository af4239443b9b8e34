"""Tiêu chí: every criterion beside every unit, coloured by the share of its maximum (pure).

A page holds UNITS units, so that A4 can be read; more units give more sheets, each with all criteria.
"""

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cchc_portal.kit.sheets import BOLD, LEFT, MIDDLE, POINTS, RIGHT, SMALL, line, paper, put, signatures, widths
from reports.figures import Leaf, Row
from reports.papers.sheets.parts import ROW_HEIGHT, begin, scale
from reports.papers.source import NOT_APPLICABLE, BlockTable, Source

UNITS = 20
_BEFORE = 3  # columns: code, criterion, maximum
_UPRIGHT = Alignment(horizontal="center", vertical="center", wrap_text=True, textRotation=90)
_KEY = (
    "Màu theo tỷ lệ đạt so với điểm tối đa: cam từ 50% trở xuống, xanh khi đạt tối đa. "
    f"{NOT_APPLICABLE}: không áp dụng cho đơn vị; ô trống: chưa có điểm."
)


def pages(block: BlockTable) -> list[tuple[Row, ...]]:
    """The units of each sheet."""
    return [block.rows[start : start + UNITS] for start in range(0, len(block.rows), UNITS)]


def draw(ws: Worksheet, source: Source, block: BlockTable, units: Sequence[Row]) -> None:
    columns = _BEFORE + len(units)
    start = begin(ws, source, block, max(columns, 6), "ĐIỂM TỪNG TIÊU CHÍ")
    line(ws, start - 1, 1, max(columns, 6), _KEY, SMALL, LEFT)
    _heads(ws, start, units)
    cards = {row.unit_id: {leaf.code: leaf for leaf in block.leaves.get(row.unit_id, ())} for row in units}
    at, area = start + 1, ""
    for criterion in block.criteria:
        if criterion.area_code != area:
            area, at = criterion.area_code, _area(ws, at, criterion, units)
        _criterion(ws, at, criterion, [cards[row.unit_id].get(criterion.code) for row in units])
        at += 1
    _totals(ws, at, units)
    widths(ws, [8, 46, 9, *([9] * len(units))])
    signatures(ws, at + 3, max(columns, 6))
    paper(ws, source.footer)


def _heads(ws: Worksheet, at: int, units: Sequence[Row]) -> None:
    names = [f"{row.rank}. {row.unit_name}" if row.rank else row.unit_name for row in units]
    for column, name in enumerate(("Mã", "Tiêu chí", "Tối đa", *names), start=1):
        align = MIDDLE if column <= _BEFORE else _UPRIGHT
        put(ws, at, column, name, font=BOLD, align=align, boxed=True)
    ws.row_dimensions[at].height = 132
    ws.print_title_rows = f"{at}:{at}"
    ws.freeze_panes = ws.cell(at + 1, _BEFORE + 1)


def _area(ws: Worksheet, at: int, criterion: Leaf, units: Sequence[Row]) -> int:
    """The points of the area above its criteria."""
    found = [next((area for area in row.areas if area.code == criterion.area_code), None) for row in units]
    full = max((area.max for area in found if area), default=None)
    put(ws, at, 1, criterion.area_code, font=BOLD, align=MIDDLE, boxed=True)
    put(ws, at, 2, criterion.area_name, font=BOLD, boxed=True)
    for column, value in enumerate((full, *(area and area.points for area in found)), start=3):
        put(ws, at, column, value, font=BOLD, align=RIGHT, number=POINTS, boxed=True)
    ws.row_dimensions[at].height = ROW_HEIGHT * (1 + len(criterion.area_name) // 48)
    return at + 1


def _criterion(ws: Worksheet, at: int, criterion: Leaf, leaves: Sequence[Leaf | None]) -> None:
    put(ws, at, 1, criterion.code, align=MIDDLE, boxed=True)
    put(ws, at, 2, criterion.name, boxed=True)
    put(ws, at, 3, criterion.max, align=RIGHT, number=POINTS, boxed=True)
    for column, leaf in enumerate(leaves, start=_BEFORE + 1):
        value: str | Decimal | None = leaf and leaf.points
        if leaf and leaf.not_applicable:
            value = NOT_APPLICABLE
        align = MIDDLE if isinstance(value, str) else RIGHT
        put(ws, at, column, value, align=align, number="" if isinstance(value, str) else POINTS, boxed=True)
    ws.row_dimensions[at].height = ROW_HEIGHT * (1 + len(criterion.name) // 52)
    if leaves and criterion.max > 0:
        first, last = get_column_letter(_BEFORE + 1), get_column_letter(_BEFORE + len(leaves))
        ws.conditional_formatting.add(f"{first}{at}:{last}{at}", scale(criterion.max))


def _totals(ws: Worksheet, at: int, units: Sequence[Row]) -> None:
    full = max((row.max for row in units if row.max is not None), default=None)
    for row, (name, values) in enumerate(
        (("Tổng điểm", (full, *(each.total for each in units))), ("Chỉ số (%)", (None, *(u.percent for u in units)))),
        start=at,
    ):
        put(ws, row, 1, None, boxed=True)
        put(ws, row, 2, name, font=BOLD, boxed=True)
        for column, value in enumerate(values, start=3):
            put(ws, row, column, value, font=BOLD, align=RIGHT, number=POINTS, boxed=True)
        ws.row_dimensions[row].height = ROW_HEIGHT
