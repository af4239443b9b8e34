"""When the units say how far their tasks are: once a quarter, before the province reports (pure).

The figures of a quarter end on the 14th of its last month, and the province reports by the 20th (581/BNV-CCHC); the day
in between is the province's own.
"""

import datetime as dt

ASKED_BEFORE = dt.timedelta(days=10)
"""How long before its last day the report is asked for."""


def quarter_of(day: dt.date) -> int:
    """1 to 4."""
    return (day.month + 2) // 3


def asked_on(day: dt.date, last_day: int) -> dt.date | None:
    """The last day of the report asked for on `day`; None while none is.

    `last_day`: of the last month of the quarter. What was not told by the end of the quarter is told with the next.
    """
    due_on = dt.date(day.year, 3 * quarter_of(day), last_day)
    return due_on if day >= due_on - ASKED_BEFORE else None
