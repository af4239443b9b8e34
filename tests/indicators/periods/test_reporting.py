"""Not due, due, overdue, late, in time, nothing, exempt: every pair of dates has exactly one answer."""

import datetime as dt

import pytest

from indicators.enums import UNSENT, Reporting, State
from indicators.reporting import OWING, SOON, Dates, ReportCounts, counted, days_late, in_time, reporting

DUE = dt.datetime(2026, 10, 5, 10, tzinfo=dt.UTC)
LEAVE = DUE + dt.timedelta(days=10)
SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


def sheet(state=State.DRAFT, *, due=DUE, timely=DUE, handed_in=None):
    return Dates(state, due, timely, handed_in)


CASES = [
    # where the sheet stands, now, the answer, days late
    (sheet(), DUE - SOON - SECOND, Reporting.NOT_DUE, 0),
    (sheet(), DUE - SOON, Reporting.DUE, 0),
    (sheet(), DUE, Reporting.DUE, 0),
    (sheet(), DUE + SECOND, Reporting.OVERDUE, 1),
    (sheet(State.WAITING), DUE + 2 * DAY, Reporting.OVERDUE, 2),
    (sheet(State.SUBMITTED, handed_in=DUE), DUE + 9 * DAY, Reporting.ON_TIME, 0),
    (sheet(State.PUBLISHED, handed_in=DUE - DAY), DUE + 9 * DAY, Reporting.ON_TIME, 0),
    # leave given before the deadline moves it
    (sheet(due=LEAVE, timely=LEAVE), DUE + DAY, Reporting.NOT_DUE, 0),
    (sheet(State.SUBMITTED, due=LEAVE, timely=LEAVE, handed_in=LEAVE), LEAVE + DAY, Reporting.ON_TIME, 0),
    # leave given afterwards lets the unit hand in, late
    (sheet(due=LEAVE), DUE + DAY, Reporting.NOT_DUE, 0),
    (sheet(due=LEAVE), LEAVE + SECOND, Reporting.OVERDUE, 11),
    (sheet(State.EXPLAINING, due=LEAVE, handed_in=DUE + SECOND), LEAVE, Reporting.LATE, 1),
    # sent back: the first handing in counts, yet what is being mended is owed again
    (sheet(due=LEAVE, handed_in=DUE - DAY), LEAVE - DAY, Reporting.DUE, 0),
    (sheet(State.SUBMITTED, due=LEAVE, handed_in=DUE - DAY), LEAVE + DAY, Reporting.ON_TIME, 0),
    # silence, nothing and excuse are three things
    (sheet(State.NOTHING), DUE + 90 * DAY, Reporting.NOTHING, 0),
    (sheet(State.EXEMPT), DUE + 90 * DAY, Reporting.EXEMPT, 0),
    (sheet(State.CLOSED), DUE + 90 * DAY, Reporting.EXEMPT, 0),
]


@pytest.mark.parametrize(("dates", "now", "expected", "days"), CASES)
def test_reporting_by_dates(dates, now, expected, days):
    assert (reporting(dates, now), days_late(dates, now)) == (expected, days)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("handed_in", [None, DUE - DAY, DUE, DUE + DAY])
@pytest.mark.parametrize("now", [DUE - 9 * DAY, DUE - DAY, DUE, DUE + SECOND, LEAVE + SECOND])
def test_only_what_is_still_with_the_unit_is_owed(state, handed_in, now):
    if state not in UNSENT and handed_in is None:
        handed_in = DUE  # such a sheet has always been handed in, or is not scored

    found = reporting(sheet(state, due=LEAVE, handed_in=handed_in), now)

    assert found not in OWING or state in UNSENT


def test_the_share_in_time_counts_whom_a_deadline_has_reached():
    found = [Reporting.ON_TIME] * 7 + [Reporting.LATE] * 2 + [Reporting.OVERDUE, Reporting.NOTHING, Reporting.EXEMPT]

    assert in_time([*found, Reporting.NOT_DUE, Reporting.DUE]) == (7, 10)
    assert in_time([]) == (0, 0)


FIRST, LAST = DUE - 30 * DAY, DUE + 30 * DAY


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (sheet(State.SUBMITTED, handed_in=DUE), ReportCounts(in_time=1)),
        (sheet(State.APPRAISED, handed_in=DUE + DAY), ReportCounts(late=1)),
        (sheet(), ReportCounts(missing=1)),
        (sheet(State.SUBMITTED, handed_in=LAST + DAY), ReportCounts(missing=1)),  # it had not come yet
        (sheet(State.SUBMITTED, due=LEAVE, timely=LEAVE, handed_in=LEAVE), ReportCounts(in_time=1)),
        (sheet(due=LAST + DAY, timely=LAST + DAY), ReportCounts()),  # leave until after the window
        (sheet(State.SUBMITTED, due=FIRST - DAY, timely=FIRST - DAY, handed_in=DUE), ReportCounts()),
        (sheet(State.NOTHING), ReportCounts()),
        (sheet(State.EXEMPT), ReportCounts()),
    ],
)
def test_reports_due_in_a_window_as_they_stood_at_its_end(dates, expected):
    assert counted([dates], FIRST, LAST) == expected


def test_what_was_sent_and_what_was_due_add_up():
    found = ReportCounts(in_time=3, late=1, missing=2)

    assert (found.sent, found.due) == (4, 6)
