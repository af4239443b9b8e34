"""A criteria set written back as the TOML that set_document reads (pure).

The writer knows tables, arrays of tables, and what stands inside them, so it needs no change when a set learns a new
key. Reading back what was written gives the same document, and writing that once more the same text.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LONG = 100  # columns; a list of tables is broken into lines anyway
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_RULER = f"# {'-' * _LONG}"


def written_set(document: Mapping[str, Any]) -> str:
    """The whole document; an area (a criterion without a parent) is set off by a ruler."""
    plain = {key: value for key, value in document.items() if not _is_table(value) and not _is_tables(value)}
    parts = ["\n".join(_lines(plain))]
    for key, value in document.items():
        if _is_table(value):
            parts.append("\n".join([f"[{_key(key)}]", *_lines(value)]))
        elif _is_tables(value):
            parts += [_ruled(key, item) + "\n".join([f"[[{_key(key)}]]", *_lines(item)]) for item in value]
    return "\n\n".join(part for part in parts if part) + "\n"


def _ruled(key: str, item: Mapping[str, Any]) -> str:
    is_area = key == "criteria" and "." not in str(item.get("code", "")) and not item.get("parent")
    return f"{_RULER}\n" if is_area else ""


def _lines(table: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in table.items():
        name = f"{prefix}{_key(key)}"
        if _is_table(value) and value and not prefix:
            yield from _lines(value, f"{name}.")
        else:
            yield f"{name} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int | dt.date):
        return str(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    items = [_value(item) for item in value]
    if any(isinstance(item, Mapping) for item in value) or sum(map(len, items)) > _LONG:
        return "[\n" + "".join(f"  {item},\n" for item in items) + "]"
    return f"[{', '.join(items)}]"


def _text(value: str) -> str:
    escaped = "".join(_ESCAPES.get(letter) or _control(letter) for letter in value)
    return f'"{escaped}"'


def _control(letter: str) -> str:
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x20 or ord(letter) == 0x7F else letter


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)
