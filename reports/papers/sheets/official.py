"""Theo quyết định: what a decision said of every unit beside what was frozen, and how far the two are apart (pure)."""

from openpyxl.worksheet.worksheet import Worksheet

from cchc_portal.kit.sheets import BODY, LEFT, MIDDLE, heads, line, paper, signatures, widths
from reports.papers.sheets.parts import begin, boxed
from reports.papers.source import BlockTable, Source

COLUMNS = 11
_SAID = (
    "Số trong quyết định được giữ nguyên như văn bản đã ký, không sửa được; ô “–” là quyết định không nói đến. "
    "Chênh = số trong quyết định trừ số hệ thống tính."
)


def draw(ws: Worksheet, source: Source, block: BlockTable) -> None:
    first = heads(
        ws,
        begin(ws, source, block, COLUMNS, "KẾT QUẢ THEO QUYẾT ĐỊNH VÀ HỆ THỐNG TÍNH,"),
        [
            ("STT", ()),
            ("Đơn vị", ()),
            ("Quyết định", ()),
            ("Theo quyết định", ("Điểm", "Hạng", "Xếp loại")),
            ("Hệ thống tính", ("Điểm", "Hạng", "Xếp loại")),
            ("Chênh điểm", ()),
            ("Khác nhau", ()),
        ],
    )
    for place, each in enumerate(block.official):
        said, found = each.official, each.computed
        sides = [
            value if value is not None and value != "" else "–"
            for side in (said, found)
            for value in (side.points, side.rank, side.grade)
        ]
        differs = "có" if each.differs else "không"
        at = first + place
        boxed(ws, at, [place + 1, each.name, each.decision, *sides, each.points_apart, differs])
        for column in (5, 8, 11):
            ws.cell(at, column).alignment = MIDDLE
    last = first + len(block.official)
    line(ws, last, 1, COLUMNS, _SAID, BODY, LEFT)
    ws.row_dimensions[last].height = 34
    widths(ws, [7, 42, 30, 11, 8, 15, 11, 8, 15, 12, 11])
    signatures(ws, last + 2, COLUMNS)
    paper(ws, source.footer)
