"""One thing that waits for somebody: what, until when, for whom, and which of several comes first (pure).

Deadlines of sheets, tasks, findings and appraisals are dates that a plan or a decision names, so the days left are
calendar days; the last day belongs to whoever has to act.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from indicators.enums import DutyKind, Reporting
from indicators.reporting import OWING, Dates, reporting
from units.enums import Role
from units.policy import Person

PRESSING = 3
"""Calendar days before its last day from which a duty is urgent; a sheet counts as due then (reporting.SOON)."""

_KINDS = list(DutyKind)


@dataclass(frozen=True, slots=True)
class Duty:
    """What waits, in one sentence and with one button.

    `about` names the object ("sheet:12"); with the kind it is the same duty on every day. `days`: calendar days from
    today to `due_on`, negative once that has passed; None without a deadline. `blocks`: others cannot go on meanwhile,
    so it is urgent whatever its date. `owed`: its doers may be reminded; a sheet is owed while it is due, or late and
    not sent (reporting.OWING). `doers`: who does it in `unit_id`, or anywhere where that is None; `users`: only these.
    """

    kind: DutyKind
    about: str
    title: str
    sentence: str
    label: str
    url: str
    due_on: dt.date | None = None
    days: int | None = None
    left: str = ""
    overdue: bool = False
    blocks: bool = False
    owed: bool = True
    unit_id: int | None = None
    doers: frozenset[Role] = frozenset()
    users: frozenset[int] | None = None

    @property
    def urgent(self) -> bool:
        return self.overdue or self.blocks or (self.days is not None and self.days <= PRESSING)

    @property
    def tone(self) -> str:
        """How the days left are shown: "err", "warn" or "plain"."""
        return "err" if self.overdue else "warn" if self.urgent else "plain"

    def waits_for(self, person: Person) -> bool:
        """Whether the person is one of those who do it."""
        if self.users is not None and person.user_id not in self.users:
            return False
        return any(post.role in self.doers and self.unit_id in (None, post.unit_id) for post in person.posts)


def by_urgency(duties: Iterable[Duty]) -> list[Duty]:
    """What is overdue first, then what is urgent, then the rest; in each the nearest deadline first."""
    return sorted(duties, key=_urgency)


def _urgency(duty: Duty) -> tuple[object, ...]:
    days = duty.days if duty.days is not None else PRESSING if duty.blocks else 9999
    return not duty.overdue, not duty.urgent, days, _KINDS.index(duty.kind), duty.about


def of_day(due_on: dt.date, today: dt.date) -> dict[str, Any]:
    """What a duty knows of its last day, which still belongs to whoever has to act."""
    days = (due_on - today).days
    return {"due_on": due_on, "days": days, "left": left(days), "overdue": days < 0}


def of_report(sheet: Dates, now: dt.datetime) -> dict[str, Any]:
    """What a duty knows of the deadline of a sheet; both in the time of the province."""
    found = reporting(sheet, now)
    return {
        "due_on": sheet.due_at.date(),
        "days": (sheet.due_at.date() - now.date()).days,
        "left": left_until(sheet.due_at, now),
        "overdue": found == Reporting.OVERDUE,
        "owed": found in OWING,
    }


def left(days: int) -> str:
    """ "còn 6 ngày", "hạn cuối hôm nay", "đã quá hạn 2 ngày"."""
    if days > 0:
        return f"còn {days} ngày"
    return "hạn cuối hôm nay" if days == 0 else f"đã quá hạn {-days} ngày"


def left_until(due: dt.datetime, now: dt.datetime) -> str:
    """As left(), but a deadline with an hour says it on its last day; both in the time of the province."""
    days = (due.date() - now.date()).days
    if days:
        return left(days)
    return f"hết hạn lúc {due:%H:%M} hôm nay" if now > due else f"hạn cuối hôm nay, trước {due:%H:%M}"
