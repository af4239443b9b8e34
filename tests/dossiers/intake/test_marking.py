"""The sender's own file again, with the wrong cells coloured and explained, and nothing else touched."""

import re

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from dossiers.intake.archives import check_workbook
from dossiers.intake.marking import mark_file
from dossiers.intake.reading import mark_in_child
from tests.dossiers.intake.test_archives import SHEET, rewritten
from tests.factories.dossiers import a_csv, a_workbook, rows

PINK = "FFFFC7CE"
MARKS = {"G3": "Ngày tiếp nhận “?” không phải ngày.", "B4": "Thiếu Mã đơn vị & <gì đó>.", "K4": "Thiếu Thời hạn."}


def marked(path, marks=MARKS):
    target = path.with_name(f"danh-dau{path.suffix}")
    mark_file(path, path.name, target, marks)
    return target


def grid(path):
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]


def coloured(path):
    sheet = openpyxl.load_workbook(path).active
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == PINK}


def noted(path):
    sheet = openpyxl.load_workbook(path).active
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


@pytest.fixture
def book(tmp_path):
    return a_workbook(tmp_path, rows(4))


def test_mark_file_colours_and_explains_the_wrong_cells_only(book):
    target = marked(book)

    assert coloured(target) == set(MARKS)
    assert noted(target) == MARKS
    assert [row[:10] for row in grid(target)] == [row[:10] for row in grid(book)]


def test_mark_file_keeps_formats_sheets_and_widths(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Mã hồ sơ", "Ngày"])
    sheet.append(["A-1", None])
    sheet["A2"].font = Font(bold=True, color="FF123456")
    sheet["A2"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet.column_dimensions["A"].width = 33
    sheet.merge_cells("A3:B3")
    sheet.auto_filter.ref = "A1:B2"
    book.create_sheet("Ghi chú")["A1"] = "giữ nguyên"
    book.save(tmp_path / "a.xlsx")

    found = openpyxl.load_workbook(marked(tmp_path / "a.xlsx", {"A2": "Sai.", "B2": "Thiếu."}))

    sheet = found.worksheets[0]
    assert found.sheetnames[1:] == ["Ghi chú"]
    assert (sheet["A2"].font.b, sheet["A2"].font.color.rgb) == (True, "FF123456")
    assert sheet["A2"].fill.fgColor.rgb == sheet["B2"].fill.fgColor.rgb == PINK
    assert (sheet.column_dimensions["A"].width, str(sheet.merged_cells), sheet.auto_filter.ref) == (
        33,
        "A3:B3",
        "A1:B2",
    )


def test_mark_file_keeps_the_senders_notes_and_renews_its_own(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Mã hồ sơ", "Ngày", "Kênh"])
    book.active.append(["A-1", "?", "?"])
    book.active["A1"].comment = Comment("của cán bộ", "Cán bộ")
    book.save(tmp_path / "a.xlsx")

    first = marked(tmp_path / "a.xlsx", {"B2": "Ngày sai.", "C2": "Kênh sai."})
    first.rename(tmp_path / "b.xlsx")
    second = marked(tmp_path / "b.xlsx", {"C2": "Kênh vẫn sai."})

    assert noted(tmp_path / "b.xlsx") == {"A1": "của cán bộ", "B2": "Ngày sai.", "C2": "Kênh sai."}
    assert noted(second) == {"A1": "của cán bộ", "C2": "Kênh vẫn sai."}


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part.replace(b'<row r="2"', b"<row").replace(b'<row r="3"', b"<row"),  # rows without a number
        lambda part: re.sub(rb'(<c) r="[A-M]3"', rb"\1", part),  # cells without a place
    ],
)
def test_mark_file_finds_cells_of_other_writers(book, change):
    rewritten(book, {SHEET: change})

    assert coloured(marked(book, {"G3": "Sai."})) == {"G3"}


def test_mark_file_gives_a_workbook_that_may_come_back(book):
    assert check_workbook(marked(book)) is None


def test_mark_file_adds_a_column_to_a_csv(tmp_path):
    path = a_csv(tmp_path, ["Mã hồ sơ;Ngày", 'A-1;"31/02/2025"', "A-2;01/04/2025"])

    target = marked(path, {"B2": "Ngày “31/02/2025” không có trong lịch.", "A2": 'Mã "A-1" sai.'})

    assert target.read_text(encoding="utf-8-sig").splitlines() == [
        'Mã hồ sơ;Ngày;"Lỗi cần sửa"',
        'A-1;"31/02/2025";"Ô B2: Ngày “31/02/2025” không có trong lịch. Ô A2: Mã ""A-1"" sai."',
        "A-2;01/04/2025;",
    ]


def test_mark_in_child_leaves_nothing_of_a_file_it_cannot_mark(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 and no more")

    assert mark_in_child(path, "a.xlsx", tmp_path / "b.xlsx", {"A1": "Sai."}) is False
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.xlsx"]
