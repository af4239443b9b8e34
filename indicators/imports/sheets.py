"""A sheet's workbook read back, whatever was sorted or moved, and given back with its faults marked in the cells."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import openpyxl
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cchc_portal.kit.numbers import Unreadable
from cchc_portal.kit.text import clean, folded
from indicators.exports.sheets import CODE, KEY, TITLES, figure_title
from indicators.sheets.round_trip import CITATION, NONE, SELF, Broken, Difference, FileRow, Kind

MIB = 1024 * 1024
MOST_ZIPPED, MOST_UNZIPPED, MOST_PARTS = 3 * MIB, 30 * MIB, 60
MOST_CELLS, MOST_ROWS, MOST_COLUMNS = 60_000, 3_000, 60
HEAD_SEARCH = 20
REQUIRED = (CODE, NONE, SELF, CITATION, KEY)
FAULTS = "Lỗi cần sửa"

NOT_A_WORKBOOK = "Đây không phải tệp Excel .xlsx đã tải từ phiếu này. Hãy mở bằng Excel và lưu lại thành .xlsx."
TOO_BIG = "Tệp lớn quá mức một phiếu chấm. Hãy tải phiếu mới rồi chép số liệu sang."
NO_HEAD = "Không tìm thấy dòng tiêu đề. Tệp cần có các cột: {names}. Hãy tải phiếu mới rồi chép số liệu sang."
NOT_COMPUTED = "Ô chứa công thức chưa được tính. Hãy mở bằng Excel, lưu lại, hoặc ghi giá trị."
SHOWS_ERROR = "Ô đang báo lỗi {error}. Hãy ghi giá trị đúng."

_CELL = re.compile(rb"<(?:\w+:)?c[ >/]")
_RED, _AMBER = PatternFill("solid", fgColor="FDC9C3"), PatternFill("solid", fgColor="FFE2A8")


def read_sheet(content: bytes) -> list[FileRow]:
    """The rows of the workbook with the address of every cell. Raises Unreadable where it is no such workbook."""
    values, formulas = _book(content, data_only=True), _book(content, data_only=False)
    for sheet in values.worksheets:
        if head := _head(sheet):
            return list(_rows(sheet, formulas[sheet.title], *head))
    names = ", ".join(f"“{TITLES[key]}”" for key in REQUIRED)
    raise Unreadable(NO_HEAD.format(names=names))


def _book(content: bytes, *, data_only: bool) -> Workbook:
    _weigh(content)
    try:
        return openpyxl.load_workbook(io.BytesIO(content), data_only=data_only, keep_links=False)
    except Exception as error:  # a hostile workbook fails anywhere inside openpyxl, and in any way
        raise Unreadable(NOT_A_WORKBOOK) from error


def _weigh(content: bytes) -> None:
    """Before a parser sees it: how much there is unpacked, and how many cells."""
    if len(content) > MOST_ZIPPED:
        raise Unreadable(TOO_BIG)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            entries = parts.infolist()
            if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNZIPPED:
                raise Unreadable(TOO_BIG)
            if any("vbaProject" in entry.filename for entry in entries):
                raise Unreadable("Tệp có macro. Hãy lưu lại thành .xlsx thường.")
            cells = sum(len(_CELL.findall(parts.read(e))) for e in entries if e.filename.startswith("xl/worksheets/"))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(NOT_A_WORKBOOK) from error
    if cells > MOST_CELLS:
        raise Unreadable(TOO_BIG)


def _head(sheet: Worksheet) -> tuple[int, dict[str, int]] | None:
    """The header's row, and the column of each of ours; None where this is not our sheet."""
    known = {folded(title): key for key, title in TITLES.items()}
    known |= {folded(figure_title(f"v{at}")): f"v{at}" for at in range(1, MOST_COLUMNS)}
    for number in range(1, HEAD_SEARCH + 1):
        found: dict[str, int] = {}
        for place in range(1, MOST_COLUMNS + 1):
            value = sheet.cell(number, place).value
            if isinstance(value, str) and (key := known.get(folded(value))):
                found.setdefault(key, place)
        if set(REQUIRED) <= found.keys():
            return number, found
    return None


def _rows(sheet: Worksheet, twin: Worksheet, head: int, columns: dict[str, int]) -> Iterator[FileRow]:
    for number in range(head + 1, min(sheet.max_row, head + MOST_ROWS) + 1):
        cells = {
            key: (f"{get_column_letter(place)}{number}", _value(sheet.cell(number, place).value, twin, number, place))
            for key, place in columns.items()
        }
        key, code = str(cells[KEY][1] or "").strip(), clean(str(cells[CODE][1] or ""))
        if key or code:
            yield FileRow(number, key, code, cells[KEY][0], cells[CODE][0], cells)


def _value(value: Any, twin: Worksheet, number: int, place: int) -> Any:
    if value is None and twin.cell(number, place).value is not None:
        return Broken(NOT_COMPUTED)
    if isinstance(value, str) and value in ERROR_CODES:
        return Broken(SHOWS_ERROR.format(error=value))
    return value


def marked(content: bytes, faults: Iterable[Difference]) -> bytes:
    """The same workbook with its faults coloured and commented, and listed on a sheet of their own."""
    book = _book(content, data_only=False)
    sheet = next(each for each in book.worksheets if _head(each))
    if FAULTS in book.sheetnames:
        del book[FAULTS]
    faults = list(faults)
    listed = book.create_sheet(FAULTS)
    for place, (title, width) in enumerate((("Ô", 8), ("Mã", 10), ("Cột", 26), ("Cần sửa", 90)), start=1):
        listed.cell(1, place, title).font = Font(bold=True)
        listed.column_dimensions[get_column_letter(place)].width = width
    for number, fault in enumerate(faults, start=2):
        sentence = said(fault)
        cell = sheet[fault.address]
        cell.fill = _RED if fault.kind is Kind.WRONG else _AMBER
        cell.comment = Comment(sentence, "CCHC", width=320, height=110)
        for place, text in enumerate((fault.address, fault.code, fault.label, sentence), start=1):
            written = listed.cell(number, place)
            written.value, written.data_type = text, "s"
        listed.cell(number, 1).hyperlink = f"#'{sheet.title}'!{fault.address}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def said(fault: Difference) -> str:
    """The sentence of a fault."""
    if fault.kind is Kind.STALE:
        return f"Trên mạng đã sửa thành {fault.theirs} sau khi tải phiếu; tệp ghi {fault.now}. Hãy xem lại ở phiếu."
    return fault.sentence
