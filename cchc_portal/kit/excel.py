"""Columns as data: one description reads a small workbook or CSV file, and writes one.

Reading finds the header row by name (any order, any case, with or without diacritics), and answers with every row and
every error at once, each with its cell address. Large tables (dossiers) have their own streaming reader.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES, ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from cchc_portal.kit.numbers import Unreadable, read_number, show_date, show_number
from cchc_portal.kit.text import clean, folded

ZIPPED_LIMIT = 50 * 1024 * 1024
UNZIPPED_LIMIT = 600 * 1024 * 1024
ENTRY_LIMIT = 300
ROW_LIMIT = 20_000
COLUMN_LIMIT = 60
HEADER_SEARCH = 20  # titles and notes may stand above the header row
TEXT_LIMIT = 2_000

Source = Path | str | BinaryIO
Parser = Callable[[Any], Any]


class CellError(NamedTuple):
    """What is wrong, and where: "B5"; "" when it is the file as a whole."""

    cell: str
    sentence: str

    def __str__(self) -> str:
        return f"Ô {self.cell}: {self.sentence}" if self.cell else self.sentence


@dataclass(frozen=True, slots=True)
class Row:
    """One line under the header; `values` holds the keys whose cells could be read (empty cell: None)."""

    number: int
    values: dict[str, Any]
    letters: Mapping[str, str] = field(repr=False)

    def cell(self, key: str) -> str:
        return f"{self.letters[key]}{self.number}"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows are to be used only when there are no errors; with errors they serve further checks."""

    rows: list[Row]
    errors: list[CellError]


# --- what a cell may hold: parsers raise Unreadable with the sentence -------------------------------------------


def _written(value: Any) -> str:
    """The cell as its author reads it."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, dt.datetime | dt.date):
        return show_date(value)
    if isinstance(value, float):
        return f"{value:.15g}"
    return clean(str(value))


def text(longest: int = TEXT_LIMIT) -> Parser:
    """Text in NFC with single blanks; a number typed in the cell is taken as its digits."""

    def parse(value: Any) -> str:
        words = _written(value)
        if len(words) > longest:
            raise Unreadable(f"Dài {show_number(len(words))} ký tự, tối đa {show_number(longest)}.")
        return words

    return parse


def decimal(least: int | Decimal | None = None, most: int | Decimal | None = None) -> Parser:
    """Decimal from a number cell (15 significant digits) or from Vietnamese notation in a text cell."""

    def parse(value: Any) -> Decimal:
        if isinstance(value, bool | dt.date | dt.time):
            raise Unreadable("Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76.")
        number = Decimal(f"{value:.15g}") if isinstance(value, float) else read_number(str(value))
        if least is not None and number < least:
            raise Unreadable(f"Phải từ {show_number(least)} trở lên, đang là {show_number(number)}.")
        if most is not None and number > most:
            raise Unreadable(f"Phải từ {show_number(most)} trở xuống, đang là {show_number(number)}.")
        return number

    return parse


def integer(least: int | None = None, most: int | None = None) -> Parser:
    """A whole number; 12,5 is refused, 12,0 is 12."""
    number_of = decimal(least, most)

    def parse(value: Any) -> int:
        number = number_of(value)
        if number != number.to_integral_value():
            raise Unreadable(f"Phải là số nguyên, đang là {show_number(number)}.")
        return int(number)

    return parse


def day(value: Any) -> dt.date:
    """A date cell, or "31/12/2025", "31.12.2025", "2025-12-31" in a text cell; day before month, always."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    written = str(value).strip()
    for pattern in ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(written, pattern).date()  # noqa: DTZ007  # a date has no zone
        except ValueError:
            continue
    raise Unreadable("Ghi ngày dạng 31/12/2025.")


def choice(meanings: Mapping[str, Any], shown: Sequence[str] = ()) -> Parser:
    """One of the words, compared without case and diacritics; `shown`: the words the sentence offers."""
    by_word = {folded(word): meaning for word, meaning in meanings.items()}
    offered = "; ".join(shown or meanings)

    def parse(value: Any) -> Any:
        try:
            return by_word[folded(_written(value))]
        except KeyError:
            raise Unreadable(f"Không rõ “{_written(value)}”. Ghi một trong: {offered}.") from None

    return parse


yes_no = choice(
    {"Có": True, "x": True, "1": True, "TRUE": True, "Không": False, "0": False, "FALSE": False}, ["Có", "Không"]
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `headers[0]` is the name we print, all are recognised.

    `required`: no cell may be empty. `expected`: the column must be there, its cells are judged by the caller.
    """

    key: str
    headers: tuple[str, ...]
    parse: Parser = field(default_factory=text)
    required: bool = False
    expected: bool = False
    width: int = 18

    @property
    def title(self) -> str:
        return self.headers[0]

    @property
    def is_needed(self) -> bool:
        return self.required or self.expected


# --- reading ----------------------------------------------------------------------------------------------------


class _Broken(NamedTuple):
    """A cell that holds no value of its own: an error code, or a formula nobody has calculated."""

    sentence: str


Grid = list[tuple[int, Sequence[Any]]]  # (row number, cells), blank rows left out


def read_table(source: Source, columns: Sequence[Column]) -> Table:
    """The first sheet with a recognised header, as checked rows and all errors; never raises for a bad file."""
    try:
        for grid in _grids(source):
            if (header := _header_place(grid, columns)) is not None:
                return _read(grid[header:], columns)
    except Unreadable as error:
        return Table([], [CellError("", str(error))])
    names = ", ".join(column.title for column in columns if column.is_needed) or columns[0].title
    return Table([], [CellError("", f"Không tìm thấy dòng tiêu đề. Tệp cần có các cột: {names}.")])


def _known(columns: Sequence[Column]) -> dict[str, Column]:
    return {folded(header): column for column in columns for header in column.headers}


def _header_place(grid: Grid, columns: Sequence[Column]) -> int | None:
    known = _known(columns)
    enough = min(2, len(columns))
    for place, (_, cells) in enumerate(grid[:HEADER_SEARCH]):
        if sum(isinstance(cell, str) and folded(cell) in known for cell in cells) >= enough:
            return place
    return None


def _read(grid: Grid, columns: Sequence[Column]) -> Table:
    (number, cells), *lines = grid
    places, errors = _places(number, cells, columns)
    letters = {column.key: get_column_letter(place + 1) for place, column in places.items()}
    rows = []
    for number, cells in lines:
        row = Row(number, {}, letters)
        for place, column in places.items():
            try:
                row.values[column.key] = _value(cells[place] if place < len(cells) else None, column)
            except Unreadable as error:
                errors.append(CellError(row.cell(column.key), str(error)))
        rows.append(row)
    return Table(rows, errors)


def _places(number: int, cells: Sequence[Any], columns: Sequence[Column]) -> tuple[dict[int, Column], list[CellError]]:
    """Which column stands where, and what is wrong with the header row."""
    known, errors = _known(columns), []
    places: dict[int, Column] = {}
    accepted = ", ".join(column.title for column in columns)
    for place, cell in enumerate(cells):
        if _blank(cell):
            continue
        address, name = f"{get_column_letter(place + 1)}{number}", _written(cell)
        column = known.get(folded(name))
        if column is None:
            errors.append(CellError(address, f"Không rõ cột “{name}”. Các cột nhận được: {accepted}."))
        elif column in places.values():
            errors.append(CellError(address, f"Cột “{column.title}” có hai lần."))
        else:
            places[place] = column
    missing = [column for column in columns if column.is_needed and column not in places.values()]
    errors += [CellError(f"A{number}", f"Thiếu cột “{column.title}”.") for column in missing]
    return places, errors


def _value(cell: Any, column: Column) -> Any:
    if isinstance(cell, _Broken):
        raise Unreadable(cell.sentence)
    if not _blank(cell):
        return column.parse(cell)
    if column.required:
        raise Unreadable(f"Chưa ghi “{column.title}”.")
    return None


def _blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _filled(rows: Iterable[Sequence[Any]]) -> Grid:
    grid: Grid = []
    for number, cells in enumerate(rows, start=1):
        if all(_blank(cell) for cell in cells):
            continue
        if len(grid) > ROW_LIMIT:
            raise Unreadable(f"Tệp có quá {show_number(ROW_LIMIT)} dòng; hãy tách thành nhiều tệp.")
        grid.append((number, list(cells[:COLUMN_LIMIT])))
    return grid


def _grids(source: Source) -> Iterator[Grid]:
    """The sheets of a workbook, or the CSV file cut by each usual delimiter; raises Unreadable for a bad file."""
    try:
        content = source.read(ZIPPED_LIMIT + 1) if hasattr(source, "read") else _bytes_of(Path(source))
    except OSError as error:
        raise Unreadable("Không mở được tệp.") from error
    if len(content) > ZIPPED_LIMIT:
        raise Unreadable("Tệp lớn hơn 50 MB.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("Tệp .xls cũ hoặc có mật khẩu. Hãy mở bằng Excel và lưu lại thành .xlsx, không đặt mật khẩu.")
    return _sheets(content) if content.startswith(b"PK\x03\x04") else _cuts(content)


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(ZIPPED_LIMIT + 1)


def _sheets(content: bytes) -> Iterator[Grid]:
    _scan(content)
    try:
        values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        for sheet in values.worksheets:
            twin = formulas[sheet.title]
            for each in (sheet, twin):
                each.reset_dimensions()
            pairs = zip(sheet.iter_rows(values_only=True), twin.iter_rows(values_only=True), strict=True)
            yield _filled([_settled(value, formula) for value, formula in zip(*pair, strict=True)] for pair in pairs)
    except Unreadable:
        raise
    except Exception as error:  # a hostile workbook fails anywhere inside openpyxl, and in any way
        raise Unreadable("Tệp Excel bị hỏng, không đọc được. Hãy mở bằng Excel và lưu lại.") from error


def _scan(content: bytes) -> None:
    """Look at the list of contents before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise Unreadable("Tệp Excel bị hỏng, không đọc được. Hãy mở bằng Excel và lưu lại.") from error
    names = [entry.filename for entry in entries]
    if len(entries) > ENTRY_LIMIT or sum(entry.file_size for entry in entries) > UNZIPPED_LIMIT:
        raise Unreadable("Tệp Excel giải nén ra quá lớn (trên 600 MB hoặc trên 300 phần).")
    if any("vbaProject" in name for name in names):
        raise Unreadable("Tệp có macro. Hãy lưu lại thành .xlsx thường.")
    if "[Content_Types].xml" not in names or len(set(names)) < len(names):
        raise Unreadable("Đây không phải tệp Excel .xlsx.")


def _settled(value: Any, formula: Any) -> Any:
    if value is None and formula is not None:
        return _Broken("Ô chứa công thức chưa được tính. Hãy mở bằng Excel, lưu lại, hoặc ghi giá trị.")
    if isinstance(value, str) and value in ERROR_CODES:
        return _Broken(f"Ô đang báo lỗi {value}. Hãy ghi giá trị đúng.")
    return value


def _cuts(content: bytes) -> Iterator[Grid]:
    try:
        lines = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("Chỉ đọc được tệp .xlsx hoặc CSV. Tệp CSV cần lưu dạng “CSV UTF-8”.") from error
    torn: csv.Error | None = None
    for delimiter in ";\t,":
        try:
            grid = _filled(csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter, strict=True))
        except csv.Error as error:  # with another delimiter the quotes may fit
            torn = error
        else:
            yield grid
    if torn:
        raise Unreadable("Tệp CSV hỏng: dấu nháy kép không khớp.") from torn


# --- writing ----------------------------------------------------------------------------------------------------

_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


def write_table(
    target: Path | str | BinaryIO, title: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]
) -> None:
    """One sheet that read_table reads back: title, header, rows. No text is ever a formula, whatever it begins with."""
    workbook = openpyxl.Workbook(write_only=True)
    workbook.properties.creator = "CCHC"
    sheet = workbook.create_sheet(_NOT_IN_A_SHEET_NAME.sub(" ", title)[:31])
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "3:3"
    sheet.append([_cell(sheet, title, Font(bold=True, size=14))])
    sheet.append([])
    sheet.append([_cell(sheet, column.title, Font(bold=True)) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, row.get(column.key)) for column in columns])
    workbook.save(target)


def _cell(sheet: WriteOnlyWorksheet, value: Any, font: Font | None = None) -> WriteOnlyCell:
    if isinstance(value, bool):
        value = _written(value)
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = True
    elif isinstance(value, dt.date):
        cell.number_format = "DD/MM/YYYY"
    if font:
        cell.font = font
    return cell
