"""Dossiers of the invented city, generated from counts: the same seed gives the same rows (pure).

Only working days are used, so that "early" and "late" are what a clerk would call so. Numbers of a unit and year are
exact: so many received, so many late, so many digitised.
"""

import datetime as dt
import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cchc_portal.demo.procedures import DemoProcedure, procedures_of

DAYS_OFF = frozenset(
    dt.date(year, month, day)
    for year, month, day in (
        *((2022, 1, 3), (2022, 4, 11), (2022, 5, 2), (2022, 5, 3), (2022, 9, 1), (2022, 9, 2)),
        *((2022, 1, 31), (2022, 2, 1), (2022, 2, 2), (2022, 2, 3), (2022, 2, 4)),
        *((2023, 1, 2), (2023, 5, 1), (2023, 5, 2), (2023, 5, 3), (2023, 9, 1), (2023, 9, 4)),
        *((2023, 1, 20), (2023, 1, 23), (2023, 1, 24), (2023, 1, 25), (2023, 1, 26)),
    )
)


class Volume(NamedTuple):
    """What passed over a unit's counter in a year. `late` and `digitised` are exact numbers of dossiers."""

    received: int
    late: int
    on_time: int
    online: int
    interlinked: int
    digitisable: int
    digitised: int


Span = tuple[dt.datetime, dt.datetime | None]


class DemoDossier(NamedTuple):
    code: str
    unit: str
    procedure: DemoProcedure
    interlinked: bool
    online: bool
    received: dt.datetime
    due: dt.datetime | None  # None: the portal's clock dates it
    finished: dt.datetime | None
    digitised: bool | None
    paid_online: bool | None
    status: str = ""  # "" : as the dates say
    delivered: dt.datetime | None = None
    supplement: tuple[Span, ...] = ()  # when papers were asked for, and when they came
    fee: tuple[Span, ...] = ()
    extended_to: dt.datetime | None = None
    extension: str = ""

    @property
    def is_plain(self) -> bool:
        return not (self.delivered or self.supplement or self.fee or self.extended_to)


def working_days(first: dt.date, last: dt.date) -> list[dt.date]:
    days = (first + dt.timedelta(days=step) for step in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5 and day not in DAYS_OFF]


def dossiers(
    unit: str, volume: Volume, *, received: tuple[dt.date, dt.date], finished_by: dt.date
) -> Iterator[DemoDossier]:
    """A unit's dossiers received between two days; what would be finished after `finished_by` is still open."""
    chance = random.Random(f"{unit} {received[0]}")  # believable numbers, no secrets
    days = working_days(received[0], finished_by + dt.timedelta(days=90))
    open_days = bisect_right(days, received[1])
    marks = _marks(chance, volume)
    starts = sorted(chance.randrange(open_days) for _ in range(volume.received))
    for number, start in enumerate(starts):
        yield _dossier(unit, number, start, days, marks, chance, finished_by)


class _Marks(NamedTuple):
    """Which dossiers, by number, have a quality."""

    late: frozenset[int]
    on_time: frozenset[int]
    online: frozenset[int]
    interlinked: frozenset[int]
    digitisable: frozenset[int]
    digitised: frozenset[int]


def _marks(chance: random.Random, volume: Volume) -> _Marks:
    numbers = range(volume.received)
    unpunctual = chance.sample(numbers, volume.late + volume.on_time)
    scanned = chance.sample(numbers, volume.digitisable)
    return _Marks(
        late=frozenset(unpunctual[: volume.late]),
        on_time=frozenset(unpunctual[volume.late :]),
        online=frozenset(chance.sample(numbers, volume.online)),
        interlinked=frozenset(chance.sample(numbers, volume.interlinked)),
        digitisable=frozenset(scanned),
        digitised=frozenset(scanned[: volume.digitised]),
    )


def _dossier(
    unit: str,
    number: int,
    start: int,
    days: Sequence[dt.date],
    marks: _Marks,
    chance: random.Random,
    finished_by: dt.date,
) -> DemoDossier:
    procedure = procedures_of(unit)[number % len(procedures_of(unit))]
    online = number in marks.online
    due = start + procedure.days
    received = dt.datetime.combine(days[start], dt.time(7, 30)) + dt.timedelta(minutes=chance.randrange(420))
    finished = _moment(days[_finish(number, start, due, marks, chance)], chance)
    return DemoDossier(
        code=f"{unit}-{days[start]:%y%m%d}-{number + 1:06d}",
        unit=unit,
        procedure=procedure,
        interlinked=number in marks.interlinked,
        online=online,
        received=received,
        due=dt.datetime.combine(days[due], dt.time(17)),
        finished=finished if finished.date() <= finished_by else None,
        digitised=(number in marks.digitised) if number in marks.digitisable else None,
        paid_online=(online and chance.random() < 0.8) if procedure.payable else None,
    )


def _finish(number: int, start: int, due: int, marks: _Marks, chance: random.Random) -> int:
    """The place of the working day on which the dossier is finished."""
    if number in marks.late:
        return due + 1 + chance.randrange(5)
    if number in marks.on_time:
        return due
    return max(start, due - 1 - chance.randrange(max(1, (due - start) // 2)))


def _moment(day: dt.date, chance: random.Random) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(15)) + dt.timedelta(minutes=chance.randrange(110))


def last_reception(finished_by: dt.date, longest: int) -> dt.date:
    """The last day on which all that is received can still be finished: `longest` working days, 5 more when late."""
    days = working_days(finished_by - dt.timedelta(days=longest * 2 + 30), finished_by)
    return days[-longest - 6]
