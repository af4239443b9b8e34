"""What the sheets of the workbook share: how they begin, a boxed line, the colour scale, the look of charts (pure)."""

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.drawing.text import Font as ChartFont
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Font
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from cchc_portal.kit.sheets import (
    BODY,
    BOLD,
    FACE,
    LEFT,
    MIDDLE,
    POINTS,
    RIGHT,
    SMALL,
    TITLE,
    WARNING,
    paper,
    put,
    title_block,
    widths,
)
from reports.papers.source import PROVISIONAL, BlockTable, Source
from reports.wording import of_block

ROW_HEIGHT = 19
MOVES = '"▲ "0;"▼ "0;"–"'  # places gained, lost, kept
COLOURS = ("12436D", "28A197", "801650")  # the data colours of the pages, in their order
LOW, MIDDLE_TONE, HIGH = "F0B27C", "F4F0E8", "A8CBE4"  # orange for weak, blue for strong, light enough for digits
_LINE_HEIGHT = 0.53  # centimetres: a default row
_CHART_COLUMNS, _CHART_WIDTH = 12, 12.5  # together as wide as a chart
_NAMED = 21  # letters of the name of the sheet whose charts these are: Excel takes 31 in all


def status(source: Source) -> tuple[str, Font]:
    return (source.decision, SMALL) if source.is_published else (PROVISIONAL, WARNING)


def begin(ws: Worksheet, source: Source, block: BlockTable, columns: int, title: str) -> int:
    """The title block of a sheet; returns the row where its heads stand."""
    lines = [
        (f"{title} {source.period.upper()}", TITLE),
        (f"K{of_block(block.name)[1:]}", BOLD),
        (source.data, SMALL),
        status(source),
    ]
    return title_block(ws, columns, source.authority, lines)


def boxed(ws: Worksheet, at: int, cells: Sequence[str | int | Decimal | None], *, font: Font = BODY) -> None:
    """A line of the table: the first cell in the middle, points to the right with two decimals, text to the left."""
    for column, value in enumerate(cells, start=1):
        points = isinstance(value, Decimal)
        align = RIGHT if points else MIDDLE if column == 1 else LEFT
        put(ws, at, column, value, font=font, align=align, number=POINTS if points else "", boxed=True)
    ws.row_dimensions[at].height = ROW_HEIGHT


def scale(full: Decimal = Decimal(100)) -> ColorScaleRule:
    """Colours by the share of `full`: weak up to half, strong at the maximum."""
    return ColorScaleRule(
        start_type="num",
        start_value=float(full / 2),
        start_color=LOW,
        mid_type="num",
        mid_value=float(full * 3 / 4),
        mid_color=MIDDLE_TONE,
        end_type="num",
        end_value=float(full),
        end_color=HIGH,
    )


# --- charts ---------------------------------------------------------------------------------------------------------


def chart_sheet(ws: Worksheet, source: Source, block: BlockTable, title: str, charts: Sequence[BarChart]) -> None:
    """The charts of a sheet on one of their own, a page each: below the table its heads would stand above them."""
    page = ws.parent.create_sheet(f"{ws.title[:_NAMED]} (biểu đồ)")
    row = begin(page, source, block, _CHART_COLUMNS, title)
    for chart in charts:
        if chart is not charts[0]:
            page.row_breaks.append(Break(id=row - 1))
        page.add_chart(chart, f"A{row}")
        row += int(chart.height / _LINE_HEIGHT) + 3
    widths(page, [_CHART_WIDTH] * _CHART_COLUMNS)
    paper(page, source.footer)


def bars(
    ws: Worksheet, names: int, series: Sequence[tuple[int, str]], first: int, count: int, *, grouping: str
) -> BarChart:
    """Bars of `count` lines from `first` on, best on top; `names` is the column of their names, `series` what is
    drawn: column and name."""
    chart = BarChart()
    chart.type, chart.grouping, chart.gapWidth = "bar", grouping, 45
    chart.overlap = 100 if grouping == "stacked" else 0
    chart.title, chart.style = None, 10
    chart.legend.position = "t"
    for (column, name), colour in zip(series, COLOURS, strict=False):
        values = Reference(ws, min_col=column, min_row=first, max_row=first + count - 1)
        drawn = Series(values, title=name)
        drawn.graphicalProperties = GraphicalProperties(solidFill=colour)
        chart.series.append(drawn)
    chart.set_categories(Reference(ws, min_col=names, min_row=first, max_row=first + count - 1))
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.scaling.min = 0
    chart.y_axis.number_format, chart.y_axis.crosses = "0", "max"
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _chart_text()
    chart.legend.txPr = _chart_text()
    chart.width, chart.height = 36, 4 + 0.45 * count
    return chart


def labelled(chart: BarChart) -> BarChart:
    """With the value at the end of every bar."""
    chart.dataLabels = DataLabelList()
    chart.dataLabels.showVal = True
    for name in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, name, False)
    chart.dataLabels.txPr = _chart_text()
    return chart


def _chart_text() -> RichText:
    look = CharacterProperties(sz=1000, latin=ChartFont(typeface=FACE))
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])
