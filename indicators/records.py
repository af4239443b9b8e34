"""Frozen dataclasses as documents: read from TOML or JSON with every fault named, and written back (pure)."""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

from cchc_portal.kit.text import clean

_DECIMAL = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
_CENTS = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the document the reader stands, and the list that every fault is added to."""

    where: str
    faults: list[str]

    def at(self, step: str) -> "Place":
        return Place(f"{self.where}, {step}" if self.where else step[:1].upper() + step[1:], self.faults)

    def say(self, sentence: str) -> None:
        self.faults.append(f"{self.where}: {sentence}")


Reader = Callable[[Any, Place], Any]
"""Takes the written value, gives the clean one; a fault is said to the place and None returned."""

T = TypeVar("T")


def entry(read: Reader, *, default: Any = dataclasses.MISSING, key: str = "") -> Any:
    """A field of a record: how it is read, and its key where that is not a Python name ("from")."""
    metadata = {"read": read, "key": key, "required": default is dataclasses.MISSING}
    if isinstance(default, dict):
        return dataclasses.field(default_factory=default.copy, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def keys_of(cls: type) -> dict[str, "dataclasses.Field[Any]"]:
    """The entries of a record class by the key they are written under."""
    return {field.metadata["key"] or field.name: field for field in dataclasses.fields(cls) if field.metadata}


def read(cls: type[T], raw: Any, place: Place) -> T | None:
    """The record, or None after saying what is wrong with each of its keys."""
    if not isinstance(raw, Mapping):
        place.say("phải là một nhóm khóa = giá trị.")
        return None
    known, before = keys_of(cls), len(place.faults)
    for stranger in sorted(set(raw) - set(known)):
        place.say(f"không có khóa “{stranger}”; các khóa dùng được: {', '.join(known)}.")
    values = {}
    for key, field in known.items():
        if key in raw:
            values[field.name] = field.metadata["read"](raw[key], place.at(f"khóa “{key}”"))
        elif field.metadata["required"]:
            place.say(f"thiếu khóa “{key}”.")
    return cls(**values) if len(place.faults) == before else None


def written(value: Any) -> Any:
    """Plain data for TOML or JSON: numbers as strings, defaults spelled out so that a later default changes nothing
    already stored, and only what is empty left out."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [written(item) for item in value]
    if isinstance(value, Mapping):
        return {name: written(item) for name, item in value.items()}
    if dataclasses.is_dataclass(value):
        plain = {key: getattr(value, field.name) for key, field in keys_of(type(value)).items()}
        return {key: written(item) for key, item in plain.items() if item not in (None, "", ())}
    return value


# --- readers -----------------------------------------------------------------------------------------------------


def number(low: Decimal | int | None = None, high: Decimal | int | None = None, *, cents: bool = False) -> Reader:
    """A decimal between the limits, both inclusive; `cents` allows at most two decimals (the columns keep two)."""

    def read_number(raw: Any, place: Place) -> Decimal | None:
        if isinstance(raw, bool) or not _DECIMAL.fullmatch(str(raw)):
            place.say(f"phải là một số với dấu chấm thập phân, ví dụ 0.25; đang viết “{raw}”.")
            return None
        value = Decimal(str(raw))
        if (low is not None and value < low) or (high is not None and value > high):
            limits = f"từ {low} trở lên" if high is None else f"từ {low} đến {high}"
            place.say(f"phải là số {limits}; đang viết “{raw}”.")
        elif cents and value != round(value, _CENTS):
            place.say(f"chỉ được có hai chữ số thập phân; đang viết “{raw}”.")
        else:
            return value
        return None

    return read_number


def whole(low: int, high: int) -> Reader:
    def read_whole(raw: Any, place: Place) -> int | None:
        if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
            place.say(f"phải là số nguyên từ {low} đến {high}; đang viết “{raw}”.")
            return None
        return raw

    return read_whole


def flag(raw: Any, place: Place) -> bool | None:
    if not isinstance(raw, bool):
        place.say(f"chỉ nhận true hoặc false; đang viết “{raw}”.")
        return None
    return raw


def date(raw: Any, place: Place) -> dt.date | None:
    if not isinstance(raw, dt.date) or isinstance(raw, dt.datetime):
        place.say(f"phải là ngày dạng 2022-12-31, không đặt trong ngoặc kép; đang viết “{raw}”.")
        return None
    return raw


def text(longest: int, *, pattern: str = "", example: str = "") -> Reader:
    """One line of clean text; where there is a pattern it must match all of it."""

    def read_text(raw: Any, place: Place) -> str | None:
        value = clean(raw) if isinstance(raw, str) else ""
        if not value:
            place.say("phải là chữ đặt trong ngoặc kép và không được trống.")
        elif len(value) > longest:
            place.say(f"dài {len(value)} ký tự, tối đa {longest}.")
        elif pattern and not re.fullmatch(pattern, value):
            place.say(f"chỉ viết theo dạng “{example}”; đang viết “{value}”.")
        else:
            return value
        return None

    return read_text


def paragraphs(raw: Any, place: Place) -> str | None:
    """Longer text; line breaks stay, blanks are cleaned."""
    if not isinstance(raw, str):
        place.say("phải là chữ đặt trong ngoặc kép.")
        return None
    return "\n".join(clean(line) for line in raw.strip().splitlines())


def one_of(choices: type[Enum]) -> Reader:
    def read_choice(raw: Any, place: Place) -> Enum | None:
        known = [choice.value for choice in choices]
        if raw not in known:
            place.say(f"“{raw}” không dùng được; chọn một trong: {', '.join(known)}.")
            return None
        return choices(raw)

    return read_choice


def list_of(item: Reader, *, called: Callable[[Any, int], str] | None = None, empty: bool = False) -> Reader:
    """A tuple of items; `called` names the place of an item, "mục 2" unless told."""

    def read_list(raw: Any, place: Place) -> tuple[Any, ...] | None:
        if not isinstance(raw, list) or not (raw or empty):
            place.say("phải là một danh sách trong ngoặc vuông [ ] và không được trống.")
            return None
        steps = [called(each, at) if called else f"mục {at}" for at, each in enumerate(raw, start=1)]
        return tuple(item(each, place.at(step)) for each, step in zip(raw, steps, strict=True))

    return read_list


def table_of(item: Reader) -> Reader:
    """A mapping of free names to items, in the order they are written."""

    def read_table(raw: Any, place: Place) -> dict[str, Any] | None:
        if not isinstance(raw, Mapping) or not raw:
            place.say("phải là một nhóm tên = giá trị và không được trống.")
            return None
        return {name: item(each, place.at(f"khóa “{name}”")) for name, each in raw.items()}

    return read_table


def record(cls: type) -> Reader:
    return lambda raw, place: read(cls, raw, place)
