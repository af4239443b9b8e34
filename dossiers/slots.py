"""Half-months: the 1st to the 14th, and the 15th to the end (pure).

Legal reporting windows run from the 15th to the 14th (581/BNV-CCHC); months run from the 1st to their end.
Both are sums of half-months.
"""

import datetime as dt
from calendar import monthrange

MIDDLE = 15
YEARS = range(2000, 2100)  # in which dossiers may lie, as in the files they come in

THIS_MONTH, LAST_MONTH, THIS_QUARTER, THIS_YEAR = "thang-nay", "thang-truoc", "quy-nay", "nam-nay"
WORDS = {THIS_MONTH: "Tháng này", LAST_MONTH: "Tháng trước", THIS_QUARTER: "Quý này", THIS_YEAR: "Năm nay"}
"""Spans of the calendar that move with the day on which they are read."""


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


def span_of(word: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day, as of today, of one of WORDS; KeyError for another word."""
    quarter = today.month - (today.month - 1) % 3
    first, last = {
        THIS_MONTH: (today, today),
        LAST_MONTH: (today.replace(day=1) - dt.timedelta(days=1),) * 2,
        THIS_QUARTER: (today.replace(day=1, month=quarter), today.replace(day=1, month=quarter + 2)),
        THIS_YEAR: (today.replace(day=1, month=1), today.replace(day=1, month=12)),
    }[word]
    return month_window(first)[0], month_window(last)[1]


def read_month(text: str) -> dt.date | None:
    """The first day of "2025-04"; None for anything else."""
    try:
        month = dt.date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None
    return month if month and month.year in YEARS else None


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
