"""Columns as data: what is read, what is refused, what is written."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_portal.kit.excel import (
    CellError,
    Column,
    choice,
    day,
    decimal,
    integer,
    read_table,
    text,
    write_table,
    yes_no,
)
from cchc_portal.kit.numbers import Unreadable

COLUMNS = (
    Column("name", ("Tên", "Họ tên"), text(20), required=True),
    Column("points", ("Điểm",), decimal(0, 100)),
    Column("day", ("Ngày",), day),
    Column("done", ("Đã xong",), yes_no),
)
MIDNIGHT = dt.datetime.fromisoformat("2025-12-31 00:00")  # what openpyxl makes of a date cell
BROKEN = "Tệp Excel bị hỏng, không đọc được. Hãy mở bằng Excel và lưu lại."


def workbook(*rows, before=()):
    """A workbook whose first sheets are `before` and whose last one holds the rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title in before:
        book.create_sheet(title).append(["Xin đọc kỹ"])
    sheet = book.create_sheet("Bảng")
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def csv_file(*lines):
    return io.BytesIO("\n".join(lines).encode())


def values(table):
    assert table.errors == []
    return [row.values for row in table.rows]


def test_read_table_finds_the_header_under_titles_on_any_sheet():
    file = workbook(
        ["BẢNG ĐIỂM"], [], ["ĐIỂM", None, "ho ten"], [61.76, None, "Lan"], [], [8, None, "Minh"], before=["Hướng dẫn"]
    )

    table = read_table(file, COLUMNS)

    assert values(table) == [{"points": Decimal("61.76"), "name": "Lan"}, {"points": Decimal(8), "name": "Minh"}]
    assert [row.cell("name") for row in table.rows] == ["C4", "C6"]


def test_read_table_takes_cells_of_every_type():
    file = workbook(
        ["Tên", "Điểm", "Ngày", "Đã xong"],
        ["Sơ\u0309  Y tế", 0.1 + 0.2, MIDNIGHT, True],
        [2026, "61,76", "31/12/2025", "không"],
        [12.5, " 99 ", "2025-12-31", "x"],
        [dt.date(2025, 1, 2), None, None, None],
    )

    assert values(read_table(file, COLUMNS)) == [
        {"name": "Sở Y tế", "points": Decimal("0.3"), "day": dt.date(2025, 12, 31), "done": True},
        {"name": "2026", "points": Decimal("61.76"), "day": dt.date(2025, 12, 31), "done": False},
        {"name": "12.5", "points": Decimal(99), "day": dt.date(2025, 12, 31), "done": True},
        {"name": "02/01/2025", "points": None, "day": None, "done": None},
    ]


def test_read_table_gives_all_errors_with_addresses():
    table = read_table(
        workbook(
            ["Tên", "Điểm", "Ngày", "Đã xong"],
            [None, "12a", "31/02/2025", "có lẽ"],
            ["Lan", 100.5, "tháng 3", None],
            ["x" * 21, -1, None, "Có"],
            ["Minh", True, 45000, "Có"],
            ["=1+1", "#REF!", None, None],
        ),
        COLUMNS,
    )

    assert table.errors == [
        CellError("A2", "Chưa ghi “Tên”."),
        CellError("B2", "Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76."),
        CellError("C2", "Ghi ngày dạng 31/12/2025."),
        CellError("D2", "Không rõ “có lẽ”. Ghi một trong: Có; Không."),
        CellError("B3", "Phải từ 100 trở xuống, đang là 100,5."),
        CellError("C3", "Ghi ngày dạng 31/12/2025."),
        CellError("A4", "Dài 21 ký tự, tối đa 20."),
        CellError("B4", "Phải từ 0 trở lên, đang là -1."),
        CellError("B5", "Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76."),
        CellError("C5", "Ghi ngày dạng 31/12/2025."),
        CellError("A6", "Ô chứa công thức chưa được tính. Hãy mở bằng Excel, lưu lại, hoặc ghi giá trị."),
        CellError("B6", "Ô đang báo lỗi #REF!. Hãy ghi giá trị đúng."),
    ]
    assert [row.values.get("name") for row in table.rows] == [None, "Lan", None, "Minh", None]


@settings(max_examples=25, deadline=None)
@given(st.sets(st.tuples(st.integers(2, 9), st.sampled_from("ABCD"))))
def test_read_table_finds_exactly_the_planted_errors(planted):
    good = dict(zip("ABCD", ["Lan", "61,76", "31/12/2025", "Có"], strict=True))
    bad = dict(zip("ABCD", ["x" * 21, "12a", "31/13/2025", "?"], strict=True))
    lines = [[(bad if (row, letter) in planted else good)[letter] for letter in "ABCD"] for row in range(2, 10)]

    table = read_table(csv_file("Tên;Điểm;Ngày;Đã xong", *(";".join(line) for line in lines)), COLUMNS)

    assert [error.cell for error in table.errors] == [f"{letter}{row}" for row, letter in sorted(planted)]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_read_table_reads_csv_by_any_usual_delimiter(delimiter):
    file = io.BytesIO(
        delimiter.join(["Điểm", "Tên"]).encode("utf-8-sig") + f'\n"61,76"{delimiter}"Lan ""Anh"""\n'.encode()
    )

    assert values(read_table(file, COLUMNS)) == [{"points": Decimal("61.76"), "name": 'Lan "Anh"'}]


def test_read_table_reads_from_a_path(tmp_path):
    path = tmp_path / "điểm.csv"
    path.write_text("Tên;Điểm\nLan;5\n", encoding="utf-8")

    assert values(read_table(path, COLUMNS)) == [{"name": "Lan", "points": Decimal(5)}]


def zipped(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def with_entity():
    """A workbook whose sheet declares an XML entity (billion laughs)."""
    laughs, source = io.BytesIO(), zipfile.ZipFile(workbook(["Tên", "Điểm"], ["Lan", 1]))
    with zipfile.ZipFile(laughs, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "ha">]>' + content
            archive.writestr(name, content)
    return laughs.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Không tìm thấy dòng tiêu đề. Tệp cần có các cột: Tên."),
        (b"a;b\n1;2\n", "Không tìm thấy dòng tiêu đề. Tệp cần có các cột: Tên."),
        (b"PK\x03\x04 nothing", BROKEN),
        (zipped("[Content_Types].xml"), BROKEN),
        (workbook(["Tên", "Điểm"]).getvalue()[:-30], BROKEN),
        (with_entity(), BROKEN),
        (zipped("a.txt"), "Đây không phải tệp Excel .xlsx."),
        (zipped("[Content_Types].xml", "xl/vbaProject.bin"), "Tệp có macro. Hãy lưu lại thành .xlsx thường."),
        (zipped(*map(str, range(301))), "Tệp Excel giải nén ra quá lớn (trên 600 MB hoặc trên 300 phần)."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "Tệp .xls cũ hoặc có mật khẩu. Hãy mở bằng Excel và lưu lại thành .xlsx, không đặt mật khẩu.",
        ),
        (
            "Tên;Điểm".encode("cp1258", "replace") + b"\xff",
            "Chỉ đọc được tệp .xlsx hoặc CSV. Tệp CSV cần lưu dạng “CSV UTF-8”.",
        ),
        ('Tên;Điểm\n"Lan;1'.encode(), "Tệp CSV hỏng: dấu nháy kép không khớp."),
        (b"0" * (50 * 1024 * 1024 + 1), "Tệp lớn hơn 50 MB."),
        ("Tên;Điểm\n".encode() + b"Lan;1\n" * 20_001, "Tệp có quá 20.000 dòng; hãy tách thành nhiều tệp."),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_read_table_answers_a_bad_file_with_one_sentence(content, sentence):
    table = read_table(io.BytesIO(content), COLUMNS)

    assert (table.rows, table.errors) == ([], [CellError("", sentence)])


def test_read_table_refuses_a_bomb_by_its_contents_list():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.filelist[0].file_size = 601 * 1024 * 1024  # what the list of contents will say

    table = read_table(io.BytesIO(bomb.getvalue()), COLUMNS)

    assert [str(error) for error in table.errors] == ["Tệp Excel giải nén ra quá lớn (trên 600 MB hoặc trên 300 phần)."]


def test_read_table_counts_the_rows_of_a_workbook_too(monkeypatch):
    monkeypatch.setattr("cchc_portal.kit.excel.ROW_LIMIT", 2)

    table = read_table(workbook(["Tên", "Điểm"], ["Lan", 1], ["Minh", 2], ["An", 3]), COLUMNS)

    assert table.errors == [CellError("", "Tệp có quá 2 dòng; hãy tách thành nhiều tệp.")]


def test_read_table_says_when_there_is_no_file(tmp_path):
    assert read_table(tmp_path / "khong-co.xlsx", COLUMNS).errors == [CellError("", "Không mở được tệp.")]


HOSTILE = ["=1+1", "+84 123", "-5", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")', "＝1", "#N/A khác", "'=1", "a\x07b"]


def test_write_table_never_writes_a_formula():
    file = io.BytesIO()

    write_table(file, "=Danh sách: [1/2]", COLUMNS, [{"name": word} for word in HOSTILE])

    sheet = openpyxl.load_workbook(file).active
    texts = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in texts} == {"s"}
    assert {cell.quotePrefix for cell in texts} == {True}
    assert [cell.value for cell in sheet["A"][3:]] == [word.replace("\x07", "") for word in HOSTILE]
    assert sheet.title == "=Danh sách   1 2 "


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "name": st.text("abcđ =+-@,.;\"'1", min_size=1, max_size=20)
                .map(lambda name: " ".join(name.split()))
                .filter(bool),
                "points": st.none() | st.decimals(0, 100, places=4),
                "day": st.none() | st.dates(dt.date(1900, 3, 1), dt.date(2200, 1, 1)),
                "done": st.none() | st.booleans(),
            }
        ),
        max_size=4,
    )
)
def test_write_table_then_read_table_is_the_same(rows):
    file = io.BytesIO()
    write_table(file, "Bảng", COLUMNS, rows)
    file.seek(0)

    assert values(read_table(file, COLUMNS)) == rows


@pytest.mark.parametrize(
    ("parse", "written", "value"),
    [
        (integer(), "115.439", 115439),
        (integer(), 12.0, 12),
        (integer(0), "7", 7),
        (decimal(), "1.234,5", Decimal("1234.5")),
        (choice({"Đạt": 1, "Không đạt": 0}), "KHONG DAT", 0),
        (day, dt.date(2025, 1, 2), dt.date(2025, 1, 2)),
        (day, "2.1.2025", dt.date(2025, 1, 2)),
        (day, "02-01-2025", dt.date(2025, 1, 2)),
    ],
)
def test_parsers_read(parse, written, value):
    assert parse(written) == value


@pytest.mark.parametrize(
    ("parse", "written", "sentence"),
    [
        (integer(), "12,5", "Phải là số nguyên, đang là 12,5."),
        (integer(1), 0, "Phải từ 1 trở lên, đang là 0."),
        (decimal(most=Decimal("1.5")), "2", "Phải từ 1,5 trở xuống, đang là 2."),
        (decimal(), dt.date(2025, 1, 1), "Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76."),
        (choice({"Đạt": 1, "Không đạt": 0}), "được", "Không rõ “được”. Ghi một trong: Đạt; Không đạt."),
        (day, "12/31/2025", "Ghi ngày dạng 31/12/2025."),
        (day, "1/1/25", "Ghi ngày dạng 31/12/2025."),
    ],
)
def test_parsers_refuse_with_a_sentence(parse, written, sentence):
    with pytest.raises(Unreadable) as error:
        parse(written)

    assert str(error.value) == sentence
