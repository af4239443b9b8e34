"""Hồ sơ: what became of the one-stop dossiers of every unit, the latest first (pure)."""

from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from cchc_portal.kit.sheets import BODY, BOLD, COUNT, MIDDLE, POINTS, RIGHT, heads, paper, put, signatures, widths
from reports.figures import Dossiers, sum_of
from reports.papers.sheets.parts import ROW_HEIGHT, begin
from reports.papers.source import BlockTable, Source

COLUMNS = 9


def draw(ws: Worksheet, source: Source, block: BlockTable) -> None:
    first = heads(
        ws,
        begin(ws, source, block, COLUMNS, "KẾT QUẢ GIẢI QUYẾT HỒ SƠ THỦ TỤC HÀNH CHÍNH"),
        [
            ("STT", ()),
            ("Đơn vị", ()),
            ("Đã giải quyết", ()),
            ("Trước hạn", ("Hồ sơ", "%")),
            ("Đúng hạn", ("Hồ sơ", "%")),
            ("Trễ hạn", ("Hồ sơ", "%")),
        ],
    )
    for place, row in enumerate(block.late_first):
        _line(ws, first + place, place + 1, row.unit_name, row.dossiers)
    last = first + len(block.late_first)
    _line(ws, last, None, "Toàn khối", sum_of(row.dossiers for row in block.rows), font=BOLD)
    widths(ws, [7, 44, 15, 13, 10, 13, 10, 13, 10])
    signatures(ws, last + 2, COLUMNS)
    paper(ws, source.footer)


def _line(ws: Worksheet, at: int, place: int | None, name: str, counts: Dossiers, *, font: Font = BODY) -> None:
    put(ws, at, 1, place, font=font, align=MIDDLE, boxed=True)
    put(ws, at, 2, name, font=font, boxed=True)
    put(ws, at, 3, counts.finished, font=font, align=RIGHT, number=COUNT, boxed=True)
    for column, count in ((4, counts.early), (6, counts.on_time), (8, counts.late)):
        put(ws, at, column, count, font=font, align=RIGHT, number=COUNT, boxed=True)
        put(ws, at, column + 1, counts.share(count), font=font, align=RIGHT, number=POINTS, boxed=True)
    ws.row_dimensions[at].height = ROW_HEIGHT
