"""Reporting windows with explicit dates: the legal ones of a year, and any span of whole half-months (pure).

581/BNV-CCHC: the reporting year runs from 15/12 of the year before to 14/12, its quarters from the 15th to the 14th.
"""

import datetime as dt
from dataclasses import dataclass

from dossiers.slots import YEARS, check_window, is_window, last_day, slot_of

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """From the first day to the last, both counted. Raises ValueError unless it is made of whole half-months."""

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        check_window(self.first, self.last)

    @property
    def after(self) -> dt.date:
        """The day that follows: the first of the next window."""
        return self.last + DAY

    @property
    def is_of_reporting_months(self) -> bool:
        """Whether totals per reporting month (15th to 14th) add up to it."""
        return self.first.day != 1 and self.last.day == 14

    @property
    def slots(self) -> tuple[dt.date, ...]:
        found = [self.first]
        while (following := last_day(found[-1]) + DAY) <= self.last:
            found.append(following)
        return tuple(found)

    @property
    def text(self) -> str:
        return f"từ {self.first:%d/%m/%Y} đến {self.last:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class Preset:
    """A named legal window; `key` stands in the URL."""

    key: str
    name: str
    window: Window


_SPANS = (
    ("quy1", "Quý I", (-1, 12), (0, 3)),
    ("6thang", "6 tháng", (-1, 12), (0, 6)),
    ("quy2", "Quý II", (0, 3), (0, 6)),
    ("quy3", "Quý III", (0, 6), (0, 9)),
    ("9thang", "9 tháng", (-1, 12), (0, 9)),
    ("quy4", "Quý IV", (0, 9), (0, 12)),
    ("nam", "Năm", (-1, 12), (0, 12)),
)
"""Key, name, (year offset, month) of the 15th it starts on and of the 14th it ends on."""


def presets(year: int) -> tuple[Preset, ...]:
    return tuple(
        Preset(
            f"{year}-{key}",
            f"{name}/{year}" if key.startswith("quy") else f"{name} {year}",
            Window(dt.date(year + start[0], start[1], 15), dt.date(year + end[0], end[1], 14)),
        )
        for key, name, start, end in _SPANS
    )


THIS_QUARTER, LAST_QUARTER, THIS_YEAR = "quy-nay", "quy-truoc", "nam-nay"
WORDS = {THIS_QUARTER: "Quý này", LAST_QUARTER: "Quý trước", THIS_YEAR: "Năm nay"}
"""Legal windows that move with the day on which they are read."""


def window_now(word: str, today: dt.date) -> Window:
    """The window that one of WORDS means today; KeyError for another word."""
    return {
        THIS_QUARTER: quarter_of(today),
        LAST_QUARTER: quarter_of(quarter_of(today).first - DAY),
        THIS_YEAR: presets(year_of(today))[-1].window,
    }[word]


def quarter_of(day: dt.date) -> Window:
    """The reporting quarter in which a day lies: 15/12/2025 is in the first of 2026."""
    quarters = (preset.window for preset in presets(year_of(day)) if "quy" in preset.key)
    return next(window for window in quarters if window.first <= day <= window.last)


def reporting_month(month: dt.date) -> Window:
    """The reporting month that ends on the 14th: April is 15 March to 14 April."""
    return Window((month.replace(day=1) - DAY).replace(day=15), month.replace(day=14))


def month_of(day: dt.date) -> dt.date:
    """First day of the calendar month that names the reporting month in which a day lies."""
    return day.replace(day=1) if day.day < 15 else (day.replace(day=28) + 4 * DAY).replace(day=1)


def year_of(day: dt.date) -> int:
    """The reporting year in which a day lies: 15/12/2025 is in 2026."""
    return month_of(day).year


def window_of(first: dt.date | None, last: dt.date | None) -> Window:
    """Raises ValueError with a Vietnamese sentence."""
    if first is None or last is None:
        raise ValueError("Hãy ghi cả ngày bắt đầu và ngày kết thúc của kỳ.")
    if first != slot_of(first):
        raise ValueError("Kỳ phải bắt đầu ngày 01 hoặc ngày 15 của tháng.")
    if last != last_day(slot_of(last)):
        raise ValueError("Kỳ phải kết thúc ngày 14 hoặc ngày cuối tháng.")
    if last < first:
        raise ValueError("Ngày kết thúc đứng trước ngày bắt đầu.")
    if not is_window(first, last):
        raise ValueError(f"Kỳ phải nằm trong các năm {YEARS.start}–{YEARS.stop - 1}.")
    return Window(first, last)
