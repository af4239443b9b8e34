"""A file becomes COPY lines, or the list of everything that is wrong with it."""

import io
import unicodedata

import openpyxl
import pytest

from dossiers.intake.imports import read_file
from tests.dossiers.intake.test_archives import SHEET, rewritten
from tests.factories.dossiers import a_csv, a_row, a_spec, a_workbook, at, rows

NO_DOSSIER = "Dưới dòng tiêu đề không có hồ sơ nào; hãy kiểm tra lại tệp và trang tính đã chọn."
LINE = (
    "H08-250401-0001\t1\t1.004001\t1\t2\t2025-04-01 09:00:00\t2025-04-15 17:00:00\t2025-04-10 10:00:00"
    "\t10\t1\t\\N\t\\N\t\\N" + "\t\\N" * 9 + "\t2\n"
)


def read(path, **given):
    out = io.StringIO()
    findings = read_file(path, a_spec(path.name, **given), out, lambda done, total: None)
    return findings, out.getvalue()


def messages(findings):
    return [(error["cell"], error["message"]) for error in findings.errors]


def test_read_file_writes_one_line_per_dossier(tmp_path):
    findings, lines = read(a_workbook(tmp_path, [a_row()]))

    assert lines == LINE
    assert findings.errors == []
    assert (findings.rows, findings.left_out) == (1, 0)
    assert findings.procedures == {"1.004001": "Đăng ký khai sinh"}


def test_read_file_drops_personal_columns(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(
        ["Họ và tên", "Mã hồ sơ", "Số CCCD", "Mã TTHC", "Ngày tiếp nhận", "Ngày có kết quả", "Ngày hẹn trả"]
    )
    book.active.append(["Trần Văn B", "A-1", "079123456789", "1.1", at("2025-04-01 09:00"), None, None])
    book.save(tmp_path / "a.xlsx")

    findings, lines = read(tmp_path / "a.xlsx")

    assert lines == "A-1\t1\t1.1\t1\t1\t2025-04-01 09:00:00\t\\N\t\\N\t4\t0" + "\t\\N" * 12 + "\t2\n"
    assert findings.procedures == {"1.1": ""}


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_read_file_reads_csv_with_any_delimiter_and_nfd_heading(tmp_path, delimiter):
    heading = unicodedata.normalize("NFD", "Mã hồ sơ|Mã\u00a0TTHC|Ngày tiếp nhận|Ngày hẹn trả|Ngày có kết quả|Kênh nộp")
    row = "H08-250401-0001|1.004001|01/04/2025 09:00|15/04/2025|10/04/2025 10:00|Trực tuyến"
    path = a_csv(tmp_path, [heading.replace("|", delimiter), row.replace("|", delimiter)])

    findings, lines = read(path)

    assert findings.errors == []
    assert lines == LINE.replace("\t10\t1\t", "\t9\t1\t")  # a finish without a status: resolved, not yet handed over


def test_read_file_finds_the_heading_below_a_title(tmp_path):
    book = openpyxl.Workbook()
    book.active["B2"] = "DANH SÁCH HỒ SƠ"
    for place, title in enumerate(["Mã hồ sơ", "Mã TTHC", "Ngày tiếp nhận", "Ngày có kết quả"], 2):
        book.active.cell(4, place, title)
    for place, cell in enumerate(["A-1", "1.1", "31/02/2025", None], 2):
        book.active.cell(5, place, cell)
    book.save(tmp_path / "a.xlsx")

    findings, _ = read(tmp_path / "a.xlsx")

    assert messages(findings) == [("D5", "Ngày tiếp nhận “31/02/2025” không có trong lịch; hãy ghi dạng 05/10/2022.")]


def test_read_file_names_all_missing_columns_at_once(tmp_path):
    findings, _ = read(a_csv(tmp_path, ["Mã hồ sơ;Ngày tiếp nhận", "A;01/04/2025"]), default_unit=None)

    assert messages(findings) == [
        (
            "",
            "Thiếu cột “Mã đơn vị”, “Mã TTHC”, “Ngày có kết quả”; hãy đặt đúng tên cột ở dòng tiêu đề, "
            "trong 20 dòng đầu của trang.",
        )
    ]


def test_read_file_refuses_a_column_given_twice(tmp_path):
    heading = "Mã hồ sơ;Mã TTHC;Ngày tiếp nhận;Ngày có kết quả;ma ho so"

    findings, _ = read(a_csv(tmp_path, [heading, "A;1.1;01/04/2025;;B"]))

    assert messages(findings) == [("E1", "Cột “Mã hồ sơ” có 2 lần (A1, E1); hãy giữ một cột.")]


@pytest.mark.parametrize(
    ("changed", "cell", "message"),
    [
        ({"Mã hồ sơ": None}, "A2", "Thiếu Mã hồ sơ."),
        (
            {"Mã đơn vị": "DV002"},
            "B2",
            "Mã đơn vị “DV002” không thuộc đơn vị của tệp này; hãy gửi riêng tệp của đơn vị ấy.",
        ),
        ({"Mã đơn vị": "DV9"}, "B2", "Mã đơn vị “DV9” không có trong danh mục đơn vị; hãy ghi DV001 hoặc để trống."),
        ({"Ngày có kết quả": None}, "I2", "Thiếu Ngày có kết quả trong khi Trạng thái cho biết hồ sơ đã kết thúc."),
        (
            {"Trạng thái": "Đang xử lý"},
            "J2",
            "Trạng thái cho biết hồ sơ chưa xong nhưng đã có Ngày có kết quả; hãy sửa một trong hai.",
        ),
        (
            {"Ngày có kết quả": at("2025-03-31 10:00")},
            "I2",
            "Ngày có kết quả 31/03/2025 trước Ngày tiếp nhận 01/04/2025.",
        ),
        ({"Ngày hẹn trả": at("2025-03-31 10:00")}, "H2", "Ngày hẹn trả 31/03/2025 trước Ngày tiếp nhận 01/04/2025."),
        (
            {"Ngày hẹn trả": None},
            "H2",
            "Thiếu Ngày hẹn trả, mà thời hạn của thủ tục cũng chưa biết; hãy ghi một trong hai cột.",
        ),
    ],
)
def test_read_file_says_where_and_what(tmp_path, changed, cell, message):
    findings, _ = read(a_workbook(tmp_path, [a_row() | changed]))

    assert messages(findings) == [(cell, message)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"Ngày có kết quả": at("2025-04-01").date()}, "2025-04-01 09:00:00"),  # the day alone: not before reception
        ({"Ngày có kết quả": at("2025-04-02").date()}, "2025-04-02"),
        ({"Ngày có kết quả": "02/04/2025 08:15"}, "2025-04-02 08:15:00"),
    ],
)
def test_read_file_takes_a_finish_without_hour(tmp_path, changed, expected):
    findings, lines = read(a_workbook(tmp_path, [a_row() | changed]))

    assert findings.errors == []
    assert lines.split("\t")[7] == expected


def test_read_file_leaves_out_what_was_never_received(tmp_path):
    table = [a_row("A-1"), a_row("A-2") | {"Trạng thái": "Mới đăng ký", "Ngày có kết quả": None}]

    findings, lines = read(a_workbook(tmp_path, table))

    assert (findings.rows, findings.left_out, lines.count("\n")) == (2, 1, 1)


def test_read_file_collects_every_planted_error(tmp_path):
    table = rows(40)
    for place in (3, 7, 38):
        table[place]["Ngày tiếp nhận"] = "30/02/2025"
        table[place]["Kênh nộp"] = "bồ câu"

    findings, _ = read(a_workbook(tmp_path, table))

    assert [error["cell"] for error in findings.errors] == ["F5", "G5", "F9", "G9", "F40", "G40"]


def test_read_file_keeps_ten_thousand_errors_and_counts_all(tmp_path):
    findings, _ = read(a_workbook(tmp_path, rows(10_100, **{"Ngày tiếp nhận": "?"})))

    assert (findings.error_count, len(findings.errors)) == (10_100, 10_000)


def test_read_file_is_not_deceived_by_a_lying_dimension(tmp_path):
    path = a_workbook(tmp_path, rows(50))
    rewritten(path, {SHEET: lambda part: part.replace(b'<dimension ref="A1:M51"/>', b'<dimension ref="A1:A2"/>')})

    findings, lines = read(path)

    assert (findings.rows, findings.errors, lines.count("\n")) == (50, [], 50)


def test_read_file_notices_when_rows_were_lost(tmp_path):
    """Two rows that claim the same number: the parser keeps one, the count of the XML keeps both."""

    def collide(part):
        for column in "ABCDEFGHIJ":
            part = part.replace(f'"{column}3"'.encode(), f'"{column}2"'.encode())
        return part.replace(b'<row r="3"', b'<row r="2"').replace(b'<row r="4"', b'<row r="3"')

    path = a_workbook(tmp_path, rows(2))
    rewritten(path, {SHEET: collide})

    findings, _ = read(path)

    assert messages(findings) == [("", "Tệp có 3 dòng số liệu nhưng đọc được 2; hãy mở bằng Excel, lưu lại rồi gửi.")]


def test_read_file_reports_formulas_that_look_empty(tmp_path):
    path = a_workbook(tmp_path, [a_row() | {"Ngày hẹn trả": None, "Thời hạn (ngày làm việc)": 5}])
    rewritten(path, {SHEET: lambda part: part.replace(b'<c r="G2"', b'<c r="H2" t="e"><v>#REF!</v></c><c r="G2"')})

    findings, _ = read(path)

    assert ("H2", "Ô báo lỗi công thức (như #REF!); hãy sửa hoặc xóa công thức.") in messages(findings)


@pytest.mark.parametrize(
    ("lines", "cell", "message"),
    [
        (["A;1.1;01/04/2025;;thừa"], "A2", "Dòng có 5 ô trong khi tiêu đề có 4; hãy đặt ô có dấu “;” trong ngoặc kép."),
        (
            ['A;1.1;01/04/2025;"', '"', "B;1.1;01/04/2025;"],
            "A2",
            "Có ngoặc kép chưa đóng hoặc xuống dòng trong ô; hãy bỏ xuống dòng rồi lưu lại.",
        ),
    ],
)
def test_read_file_refuses_csv_that_could_swallow_rows(tmp_path, lines, cell, message):
    findings, _ = read(a_csv(tmp_path, ["Mã hồ sơ;Mã TTHC;Ngày tiếp nhận;Ngày có kết quả", *lines]))

    assert (cell, message) in messages(findings)


def test_read_file_refuses_csv_of_another_encoding(tmp_path):
    path = a_csv(tmp_path, ["Mã hồ sơ;Mã TTHC;Ngày tiếp nhận;Ngày có kết quả"], encoding="utf-8")
    path.write_bytes(path.read_bytes() + "A;é;;\n".encode("latin-1"))

    findings, _ = read(path)

    assert messages(findings) == [("", "Tệp CSV không phải UTF-8; trong Excel hãy chọn “Lưu thành” CSV UTF-8.")]


def test_read_file_refuses_a_table_without_dossiers(tmp_path):
    findings, _ = read(a_csv(tmp_path, ["Mã hồ sơ;Mã TTHC;Ngày tiếp nhận;Ngày có kết quả"]))

    assert messages(findings) == [("", NO_DOSSIER)]


def test_read_file_refuses_a_workbook_with_nothing_but_its_heading(tmp_path):
    findings, _ = read(a_table(tmp_path, ["Mã hồ sơ", "Mã TTHC", "Ngày tiếp nhận", "Ngày có kết quả"]))

    assert messages(findings) == [("", NO_DOSSIER)]


# --- forms made for printing: headings of two rows, numbered columns, signatures --------------------------------------


DAY = at("2025-04-01 09:00")
FORM = {
    "group above": (
        ["STT", "Mã hồ sơ", "Mã TTHC", "Thời gian", "", "Trạng thái"],
        ["", "", "", "Ngày tiếp nhận", "Ngày có kết quả", ""],
    ),
    "code below": (
        ["STT", "Hồ sơ", "", "Ngày tiếp nhận", "Ngày có kết quả", "Trạng thái"],
        ["", "Mã hồ sơ", "Mã TTHC", "", "", ""],
    ),
    "columns numbered": (
        ["STT", "Mã hồ sơ", "Mã TTHC", "Ngày tiếp nhận", "Ngày có kết quả", "Trạng thái"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
    ),
    "columns numbered as in a statistical form": (
        ["STT", "Mã hồ sơ", "Mã TTHC", "Ngày tiếp nhận", "Ngày có kết quả", "Trạng thái"],
        ["A", "B", 1, 2, 3, "4=2+3"],
    ),
}


@pytest.mark.parametrize("heading", FORM.values(), ids=FORM)
def test_read_file_reads_a_form_made_for_printing(tmp_path, heading):
    signatures = [
        ["", "", "", "", "Mẫu, ngày 30 tháng 4 năm 2025", ""],
        ["", "Người lập biểu", "", "", "KT. GIÁM ĐỐC", ""],
        ["", "(Ký, ghi rõ họ tên)", "", "", "PHÓ GIÁM ĐỐC", ""],
        ["", "Trần Văn Nam", "", "", "Lê Thị Hoa", ""],
    ]
    row = [1, "A-1", "1.1", DAY, "", "Đang xử lý"]

    findings, lines = read(a_table(tmp_path, ["DANH SÁCH HỒ SƠ"], *heading, row, [], *signatures))

    assert messages(findings) == []
    assert findings.rows == 1
    assert lines.startswith("A-1\t1\t1.1\t1\t1\t2025-04-01 09:00:00\t\\N\t\\N\t4\t")


def test_read_file_asks_about_both_rows_of_a_heading_it_does_not_know(tmp_path):
    heading = ["STT", "Mã hồ sơ", "Thủ tục", "Thời gian", "", ""], ["", "", "", "Lúc nhận", "Lúc hẹn", "Lúc xong"]

    findings, _ = read(a_table(tmp_path, *heading, [1, "A-1", "1.1", DAY, "", ""]))

    assert findings.unknown
    assert [each["text"] for each in findings.headings] == [
        "STT", "Mã hồ sơ", "Thủ tục", "Lúc nhận", "Lúc hẹn", "Lúc xong",
    ]  # fmt: skip


def test_read_file_takes_no_dossier_for_a_signature(tmp_path):
    heading = ["Mã hồ sơ", "Mã TTHC", "Ngày tiếp nhận", "Ngày có kết quả"]

    findings, _ = read(a_table(tmp_path, heading, ["A-1", "1.1", DAY, ""], ["KT-001", "", "", ""]))

    assert [cell for cell, _ in messages(findings)] == ["B3", "C3"]


def a_table(folder, *table):
    book = openpyxl.Workbook()
    for row in table:
        book.active.append([cell if cell != "" else None for cell in row])
    book.save(folder / "bang.xlsx")
    return folder / "bang.xlsx"


# --- pauses: several in one cell ---------------------------------------------------------------------------------


def test_read_file_reads_several_pauses_from_one_cell(tmp_path):
    stopped = {
        "Ngày yêu cầu bổ sung": "02/04/2025 10:00; 07/04/2025", "Ngày bổ sung xong": "03/04/2025 ;07/04/2025;",
        "Ngày yêu cầu nộp phí": at("2025-04-08 10:00"),
    }  # fmt: skip

    findings, lines = read(a_workbook(tmp_path, [a_row() | stopped]))

    assert findings.errors == []
    assert lines.split("\t")[16:20] == [
        "{2025-04-02 10:00:00,2025-04-07}", "{2025-04-03,2025-04-07}", "{2025-04-08 10:00:00}", "{}"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "column", "sentence"),
    [
        (
            "02/04/2025; 07/04/2025", None, "R",
            "Ngày bổ sung xong có 0 ngày, Ngày yêu cầu bổ sung có 2; hãy ghi mỗi lần một ngày ở cả hai cột, "
            "chỉ lần cuối có thể chưa xong.",
        ),
        (
            "07/04/2025; 02/04/2025", "08/04/2025; 03/04/2025", "Q",
            "Các ngày của Ngày yêu cầu bổ sung phải khác nhau và theo thứ tự thời gian.",
        ),
        (
            "02/04/2025; 07/04/2025", "03/04/2025; 06/04/2025", "R",
            "Ngày bổ sung xong 06/04/2025 trước Ngày yêu cầu bổ sung 07/04/2025.",
        ),
        (
            "02/04/2025; ; 07/04/2025", None, "Q",
            "Ngày yêu cầu bổ sung “02/04/2025; ; 07/04/2025” thiếu một ngày giữa hai dấu “;”.",
        ),
        (
            "02/04/2025; 31/04/2025", None, "Q",
            "Ngày yêu cầu bổ sung “31/04/2025” không có trong lịch; hãy ghi dạng 05/10/2022.",
        ),
        ("31/03/2025", None, "Q", "Ngày yêu cầu bổ sung 31/03/2025 trước Ngày tiếp nhận 01/04/2025."),
        (None, "03/04/2025", "R", "Có Ngày bổ sung xong nhưng thiếu Ngày yêu cầu bổ sung."),
    ],
)  # fmt: skip
def test_read_file_says_what_is_wrong_with_pauses(tmp_path, start, end, column, sentence):
    stopped = {"Ngày yêu cầu bổ sung": start, "Ngày bổ sung xong": end}

    findings, _ = read(a_workbook(tmp_path, [a_row() | stopped]))

    assert messages(findings) == [(f"{column}2", sentence)]


def test_read_file_says_of_a_formula_only_that_it_was_never_computed(tmp_path):
    heading = ["Mã hồ sơ", "Mã TTHC", "Ngày tiếp nhận", "Ngày có kết quả"]

    findings, _ = read(a_table(tmp_path, heading, ['="A-"&1', "1.1", DAY, ""], ["A-2", "1.1", "=TODAY()", ""]))

    sentence = "Công thức chưa được tính; hãy mở bằng Excel, lưu lại rồi gửi."
    assert messages(findings) == [("A2", sentence), ("C3", sentence)]


def test_read_file_compares_nothing_of_a_file_that_broke_off(tmp_path):
    good = "A-1;1.1;01/04/2025;"
    path = a_csv(tmp_path, ["Mã hồ sơ;Mã TTHC;Ngày tiếp nhận;Ngày có kết quả", good, 'A-2;1.1;01/04/2025;"x'])

    findings, _ = read(path)

    assert messages(findings) == [("", "Tệp CSV sai cấu trúc gần dòng 3 (ngoặc kép chưa đóng hoặc ô quá dài).")]
    assert findings.letters == {}
