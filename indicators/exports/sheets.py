"""A unit's sheet as a workbook to be filled in away from the portal: locked heads, lists, keys in a hidden column."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localtime
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cchc_portal.kit.numbers import show_date
from indicators.answers import is_asked, is_typed
from indicators.models import Assessment, Score
from indicators.rules import Input, Leaf, Nothing
from indicators.sets.trees import tree_of
from indicators.sheets.round_trip import CITATION, LABELS, LONGEST, NONE, REMARK, SELF, cells_of, key_of, places_of
from indicators.sheets.rows import Row, Sheet, load_sheet

CODE, NAME, ASKED, MOST, COMPUTED, BEFORE, KEY = "code", "name", "asked", "most", "computed", "before", "key"
TITLES = {
    CODE: "Mã",
    NAME: "Tiêu chí",
    ASKED: "Ghi gì",
    NONE: LABELS[NONE],
    SELF: LABELS[SELF],
    MOST: "Điểm tối đa",
    COMPUTED: "Hệ thống tính",
    BEFORE: "Kỳ trước",
    CITATION: LABELS[CITATION],
    REMARK: LABELS[REMARK],
    KEY: "Khóa dòng",
}
WIDTHS = {
    CODE: 8,
    NAME: 46,
    ASKED: 40,
    NONE: 12,
    SELF: 11,
    MOST: 9,
    COMPUTED: 10,
    BEFORE: 15,
    CITATION: 34,
    REMARK: 34,
    KEY: 12,
}
FIGURE_WIDTH = 17
LISTS = "Danh mục"
HEAD_ROW = 4

_HEAD = PatternFill("solid", fgColor="12436D")
_OPEN = PatternFill("solid", fgColor="FFF8DC")
_LINE = Border(*[Side("thin", color="D9E0E7")] * 4)
_WRAP = Alignment(vertical="top", wrap_text=True)


def figure_title(place: str) -> str:
    """ "v1" → "Số liệu 1"."""
    return f"Số liệu {place[1:]}"


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the workbook."""

    leaf: Leaf
    row: Row
    score: Score


def write_sheet(assessment: Assessment) -> bytes:
    """The workbook of every row the unit answers. Texts stay texts, whatever they begin with."""
    sheet = load_sheet(assessment, editable=True)
    lines = list(_lines(assessment, sheet))
    figures = [f"v{at}" for at in range(1, max((len(line.leaf.inputs) for line in lines), default=1) + 1)]
    columns = [CODE, NAME, ASKED, *figures, NONE, SELF, MOST, COMPUTED, BEFORE, CITATION, REMARK, KEY]
    book = Workbook()
    book.properties.creator = "CCHC"
    ws = book.active
    ws.title = "Phiếu chấm"
    _head(ws, assessment, columns)
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for number, line in enumerate(lines, start=HEAD_ROW + 1):
        _row(ws, number, columns, line)
    _checks(ws, lists, columns, lines)
    _protect(ws)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(assessment: Assessment, sheet: Sheet) -> Iterator[_Line]:
    tree = tree_of(assessment.criteria_set)
    scores = {score.pk: score for score in assessment.scores.all()}
    for row in sheet.all_rows:
        score = scores[row.pk]
        leaf = tree.leaf_by_id[score.criterion_id]
        if is_asked(leaf) and not score.not_applicable:
            yield _Line(leaf, row, score)


def _head(ws: Worksheet, assessment: Assessment, columns: list[str]) -> None:
    period = assessment.period
    due = f"{localtime(assessment.due_at):%H:%M ngày %d/%m/%Y}"
    said = [
        (f"Phiếu chấm {period.name} – {assessment.unit.name}", Font(bold=True, size=14)),
        (f"Số liệu từ {show_date(period.data_from)} đến {show_date(period.data_to)} · hạn nộp {due}", Font()),
        ("Chỉ ghi vào ô màu vàng, rồi gửi lại tệp này ở trang “Nhập từ Excel”. Ô không sửa thì không đổi gì.", Font()),
    ]
    for number, (text, font) in enumerate(said, start=1):
        _put(ws, number, 1, text).font = font
    for place, key in enumerate(columns, start=1):
        cell = _put(ws, HEAD_ROW, place, TITLES.get(key) or figure_title(key))
        cell.font, cell.fill, cell.alignment = Font(bold=True, color="FFFFFF"), _HEAD, _WRAP
        ws.column_dimensions[get_column_letter(place)].width = WIDTHS.get(key, FIGURE_WIDTH)
    ws.column_dimensions[get_column_letter(len(columns))].hidden = True
    ws.freeze_panes = f"C{HEAD_ROW + 1}"
    ws.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    ws.page_setup.orientation, ws.page_setup.paperSize, ws.page_setup.fitToHeight = "landscape", 9, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True


def _row(ws: Worksheet, number: int, columns: list[str], line: _Line) -> None:
    values, typed = _values(line), set(places_of(line.leaf).values())
    if line.leaf.rule.nothing is Nothing.UNKNOWN:
        typed.discard(NONE)
    for place, key in enumerate(columns, start=1):
        cell = _put(ws, number, place, values.get(key))
        cell.border, cell.alignment = _LINE, _WRAP
        if key in typed:
            cell.fill, cell.protection = _OPEN, Protection(locked=False)


def _values(line: _Line) -> dict[str, Any]:
    leaf, row = line.leaf, line.row
    stored, places = cells_of(line.score, leaf), places_of(leaf)
    typed = {place: _typed(leaf, name, stored[name]) for name, place in places.items()}
    measured = {
        f"v{at}": row.fields[at - 1].value for at, item in enumerate(leaf.inputs, start=1) if not is_typed(leaf, item)
    }
    return typed | measured | {
        CODE: leaf.code,
        NAME: leaf.name,
        ASKED: _asked(leaf),
        MOST: float(leaf.max_points),
        COMPUTED: row.computed,
        BEFORE: row.points_before,
        KEY: key_of(line.score, leaf),
    }  # fmt: skip


def _typed(leaf: Leaf, name: str, text: str) -> Any:
    if name == NONE:
        return "x" if text else None
    if name in LONGEST or not text:
        return text or None
    if options := {str(number): label for number, label in leaf.rule.choices_of(name)}:
        return options.get(text, text)
    number = float(text)
    return int(number) if number.is_integer() and name != SELF else number


def _asked(leaf: Leaf) -> str:
    parts = [f"{at}: {_named(leaf, item)}" for at, item in enumerate(leaf.inputs, start=1)]
    return parts[0].removeprefix("1: ") if len(parts) == 1 else "; ".join(parts)


def _named(leaf: Leaf, item: Input) -> str:
    if leaf.rule.choices_of(item.name):
        return "Chọn trong danh sách" if len(leaf.inputs) == 1 else f"{item.label} (chọn trong danh sách)"
    return f"{item.label} ({item.unit})" if item.unit else item.label


def _checks(ws: Worksheet, lists: Worksheet, columns: list[str], lines: list[_Line]) -> None:
    """Drop-downs; what Excel cannot check, the portal does."""
    tick = DataValidation(type="list", formula1='"x"', allow_blank=True)
    ws.add_data_validation(tick)
    used = 0
    for number, line in enumerate(lines, start=HEAD_ROW + 1):
        if line.leaf.rule.nothing is not Nothing.UNKNOWN:
            tick.add(f"{get_column_letter(columns.index(NONE) + 1)}{number}")
        for at, item in enumerate(line.leaf.inputs, start=1):
            if choices := line.leaf.rule.choices_of(item.name):
                used += 1
                chosen = _listed(lists, used, [text for _, text in choices])
                chosen.add(f"{get_column_letter(columns.index(f'v{at}') + 1)}{number}")
                ws.add_data_validation(chosen)


def _listed(lists: Worksheet, place: int, texts: list[str]) -> DataValidation:
    """A drop-down whose texts stand in a column of the hidden sheet, so that they may hold commas."""
    for number, text in enumerate(texts, start=1):
        _put(lists, number, place, text)
    letter = get_column_letter(place)
    return DataValidation(type="list", formula1=f"'{LISTS}'!${letter}$1:${letter}${len(texts)}", allow_blank=True)


def _protect(ws: Worksheet) -> None:
    """Heads and locked cells are safe from a slip; there is no password, whoever wants to sort takes it off."""
    ws.protection.sheet = True
    ws.protection.formatColumns = ws.protection.formatRows = ws.protection.autoFilter = False


def _put(ws: Worksheet, number: int, place: int, value: Any) -> Any:
    cell = ws.cell(number, place)
    if isinstance(value, str):
        cell.value, cell.data_type, cell.quotePrefix = value, "s", value.startswith(("=", "+", "-", "@"))
    else:
        cell.value = value
    return cell
