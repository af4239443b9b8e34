"""The legal clock: working days, the 15:00 rule and pauses → due date, early / on time / late (pure).

Sources: NĐ 118/2025/NĐ-CP (before 1/7/2025: NĐ 61/2018/NĐ-CP); the reception day counts as day 0, a dossier
received after 15:00 counts from the next working day, the result is due at the end of the afternoon.
`bulk_clock.py` computes the same in SQL; a property test holds the two equal.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from dossiers.enums import Boundary, Outcome, PausePolicy, PauseReason, Supplements

ONE_DAY = dt.timedelta(days=1)


class UnknownDay(LookupError):
    """The calendar does not reach that day; str() is the Vietnamese sentence that says so."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the province has decided about its clock (`province.clock_rules` reads it from the settings)."""

    cutoff: dt.time = dt.time(15, 0)  # received later: from the next working day
    closes: dt.time = dt.time(17, 0)  # a due date without an hour is due at this hour
    pauses: PausePolicy = PausePolicy.PAUSE
    boundary: Boundary = Boundary.DAY
    supplements: Supplements = Supplements.ANY


RULES = Rules()


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

    def is_off(self, day: dt.date) -> bool:
        """Raises UnknownDay."""
        counted = self.ordinal(day)
        return not counted or self.working[counted - 1] != day

    def day(self, ordinal: int) -> dt.date:
        """The working day with that ordinal. Raises UnknownDay."""
        if not 1 <= ordinal <= len(self.working):
            raise UnknownDay(f"Hạn trả nằm ngoài lịch làm việc {self.first:%d/%m/%Y}–{self.last:%d/%m/%Y}.")
        return self.working[ordinal - 1]

    def days_off(self, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
        """Those between two days, both included."""
        days = (first + ONE_DAY * step for step in range((last - first).days + 1))
        return tuple(day for day in days if self.is_off(day))


def calendar_of(days: Iterable[tuple[dt.date, bool]]) -> Calendar:
    """A calendar of (day, is it worked) pairs, ascending and without gaps; raises ValueError otherwise."""
    known = list(days)
    if not known:
        raise ValueError("A calendar needs at least one day.")
    for (day, _), (following, _) in pairwise(known):
        if following != day + ONE_DAY:
            raise ValueError(f"The calendar jumps from {day} to {following}.")
    return Calendar(known[0][0], known[-1][0], tuple(day for day, worked in known if worked))


@dataclass(frozen=True, slots=True)
class Stop:
    """The clock stands still from `start` to `end`, local time; without an end it still stands."""

    reason: PauseReason
    start: dt.datetime
    end: dt.datetime | None = None


class Effect(StrEnum):
    """What a stop did to the due date."""

    MOVED = "moved"
    RESTARTED = "restarted"
    STANDING = "standing"  # it has no end yet, so there is no due date
    TOO_LATE = "too_late"  # it began after the due date, which it does not undo
    COVERED = "covered"  # another stop had the clock already


@dataclass(frozen=True, slots=True)
class Weighed:
    """A stop, and what it did: `days` is by how many working days it moved the due date."""

    stop: Stop
    effect: Effect
    days: int = 0


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A due date (None while the clock stands still) with all that made it so."""

    received: dt.datetime
    working_days: int
    rules: Rules
    due: dt.date | None
    weighed: tuple[Weighed, ...]
    skipped: tuple[dt.date, ...]  # days off between the start of the count and the due date

    @property
    def after_cutoff(self) -> bool:
        return self.received.time() > self.rules.cutoff

    @property
    def due_at(self) -> dt.datetime | None:
        return self.due and dt.datetime.combine(self.due, self.rules.closes)


def reckon(
    received: dt.datetime,
    working_days: int,
    calendar: Calendar,
    *,
    rules: Rules = RULES,
    stops: Sequence[Stop] = (),
    finished: dt.datetime | None = None,
) -> Reckoning:
    """The due date of a dossier received (local time) with so many statutory working days.

    With 0 working days the result is due on the reception day or, when that is a day off, on the next working day.
    A stop without an end ends when the dossier is finished. Raises UnknownDay outside the calendar and ValueError for
    a negative number of days.
    """
    ordinal, start, weighed = _count(received, working_days, calendar, rules), received, []
    reached, standing = None, False  # to where the stops so far have the clock, and whether one holds it still
    for stop in sorted(stops, key=lambda stop: (stop.start, stop.reason)):
        begin, ends = max(stop.start, reached or stop.start), stop.end or finished
        if standing or (ends is not None and (ends < begin or (ends == begin and begin > stop.start))):
            weighed.append(Weighed(stop, Effect.COVERED))
            continue
        reached = ends
        if begin.date() > calendar.day(ordinal):
            weighed.append(Weighed(stop, Effect.TOO_LATE))
            standing = ends is None
        elif ends is None:
            weighed.append(Weighed(stop, Effect.STANDING))
            standing = True
        else:
            before, restarts = ordinal, _restarts(stop, rules)
            if restarts:
                ordinal, start = _count(ends, working_days, calendar, rules), ends
            else:
                ordinal += calendar.ordinal(ends.date()) - calendar.ordinal(begin.date())
            weighed.append(Weighed(stop, Effect.RESTARTED if restarts else Effect.MOVED, ordinal - before))
    due = None if any(each.effect == Effect.STANDING for each in weighed) else calendar.day(ordinal)
    skipped = calendar.days_off(start.date(), due) if due else ()
    return Reckoning(received, working_days, rules, due, tuple(weighed), skipped)


def due_date(received: dt.datetime, working_days: int, calendar: Calendar, *, rules: Rules = RULES) -> dt.date:
    """The day on which the result is due when nothing stops the clock. Raises as `reckon` does."""
    return calendar.day(_count(received, working_days, calendar, rules))


def _count(start: dt.datetime, working_days: int, calendar: Calendar, rules: Rules) -> int:
    """The ordinal of the due day for a count that begins at that moment."""
    if working_days < 0:
        raise ValueError("The number of working days cannot be negative.")
    ordinal = calendar.ordinal(start.date())
    return max(ordinal + (start.time() > rules.cutoff) + working_days, ordinal + calendar.is_off(start.date()))


def _restarts(stop: Stop, rules: Rules) -> bool:
    return rules.pauses == PausePolicy.RESTART and stop.reason == PauseReason.SUPPLEMENT


def taken_days(reckoning: Reckoning, finished: dt.datetime, calendar: Calendar) -> int:
    """Working days used until the result, without those in which the clock stood still; 0 at least.

    At most the statutory number exactly when the result came by the due day. Raises UnknownDay, and ValueError while
    the clock stands still.
    """
    if reckoning.due is None:
        raise ValueError("The clock stands still.")
    after_due = calendar.ordinal(finished.date()) - calendar.ordinal(reckoning.due)
    return max(reckoning.working_days + after_due, 0)


def asked_too_often(stops: Iterable[Stop], rules: Rules) -> bool:
    """Whether papers were asked for more often than the province lets pass."""
    asked = sum(stop.reason == PauseReason.SUPPLEMENT for stop in stops)
    return rules.supplements == Supplements.ONCE and asked > 1


def outcome(
    finished: dt.datetime, due: dt.datetime, boundary: Boundary = Boundary.DAY, *, too_often: bool = False
) -> Outcome:
    """Early before the due day, on time on it, late after it; with Boundary.MOMENT late from the hour given.

    `too_often` is what `asked_too_often` says: then it is late whatever the dates (QĐ 766/QĐ-TTg, indicator 2.1).
    """
    if too_often:
        return Outcome.LATE
    if boundary == Boundary.MOMENT and finished > due:
        return Outcome.LATE
    if finished.date() < due.date():
        return Outcome.EARLY
    if finished.date() == due.date():
        return Outcome.ON_TIME
    return Outcome.LATE
