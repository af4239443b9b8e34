"""Whether a unit owes its sheet, is late with it, or has nothing to report: one function over dates (pure).

Lists, boards and reminders all ask here, so that a unit is never reminded of what it has done, and late work is never
counted as missing. Told in docs/adr/0017-two-rounds.md.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from indicators.enums import UNSENT, Reporting, State

SOON = dt.timedelta(days=3)
"""How long before its deadline a sheet counts as due."""

OWING = frozenset({Reporting.DUE, Reporting.OVERDUE})
"""Who is reminded."""

SENT = frozenset({Reporting.ON_TIME, Reporting.LATE})

MEASURED = frozenset({Reporting.ON_TIME, Reporting.LATE, Reporting.OVERDUE})
"""Who counts in a share of units in time: those whose deadline is behind them, or who have handed in."""


@dataclass(frozen=True, slots=True)
class Dates:
    """What lateness depends on; aware times.

    `due_at`: until when the unit may hand in. `timely_until`: until when doing so is in time; earlier than `due_at`
    where leave was given only after the deadline. `handed_in_at`: the first time that still counts.
    """

    state: State
    due_at: dt.datetime
    timely_until: dt.datetime
    handed_in_at: dt.datetime | None


def reporting(sheet: Dates, now: dt.datetime) -> Reporting:
    """Where the unit stands with its duty to report; every pair of dates has exactly one answer."""
    if sheet.state == State.NOTHING:
        return Reporting.NOTHING
    if sheet.state in (State.EXEMPT, State.CLOSED):
        return Reporting.EXEMPT
    if sheet.state not in UNSENT and sheet.handed_in_at:
        return Reporting.LATE if sheet.handed_in_at > sheet.timely_until else Reporting.ON_TIME
    if now > sheet.due_at:
        return Reporting.OVERDUE
    return Reporting.DUE if now >= sheet.due_at - SOON else Reporting.NOT_DUE


def days_late(sheet: Dates, now: dt.datetime) -> int:
    """Whole days begun since the deadline, of what is missing or came late; 0 for everybody else."""
    found = reporting(sheet, now)
    if found == Reporting.OVERDUE:
        return _begun(now - sheet.timely_until)
    if found == Reporting.LATE and sheet.handed_in_at:
        return _begun(sheet.handed_in_at - sheet.timely_until)
    return 0


@dataclass(frozen=True, slots=True)
class Counted:
    """Which reports a figure counts."""

    label: str
    states: frozenset[Reporting]


COUNTED = {
    "due": Counted("Báo cáo phải nộp", MEASURED),
    "sent": Counted("Báo cáo đã nộp", SENT),
    "in_time": Counted("Báo cáo nộp đúng hạn", frozenset({Reporting.ON_TIME})),
    "late": Counted("Báo cáo nộp muộn", frozenset({Reporting.LATE})),
    "missing": Counted("Báo cáo quá hạn chưa nộp", frozenset({Reporting.OVERDUE})),
}
"""By the name of the figure in ReportCounts, so that a measured figure opens the reports behind it."""


@dataclass(frozen=True, slots=True)
class ReportCounts:
    """Reports whose deadline has passed, or that came before it: what was asked for, and what became of it."""

    in_time: int = 0
    late: int = 0
    missing: int = 0

    @property
    def sent(self) -> int:
        return self.in_time + self.late

    @property
    def due(self) -> int:
        return self.sent + self.missing


def counted(sheets: Iterable[Dates], first: dt.datetime, last: dt.datetime) -> ReportCounts:
    """The reports of one unit that were due from `first` to `last`, as they stood at `last`.

    What was handed in later had not come yet; nothing to report, and excuse, count nowhere.
    """
    found = Counter(due_between(each, first, last) for each in sheets)
    return ReportCounts(found[Reporting.ON_TIME], found[Reporting.LATE], found[Reporting.OVERDUE])


def due_between(sheet: Dates, first: dt.datetime, last: dt.datetime) -> Reporting | None:
    """What had become at `last` of a report that was due from `first` to `last`; None: it was due at another time."""
    return reporting(as_of(sheet, last), last) if first <= sheet.timely_until <= last else None


def as_of(sheet: Dates, moment: dt.datetime) -> Dates:
    """The sheet as it stood then."""
    if sheet.handed_in_at is None or sheet.handed_in_at <= moment:
        return sheet
    return replace(sheet, state=State.DRAFT, handed_in_at=None)


def _begun(late: dt.timedelta) -> int:
    return -(-late // dt.timedelta(days=1))


def in_time(found: Iterable[Reporting]) -> tuple[int, int]:
    """(units in time, units measured): numerator and denominator of the share of units that reported in time."""
    measured = [each for each in found if each in MEASURED]
    return measured.count(Reporting.ON_TIME), len(measured)
