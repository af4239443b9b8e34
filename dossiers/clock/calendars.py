"""The public sector's days off as the `holidays` package knows them, with the corrections it lacks (pure).

Swapped days appear in the package only after each year's official notice and a release of the package; from then on
the coordinator's own entries in the calendar table win over both.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import holidays

from dossiers.enums import DayKind

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Day:
    day: dt.date
    working: bool  # counts towards the legal time
    kind: DayKind
    note: str = ""
    document_number: str = ""

    @property
    def reception(self) -> bool:
        """Open at the counter."""
        return self.working or self.kind == DayKind.MAKEUP


CORRECTIONS = {
    day.day: day
    for day in (
        Day(dt.date(2026, 1, 2), False, DayKind.SWAPPED_OFF, "Nghỉ, làm bù thứ bảy 10/01/2026", "12729/VPCP-KGVX"),
        Day(dt.date(2026, 1, 10), True, DayKind.MAKEUP, "Làm bù cho thứ sáu 02/01/2026", "12729/VPCP-KGVX"),
    )
}


def days_of_years(first_year: int, last_year: int, *, makeup_counts: bool = True) -> Iterator[Day]:
    """Every day from 1 January of the first to 31 December of the last year.

    A make-up Saturday is open for reception; whether it counts towards the legal time is the province's choice.
    """
    known = holidays.country_holidays("VN", years=range(first_year, last_year + 1), language="vi")
    day, end = dt.date(first_year, 1, 1), dt.date(last_year, 12, 31)
    while day <= end:
        found = CORRECTIONS.get(day) or _as_known(day, known)
        yield replace(found, working=makeup_counts) if found.kind == DayKind.MAKEUP else found
        day += dt.timedelta(days=1)


def _as_known(day: dt.date, known: holidays.HolidayBase) -> Day:
    if day in known.weekend_workdays:
        return Day(day, True, DayKind.MAKEUP, "Làm bù")
    name = known.get(day)
    if name and "thay cho ngày" in name:
        return Day(day, False, DayKind.SWAPPED_OFF, name)
    if name and "nghỉ bù" in name:
        return Day(day, False, DayKind.COMPENSATORY, name)
    if name:
        return Day(day, False, DayKind.HOLIDAY, name)
    if day.weekday() >= SATURDAY:
        return Day(day, False, DayKind.WEEKEND)
    return Day(day, True, DayKind.ORDINARY)
