"""So với năm trước: every unit beside itself a year earlier, as both years were published (pure)."""

from openpyxl.worksheet.worksheet import Worksheet

from cchc_portal.kit.sheets import BODY, LEFT, MIDDLE, RIGHT, heads, line, paper, put, signatures, widths
from reports.papers.sheets.parts import MOVES, bars, begin, boxed, chart_sheet
from reports.papers.source import BlockTable, Change, Source

COLUMNS = 10
_GAIN = "+#,##0.00;-#,##0.00;0.00"
_PER_CHART = 30


def draw(ws: Worksheet, source: Source, block: BlockTable) -> None:
    now, past = source.year, source.year - 1
    start = begin(ws, source, block, COLUMNS, "SO SÁNH VỚI NĂM TRƯỚC:")
    widths(ws, [7, 44, 9, 12, 13, 9, 12, 13, 12, 12])
    if block.before is None:
        line(ws, start, 1, COLUMNS, f"Chưa có kết quả công bố của năm {past} để so sánh.", BODY)
        paper(ws, source.footer)
        return
    first = heads(
        ws,
        start,
        [
            ("STT", ()),
            ("Đơn vị", ()),
            (f"Năm {past}", ("Hạng", "Chỉ số (%)", "Xếp loại")),
            (f"Năm {now}", ("Hạng", "Chỉ số (%)", "Xếp loại")),
            ("Thay đổi", ("Hạng (bậc)", "Chỉ số (điểm %)")),
        ],
    )
    for place, change in enumerate(block.changes):
        _line(ws, first + place, place + 1, change)
    last = first + len(block.changes)
    said = f"Năm {past}: {block.before.decision}. Đơn vị không có số năm {past} là đơn vị mới hoặc chưa được xếp hạng."
    line(ws, last, 1, COLUMNS, said, BODY, LEFT)
    signatures(ws, last + 2, COLUMNS)
    paper(ws, source.footer)
    charts = []
    for begins in range(0, len(block.rows), _PER_CHART):
        both = ((4, f"Năm {past}"), (7, f"Năm {now}"))
        count = min(_PER_CHART, len(block.rows) - begins)
        chart = bars(ws, 2, both, first + begins, count, grouping="clustered")
        chart.height = 4 + 0.62 * count
        charts.append(chart)
    chart_sheet(ws, source, block, "BIỂU ĐỒ SO VỚI NĂM TRƯỚC,", charts)


def _line(ws: Worksheet, at: int, place: int, change: Change) -> None:
    row, before = change.row, change.before
    past = [before.rank or "–", before.percent, before.grade] if before else [None, None, None]
    boxed(ws, at, [place, row.unit_name, *past, row.rank or "–", row.percent, row.grade, None, None])
    for column in (3, 6):
        ws.cell(at, column).alignment = MIDDLE
    put(ws, at, 9, change.places, align=MIDDLE, number=MOVES, boxed=True)
    put(ws, at, 10, change.points, align=RIGHT, number=_GAIN, boxed=True)
