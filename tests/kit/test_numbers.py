"""Vietnamese numbers and dates, in and out."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_portal.kit.numbers import (
    Unreadable,
    percent,
    read_id,
    read_ids,
    read_number,
    read_year,
    rounded,
    show_change,
    show_date,
    show_number,
    show_percent,
)

NUMBERS = st.decimals(-(10**12), 10**12, places=4)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("115.439", "115439"),
        ("115 439", "115439"),
        ("115\u00a0439", "115439"),
        ("61,76", "61.76"),
        ("61.76", "61.76"),
        ("1.234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("-0,25", "-0.25"),
        (" 12 ", "12"),
        ("0012", "12"),
        ("1.2345", "1.2345"),
        ("0.333", "0.333"),
        ("-0.500", "-0.5"),
    ],
)
def test_read_number_takes_what_people_type(typed, number):
    assert read_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["12a", "", "1,2,3", "1.23.456", "1,234.5", "∞", "NaN", "1e5", "--1", "+5", "0.123.456"]
)
def test_read_number_says_how_to_write(typed):
    with pytest.raises(Unreadable) as error:
        read_number(typed)

    assert str(error.value) == "Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76."


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (186916, None, "186.916"),
        (Decimal("61.760"), None, "61,76"),
        (Decimal("61.755"), 2, "61,76"),
        (Decimal("-1234.5"), None, "-1.234,5"),
        (Decimal("100"), 2, "100,00"),
        (Decimal("1E+3"), None, "1.000"),
        (0, None, "0"),
        (None, 2, "—"),
    ],
)
def test_show_number_writes_vietnamese(value, places, shown):
    assert show_number(value, places) == shown


@given(NUMBERS)
def test_show_number_then_read_number_is_the_number(number):
    assert read_number(show_number(number)) == number
    assert read_number(show_number(number, 4)) == number


@pytest.mark.parametrize(
    ("value", "shown"),
    [("1.5", "+1,50"), ("-0.25", "−0,25"), ("0", "0,00"), ("-0.004", "0,00"), ("1234.5", "+1.234,50")],
)
def test_show_change_has_a_sign_unless_it_rounds_to_nothing(value, shown):
    assert show_change(Decimal(value)) == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(980, 1000, "98,00%"), (1, 3, "33,33%"), (2, 3, "66,67%"), (1, 800, "0,13%"), (0, 5, "0,00%"), (5, 0, "—")],
)
def test_percent_is_half_up_and_unknown_without_a_whole(part, whole, shown):
    assert show_percent(percent(part, whole)) == shown


@pytest.mark.parametrize(
    ("value", "step", "result"),
    [("1.005", "0.01", "1.01"), ("0.125", "0.25", "0.25"), ("0.12", "0.25", "0"), ("7.5", "1", "8")],
)
def test_rounded_goes_half_up_to_the_step(value, step, result):
    assert rounded(Decimal(value), Decimal(step)) == Decimal(result)


def test_show_date_is_day_month_year():
    assert (show_date(dt.date(2025, 12, 31)), show_date(None)) == ("31/12/2025", "—")


@pytest.mark.parametrize("text", ["9" * 25, "9" * 400, "0," + "3" * 30, "1" + ".000" * 8])
def test_read_number_refuses_what_no_figure_is_as_long_as(text):
    with pytest.raises(Unreadable, match=r"^Số quá dài; hãy kiểm tra lại\.$"):
        read_number(text)


def test_read_number_reads_exactly_up_to_24_characters():
    assert read_number("9" * 21 + ",25") == Decimal("9" * 21 + ".25")
    assert read_number("9" * 24) % 1 == 0


@pytest.mark.parametrize(
    ("text", "year"),
    [("2023", 2023), ("", None), ("abc", None), ("0", None), ("0001", None), ("²", None), ("20233", None)],
)
def test_read_year_takes_four_digits_and_nothing_else(text, year):
    assert read_year(text) == year


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), ("", 0), ("abc", 0), ("-1", 0), ("²", 0), ("1.5", 0), ("9" * 19, 0), ("9" * 5000, 0)]
)
def test_read_id_is_0_for_what_names_no_row(text, number):
    assert read_id(text) == number


def test_read_ids_leaves_out_what_names_no_row():
    assert read_ids(["7", "x", "²", "12", "9" * 30]) == [7, 12]
