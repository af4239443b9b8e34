"""The legal clock: working days, the 15:00 rule and pauses → due date, early / on time / late (pure).

Sources: NĐ 118/2025/NĐ-CP (before 1/7/2025: NĐ 61/2018/NĐ-CP); the reception day counts as day 0, a dossier
received after 15:00 counts from the next working day, the result is due at the end of the afternoon.
`loading.py` computes the same in SQL; a property test holds the two equal.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from dossiers.enums import Boundary, Outcome

CUTOFF = dt.time(15, 0)
CLOSES = dt.time(17, 0)
"""A due date without an hour is due at this hour."""


class UnknownDay(LookupError):
    """The calendar does not reach that day; str() is the Vietnamese sentence that says so."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Every day from `first` to `last`, of which `working` (ascending) count as working days."""

    first: dt.date
    last: dt.date
    working: tuple[dt.date, ...]

    def ordinal(self, day: dt.date) -> int:
        """Working days up to and including `day`. Raises UnknownDay."""
        if not self.first <= day <= self.last:
            raise UnknownDay(
                f"Lịch làm việc chưa có ngày {day:%d/%m/%Y} (mới có {self.first:%d/%m/%Y}–{self.last:%d/%m/%Y})."
            )
        return bisect_right(self.working, day)

    def day(self, ordinal: int) -> dt.date:
        """The working day with that ordinal. Raises UnknownDay."""
        if not 1 <= ordinal <= len(self.working):
            raise UnknownDay(f"Hạn trả nằm ngoài lịch làm việc {self.first:%d/%m/%Y}–{self.last:%d/%m/%Y}.")
        return self.working[ordinal - 1]


def calendar_of(days: Iterable[tuple[dt.date, bool]]) -> Calendar:
    """A calendar of (day, is it worked) pairs, ascending and without gaps; raises ValueError otherwise."""
    known = list(days)
    if not known:
        raise ValueError("A calendar needs at least one day.")
    for (day, _), (following, _) in pairwise(known):
        if following != day + dt.timedelta(days=1):
            raise ValueError(f"The calendar jumps from {day} to {following}.")
    return Calendar(known[0][0], known[-1][0], tuple(day for day, worked in known if worked))


def due_date(
    received: dt.datetime, working_days: int, calendar: Calendar, *, cutoff: dt.time = CUTOFF, paused: int = 0
) -> dt.date:
    """The day on which the result is due.

    `received` is local time. `paused` are the working days on which the clock stood still. With 0 working days the
    result is due on the reception day or, when that is a day off, on the next working day.
    Raises UnknownDay outside the calendar and ValueError for negative numbers of days.
    """
    if working_days < 0 or paused < 0:
        raise ValueError("Numbers of working days cannot be negative.")
    day = received.date()
    start = calendar.ordinal(day)
    after_cutoff = received.time() > cutoff
    day_off = start == calendar.ordinal(day - dt.timedelta(days=1)) if day > calendar.first else not start
    return calendar.day(max(start + after_cutoff + working_days + paused, start + day_off))


def outcome(finished: dt.datetime, due: dt.datetime, boundary: Boundary = Boundary.DAY) -> Outcome:
    """Early before the due day, on time on it, late after it; with Boundary.MOMENT late from the hour given."""
    if boundary == Boundary.MOMENT and finished > due:
        return Outcome.LATE
    if finished.date() < due.date():
        return Outcome.EARLY
    if finished.date() == due.date():
        return Outcome.ON_TIME
    return Outcome.LATE
