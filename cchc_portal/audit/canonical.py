"""One text for one meaning, so that it can be hashed: a subset of RFC 8785, JSON Canonicalization Scheme (pure).

Keys are ASCII and sorted, text is NFC, there is no white space, moments are UTC with Z. Numbers are whole or,
as Decimal, text: floats are written differently by different programs, so they are refused.
"""

import datetime as dt
import json
import math
import unicodedata
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

GREATEST_WHOLE = 2**53 - 1  # beyond it JSON readers in other languages lose digits (RFC 8785, 3.2.2.3)


class NotCanonical(TypeError):
    """The value has no one true spelling, so it cannot be sealed; str() says which and why."""


def canonical(value: Any) -> str:
    """The one JSON text of `value`. Raises NotCanonical for floats, naive times and everything unknown."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def read(text: str) -> Any:
    """The value of a canonical text. Raises NotCanonical where it holds what `canonical` never writes."""

    def refuse(number: str) -> Any:
        raise NotCanonical(f"{number} is not a whole number")

    try:
        value = json.loads(text, parse_float=refuse, parse_constant=refuse)
    except ValueError as error:
        raise NotCanonical(f"not JSON: {error}") from error
    if canonical(value) != text:
        raise NotCanonical("this text is not in its canonical form")
    return value


def moment(value: dt.datetime) -> str:
    """2026-10-05T02:31:00.000000Z; always six digits, as PostgreSQL keeps them."""
    if value.tzinfo is None:
        raise NotCanonical(f"{value} has no time zone")
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _text(value: str) -> str:
    if value.isascii():  # most texts are, and nothing can be wrong with them
        return str(value)
    text = unicodedata.normalize("NFC", str(value))
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise NotCanonical("half of a surrogate pair is not text")
    return text


def _whole(value: int) -> int:
    if abs(value) > GREATEST_WHOLE:
        raise NotCanonical(f"{value} is too great for a JSON number")
    return int(value)


def _decimal(value: Decimal) -> str:
    if not math.isfinite(value):
        raise NotCanonical(f"{value} is not a number")
    return f"{value:f}"


def _object(value: Mapping[Any, Any]) -> dict[str, Any]:
    for key in value:
        if not (isinstance(key, str) and key.isascii()):
            raise NotCanonical(f"{key!r} is no key: keys are ASCII text")
    return {str(key): _plain(inner) for key, inner in value.items()}


def _list(value: list[Any] | tuple[Any, ...]) -> list[Any]:
    return [_plain(inner) for inner in value]


def _same(value: bool) -> bool:
    return value


SPELLINGS: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (  # the first that fits: a bool is an int
    (bool, _same),
    (int, _whole),
    (str, _text),
    (Decimal, _decimal),
    (dt.datetime, moment),
    (dt.date, dt.date.isoformat),
    (uuid.UUID, str),
    (Mapping, _object),
    ((list, tuple), _list),
)
_OF_TYPE: Mapping[type, Callable[[Any], Any]] = {
    **{kind: spell for kind, spell in SPELLINGS if isinstance(kind, type)},
    list: _list,
    tuple: _list,
    dict: _object,
}


def _plain(value: Any) -> Any:
    if value is None:
        return None
    if known := _OF_TYPE.get(type(value)):  # the loop below costs ten times as much
        return known(value)
    for kind, spell in SPELLINGS:
        if isinstance(value, kind):
            return spell(value)
    raise NotCanonical(f"{value!r} is a {type(value).__name__}, which has no canonical form")
