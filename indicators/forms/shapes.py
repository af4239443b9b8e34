"""Fields drawn from the declared shape of a record, and what was typed into them read back.

No field is named here: whatever `indicators.shapes.described` tells of a rule, a criterion or a set is drawn, so a new
kind of rule has its form at once. Empty fields are left out of the document; numbers are read as people write them.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from cchc_portal.kit.numbers import Unreadable, read_number, show_date, show_number

Entry = Mapping[str, Any]
Data = Mapping[str, Any]
NOTHING: Data = MappingProxyType({})

SHORT = 60  # letters that fit into half the width
SPARE_ROWS = 2  # empty lines below a table, so that it grows without scripts
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_KINDS = {"flag": "tick", "choice": "pick", "paragraphs": "area"}
_NAME = {"key": "name", "label": "Tên", "help": "", "unit": "", "required": True, "default": None}
_VALUE = {"key": "value", "label": "Giá trị", "help": "", "unit": "", "required": True, "default": None}
_PAIRED = (_NAME["label"], _VALUE["label"])  # columns of a table of names with a value each


@dataclass(frozen=True, slots=True)
class Control:
    """One field as a template draws it: a line, area, tick, pick, a table of rows, or a group of fields."""

    name: str
    label: str
    help: str
    unit: str
    kind: str
    value: str = ""
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    error: str = ""
    placeholder: str = ""
    is_short: bool = False
    columns: tuple[str, ...] = ()
    rows: tuple[tuple["Control", ...], ...] = ()
    controls: tuple["Control", ...] = ()


@dataclass(slots=True)
class Taken:
    """What was typed: the document, and one sentence per field that cannot be read."""

    written: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


# --- drawing -------------------------------------------------------------------------------------------------------


def drawn(
    entries: list[Entry], raw: Mapping[str, Any], *, prefix: str = "", typed: Data | None = None, errors: Data = NOTHING
) -> tuple[Control, ...]:
    """The fields filled from the document, or with `typed`, as they were sent, each with its error."""
    return tuple(_control(entry, raw.get(entry["key"]), f"{prefix}{entry['key']}", typed, errors) for entry in entries)


def _control(entry: Entry, value: Any, name: str, typed: Data | None, errors: Data) -> Control:
    shape, named = entry["shape"], (name, entry["label"] or entry["key"], entry["help"], entry["unit"])
    if shape["type"] == "record":
        inside = drawn(shape["fields"], value or {}, prefix=f"{name}-", typed=typed, errors=errors)
        return Control(*named, "group", controls=inside)
    if columns := _columns(shape):
        lines = _lines(columns, value, name, typed, errors)
        return Control(*named, "rows", columns=tuple(map(_heading, columns)), rows=lines, error=errors.get(name, ""))
    text = shown(value, shape) if typed is None else str(typed.get(name, ""))
    if value is None and typed is None and shape["type"] in ("flag", "choice") and entry["default"] is not None:
        text = shown(entry["default"], shape)
    return Control(
        *named,
        _KINDS.get(shape["type"], "line"),
        value=text,
        required=entry["required"],
        options=_options(entry),
        error=errors.get(name, ""),
        placeholder="" if entry["default"] in (None, "", []) else f"{shown(entry['default'], shape)} nếu bỏ trống",
        is_short=shape["type"] != "paragraphs" and int(shape.get("longest", 0)) <= SHORT,
    )


def _columns(shape: Entry) -> list[Entry]:
    """The entries of one line where the field is a table: records, or names with a value each."""
    if shape["type"] == "table":
        name = {"type": "text", "longest": 30}
        return [{**_NAME, "shape": name}, {**_VALUE, "shape": shape["item"]}]
    if shape["type"] == "list" and shape["item"]["type"] == "record":
        return list(shape["item"]["fields"])
    return []


def _heading(entry: Entry) -> str:
    label = entry["label"] or entry["key"]
    return f"{label}, {entry['unit']}" if entry["unit"] else label


def _lines(
    columns: list[Entry], value: Any, name: str, typed: Data | None, errors: Data
) -> tuple[tuple[Control, ...], ...]:
    if isinstance(value, Mapping):
        value = [{"name": key, "value": item} for key, item in value.items()]
    stored = list(value or [])
    count = SPARE_ROWS + (len(stored) if typed is None else max(_filled(columns, typed, name), default=-1) + 1)
    return tuple(
        drawn(
            columns,
            stored[at] if at < len(stored) else {},
            prefix=f"{name}-{at}-",
            typed=typed,
            errors=errors,
        )
        for at in range(count)
    )


def _options(entry: Entry) -> tuple[tuple[str, str], ...]:
    choices = tuple((each["value"], each["label"]) for each in entry["shape"].get("choices", ()))
    is_open = choices and not entry["required"] and entry["default"] is None
    return (("", "Không đặt"), *choices) if is_open else choices


def shown(value: Any, shape: Entry) -> str:
    if value is None:
        return ""
    if shape["type"] == "flag":
        return "on" if value else ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dt.date):
        return show_date(value)
    if shape["type"] in ("number", "whole"):
        return _number_shown(value)
    return str(value)


def _number_shown(value: Any) -> str:
    try:
        return show_number(Decimal(str(value))).replace(".", "") if "," not in str(value) else str(value)
    except ArithmeticError:
        return str(value)


def renamed(control: Control, labels: Mapping[str, str]) -> Control:
    """The field to be read, not typed: names of figures replaced by what people call them."""
    rows = tuple(tuple(renamed(cell, labels) for cell in line) for line in control.rows)
    inside = tuple(renamed(each, labels) for each in control.controls)
    value = _WORD.sub(lambda word: labels.get(word[0]) or word[0], control.value) if control.kind == "line" else ""
    columns = ("Số liệu", control.label) if control.columns == _PAIRED else control.columns
    return replace(control, value=value or control.value, columns=columns, rows=rows, controls=inside)


# --- reading back ----------------------------------------------------------------------------------------------------


def taken(entries: list[Entry], data: Data, *, prefix: str = "") -> Taken:
    """The document that was typed; what is empty, or says no more than the default, is left out."""
    result = Taken()
    for entry in entries:
        name = f"{prefix}{entry['key']}"
        try:
            value = _value(entry, data, name, result)
        except (Unreadable, ValueError) as error:
            result.errors[name] = str(error)
            continue
        if value not in (None, "", [], {}) and (entry["required"] or not _is_default(entry, value)):
            result.written[entry["key"]] = value
    return result


def _is_default(entry: Entry, value: Any) -> bool:
    default = entry["default"]
    return value == default or (
        isinstance(value, int | Decimal) and not isinstance(value, bool) and str(value) == default
    )


def _value(entry: Entry, data: Data, name: str, result: Taken) -> Any:
    shape = entry["shape"]
    if shape["type"] == "record":
        inside = taken(shape["fields"], data, prefix=f"{name}-")
        if not inside.written and not inside.errors:
            return None
        result.errors |= inside.errors
        return inside.written
    if columns := _columns(shape):
        return _lines_taken(columns, shape, data, name, result)
    text = str(data.get(name, "")).strip()
    if shape["type"] == "flag":
        return text == "on"
    return _read(text, shape) if text else None


def _lines_taken(columns: list[Entry], shape: Entry, data: Data, name: str, result: Taken) -> Any:
    lines = []
    for at in sorted(set(_sent(data, name))):
        line = taken(columns, data, prefix=f"{name}-{at}-")
        if line.written or line.errors:
            lines.append(line.written)
            result.errors |= line.errors
    if shape["type"] == "table":
        return {str(line.get("name", "")): line.get("value") for line in lines}
    return lines


def _filled(columns: list[Entry], data: Data, name: str) -> Iterator[int]:
    """The numbers of the lines that say more than an empty one, whose selects and ticks are sent too."""
    for at in set(_sent(data, name)):
        line = taken(columns, data, prefix=f"{name}-{at}-")
        if line.written or line.errors:
            yield at


def _sent(data: Data, name: str) -> Iterator[int]:
    """The numbers of the lines of a table in which anything was sent."""
    pattern = re.compile(rf"{re.escape(name)}-(\d{{1,3}})-")
    for key in data:
        match = pattern.match(key)
        if match and str(data.get(key, "")).strip():
            yield int(match[1])


def _read(text: str, shape: Entry) -> Any:
    if shape["type"] in ("number", "whole"):
        number = read_number(text)
        if shape["type"] == "whole" and number % 1:
            raise Unreadable("Chỉ nhập số nguyên, ví dụ 2.")
        return int(number) if not number % 1 else number
    if shape["type"] == "date":
        return _day(text)
    if shape["type"] == "list":
        return [each.strip() for each in text.split(",") if each.strip()]
    return text.replace("\r\n", "\n")


def _day(text: str) -> dt.date:
    match = _DAY.fullmatch(text)
    try:
        return dt.date(int(match[3]), int(match[2]), int(match[1])) if match else dt.date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable("Ghi ngày có thật, dạng 31/12/2025.") from error
