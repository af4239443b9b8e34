"""The legal windows have explicit dates and meet without a gap."""

import datetime as dt

import pytest

from dossiers.statistics.windows import (
    WORDS,
    Window,
    month_of,
    presets,
    reporting_month,
    window_now,
    window_of,
    year_of,
)

D = dt.date


def test_presets_are_those_of_the_circular():
    found = {preset.name: (preset.window.first, preset.window.last) for preset in presets(2026)}

    assert found == {
        "Quý I/2026": (D(2025, 12, 15), D(2026, 3, 14)),
        "6 tháng 2026": (D(2025, 12, 15), D(2026, 6, 14)),
        "Quý II/2026": (D(2026, 3, 15), D(2026, 6, 14)),
        "Quý III/2026": (D(2026, 6, 15), D(2026, 9, 14)),
        "9 tháng 2026": (D(2025, 12, 15), D(2026, 9, 14)),
        "Quý IV/2026": (D(2026, 9, 15), D(2026, 12, 14)),
        "Năm 2026": (D(2025, 12, 15), D(2026, 12, 14)),
    }


def test_a_window_knows_its_half_months():
    window = Window(D(2026, 1, 15), D(2026, 2, 28))

    assert window.slots == (D(2026, 1, 15), D(2026, 2, 1), D(2026, 2, 15))
    assert (window.after, window.is_of_reporting_months) == (D(2026, 3, 1), False)
    assert window.text == "từ 15/01/2026 đến 28/02/2026"


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        (D(2026, 3, 14), D(2026, 3, 1), 2026),
        (D(2026, 3, 15), D(2026, 4, 1), 2026),
        (D(2025, 12, 31), D(2026, 1, 1), 2026),
    ],
)
def test_a_day_lies_in_a_reporting_month_and_year(day, month, year):
    window = reporting_month(month)

    assert (month_of(day), year_of(day)) == (month, year)
    assert window.first <= day <= window.last
    assert window.is_of_reporting_months


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (None, D(2026, 3, 14), "Hãy ghi cả ngày bắt đầu và ngày kết thúc của kỳ."),
        (D(2026, 3, 1), None, "Hãy ghi cả ngày bắt đầu và ngày kết thúc của kỳ."),
        (D(2026, 3, 2), D(2026, 3, 14), "Kỳ phải bắt đầu ngày 01 hoặc ngày 15 của tháng."),
        (D(2026, 3, 1), D(2026, 3, 15), "Kỳ phải kết thúc ngày 14 hoặc ngày cuối tháng."),
        (D(2026, 4, 1), D(2026, 3, 14), "Ngày kết thúc đứng trước ngày bắt đầu."),
        (D(2026, 4, 1), D(9999, 12, 31), "Kỳ phải nằm trong các năm 2000–2099."),
    ],
)
def test_window_of_says_what_is_wrong(first, last, sentence):
    with pytest.raises(ValueError, match=sentence):
        window_of(first, last)


def test_window_of_takes_whole_half_months():
    assert window_of(D(2025, 12, 15), D(2026, 2, 28)) == Window(D(2025, 12, 15), D(2026, 2, 28))


@pytest.mark.parametrize(
    ("today", "this_quarter", "last_quarter", "this_year"),
    [
        (D(2026, 3, 14), (D(2025, 12, 15), D(2026, 3, 14)), (D(2025, 9, 15), D(2025, 12, 14)), 2026),
        (D(2026, 3, 15), (D(2026, 3, 15), D(2026, 6, 14)), (D(2025, 12, 15), D(2026, 3, 14)), 2026),
        (D(2026, 12, 14), (D(2026, 9, 15), D(2026, 12, 14)), (D(2026, 6, 15), D(2026, 9, 14)), 2026),
        (D(2026, 12, 15), (D(2026, 12, 15), D(2027, 3, 14)), (D(2026, 9, 15), D(2026, 12, 14)), 2027),
    ],
)
def test_window_now_moves_with_the_day(today, this_quarter, last_quarter, this_year):
    found = [window_now(word, today) for word in WORDS]

    assert [(window.first, window.last) for window in found] == [
        this_quarter,
        last_quarter,
        (D(this_year - 1, 12, 15), D(this_year, 12, 14)),
    ]
