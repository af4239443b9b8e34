"""Vietnamese numbers and dates, in and out: "61,76", "186.916", 31/12/2025 (pure)."""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

CENT = Decimal("0.01")
_THOUSANDS = re.compile(r"^-?(?!0)\d{1,3}(\.\d{3})+(,\d+)?$")  # no thousands begin with 0: "0.333" is a third
_PLAIN = re.compile(r"^-?\d+([.,]\d+)?$")
_VIETNAMESE = str.maketrans(",.", ".,")
_PLACES = tuple(Decimal(1).scaleb(-places) for places in range(10))
_LONGEST = 24  # characters; below the 28 digits with which Decimal reckons exactly
_half_up = Context(prec=28, rounding=ROUND_HALF_UP).quantize  # half the price of naming the rounding at every call
_YEAR = re.compile(r"[1-9][0-9]{3}")
_ID = re.compile(r"[0-9]{1,18}")  # as long as the database counts
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


class Unreadable(ValueError):
    """The text is not a number or date; str() is the Vietnamese sentence that says how to write it."""


def rounded(value: Decimal, step: Decimal = CENT) -> Decimal:
    """Half up to a multiple of `step`, as decisions round points."""
    if step == CENT:  # by far the most common, and the same without a division
        return _half_up(value, CENT)
    return _half_up(value / step, _PLACES[0]) * step


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """part ÷ whole in percent with two decimals, half up; None where the whole is 0."""
    if not whole:
        return None
    return rounded(Decimal(part) * 100 / Decimal(whole))


def read_number(text: str) -> Decimal:
    """ "115.439", "115 439", "61,76" and "61.76" alike.

    A dot before groups of exactly three digits is thousands, unless it stands after a single 0.
    """
    compact = _SPACES.sub("", text)
    if len(compact) > _LONGEST:
        raise Unreadable("Số quá dài; hãy kiểm tra lại.")
    if _THOUSANDS.match(compact):
        compact = compact.replace(".", "").replace(",", ".")
    elif _PLAIN.match(compact):
        compact = compact.replace(",", ".")
    else:
        raise Unreadable("Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76.")
    try:
        return Decimal(compact)
    except InvalidOperation as error:  # pragma: no cover  # the patterns above admit only what Decimal reads
        raise Unreadable("Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76.") from error


def read_year(text: str) -> int | None:
    """A year as it stands in an address; None for whatever is not four digits, so that the page offers its own."""
    return int(text) if _YEAR.fullmatch(text) else None


def read_id(text: str) -> int:
    """The number of a row in an address; 0, which no row has, for whatever is no such number."""
    return int(text) if _ID.fullmatch(text) else 0


def read_ids(texts: Iterable[str]) -> list[int]:
    """The numbers of rows that were ticked; what is no such number names no row."""
    return [int(text) for text in texts if _ID.fullmatch(text)]


def show_number(value: Decimal | int | None, places: int | None = None) -> str:
    """186916 → "186.916"; with places=2: 61.756 → "61,76". None → "—". Without places, trailing zeros go."""
    if value is None:
        return "—"
    if places is None:
        plain = str(value)
        if plain.isdecimal():  # a count: nearly always
            return plain if len(plain) < 4 else f"{int(plain):,}".replace(",", ".")
        whole = int(value)
        if whole == value:
            return f"{whole:,}".replace(",", ".")
    number = value if type(value) is Decimal else Decimal(value)
    if places is not None:
        return as_it_stands(_half_up(number, _PLACES[places]))
    text = as_it_stands(number)
    return text.rstrip("0").rstrip(",") if "," in text else text


def as_it_stands(number: Decimal) -> str:
    """With the decimals the number has, no more and no fewer: 61.70 → "61,70"."""
    if number.adjusted() >= 3:
        return f"{number:,f}".translate(_VIETNAMESE)
    plain = str(number)  # most points and percentages; much faster than a format, but writes 1E-7 for very small ones
    return (f"{number:f}" if "E" in plain else plain).replace(".", ",")


def show_percent(value: Decimal | None, places: int = 2) -> str:
    """61.76 → "61,76%"; None → "—"."""
    return "—" if value is None else show_number(value, places) + "%"


def show_change(value: Decimal, places: int = 2) -> str:
    """1.5 → "+1,50"; -0.25 → "−0,25"; what rounds to nothing has no sign."""
    text = show_number(abs(value), places)
    if not text.strip("0,"):
        return text
    return f"+{text}" if value > 0 else f"−{text}"


def show_date(day: dt.date | None) -> str:
    return "—" if day is None else f"{day:%d/%m/%Y}"
