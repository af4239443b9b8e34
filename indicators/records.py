"""Frozen dataclasses as documents: read from TOML or JSON with every fault named, and written back (pure)."""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

from cchc_portal.kit.numbers import show_number
from cchc_portal.kit.text import clean

_DECIMAL = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_NO_NUMBER = "phải là một số với dấu chấm thập phân, ví dụ 0.25; đang viết “{}”."
_TOO_LONG = "nhiều nhất 12 chữ số trước và 6 chữ số sau dấu thập phân."
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a reader takes, as plain facts: enough for a form to draw the field and to check it while one types.

    `type` is number, whole, flag, date, text, paragraphs, choice, list, table, record or rule. Limits are inclusive;
    `places` and `longest` count decimals and letters; `item` is the shape of each item of a list or table; `record`
    is the class whose entries are the fields of a record.
    """

    type: str
    low: Decimal | int | None = None
    high: Decimal | int | None = None
    places: int | None = None
    longest: int | None = None
    pattern: str = ""
    example: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    empty: bool = False
    item: "Shape | None" = None
    record: type | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Takes the written value, gives the clean one; a fault is said to the place and None returned."""

    take: Callable[[Any, Place], Any]
    shape: Shape

    def __call__(self, raw: Any, place: Place) -> Any:
        return self.take(raw, place)


T = TypeVar("T")


def entry(
    read: Reader, *, default: Any = dataclasses.MISSING, key: str = "", label: str = "", help: str = "", unit: str = ""
) -> Any:
    """A field of a record: how it is read, and its key where that is not a Python name ("from").

    `label`, `help` and `unit` ("điểm", "%", "ngày") are what a Vietnamese form prints around it.
    """
    metadata = {"read": read, "key": key, "required": default is dataclasses.MISSING}
    metadata |= {"label": label, "help": help, "unit": unit}
    if isinstance(default, dict):
        return dataclasses.field(default_factory=default.copy, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def keys_of(cls: type) -> dict[str, "dataclasses.Field[Any]"]:
    """The entries of a record class by the key they are written under."""
    return {field.metadata["key"] or field.name: field for field in dataclasses.fields(cls) if field.metadata}


def label_of(cls: type, key: str) -> str:
    """An entry as sentences name it: “Ngưỡng tối thiểu”, as its field in the form is called."""
    return f"“{keys_of(cls)[key].metadata['label'] or key}”"


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
            values[field.name] = field.metadata["read"](raw[key], place.at(label_of(cls, key)))
        elif field.metadata["required"]:
            place.say(f"chưa ghi {label_of(cls, key)}.")
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
        return {key: written(item) for key, item in plain.items() if item not in (None, "", (), {})}
    return value


# --- readers -----------------------------------------------------------------------------------------------------


def _said(value: Decimal | int | None) -> str:
    return show_number(Decimal(value or 0))


def number(low: Decimal | int | None = None, high: Decimal | int | None = None, *, cents: bool = False) -> Reader:
    """A decimal between the limits, both inclusive; `cents` allows at most two decimals (the columns keep two)."""

    def read_number(raw: Any, place: Place) -> Decimal | None:
        if isinstance(raw, bool) or not _DECIMAL.fullmatch(str(raw)):
            place.say(_TOO_LONG if _NUMBER.fullmatch(str(raw)) else _NO_NUMBER.format(raw))
            return None
        value = Decimal(str(raw))
        if (low is not None and value < low) or (high is not None and value > high):
            limits = f"từ {_said(low)} trở lên" if high is None else f"từ {_said(low)} đến {_said(high)}"
            place.say(f"phải là số {limits}; đang ghi {_said(value)}.")
        elif cents and value != round(value, _CENTS):
            place.say(f"chỉ được có hai chữ số thập phân; đang ghi {_said(value)}.")
        else:
            return value
        return None

    return Reader(read_number, Shape(type="number", low=low, high=high, places=_CENTS if cents else None))


def whole(low: int, high: int) -> Reader:
    def read_whole(raw: Any, place: Place) -> int | None:
        if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
            place.say(f"phải là số nguyên từ {low} đến {high}; đang viết “{raw}”.")
            return None
        return raw

    return Reader(read_whole, Shape(type="whole", low=low, high=high))


def _flag(raw: Any, place: Place) -> bool | None:
    if not isinstance(raw, bool):
        place.say(f"chỉ nhận true hoặc false; đang viết “{raw}”.")
        return None
    return raw


flag = Reader(_flag, Shape(type="flag"))


def _date(raw: Any, place: Place) -> dt.date | None:
    if not isinstance(raw, dt.date) or isinstance(raw, dt.datetime):
        place.say(f"phải là ngày dạng 2022-12-31, không đặt trong ngoặc kép; đang viết “{raw}”.")
        return None
    return raw


date = Reader(_date, Shape(type="date"))


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

    return Reader(read_text, Shape(type="text", longest=longest, pattern=pattern, example=example))


def _paragraphs(raw: Any, place: Place) -> str | None:
    """Longer text; line breaks stay, blanks are cleaned."""
    if not isinstance(raw, str):
        place.say("phải là chữ đặt trong ngoặc kép.")
        return None
    return "\n".join(clean(line) for line in raw.strip().splitlines())


paragraphs = Reader(_paragraphs, Shape(type="paragraphs"))


def one_of(choices: type[Enum]) -> Reader:
    def read_choice(raw: Any, place: Place) -> Enum | None:
        known = [choice.value for choice in choices]
        if raw not in known:
            place.say(f"“{raw}” không dùng được; chọn một trong: {', '.join(known)}.")
            return None
        return choices(raw)

    named = tuple((choice.value, str(getattr(choice, "label", choice.value))) for choice in choices)
    return Reader(read_choice, Shape(type="choice", choices=named))


def list_of(item: Reader, *, called: Callable[[Any, int], str] | None = None, empty: bool = False) -> Reader:
    """A tuple of items; `called` names the place of an item, "dòng 2" unless told."""

    def read_list(raw: Any, place: Place) -> tuple[Any, ...] | None:
        if not isinstance(raw, list) or not (raw or empty):
            place.say("phải là một danh sách trong ngoặc vuông [ ] và không được trống.")
            return None
        steps = [called(each, at) if called else f"dòng {at}" for at, each in enumerate(raw, start=1)]
        return tuple(item(each, place.at(step)) for each, step in zip(raw, steps, strict=True))

    return Reader(read_list, Shape(type="list", item=item.shape, empty=empty))


def table_of(item: Reader) -> Reader:
    """A mapping of free names to items, in the order they are written."""

    def read_table(raw: Any, place: Place) -> dict[str, Any] | None:
        if not isinstance(raw, Mapping) or not raw:
            place.say("phải là một nhóm tên = giá trị và không được trống.")
            return None
        return {name: item(each, place.at(f"“{name}”")) for name, each in raw.items()}

    return Reader(read_table, Shape(type="table", item=item.shape))


def record(cls: type) -> Reader:
    return Reader(lambda raw, place: read(cls, raw, place), Shape(type="record", record=cls))
