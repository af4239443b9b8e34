"""Headings and cells as people write them."""

import datetime as dt
import unicodedata

import pytest

from dossiers.intake.columns import NULL, Problem, code_reader, date_reader, days_reader, heading, letter, word_reader
from dossiers.intake.vocabulary import WORDS

at = dt.datetime.fromisoformat
READ = date_reader("Ngày tiếp nhận", required=True, first="2022-01-01", last="2026-12-31")


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("Mã hồ sơ", "code"),
        (unicodedata.normalize("NFD", "MÃ HỒ SƠ"), "code"),
        ("  Mã\u00a0hồ sơ (*) ", "code"),
        ("ma ho so", "code"),
        ("Thời hạn (ngày làm việc)", "days"),
        ("Tên thủ tục hành chính", "name"),
        ("Hình thức nộp", "channel"),
        ("Tên người nộp", None),
        ("Số CCCD", None),
        ("", None),
        (12.0, None),
    ],
)
def test_heading_knows_variants_and_drops_the_rest(cell, key):
    assert heading(cell) == key


@pytest.mark.parametrize(("place", "text"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letter_of_a_column(place, text):
    assert letter(place) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (at("2022-10-05 07:30"), "2022-10-05 07:30:00"),
        (at("2022-10-05 07:29:59.999"), "2022-10-05 07:30:00"),
        (dt.date(2022, 10, 5), "2022-10-05"),
        ("05/10/2022", "2022-10-05"),
        ("5/10/2022 7:05", "2022-10-05 07:05:00"),
        ("05/10/2022 07:30", "2022-10-05 07:30:00"),
        ("05-10-2022\u00a007:30:15", "2022-10-05 07:30:15"),
        ("2022-10-05", "2022-10-05"),
        ("2022/10/05", "2022-10-05"),
        ("05/10/2022 7h30", "2022-10-05 07:30:00"),
        ("05/10/2022 07g30", "2022-10-05 07:30:00"),
        ("2022-10-05T07:30:15.250", "2022-10-05 07:30:15"),
        (44839.0, "2022-10-05"),
        (44839.3125, "2022-10-05 07:30:00"),
        ("44839", "2022-10-05"),
    ],
)
def test_date_reader_reads_every_honest_form(cell, text):
    assert READ(cell) == text
    assert type(READ(cell)) is str


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("31/02/2022", "Ngày tiếp nhận “31/02/2022” không có trong lịch; hãy ghi dạng 05/10/2022."),
        ("05/10/2022 25:00", "Ngày tiếp nhận “05/10/2022 25:00” không có trong lịch; hãy ghi dạng 05/10/2022."),
        (
            "10/31/2022",
            "Ngày tiếp nhận “10/31/2022” không có trong lịch; có vẻ tệp ghi tháng trước ngày, "
            "hãy đổi cả cột sang ngày/tháng/năm, như 31/10/2022.",
        ),
        (
            "05/10/0203",
            "Ngày tiếp nhận “05/10/0203” ngoài lịch làm việc 2022–2026; kiểm tra năm, hoặc báo Điều phối thêm lịch.",
        ),
        ("hôm qua", "Ngày tiếp nhận “hôm qua” không phải ngày; hãy ghi dạng 05/10/2022."),
        (12.0, "Ngày tiếp nhận “12” không phải ngày; hãy ghi dạng 05/10/2022."),
        ("", "Thiếu Ngày tiếp nhận."),
        (
            "05/10/2020",
            "Ngày tiếp nhận “05/10/2020” ngoài lịch làm việc 2022–2026; kiểm tra năm, hoặc báo Điều phối thêm lịch.",
        ),
        (
            at("2027-01-01 08:00"),
            "Ngày tiếp nhận “01/01/2027 08:00” ngoài lịch làm việc 2022–2026;"
            " kiểm tra năm, hoặc báo Điều phối thêm lịch.",
        ),
    ],
)
def test_date_reader_says_what_is_wrong(cell, sentence):
    assert type(READ(cell)) is Problem
    assert READ(cell) == sentence


def test_date_reader_leaves_an_empty_date_null():
    assert date_reader("Ngày hẹn trả")("") == NULL


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("H08.01-250401-0001", "H08.01-250401-0001"),
        (" H08.01\u00a0", "H08.01"),
        (27123456789.0, "27123456789"),
        ("HĐ-01", "HĐ-01"),
        ("", Problem("Thiếu Mã hồ sơ.")),
        ("A B", Problem("Mã hồ sơ “A B” có ký tự lạ; chỉ dùng chữ, số và dấu . - / _ viết liền.")),
        ("A\\tB", Problem("Mã hồ sơ “A\\tB” có ký tự lạ; chỉ dùng chữ, số và dấu . - / _ viết liền.")),
        ("x" * 61, Problem(f"Mã hồ sơ “{'x' * 20}…” dài quá 60 ký tự.")),
    ],
)
def test_code_reader_needs_no_escaping_afterwards(cell, text):
    found = code_reader("Mã hồ sơ")(cell)

    assert found == text
    assert type(found) is type(text)


@pytest.mark.parametrize(
    ("column", "cell", "text"),
    [
        ("channel", "", "1"),
        ("channel", "TRỰC TUYẾN", "2"),
        ("channel", 3.0, "3"),
        ("mechanism", "Liên thông", "2"),
        ("status", "", ""),
        ("status", "Đã trả kết quả", "10"),
        ("status", 7.0, "7"),
        ("digitised", "", NULL),
        ("digitised", True, "t"),
        ("paid", "Không", "f"),
    ],
)
def test_word_reader_understands(column, cell, text):
    assert word_reader("Cột", WORDS[column], "")(cell) == text


def test_word_reader_says_how_to_write_it():
    found = word_reader("Kênh nộp", WORDS["channel"], "“Trực tiếp” hoặc “Trực tuyến”")("bồ câu")

    assert found == Problem("Kênh nộp “bồ câu” không rõ nghĩa; hãy ghi “Trực tiếp” hoặc “Trực tuyến”.")


@pytest.mark.parametrize(("cell", "text"), [(15.0, "15"), ("007", "7"), ("", NULL), (0.0, "0")])
def test_days_reader_reads_whole_days(cell, text):
    assert days_reader("Thời hạn")(cell) == text


@pytest.mark.parametrize("cell", [1.5, -3.0, "mười", 1000.0])
def test_days_reader_refuses_the_rest(cell):
    assert type(days_reader("Thời hạn")(cell)) is Problem


@pytest.mark.parametrize("read", [code_reader("Cột"), days_reader("Cột")])
def test_what_excel_turned_into_a_date_is_named(read):
    """1/2 typed into a cell is the first of February to Excel."""
    assert read(dt.date(2025, 2, 1)) == Problem(
        "Cột bị Excel đổi thành ngày 01/02/2025; hãy định dạng ô là Văn bản rồi ghi lại."
    )


@pytest.mark.parametrize("cell", ["92,03", "9,0", "15 ngày"])
def test_days_reader_names_decimals_and_units(cell):
    assert days_reader("Thời hạn")(cell) == Problem(
        f"Thời hạn “{cell}” không hợp lệ; hãy ghi số ngày nguyên, ví dụ 15."
    )


def test_heading_follows_what_people_explained():
    named = {"so bien nhan": "code", "ma ho so": ""}

    assert heading("Số biên nhận (*)", named) == "code"
    assert heading("Mã hồ sơ", named) is None
    assert heading("Mã TTHC", named) == "procedure"


def test_date_reader_says_of_a_day_that_may_be_missing_that_it_may_be_left_out():
    assert str(date_reader("Ngày có kết quả")("chưa")) == (
        "Ngày có kết quả “chưa” không phải ngày; hãy ghi dạng 05/10/2022, chưa có thì để trống."
    )
