"""Half-months: the 1st to the 14th, and the 15th to the end (pure).

Legal reporting windows run from the 15th to the 14th (581/BNV-CCHC); months run from the 1st to their end.
Both are sums of half-months.
"""

import datetime as dt
from calendar import monthrange

MIDDLE = 15
YEARS = range(2000, 2100)  # in which dossiers may lie, as in the files they come in


def slot_of(day: dt.date) -> dt.date:
    """The first day of the half-month in which `day` lies."""
    return day.replace(day=1 if day.day < MIDDLE else MIDDLE)


def last_day(slot: dt.date) -> dt.date:
    """The 14th, or the end of the month."""
    if slot.day == 1:
        return slot.replace(day=MIDDLE - 1)
    return slot.replace(day=monthrange(slot.year, slot.month)[1])


def month_window(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of the month of `day`."""
    return day.replace(day=1), last_day(day.replace(day=MIDDLE))


def reporting_years(first: dt.date, last: dt.date) -> list[dt.date]:
    """The 15ths of December on which the reporting years of these days and of those between them began."""
    begin = first.year - (first < dt.date(first.year, 12, MIDDLE))
    end = last.year - (last < dt.date(last.year, 12, MIDDLE))
    return [dt.date(year, 12, MIDDLE) for year in range(begin, end + 1)]


def is_window(start: dt.date, end: dt.date) -> bool:
    """Whether the window is made of whole half-months of known years."""
    whole = start == slot_of(start) and end == last_day(slot_of(end)) and start <= end
    return whole and start.year in YEARS and end.year in YEARS


def check_window(start: dt.date, end: dt.date) -> None:
    """Raise ValueError unless the window is made of whole half-months of known years."""
    if start != slot_of(start):
        raise ValueError(f"A window must start on a 1st or a 15th, not on {start}.")
    if end != last_day(slot_of(end)):
        raise ValueError(f"A window must end on a 14th or at the end of a month, not on {end}.")
    if end < start:
        raise ValueError(f"The window ends on {end}, before it starts on {start}.")
    if not is_window(start, end):
        raise ValueError(f"The window from {start} to {end} lies beyond the years of dossiers.")
