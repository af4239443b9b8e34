"""The workbook that is projected and handed out at the conference, from the same rows as the page (pure)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.drawing.text import Font as ChartFont
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from cchc_portal.kit.sheets import (
    BODY,
    BOLD,
    COUNT,
    FACE,
    LEFT,
    MIDDLE,
    POINTS,
    RIGHT,
    SMALL,
    TITLE,
    WARNING,
    heads,
    line,
    paper,
    put,
    signatures,
    title_block,
    widths,
)
from reports.figures import Row, area_names, ranked_totals, spread, sum_of
from reports.wording import of_block

PROVISIONAL = "KẾT QUẢ TẠM TÍNH – CHƯA CÔNG BỐ"
_PER_CHART = 40  # units in one chart: what fits on a page and can still be read
_ROW_HEIGHT = 19


@dataclass(frozen=True, slots=True)
class BlockTable:
    """One block: its name and its league rows, best first; `late_first` are the same rows by lateness."""

    code: str
    name: str
    rows: tuple[Row, ...]
    late_first: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Conference:
    """What the workbook says besides the rows. `decision` is "" and `digest` "" while nothing is published."""

    authority: str
    period: str
    year: int
    window: str
    decision: str
    digest: str
    made_at: dt.datetime
    method: tuple[str, ...]
    blocks: tuple[BlockTable, ...]

    @property
    def status(self) -> tuple[str, Font]:
        return (self.decision, SMALL) if self.decision else (PROVISIONAL, WARNING)

    @property
    def footer(self) -> str:
        return f"Mã băm: {self.digest}" if self.digest else PROVISIONAL


def workbook(conference: Conference) -> Workbook:
    """Ranking, areas and dossiers of every block, and the method; no formula, nothing hidden."""
    book = Workbook()
    book.remove(book.active)
    several = len(conference.blocks) > 1
    for block in conference.blocks:
        suffix = f" {block.code.upper()}"[:14] if several else ""
        _ranking(book.create_sheet(f"Xếp hạng{suffix}"), conference, block)
        _areas(book.create_sheet(f"Theo lĩnh vực{suffix}"), conference, block)
        _dossiers(book.create_sheet(f"Hồ sơ{suffix}"), conference, block)
    _method(book.create_sheet("Phương pháp"), conference)
    made = conference.made_at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    book.properties.creator, book.properties.lastModifiedBy = conference.authority, None
    book.properties.title = f"Xếp hạng cải cách hành chính {conference.period}"
    book.properties.created = book.properties.modified = made
    return book


def _begin(ws: Worksheet, conference: Conference, block: BlockTable, columns: int, title: str) -> int:
    lines = [
        (f"{title} {conference.period.upper()}", TITLE),
        (f"K{of_block(block.name)[1:]}", BOLD),
        (conference.window, SMALL),
        conference.status,
    ]
    return title_block(ws, columns, conference.authority, lines)


# --- ranking --------------------------------------------------------------------------------------------------------


def _ranking(ws: Worksheet, conference: Conference, block: BlockTable) -> None:
    columns = 9
    first = heads(
        ws,
        _begin(ws, conference, block, columns, "BẢNG XẾP HẠNG CHỈ SỐ CẢI CÁCH HÀNH CHÍNH"),
        [
            ("Hạng", ()),
            ("Đơn vị", ()),
            ("Điểm", ("Thẩm định", "Điều tra xã hội học", "Tổng điểm")),
            ("Chỉ số (%)", ()),
            (f"So với năm {conference.year - 1} (bậc)", ()),
            ("Xếp loại", ()),
            ("Ghi chú", ()),
        ],
    )
    for at, row in enumerate(block.rows, start=first):
        _ranking_row(ws, at, row)
    end = first + len(block.rows)
    if found := spread(ranked_totals(block.rows)):
        ws.row_dimensions[end].height = _ROW_HEIGHT
        _boxed(ws, end, ["", "Trung bình khối", None, None, found.mean, None, "", "", ""], font=BOLD)
        end += 1
    widths(ws, [7, 44, 12, 12, 12, 11, 13, 13, 34])
    below = signatures(ws, end + 1, columns)
    _charts(ws, first, len(block.rows), below)
    paper(ws, conference.footer)


def _ranking_row(ws: Worksheet, at: int, row: Row) -> None:
    scored = row.total is not None
    said = ("Không xếp hạng" if row.rank is None else "", f"Còn thiếu {row.missing} tiêu chí" if row.missing else "")
    note = "; ".join(filter(None, (*said, row.grade_reason))) if scored else "Chưa có điểm"
    ws.row_dimensions[at].height = _ROW_HEIGHT if len(note) < 40 else _ROW_HEIGHT * 2
    cells = [
        row.rank or "–",
        row.unit_name,
        row.appraised,
        row.survey,
        row.total,
        row.percent,
        row.movement,
        row.grade,
        note,
    ]
    _boxed(ws, at, cells)
    put(ws, at, 7, row.movement, align=MIDDLE, number='"▲ "0;"▼ "0;"–"', boxed=True)


def _boxed(ws: Worksheet, at: int, cells: Sequence[str | int | Decimal | None], *, font: Font = BODY) -> None:
    for column, value in enumerate(cells, start=1):
        points = isinstance(value, Decimal)
        align = RIGHT if points else MIDDLE if column == 1 else LEFT
        put(ws, at, column, value, font=font, align=align, number=POINTS if points else "", boxed=True)


def _charts(ws: Worksheet, first: int, units: int, row: int) -> None:
    """Stacked bars, appraisal and survey, best on top; each chart begins a page of its own."""
    for start in range(0, units, _PER_CHART):
        count = min(_PER_CHART, units - start)
        ws.row_breaks.append(Break(id=row - 1))
        chart = _chart(ws, first + start, count)
        ws.add_chart(chart, f"A{row + 1}")
        row += int(chart.height / 0.53) + 3  # a default row is 0.53 cm high


def _chart(ws: Worksheet, first: int, count: int) -> BarChart:
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 45
    chart.title, chart.style = None, 10
    chart.legend.position = "t"
    names = Reference(ws, min_col=2, min_row=first, max_row=first + count - 1)
    for column, name, colour in ((3, "Điểm thẩm định", "12436D"), (4, "Điểm điều tra xã hội học", "28A197")):
        values = Reference(ws, min_col=column, min_row=first, max_row=first + count - 1)
        series = Series(values, title=name)
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        chart.series.append(series)
    chart.set_categories(names)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.scaling.min = 0
    chart.y_axis.number_format, chart.y_axis.crosses = "0", "max"
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _chart_text()
    chart.legend.txPr = _chart_text()
    chart.width, chart.height = 36, 4 + 0.45 * count
    return chart


def _chart_text() -> RichText:
    look = CharacterProperties(sz=1000, latin=ChartFont(typeface=FACE))
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])


# --- areas ----------------------------------------------------------------------------------------------------------


def _areas(ws: Worksheet, conference: Conference, block: BlockTable) -> None:
    names = area_names(block.rows)
    full = {code: max(a.max for row in block.rows for a in row.areas if a.code == code) for code in names}
    groups = [(f"{name} ({_bare(full[code])} điểm)", ("Điểm", "%")) for code, name in names.items()]
    columns = 3 + 2 * len(names)
    start = _begin(ws, conference, block, columns, "ĐIỂM THEO LĨNH VỰC CẢI CÁCH HÀNH CHÍNH")
    first = heads(ws, start, [("Hạng", ()), ("Đơn vị", ()), *groups, ("Tổng điểm", ())])
    ws.row_dimensions[start].height = 64
    for at, row in enumerate(block.rows, start=first):
        found = {area.code: area for area in row.areas}
        cells: list[str | int | Decimal | None] = [row.rank or "–", row.unit_name]
        for code in names:
            cells += [found[code].points, found[code].percent] if code in found else [None, None]
        _boxed(ws, at, [*cells, row.total])
        ws.row_dimensions[at].height = _ROW_HEIGHT
    last = first + len(block.rows) - 1
    for place in range(len(names)):
        letter = get_column_letter(4 + 2 * place)
        ws.conditional_formatting.add(f"{letter}{first}:{letter}{last}", _scale())
    widths(ws, [7, 44, *([9.5, 9.5] * len(names)), 11])
    signatures(ws, last + 2, columns)
    paper(ws, conference.footer)


def _scale() -> ColorScaleRule:
    """Orange for weak, blue for strong, as on the page; light enough for black digits."""
    low, middle, high = "F0B27C", "F4F0E8", "A8CBE4"
    return ColorScaleRule(
        start_type="num",
        start_value=50,
        start_color=low,
        mid_type="num",
        mid_value=75,
        mid_color=middle,
        end_type="num",
        end_value=100,
        end_color=high,
    )


def _bare(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",")


# --- dossiers -------------------------------------------------------------------------------------------------------


def _dossiers(ws: Worksheet, conference: Conference, block: BlockTable) -> None:
    columns = 9
    first = heads(
        ws,
        _begin(ws, conference, block, columns, "KẾT QUẢ GIẢI QUYẾT HỒ SƠ THỦ TỤC HÀNH CHÍNH"),
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
        _dossier_row(ws, first + place, place + 1, row.unit_name, row.dossiers)
    last = first + len(block.late_first)
    _dossier_row(ws, last, None, "Toàn khối", sum_of(row.dossiers for row in block.rows), font=BOLD)
    widths(ws, [7, 44, 15, 13, 10, 13, 10, 13, 10])
    signatures(ws, last + 2, columns)
    paper(ws, conference.footer)


def _dossier_row(ws: Worksheet, at: int, place: int | None, name: str, counts, *, font: Font = BODY) -> None:
    put(ws, at, 1, place, font=font, align=MIDDLE, boxed=True)
    put(ws, at, 2, name, font=font, boxed=True)
    put(ws, at, 3, counts.finished, font=font, align=RIGHT, number=COUNT, boxed=True)
    for column, count in ((4, counts.early), (6, counts.on_time), (8, counts.late)):
        put(ws, at, column, count, font=font, align=RIGHT, number=COUNT, boxed=True)
        put(ws, at, column + 1, counts.share(count), font=font, align=RIGHT, number=POINTS, boxed=True)
    ws.row_dimensions[at].height = _ROW_HEIGHT


# --- method ---------------------------------------------------------------------------------------------------------


def _method(ws: Worksheet, conference: Conference) -> None:
    lines = [(f"PHƯƠNG PHÁP TÍNH {conference.period.upper()}", TITLE), (conference.window, SMALL), conference.status]
    row = title_block(ws, 3, conference.authority, lines)
    for number, sentence in enumerate(conference.method, start=1):
        put(ws, row, 1, f"{number}.", align=MIDDLE)
        line(ws, row, 2, 3, sentence, BODY, LEFT)
        ws.row_dimensions[row].height = 17 * (1 + len(sentence) // 110) + 4
        row += 1
    widths(ws, [8, 62, 70])
    paper(ws, conference.footer)
