"""Half-months add up to months and to the legal windows."""

import datetime as dt

import pytest

from dossiers.slots import WORDS, check_window, last_day, month_window, read_month, slot_of, span_of

D = dt.date


@pytest.mark.parametrize(
    ("day", "slot", "end"),
    [
        (D(2026, 2, 1), D(2026, 2, 1), D(2026, 2, 14)),
        (D(2026, 2, 14), D(2026, 2, 1), D(2026, 2, 14)),
        (D(2026, 2, 15), D(2026, 2, 15), D(2026, 2, 28)),
        (D(2024, 2, 29), D(2024, 2, 15), D(2024, 2, 29)),
        (D(2025, 12, 31), D(2025, 12, 15), D(2025, 12, 31)),
        (D(9999, 12, 31), D(9999, 12, 15), D(9999, 12, 31)),
    ],
)
def test_slot_of_and_last_day(day, slot, end):
    assert slot_of(day) == slot
    assert last_day(slot) == end


def test_month_window_is_the_calendar_month():
    assert month_window(D(2025, 4, 20)) == (D(2025, 4, 1), D(2025, 4, 30))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (D(2025, 12, 15), D(2026, 12, 14)),
        (D(2025, 1, 1), D(2025, 1, 14)),
        (D(2025, 1, 15), D(2025, 1, 31)),
    ],
)
def test_check_window_accepts_whole_half_months(start, end):
    assert check_window(start, end) is None


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (D(2025, 1, 2), D(2025, 1, 14), "A window must start on a 1st or a 15th, not on 2025-01-02."),
        (D(2025, 1, 1), D(2025, 1, 15), "A window must end on a 14th or at the end of a month, not on 2025-01-15."),
        (D(2025, 1, 1), D(9999, 12, 31), "The window from 2025-01-01 to 9999-12-31 lies beyond the years of dossiers."),
        (D(2025, 1, 15), D(2025, 1, 14), "The window ends on 2025-01-14, before it starts on 2025-01-15."),
    ],
)
def test_check_window_refuses_the_rest(start, end, sentence):
    with pytest.raises(ValueError) as refusal:
        check_window(start, end)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("today", "spans"),
    [
        (
            D(2026, 1, 1),
            [
                (D(2026, 1, 1), D(2026, 1, 31)),
                (D(2025, 12, 1), D(2025, 12, 31)),
                (D(2026, 1, 1), D(2026, 3, 31)),
                (D(2026, 1, 1), D(2026, 12, 31)),
            ],
        ),
        (
            D(2024, 3, 31),
            [
                (D(2024, 3, 1), D(2024, 3, 31)),
                (D(2024, 2, 1), D(2024, 2, 29)),
                (D(2024, 1, 1), D(2024, 3, 31)),
                (D(2024, 1, 1), D(2024, 12, 31)),
            ],
        ),
    ],
)
def test_span_of_moves_with_the_day(today, spans):
    assert [span_of(word, today) for word in WORDS] == spans


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2025-04", D(2025, 4, 1)),
        ("2025-13", None),
        ("1999-12", None),
        ("2025-4", None),
        ("thang-nay", None),
        ("", None),
    ],
)
def test_read_month_reads_months_only(text, month):
    assert read_month(text) == month
