"""Xếp hạng: the league table of a block, with a note on every grade that a condition lowered (pure)."""

from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from cchc_portal.kit.sheets import BOLD, MIDDLE, heads, paper, put, signatures, widths
from reports.figures import Row
from reports.papers.sheets.parts import MOVES, ROW_HEIGHT, bars, begin, boxed, chart_sheet
from reports.papers.source import BlockTable, Source, note_of

COLUMNS = 9
_GRADE = 8
_PER_CHART = 40  # units in one chart: what fits on a page and can still be read


def draw(ws: Worksheet, source: Source, block: BlockTable) -> None:
    first = heads(
        ws,
        begin(ws, source, block, COLUMNS, "BẢNG XẾP HẠNG CHỈ SỐ CẢI CÁCH HÀNH CHÍNH"),
        [
            ("Hạng", ()),
            ("Đơn vị", ()),
            ("Điểm", ("Thẩm định", "Điều tra xã hội học", "Tổng điểm")),
            ("Chỉ số (%)", ()),
            (f"So với năm {source.year - 1} (bậc)", ()),
            ("Xếp loại", ()),
            ("Ghi chú", ()),
        ],
    )
    for at, row in enumerate(block.rows, start=first):
        _line(ws, at, row, source)
    end = first + len(block.rows)
    if block.spread:
        boxed(ws, end, ["", "Trung bình khối", None, None, block.spread.mean, None, "", "", ""], font=BOLD)
        end += 1
    widths(ws, [7, 44, 12, 12, 12, 11, 13, 13, 34])
    signatures(ws, end + 1, COLUMNS)
    paper(ws, source.footer)
    parts = ((3, "Điểm thẩm định"), (4, "Điểm điều tra xã hội học"))
    charts = [
        bars(ws, 2, parts, first + start, min(_PER_CHART, len(block.rows) - start), grouping="stacked")
        for start in range(0, len(block.rows), _PER_CHART)
    ]
    chart_sheet(ws, source, block, "BIỂU ĐỒ XẾP HẠNG", charts)


def _line(ws: Worksheet, at: int, row: Row, source: Source) -> None:
    note = note_of(row)
    points = [row.appraised, row.survey, row.total, row.percent]
    boxed(ws, at, [row.rank or "–", row.unit_name, *points, row.movement, row.grade, note])
    put(ws, at, 7, row.movement, align=MIDDLE, number=MOVES, boxed=True)
    ws.row_dimensions[at].height = ROW_HEIGHT * (1 + len(note) // 38)
    if row.grade_reason:
        comment = Comment(row.grade_reason, source.authority, width=320, height=90)
        ws.cell(at, _GRADE).comment = comment
