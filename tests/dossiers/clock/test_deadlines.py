"""The legal clock against the vectors of the domain reference, its own laws, and a walk day by day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.clock.calendars import days_of_years
from dossiers.clock.deadlines import (
    Effect,
    Rules,
    Stop,
    UnknownDay,
    asked_too_often,
    calendar_of,
    due_date,
    outcome,
    reckon,
    taken_days,
)
from dossiers.enums import Boundary, Outcome, PausePolicy, PauseReason, Supplements

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
        ("19/01/2023 15:01", 5, "03/02/2023"),  # before Tết, after the cut-off: 27/01 is day 0
        ("07/02/2024 09:00", 1, "15/02/2024"),  # Tết Giáp Thìn 8–14/2
        ("24/01/2025 09:00", 1, "03/02/2025"),  # Tết Ất Tỵ 25/1–2/2
        ("13/02/2026 16:00", 1, "24/02/2026"),  # Tết Bính Ngọ 14–22/2
        ("25/04/2025 09:00", 1, "26/04/2025"),  # the make-up Saturday for 02/05/2025
        ("31/12/2025 09:00", 1, "05/01/2026"),  # 02/01/2026 swapped off
        ("21/08/2026 09:00", 1, "22/08/2026"),  # the make-up Saturday for 31/08/2026
    ],
)
def test_due_date_of_the_golden_vectors(received, working_days, due):
    assert due_date(at(received), working_days, CALENDAR) == day(due)


@pytest.mark.parametrize(
    ("received", "working_days", "counted", "not_counted"),
    [
        ("24/04/2024 09:00", 5, "04/05/2024", "06/05/2024"),
        ("24/04/2025 09:00", 2, "26/04/2025", "28/04/2025"),
        ("06/01/2026 16:00", 3, "10/01/2026", "12/01/2026"),
    ],
)
def test_due_date_by_whether_makeup_saturdays_count(received, working_days, counted, not_counted):
    never = calendar_of((each.day, each.working) for each in days_of_years(2022, 2026, makeup_counts=False))

    assert due_date(at(received), working_days, CALENDAR) == day(counted)
    assert due_date(at(received), working_days, never) == day(not_counted)


def test_due_date_with_another_cutoff():
    assert due_date(at("06/01/2026 16:00"), 3, CALENDAR, rules=Rules(cutoff=dt.time(17))) == day("09/01/2026")


# --- pauses ------------------------------------------------------------------------------------------------------
SUPPLEMENT, FEE = PauseReason.SUPPLEMENT, PauseReason.FEE
RESTART = Rules(pauses=PausePolicy.RESTART)


def stop(start, end=None, reason=SUPPLEMENT):
    return Stop(reason, at(start), end and at(end))


def found(received, working_days, *stops, rules=Rules(), finished=None):  # noqa: B008  # a frozen value
    return reckon(at(received), working_days, CALENDAR, rules=rules, stops=stops, finished=finished and at(finished))


@pytest.mark.parametrize(
    ("stops", "paused", "restarted"),
    [
        # received Mon 06/01/2025, 5 working days: due Mon 13/01/2025
        ([], "13/01/2025", "13/01/2025"),
        ([stop("08/01/2025 10:00", "10/01/2025 10:00")], "15/01/2025", "17/01/2025"),
        ([stop("08/01/2025 10:00", "08/01/2025 11:00")], "13/01/2025", "15/01/2025"),
        ([stop("08/01/2025 10:00", "10/01/2025 16:00")], "15/01/2025", "20/01/2025"),  # complete after 15:00
        ([stop("10/01/2025 10:00", "12/01/2025 10:00")], "13/01/2025", "17/01/2025"),  # over a weekend
        ([stop("08/01/2025 10:00", "10/01/2025 10:00", FEE)], "15/01/2025", "15/01/2025"),  # a fee never restarts
        ([stop("13/01/2025 18:00", "15/01/2025 10:00")], "15/01/2025", "22/01/2025"),  # still on the due day
        ([stop("14/01/2025 08:00", "16/01/2025 10:00")], "13/01/2025", "13/01/2025"),  # too late to matter
        (
            [stop("08/01/2025 10:00", "10/01/2025 10:00"), stop("09/01/2025 10:00", "13/01/2025 10:00", FEE)],
            "16/01/2025",  # 08–10 and what is left of 09–13
            "20/01/2025",
        ),
        (
            [stop("08/01/2025 10:00", "14/01/2025 10:00"), stop("09/01/2025 10:00", "10/01/2025 10:00", FEE)],
            "17/01/2025",
            "21/01/2025",
        ),
        (
            [stop("08/01/2025 10:00", "10/01/2025 10:00"), stop("15/01/2025 10:00", "17/01/2025 10:00")],
            "17/01/2025",  # the second begins on the day to which the first moved it
            "24/01/2025",
        ),
        ([stop("22/01/2025 10:00", "03/02/2025 10:00")], "13/01/2025", "13/01/2025"),
    ],
)
def test_reckon_pauses_or_restarts(stops, paused, restarted):
    assert found("06/01/2025 09:00", 5, *stops).due == day(paused)
    assert found("06/01/2025 09:00", 5, *stops, rules=RESTART).due == day(restarted)


def test_reckon_counts_only_working_days_of_a_pause_over_tet():
    """Wed 22/01/2025 + 5: Thu 23 and Fri 24, then Tết 25/1–2/2; the pause 24/1–4/2 holds Mon 3/2 and Tue 4/2."""
    assert found("22/01/2025 09:00", 5).due == day("05/02/2025")
    assert found("22/01/2025 09:00", 5, stop("24/01/2025 10:00", "04/02/2025 10:00")).due == day("07/02/2025")


def test_reckon_stands_still_without_an_end():
    standing = found("06/01/2025 09:00", 5, stop("08/01/2025 10:00"))
    closed = found("06/01/2025 09:00", 5, stop("08/01/2025 10:00"), finished="10/01/2025 10:00")
    late = found("06/01/2025 09:00", 5, stop("14/01/2025 10:00"))

    assert (standing.due, standing.due_at, standing.weighed[0].effect) == (None, None, Effect.STANDING)
    assert closed.due == day("15/01/2025")
    assert (late.due, late.weighed[0].effect) == (day("13/01/2025"), Effect.TOO_LATE)


def test_reckon_lists_what_moved_the_date():
    reckoning = found("07/04/2022 09:00", 3, stop("08/04/2022 10:00", "12/04/2022 10:00"))

    assert reckoning.due_at == at("14/04/2022 17:00")
    assert reckoning.skipped == (day("09/04/2022"), day("10/04/2022"), day("11/04/2022"))
    assert [(each.effect, each.days) for each in reckoning.weighed] == [(Effect.MOVED, 1)]


MORNINGS = st.dates(day("01/01/2022"), day("30/06/2025")).map(lambda date: dt.datetime.combine(date, dt.time(9)))


@given(start=MORNINGS, a=st.integers(0, 60), b=st.integers(0, 60))
def test_due_date_of_a_sum_is_the_due_date_from_the_due_date(start, a, b):
    """Received in the morning of a working day; a day off with 0 days is moved to the next working day first."""
    start = dt.datetime.combine(due_date(start, 0, CALENDAR), dt.time(9))
    between = dt.datetime.combine(due_date(start, a, CALENDAR), dt.time(9))

    assert due_date(start, a + b, CALENDAR) == due_date(between, b, CALENDAR)


@given(
    start=MORNINGS, days=st.integers(1, 60), k=st.integers(0, 30), reason=st.sampled_from(PauseReason), data=st.data()
)
def test_a_pause_of_k_working_days_moves_the_date_by_k(start, days, k, reason, data):
    first = CALENDAR.ordinal(start.date())
    begin = CALENDAR.day(first + data.draw(st.integers(1, days)))
    end = CALENDAR.day(CALENDAR.ordinal(begin) + k)
    pause = Stop(reason, dt.datetime.combine(begin, dt.time(10)), dt.datetime.combine(end, dt.time(11)))

    moved = reckon(start, days, CALENDAR, stops=[pause])

    assert CALENDAR.ordinal(moved.due) == CALENDAR.ordinal(due_date(start, days, CALENDAR)) + k
    assert moved.weighed[0].days == k


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


def test_due_date_refuses_negative_days():
    with pytest.raises(ValueError, match="negative"):
        due_date(at("06/01/2026 09:00"), -1, CALENDAR)


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


@pytest.mark.parametrize(
    ("reasons", "any_number", "once"),
    [
        ([], False, False),
        ([SUPPLEMENT], False, False),
        ([SUPPLEMENT, FEE], False, False),
        ([SUPPLEMENT] * 2, False, True),
    ],
)
def test_asked_too_often_when_papers_were_asked_for_twice_and_the_province_says_so(reasons, any_number, once):
    stops = [stop(f"0{day}/01/2026 09:00", reason=reason) for day, reason in enumerate(reasons, 5)]

    assert asked_too_often(stops, Rules()) is any_number
    assert asked_too_often(stops, Rules(supplements=Supplements.ONCE)) is once


def test_outcome_is_late_when_papers_were_asked_for_too_often():
    assert outcome(at("05/01/2026 09:00"), at("10/01/2026 17:00"), too_often=True) == Outcome.LATE


# --- days used ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("finished", "stops", "paused", "restarted"),
    [
        # received Mon 06/01/2025, 5 working days
        ("06/01/2025 10:00", [], 0, 0),
        ("13/01/2025 16:00", [], 5, 5),
        ("20/01/2025 09:00", [], 10, 10),
        ("13/01/2025 16:00", [stop("08/01/2025 10:00", "10/01/2025 10:00")], 3, 1),
        ("13/01/2025 16:00", [stop("08/01/2025 10:00", "10/01/2025 10:00", FEE)], 3, 3),
        ("13/01/2025 16:00", [stop("08/01/2025 10:00")], 2, 0),  # it stood still to the end
        (
            "20/01/2025 09:00",
            [stop("14/01/2025 08:00", "16/01/2025 10:00")],
            10,
            10,
        ),  # stopped when it was late already
    ],
)
def test_taken_days_leave_out_the_days_in_which_the_clock_stood(finished, stops, paused, restarted):
    for rules, expected in ((Rules(), paused), (RESTART, restarted)):
        reckoning = found("06/01/2025 09:00", 5, *stops, rules=rules, finished=finished)
        assert taken_days(reckoning, at(finished), CALENDAR) == expected


@given(start=MORNINGS, days=st.integers(0, 60), later=st.integers(0, 90))
def test_taken_days_are_within_the_term_exactly_when_not_late(start, days, later):
    finish = start + dt.timedelta(days=later)
    reckoning = reckon(start, days, CALENDAR)

    late = outcome(finish, reckoning.due_at) == Outcome.LATE

    used = taken_days(reckoning, finish, CALENDAR)
    assert (used > days) == (late and CALENDAR.ordinal(finish.date()) > CALENDAR.ordinal(reckoning.due))


def test_taken_days_need_a_due_date():
    with pytest.raises(ValueError, match="stands still"):
        taken_days(found("06/01/2025 09:00", 5, stop("08/01/2025 10:00")), at("13/01/2025 16:00"), CALENDAR)
