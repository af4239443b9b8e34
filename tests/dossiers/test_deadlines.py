"""The legal clock against the vectors of the domain reference and a walk day by day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.calendars import days_of_years
from dossiers.deadlines import UnknownDay, calendar_of, due_date, outcome
from dossiers.enums import Boundary, Outcome

CALENDAR = calendar_of((day.day, day.working) for day in days_of_years(2022, 2026))


def at(text):
    """05/10/2022 07:30, local time."""
    return dt.datetime.fromisoformat(f"{text[6:10]}-{text[3:5]}-{text[:2]}{text[10:]}")


def day(text):
    return at(f"{text} 00:00").date()


@pytest.mark.parametrize(
    ("received", "working_days", "due"),
    [
        ("07/04/2022 09:00", 3, "13/04/2022"),
        ("18/01/2023 09:00", 3, "30/01/2023"),
        ("24/04/2024 09:00", 5, "04/05/2024"),
        ("28/08/2025 09:00", 2, "03/09/2025"),
        ("06/01/2026 16:00", 3, "10/01/2026"),
        ("06/01/2026 15:00", 3, "09/01/2026"),  # at 15:00 sharp it is not yet after 15:00
        ("04/01/2025 09:00", 1, "06/01/2025"),  # a Saturday: Monday is day 1
        ("04/01/2025 09:00", 0, "06/01/2025"),  # at once, on the next open day
        ("06/01/2025 09:00", 0, "06/01/2025"),
        ("06/01/2025 16:00", 0, "07/01/2025"),
    ],
)
def test_due_date_of_the_golden_vectors(received, working_days, due):
    assert due_date(at(received), working_days, CALENDAR) == day(due)


def test_due_date_without_the_makeup_saturday():
    normal = calendar_of((d.day, d.working and d.day != day("04/05/2024")) for d in days_of_years(2024, 2024))

    assert due_date(at("24/04/2024 09:00"), 5, normal) == day("06/05/2024")


def test_due_date_moves_by_the_paused_days():
    assert due_date(at("28/08/2025 09:00"), 2, CALENDAR, paused=3) == due_date(at("28/08/2025 09:00"), 5, CALENDAR)


def test_due_date_with_another_cutoff():
    assert due_date(at("06/01/2026 16:00"), 3, CALENDAR, cutoff=dt.time(17)) == day("09/01/2026")


@pytest.mark.parametrize(("year", "worked"), [(2022, 249), (2023, 249), (2024, 251), (2025, 250), (2026, 249)])
def test_calendar_counts_the_working_days_of_the_years(year, worked):
    """2026: 250 by the announced days off, less 24/11, Ngày Văn hóa Việt Nam, which the package knows."""
    assert sum(d.working for d in days_of_years(year, year)) == worked


@given(received=st.datetimes(at("01/01/2022 00:00"), at("30/06/2026 00:00")), working_days=st.integers(1, 90))
def test_due_date_equals_a_walk_day_by_day(received, working_days):
    working = set(CALENDAR.working)
    left = working_days + (received.time() > dt.time(15))
    walked = received.date()
    while left:
        walked += dt.timedelta(days=1)
        left -= walked in working

    assert due_date(received, working_days, CALENDAR) == walked


def test_due_date_outside_the_calendar_says_so():
    with pytest.raises(UnknownDay) as before:
        due_date(at("31/12/2021 09:00"), 1, CALENDAR)
    with pytest.raises(UnknownDay) as after:
        due_date(at("31/12/2026 09:00"), 1, CALENDAR)

    assert str(before.value) == "Lịch làm việc chưa có ngày 31/12/2021 (mới có 01/01/2022–31/12/2026)."
    assert str(after.value) == "Hạn trả nằm ngoài lịch làm việc 01/01/2022–31/12/2026."


@pytest.mark.parametrize("days", [{"working_days": -1}, {"working_days": 1, "paused": -1}])
def test_due_date_refuses_negative_days(days):
    with pytest.raises(ValueError):
        due_date(at("06/01/2026 09:00"), calendar=CALENDAR, **days)


def test_calendar_of_refuses_gaps_and_nothing():
    with pytest.raises(ValueError, match="jumps"):
        calendar_of([(day("01/01/2025"), True), (day("03/01/2025"), True)])
    with pytest.raises(ValueError, match="at least one"):
        calendar_of([])


@pytest.mark.parametrize(
    ("finished", "boundary", "expected"),
    [
        ("09/01/2026 23:59", Boundary.DAY, Outcome.EARLY),
        ("10/01/2026 00:00", Boundary.DAY, Outcome.ON_TIME),
        ("10/01/2026 23:59", Boundary.DAY, Outcome.ON_TIME),
        ("11/01/2026 00:00", Boundary.DAY, Outcome.LATE),
        ("09/01/2026 23:59", Boundary.MOMENT, Outcome.EARLY),
        ("10/01/2026 17:00", Boundary.MOMENT, Outcome.ON_TIME),
        ("10/01/2026 17:01", Boundary.MOMENT, Outcome.LATE),
    ],
)
def test_outcome_by_boundary(finished, boundary, expected):
    assert outcome(at(finished), at("10/01/2026 17:00"), boundary) == expected
