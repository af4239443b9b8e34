"""The state table of a task: every pair of a day and of what had happened to it by then."""

import datetime as dt

import pytest

from indicators.enums import TaskOutcome as Was
from indicators.plans.outcomes import Dates

YEAR = 2023
DAYS = {
    "before it was added": dt.date(2023, 2, 1),
    "running": dt.date(2023, 4, 1),
    "the day before due": dt.date(2023, 6, 14),
    "due": dt.date(2023, 6, 15),
    "the day after due": dt.date(2023, 6, 16),
    "year end": dt.date(2023, 12, 31),
    "new year": dt.date(2024, 1, 1),
}
DUE = DAYS["due"]
NOT_THERE = None
P, V, E, T, L = Was.IN_PROGRESS, Was.OVERDUE, Was.EARLY, Was.ON_TIME, Was.LATE
TABLE = {  # what had happened → how the task stood at the end of each day above
    "nothing": (Dates(YEAR, DUE), (P, P, P, P, V, V, V)),
    "finished in April": (Dates(YEAR, DUE, DAYS["running"]), (P, E, E, E, E, E, E)),
    "finished on the due day": (Dates(YEAR, DUE, DUE), (P, P, P, T, T, T, T)),
    "finished a day late": (Dates(YEAR, DUE, DAYS["the day after due"]), (P, P, P, P, L, L, L)),
    "finished in the next year": (Dates(YEAR, DUE, DAYS["new year"]), (P, P, P, P, V, V, L)),
    "all-year, nothing": (Dates(YEAR, None), (P, P, P, P, P, P, V)),
    "all-year, finished in June": (Dates(YEAR, None, DUE), (P, P, P, E, E, E, E)),
    "all-year, closed at year end": (Dates(YEAR, None, DAYS["year end"]), (P, P, P, P, P, T, T)),
    "added in April": (Dates(YEAR, DUE, added_on=DAYS["running"]), (NOT_THERE, P, P, P, V, V, V)),
    "dropped on the due day": (
        Dates(YEAR, DUE, dropped_on=DUE),
        (P, P, P, NOT_THERE, NOT_THERE, NOT_THERE, NOT_THERE),
    ),
    "added and dropped": (
        Dates(YEAR, DUE, added_on=DAYS["running"], dropped_on=DUE),
        (NOT_THERE, P, P, NOT_THERE, NOT_THERE, NOT_THERE, NOT_THERE),
    ),
    "moved in July from June to year end": (
        Dates(YEAR, DAYS["year end"], earlier=((dt.date(2023, 7, 1), DUE),)),
        (P, P, P, P, V, P, V),
    ),
    "moved twice": (
        Dates(YEAR, None, earlier=((dt.date(2023, 5, 1), DAYS["running"]), (dt.date(2023, 7, 1), DUE))),
        (P, P, P, P, V, P, V),
    ),
}


@pytest.mark.parametrize("happened", TABLE)
def test_a_task_on_every_day(happened: str) -> None:
    dates, expected = TABLE[happened]

    seen = tuple(dates.outcome(day) if dates.there(day) else NOT_THERE for day in DAYS.values())

    assert seen == expected
