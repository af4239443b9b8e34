"""Dossiers that do not run straight: stopped, extended, withdrawn, refused, late or still open at the end (pure).

Few beside the others, so that every page has something to show. They carry no due date of their own: the portal's clock
dates them, and can say why.
"""

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cchc_portal.demo.dossier_rows import DemoDossier, working_days
from cchc_portal.demo.procedures import DemoProcedure, procedures_of

MORNING, NOON, AFTERNOON, CLOSING = dt.time(8, 15), dt.time(10, 40), dt.time(15, 20), dt.time(17)
FIRST_NUMBER = 900_001  # the other dossiers are numbered from 1
A_WHILE = 10  # statutory working days
A_YEAR_BACK = 420  # days: the longest procedure, twice, with all its holidays


class _Frame(NamedTuple):
    """What a loose end is made from; `end` is the place of the file's last day among the working days."""

    code: str
    unit: str
    procedure: DemoProcedure
    days: Sequence[dt.date]
    end: int
    chance: random.Random

    def at(self, place: int, hour: dt.time = MORNING) -> dt.datetime:
        return dt.datetime.combine(self.days[place], hour)

    def received(self, start: int, **given: object) -> DemoDossier:
        """Taken in on that day; nothing else is known yet."""
        online = self.chance.random() < 0.5
        blank = DemoDossier(
            code=self.code.format(day=self.days[start]), unit=self.unit, procedure=self.procedure, interlinked=False,
            online=online, received=self.at(start), due=None, finished=None, digitised=None, paid_online=None,
        )  # fmt: skip
        return blank._replace(**given)

    def resolved(self, start: int, finish: int, **given: object) -> DemoDossier:
        paid = self.chance.random() < 0.6 if self.procedure.payable else None
        done = self.at(finish, AFTERNOON)
        return self.received(start, finished=done, delivered=done, digitised=True, paid_online=paid, **given)

    @property
    def term(self) -> int:
        return self.procedure.days


def _open_in_time(frame: _Frame) -> DemoDossier:
    return frame.received(frame.end - frame.chance.randrange(frame.term))


def _open_overdue(frame: _Frame) -> DemoDossier:
    return frame.received(frame.end - frame.term - 1 - frame.chance.randrange(6))


def _waits_for_papers(frame: _Frame) -> DemoDossier:
    start = frame.end - 1 - frame.chance.randrange(4)
    return frame.received(start, status="Yêu cầu bổ sung giấy tờ", supplement=((frame.at(start + 1, NOON), None),))


def _waits_for_the_fee(frame: _Frame) -> DemoDossier:
    if not frame.procedure.payable:
        return _waits_for_papers(frame)
    start = frame.end - 1 - frame.chance.randrange(4)
    asked = ((frame.at(start + 1, NOON), None),)
    return frame.received(start, status="Yêu cầu thực hiện nghĩa vụ tài chính", fee=asked)


def _extended(frame: _Frame) -> DemoDossier:
    """Done after the first due date, by the one that a decision gave it."""
    start = frame.end - frame.term - 6
    number = f"{frame.chance.randrange(20, 400)}/{frame.unit}-GH"
    extended_to = frame.at(start + frame.term + 5, CLOSING)
    return frame.resolved(start, start + frame.term + 3, extended_to=extended_to, extension=number)


def _supplemented(frame: _Frame) -> DemoDossier:
    """Stopped for two to four days, and done within the time that was left."""
    stop = 2 + frame.chance.randrange(3)
    start = frame.end - frame.term - stop - 4
    papers = ((frame.at(start + 1, NOON), frame.at(start + 1 + stop, MORNING)),)
    return frame.resolved(start, start + stop + max(1, frame.term - 1), supplement=papers)


def _waited_for_the_fee(frame: _Frame) -> DemoDossier:
    if not frame.procedure.payable:
        return _supplemented(frame)
    start = frame.end - frame.term - 7
    paid = ((frame.at(start + 1, NOON), frame.at(start + 4, MORNING)),)
    return frame.resolved(start, start + 3 + frame.term, fee=paid)


def _asked_twice(frame: _Frame) -> DemoDossier:
    start = frame.end - frame.term - 12
    papers = tuple((frame.at(start + begun, NOON), frame.at(start + begun + 2, MORNING)) for begun in (1, 4))
    return frame.resolved(start, start + max(6, frame.term + 3), supplement=papers)


def _withdrawn(frame: _Frame) -> DemoDossier:
    start = frame.end - 8 - frame.chance.randrange(20)
    return frame.received(start, finished=frame.at(start + 1, AFTERNOON), status="Công dân yêu cầu rút hồ sơ")


def _refused(frame: _Frame) -> DemoDossier:
    start = frame.end - 8 - frame.chance.randrange(20)
    return frame.received(start, finished=frame.at(start + 2, AFTERNOON), status="Dừng xử lý")


def _late(frame: _Frame) -> DemoDossier:
    start = frame.end - frame.term - 9
    return frame.resolved(start, start + frame.term + 1 + frame.chance.randrange(6))


_WITHOUT_FAULT = (
    _waits_for_papers, _supplemented, _withdrawn, _waits_for_the_fee, _extended, _waited_for_the_fee,
)  # fmt: skip
_LAST = (*_WITHOUT_FAULT, _open_overdue, _refused, _late, _asked_twice)
_FOLLOWED = (
    _open_in_time, _waits_for_papers, _open_in_time, _supplemented, _open_in_time, _withdrawn, _open_overdue,
    _open_in_time, _waits_for_the_fee, _refused, _open_in_time, _waited_for_the_fee,
)  # fmt: skip
"""Kinds in turn. What the last file leaves open in time waits for somebody, or its day would pass by itself."""


def loose_ends(unit: str, number: int, *, ends_on: dt.date, followed: bool, spotless: bool) -> Iterator[DemoDossier]:
    """So many dossiers around the last day of a unit's file; `followed` by another file that settles the open ones.

    A `spotless` unit is never late.
    """
    chance = random.Random(f"{unit} {ends_on} loose ends")
    days = working_days(ends_on - dt.timedelta(days=A_YEAR_BACK), ends_on + dt.timedelta(days=60))
    end = max(place for place, day in enumerate(days) if day <= ends_on)
    kinds = _FOLLOWED if followed else _WITHOUT_FAULT if spotless else _LAST
    asked_for = procedures_of(unit)
    for place in range(number):
        code = f"{unit}-{{day:%y%m%d}}-{FIRST_NUMBER + place:06d}"
        frame = _Frame(code, unit, asked_for[place % len(asked_for)], days, end, chance)
        yield kinds[place % len(kinds)](frame)


def settled(dossiers: Iterable[DemoDossier], *, ends_on: dt.date) -> Iterator[DemoDossier]:
    """What was open when a file ended, as the next file tells it: done on the next working days."""
    days = working_days(ends_on + dt.timedelta(days=1), ends_on + dt.timedelta(days=30))
    for place, dossier in enumerate(dossiers):
        if dossier.finished is None:
            yield _settled(dossier, days, place % 3 if dossier.procedure.days >= A_WHILE else 0)


def _settled(dossier: DemoDossier, days: Sequence[dt.date], place: int) -> DemoDossier:
    done = dt.datetime.combine(days[place], AFTERNOON)
    went_on = dt.datetime.combine(days[0], MORNING)
    known = {"supplement": dossier.supplement, "fee": dossier.fee}
    stops = {name: tuple((begun, ended or went_on) for begun, ended in told) for name, told in known.items()}
    paid = place > 0 if dossier.procedure.payable else None
    return dossier._replace(finished=done, delivered=done, digitised=True, paid_online=paid, status="", **stops)
