"""Files that must never reach a parser."""

import zipfile

import pytest

from dossiers.intake.archives import FileRefused, census, check_workbook, first_sheet, kind_of
from tests.factories.dossiers import a_workbook, rows

SHEET = "xl/worksheets/sheet1.xml"


def rewritten(book, changes=(), extra=()):
    """The workbook with parts changed by a function or added."""
    parts = {}
    with zipfile.ZipFile(book) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    for name, change in dict(changes).items():
        parts[name] = change(parts[name])
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*parts.items(), *extra]:
            archive.writestr(name, content)
    return book


@pytest.fixture
def book(tmp_path):
    return a_workbook(tmp_path, rows(3))


def test_kind_of_goes_by_content_and_name(book, tmp_path):
    (tmp_path / "a.csv").write_text("Mã hồ sơ;Mã TTHC\n")

    assert kind_of(book, "Hồ sơ.XLSX") == "xlsx"
    assert kind_of(tmp_path / "a.csv", "a.csv") == "csv"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.xlsx", "Tệp rỗng; hãy chọn lại tệp."),
        (
            b"\xd0\xcf\x11\xe0old",
            "a.xls",
            "Tệp .xls đời cũ hoặc có mật khẩu; trong Excel hãy “Lưu thành” Excel Workbook (.xlsx), bỏ mật khẩu.",
        ),
        (
            b"PK\x03\x04",
            "a.xlsm",
            "Tệp “a.xlsm” không phải .xlsx; trong Excel hãy “Lưu thành” Excel Workbook.",
        ),
        (
            b"%PDF-1.7",
            "a.xlsx",
            "“a.xlsx” không phải tệp Excel thật; hãy mở bằng Excel rồi “Lưu thành” Excel Workbook.",
        ),
        (b"%PDF-1.7", "a.pdf", "Không đọc được “a.pdf”; chỉ nhận tệp Excel (.xlsx) hoặc CSV UTF-8 (.csv)."),
        (b"M\x00\xe3\x00", "a.csv", "Tệp CSV không phải UTF-8; trong Excel hãy chọn “Lưu thành” CSV UTF-8."),
    ],
)
def test_kind_of_refuses_with_a_sentence(tmp_path, content, name, sentence):
    path = tmp_path / "held"
    path.write_bytes(content)

    with pytest.raises(FileRefused) as refusal:
        kind_of(path, name)

    assert str(refusal.value) == sentence


def test_kind_of_refuses_what_is_too_heavy(tmp_path):
    path = tmp_path / "held"
    with path.open("wb") as file:
        file.truncate(51 * 1024 * 1024)

    with pytest.raises(FileRefused, match="Tệp nặng 51 MB"):
        kind_of(path, "a.xlsx")


def test_check_workbook_lets_an_honest_file_pass(book):
    assert check_workbook(book) is None
    assert first_sheet(book) == (0, SHEET)


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'


@pytest.mark.parametrize(
    ("changes", "extra", "sentence"),
    [
        ({}, [("xl/vbaProject.bin", b"x")], "Tệp có macro"),
        ({}, [("xl/externalLinks/externalLink1.xml", b"<a/>")], "Tệp có macro, liên kết ngoài"),
        ({}, [("xl/embeddings/a.bin", b"x")], "Tệp có macro, liên kết ngoài hoặc đối tượng nhúng"),
        ({}, [("../../etc/cron.d/a", b"x")], "Tệp .xlsx có cấu trúc bất thường"),
        ({}, [("/a", b"x")], "Tệp .xlsx có cấu trúc bất thường"),
        ({}, [("xl/zeros.bin", b"\0" * 20_000_000)], "Tệp bung ra quá lớn"),
        ({}, [(f"xl/{n}.bin", b"x") for n in range(300)], "Tệp bung ra quá lớn"),
        ({SHEET: lambda part: DOCTYPE + part.partition(b"?>")[2]}, [], "Tệp .xlsx có khai báo XML không an toàn"),
        ({SHEET: lambda part: part.decode().encode("utf-16")}, [], "Tệp .xlsx có khai báo XML không an toàn"),
        (
            {"[Content_Types].xml": lambda part: part.replace(b"sheet.main", b"sheet.macroEnabled.main")},
            [],
            "Tệp không phải sổ tính .xlsx thường",
        ),
    ],
)
def test_check_workbook_refuses_hostile_parts(book, changes, extra, sentence):
    rewritten(book, changes, extra)

    with pytest.raises(FileRefused) as refusal:
        check_workbook(book)

    assert str(refusal.value).startswith(sentence)


def test_check_workbook_refuses_the_same_name_twice(book):
    with zipfile.ZipFile(book, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(SHEET, b"<a/>")

    with pytest.raises(FileRefused, match="cấu trúc bất thường"):
        check_workbook(book)


def test_check_workbook_refuses_a_truncated_file(book):
    book.write_bytes(book.read_bytes()[:-200])

    with pytest.raises(FileRefused, match="hỏng hoặc tải lên chưa đủ"):
        check_workbook(book)


def test_first_sheet_skips_the_hidden_ones(book):
    def hide(part):
        return part.replace(b"<sheet ", b'<sheet state="hidden" ')

    rewritten(book, {"xl/workbook.xml": hide})

    with pytest.raises(FileRefused, match="không có trang tính nào đang hiện"):
        first_sheet(book)


def test_census_counts_rows_with_values_only(book):
    blank = b'<row r="7"><c r="A7" s="1"/></row><row r="8"/>'
    rewritten(book, {SHEET: lambda part: part.replace(b"</sheetData>", blank + b"</sheetData>")})

    assert census(book, SHEET).rows == 4


def test_census_finds_broken_and_uncomputed_formulas(book):
    cells = (
        b'<row r="5"><c r="G5" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="H5"><f>TODAY()</f></c>'
        b'<c r="I5"><f t="shared" si="0"/><v>45000</v></c><c r="J5" s="2"><f>A1</f><v></v></c></row>'
    )
    rewritten(book, {SHEET: lambda part: part.replace(b"</sheetData>", cells + b"</sheetData>")})

    found = census(book, SHEET)

    assert found.error_cells == ["G5"]
    assert found.uncomputed_cells == ["H5", "J5"]
