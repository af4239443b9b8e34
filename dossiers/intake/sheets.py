"""Opens a workbook or CSV as rows of cells, and knows independently how many rows there must be (pure).

Runs in the reading child.
"""

import csv
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine

from dossiers.intake.archives import MIB, NOT_UTF8, Census, FileRefused, census, check_workbook, first_sheet, kind_of

MAX_ROWS = 500_000
HEADING_ROWS = 20  # a title may stand above the table
MAX_HEIGHT = 600_000  # rows with the blank ones between them
MAX_COLUMNS = 60
MAX_CELL = 2_000
Row = list[object]


@dataclass(slots=True)
class Sheet:
    """Rows from row 1 on, blank ones included; `total` is the expected number of rows with data, for progress."""

    rows: Iterator[Row]
    total: int
    first_column: int = 0  # 0 = A
    counted: Census | None = None  # None for a CSV, whose lines are checked while reading
    problems: list[tuple[int, str]] = field(default_factory=list)  # (row, sentence) of rows that could not be split


def open_sheet(path: Path, name: str) -> Sheet:
    """Raises FileRefused for whatever is not a plain workbook or CSV within the limits."""
    if kind_of(path, name) == "csv":
        return _open_csv(path)
    check_workbook(path)
    position, part = first_sheet(path)
    pool = ThreadPoolExecutor(1)  # the parser lets go of Python's lock, so counting costs no time
    parsing = pool.submit(_parsed, path, position)
    pool.shutdown(wait=False)
    counted = census(path, part)  # refuses without waiting for a parser that is still chewing
    sheet = parsing.result()
    if counted.rows > MAX_ROWS + HEADING_ROWS:
        raise FileRefused("Tệp có quá 500.000 dòng; hãy chia thành nhiều tệp.")
    if sheet.start is None:
        raise FileRefused("Trang tính đầu tiên trống; hãy đặt bảng hồ sơ ở trang đầu tiên.")
    if sheet.total_height > MAX_HEIGHT or sheet.width > MAX_COLUMNS:
        raise FileRefused(
            f"Bảng quá rộng hoặc quá dài (tối đa {MAX_COLUMNS} cột, 500.000 dòng); hãy xóa các ô thừa quanh bảng."
        )
    return Sheet(sheet.iter_rows(), counted.rows, sheet.start[1], counted)


def _parsed(path: Path, position: int) -> python_calamine.CalamineSheet:
    try:
        return python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(position)
    except python_calamine.CalamineError as error:
        raise FileRefused("Không đọc được sổ tính; hãy mở bằng Excel, lưu lại rồi gửi lại.") from error


def _open_csv(path: Path) -> Sheet:
    with path.open("rb") as file:
        head = file.readline(MIB)
        file.seek(0)
        total = 0
        for block in iter(lambda: file.read(MIB), b""):
            total += block.count(b"\n")
            if len(block) == MIB and b"\n" not in block:
                raise FileRefused("Tệp CSV có một dòng dài bất thường; hãy mở bằng Excel rồi lưu lại dạng CSV UTF-8.")
    if total > MAX_ROWS + 1:
        raise FileRefused("Tệp có quá 500.000 dòng; hãy chia thành nhiều tệp.")
    delimiter = max(b";,\t", key=head.count)
    sheet = Sheet(iter(()), total)
    sheet.rows = _csv_rows(path, chr(delimiter), sheet.problems)
    return sheet


def _csv_rows(path: Path, delimiter: str, problems: list[tuple[int, str]]) -> Iterator[Row]:
    """A quote left open would silently swallow the rows after it, so a record of several lines is a problem."""
    csv.field_size_limit(MAX_CELL)
    width, lines = 0, 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            for row in reader:
                lines += 1
                width = width or len(row)
                if reader.line_num != lines:
                    problems.append(
                        (lines, "Có ngoặc kép chưa đóng hoặc xuống dòng trong ô; hãy bỏ xuống dòng rồi lưu lại.")
                    )
                    lines = reader.line_num
                elif len(row) > width:
                    advice = f"hãy đặt ô có dấu “{delimiter}” trong ngoặc kép"
                    problems.append((lines, f"Dòng có {len(row)} ô trong khi tiêu đề có {width}; {advice}."))
                elif len(row) < width:
                    row += [""] * (width - len(row))
                yield row
    except UnicodeDecodeError as error:
        raise FileRefused(NOT_UTF8) from error
    except csv.Error as error:
        raise FileRefused(f"Tệp CSV sai cấu trúc gần dòng {lines + 1} (ngoặc kép chưa đóng hoặc ô quá dài).") from error
