"""Two criteria sets compared, in words a coordinator reads (pure)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cchc_portal.kit.numbers import show_date, show_number
from indicators.enums import ScoredBy
from indicators.records import keys_of
from indicators.rules import KINDS
from indicators.rules.words import lowered
from indicators.scoring import Options
from indicators.sets.document import Head
from indicators.sets.document import Row as Written
from indicators.sets.edits import Document, Row, below, parent_of, points_of, rows
from indicators.shapes import described


class Change(StrEnum):
    """What became of a criterion."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RENAMED = "renamed"
    MAXIMUM = "maximum"
    RULE = "rule"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Change.ADDED: "Thêm mới",
    Change.REMOVED: "Bỏ",
    Change.MOVED: "Chuyển chỗ",
    Change.RENAMED: "Đổi tên",
    Change.MAXIMUM: "Đổi điểm tối đa",
    Change.RULE: "Đổi cách chấm",
    Change.OTHER: "Đổi yêu cầu khác",
}
_HEAD = ("name", "block", "max", "decision_number", "decided_on", "year", "scoring", "bands", "gates", "quotas", "once")
_OTHER = (
    *("inputs", "scored_by", "owner", "evidence_required", "document_required", "explanation_required"),
    *("guidance", "clause", "short_name"),
)
_KEYS = {
    "from": "từ",
    "up_to": "đến",
    "points": "điểm",
    "label": "",
    "cap": "cao nhất là",
    "below": "dưới",
    "of": "của",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed: where (old and new code), what kind of change, and the sentence."""

    code: str
    old_code: str
    name: str
    change: Change
    sentence: str


def head_differences(old: Document, new: Document) -> list[str]:
    """What changed at the top of the set and in its options, as sentences."""
    return [
        f"{_head_label(key)}: {_of_head(old, key)} → {_of_head(new, key)}."
        for key in _HEAD
        if _of_head(old, key) != _of_head(new, key)
    ]


def _head_label(key: str) -> str:
    entry = keys_of(Head).get(key) or keys_of(Options).get(key)
    return str(entry.metadata["label"]) if entry else "Cách cộng điểm"


def _of_head(document: Document, key: str) -> str:
    value = document.get(key)
    return shown(str(value) if key == "year" and value else value)


def differences(old: Document, new: Document) -> list[Difference]:
    """Every change, in the order of the new set; what fell away comes last.

    A criterion is the same one where the new set says so (`was`), else where the code is the same.
    """
    before = {row["code"]: row for row in rows(old)}
    origins = {row["code"]: origins_of(row, before) for row in rows(new)}
    kept = {code for codes in origins.values() for code in codes}
    found = [
        each for row in rows(new) for each in _of_row(row, [before[code] for code in origins[row["code"]]], origins)
    ]
    for code, row in before.items():
        if code not in kept:
            sentence = f"Bỏ tiêu chí {code} “{row.get('name', '')}”{_worth(row)}."
            found.append(Difference("", code, row.get("name", ""), Change.REMOVED, sentence))
    return found


def same_scoring(old: Document, new: Document) -> bool:
    """Whether the same work gives the same points: no criterion came, fell away, or changed its maximum or rule."""
    counting = {Change.ADDED, Change.REMOVED, Change.MAXIMUM, Change.RULE}
    return not any(each.change in counting for each in differences(old, new))


def origins_of(row: Row, before: Mapping[str, Row]) -> list[str]:
    """The codes a criterion had in the older set: those it names, else its own where that set has it.

    `was = []` says that it is new, though its code may have been used before.
    """
    if "was" in row:
        return [code for code in row["was"] if code in before]
    return [row["code"]] if row["code"] in before else []


@dataclass(frozen=True, slots=True)
class Succession:
    """A criterion that is scored and what it was before: old codes and names, and whether the years compare."""

    code: str
    name: str
    before: tuple[tuple[str, str], ...]
    compares: bool
    note: str


def successions(old: Document, new: Document) -> list[Succession]:
    """Which criteria follow which, in the order of the new set; only those that are scored."""
    before = {row["code"]: row for row in rows(old)}
    scored = [row for row in rows(new) if not below(new, row["code"])]
    origins = {row["code"]: origins_of(row, before) for row in scored}
    claimed = Counter(code for codes in origins.values() for code in codes)
    return [_succession(row, [before[code] for code in origins[row["code"]]], claimed) for row in scored]


def _succession(row: Row, olds: list[Row], claimed: Mapping[str, int]) -> Succession:
    named = tuple((each["code"], str(each.get("name", ""))) for each in olds)
    divided = [each["code"] for each in olds if claimed[each["code"]] > 1]
    compares = bool(olds) and not divided
    if not olds:
        note = "Tiêu chí mới: không so sánh được"
    elif divided:
        note = f"Tách từ {', '.join(divided)}: không so sánh được"
    elif len(olds) > 1:
        note = "So với tổng điểm các tiêu chí cũ, theo % điểm tối đa"
    elif rule_changes(olds[0].get("rule"), row.get("rule")):
        note = "So theo % điểm tối đa; cách chấm đã đổi"
    elif points_of(olds[0].get("max")) != points_of(row.get("max")):
        note = "So theo % điểm tối đa"
    else:
        note = "So sánh được"
    return Succession(row["code"], str(row.get("name", "")), named, compares, note)


def _of_row(row: Row, olds: list[Row], origins: Mapping[str, list[str]]) -> Iterator[Difference]:
    code, name = row["code"], row.get("name", "")
    if not olds:
        yield Difference(code, "", name, Change.ADDED, f"Thêm tiêu chí {code} “{name}”{_worth(row)}.")
        return
    old = olds[0]

    def said(change: Change, sentence: str) -> Difference:
        return Difference(code, ", ".join(each["code"] for each in olds), name, change, sentence)

    if len(olds) > 1:
        yield said(Change.MOVED, f"Gộp các tiêu chí {', '.join(each['code'] for each in olds)} thành {code}.")
    elif old["code"] != code:
        yield said(Change.MOVED, f"Mã {old['code']} đổi thành {code}.")
    elif _moved(row, old, origins):
        yield said(
            Change.MOVED, f"Chuyển từ mục {parent_of(old) or 'lĩnh vực'} sang mục {parent_of(row) or 'lĩnh vực'}."
        )
    if clean_text(old.get("name")) != clean_text(name):
        yield said(Change.RENAMED, f"Tên “{old.get('name', '')}” đổi thành “{name}”.")
    if points_of(old.get("max")) != points_of(row.get("max")):
        yield said(Change.MAXIMUM, f"Điểm tối đa {shown(old.get('max'))} → {shown(row.get('max'))}.")
    if sentences := rule_changes(old.get("rule"), row.get("rule")):
        yield said(Change.RULE, " ".join(sentences))
    if others := [_row_label(key) for key in _OTHER if shown(old.get(key)) != shown(row.get(key))]:
        yield said(Change.OTHER, f"Đổi {', '.join(others)}.")


def row_differences(old: Row, new: Row) -> list[str]:
    """What differs between two wordings of one criterion, as sentences."""
    place = {key: old[key] for key in ("code", "parent") if key in old}
    return [each.sentence for each in _of_row({**new, **place}, [old], {})]


def _moved(row: Row, old: Row, origins: Mapping[str, list[str]]) -> bool:
    parent = parent_of(row)
    return parent_of(old) not in (origins.get(parent, [parent]) if parent else [""])


def rule_changes(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[str]:
    """Sentences on a rule that changed: another kind, or other parameters."""
    was, now = dict(old or {}), dict(new or {})
    if was.get("kind") != now.get("kind"):
        return [f"Luật “{kind_label(was.get('kind'))}” đổi thành “{kind_label(now.get('kind'))}”."]
    entries = {each["key"]: each for each in described(KINDS[now["kind"]])} if now.get("kind") in KINDS else {}
    found = []
    for key in dict.fromkeys((*was, *now)):
        entry = entries.get(key)
        before, after = _value(entry, was.get(key)), _value(entry, now.get(key))
        if before != after:
            found.append(f"{entry['label'] if entry else key}: {before} → {after}.")
    return found


def _value(entry: Mapping[str, Any] | None, value: Any) -> str:
    """A parameter with its unit, or what holds where none is written."""
    if entry is None:
        return shown(value)
    value = entry["default"] if value is None else value
    if entry["shape"]["type"] == "choice":
        value = next((each["label"] for each in entry["shape"]["choices"] if each["value"] == value), value)
    said = shown(_number(value) if entry["shape"]["type"] in ("number", "whole") else value)
    return said if said == "—" or not entry["unit"] else f"{said}{'' if entry['unit'] == '%' else ' '}{entry['unit']}"


def _number(value: Any) -> Any:
    return Decimal(value) if isinstance(value, str) else value


def _row_label(key: str) -> str:
    return lowered(str(keys_of(Written)[key].metadata["label"]))


def kind_label(kind: Any) -> str:
    return KINDS[kind].LABEL if kind in KINDS else "không chấm trực tiếp"


def shown(value: Any) -> str:
    """A written value as a reader says it."""
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int | Decimal):
        return show_number(value)
    if isinstance(value, dt.date):
        return show_date(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{_KEYS.get(key, key)} {shown(item)}".strip() for key, item in value.items())
    if isinstance(value, list):
        return "; ".join(shown(item) for item in value)
    labels = {str(each): str(each.label) for each in ScoredBy}
    return labels.get(str(value), f"“{value}”" if " " in str(value) else str(value))


def clean_text(value: Any) -> str:
    return " ".join(str(value or "").split())


def _worth(row: Row) -> str:
    points = points_of(row.get("max"))
    return "" if points is None else f" ({show_number(points, 2)} điểm)"
