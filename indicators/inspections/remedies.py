"""What became of a finding, said by its dates alone: never typed, and askable for any past day (pure)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cchc_portal.kit.numbers import show_date
from indicators.enums import InspectionKind, RemedyState


def remedy_state(due_on: dt.date, remedied_on: dt.date | None, on: dt.date) -> RemedyState:
    """How the finding stood at the end of day `on`."""
    if remedied_on is None or remedied_on > on:
        return RemedyState.OVERDUE if on > due_on else RemedyState.OPEN
    return RemedyState.IN_TIME if remedied_on <= due_on else RemedyState.LATE


def why_not_remedied(remedied_on: dt.date, *, held_on: dt.date, today: dt.date) -> str | None:
    """The sentence that refuses the date of a remedy; None means: believable."""
    if remedied_on > today:
        return f"Ngày khắc phục {show_date(remedied_on)} ở tương lai. Chỉ báo cáo khi đã khắc phục xong."
    if remedied_on < held_on:
        return f"Ngày khắc phục {show_date(remedied_on)} trước ngày kiểm tra {show_date(held_on)}."
    return None


@dataclass(frozen=True, slots=True)
class InspectionCounts:
    """Inspections held and what they found, up to a day; `in_plan`: those of the plan, held or not."""

    in_plan: int = 0
    planned: int = 0
    surprise: int = 0
    findings: int = 0
    remedied_in_time: int = 0
    remedied_late: int = 0
    overdue: int = 0

    @property
    def held(self) -> int:
        return self.planned + self.surprise

    @property
    def remedied(self) -> int:
        return self.remedied_in_time + self.remedied_late

    @property
    def open(self) -> int:
        return self.findings - self.remedied - self.overdue


def counted(kinds: Iterable[str], states: Iterable[RemedyState]) -> InspectionCounts:
    """From the kinds of the inspections held and the states of what they found."""
    held, found = Counter(kinds), Counter(states)
    return InspectionCounts(
        planned=held[InspectionKind.PLANNED],
        surprise=held[InspectionKind.SURPRISE],
        findings=sum(found.values()),
        remedied_in_time=found[RemedyState.IN_TIME],
        remedied_late=found[RemedyState.LATE],
        overdue=found[RemedyState.OVERDUE],
    )
