"""Two criteria sets compared, in words a coordinator reads (pure)."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from cchc_portal.kit.numbers import show_date, show_number
from indicators.enums import ScoredBy
from indicators.rules import KINDS
from indicators.set_edits import Document, Row, parent_of, points_of, rows


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
_HEAD = {
    "name": "Tên bộ tiêu chí",
    "block": "Khối",
    "max": "Tổng điểm tối đa",
    "decision_number": "Số quyết định",
    "decided_on": "Ngày quyết định",
    "year": "Năm",
    "scoring": "Cách cộng điểm",
    "bands": "Mức xếp loại",
    "gates": "Điều kiện hạ mức",
    "quotas": "Tỷ lệ tối đa của mức",
    "once": "Chỉ tính một lần",
}
_OTHER = {
    "inputs": "số liệu",
    "scored_by": "ai chấm",
    "evidence_required": "bắt buộc tài liệu kiểm chứng",
    "document_required": "bắt buộc đính kèm tệp",
    "explanation_required": "bắt buộc giải trình",
    "guidance": "hướng dẫn",
    "clause": "căn cứ",
    "short_name": "tên ngắn",
}
_PARAMETERS = {
    "bands": "mức điểm",
    "options": "các lựa chọn",
    "floor": "ngưỡng tối thiểu",
    "target": "mức đạt điểm tối đa",
    "step": "bước làm tròn",
    "may_exceed": "cho vượt 100%",
    "part": "tử số",
    "whole": "mẫu số",
    "weights": "trọng số",
    "per": "điểm mỗi lần",
    "zero_when": "mất hết điểm khi có",
    "nothing": "khi không phát sinh",
    "knock_out": "không đạt thì tiêu chí cha 0 điểm",
    "on": "tính theo",
    "blank": "phiếu không tính",
    "formula": "công thức",
}
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
        f"{label}: {_of_head(old, key)} → {_of_head(new, key)}."
        for key, label in _HEAD.items()
        if _of_head(old, key) != _of_head(new, key)
    ]


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


def origins_of(row: Row, before: Mapping[str, Row]) -> list[str]:
    """The codes a criterion had in the older set: those it names, else its own where that set has it.

    `was = []` says that it is new, though its code may have been used before.
    """
    if "was" in row:
        return [code for code in row["was"] if code in before]
    return [row["code"]] if row["code"] in before else []


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
    if others := [label for key, label in _OTHER.items() if shown(old.get(key)) != shown(row.get(key))]:
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
    return [
        f"{_PARAMETERS.get(key, key).capitalize()}: {shown(was.get(key))} → {shown(now.get(key))}."
        for key in dict.fromkeys((*was, *now))
        if shown(was.get(key)) != shown(now.get(key))
    ]


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
