"""Two versions of one leaf, and what differs between them in words (pure)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cchc_portal.kit.numbers import show_number
from indicators.rules import Input, Leaf


@dataclass(frozen=True, slots=True)
class Change:
    """What is called `label` was `before` and became `after`."""

    label: str
    before: str
    after: str


def _text(value: str | None) -> str:
    return value or "—"


def _yes_or_no(value: bool | None) -> str:
    return "—" if value is None else "Có" if value else "Không"


def _count(value: int | None) -> str:
    return str(value or 0)


def _points(value: Decimal | None) -> str:
    return show_number(value, 2)


COLUMNS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "no_occurrence": ("Không phát sinh", _yes_or_no),
    "not_applicable": ("Không áp dụng", _yes_or_no),
    "exemption": ("Văn bản cho phép không áp dụng", _text),
    "self_points": ("Điểm tự chấm", _points),
    "citation": ("Minh chứng", _text),
    "documents": ("Số tệp minh chứng", _count),
    "remark": ("Lý do, giải trình", _text),
    "computed_points": ("Điểm hệ thống tính", _points),
    "appraised_points": ("Điểm thẩm định", _points),
    "appraisal_reason": ("Lý do thẩm định", _text),
    "points": ("Điểm được tính", _points),
    "explanation": ("Cách tính", _text),
}
"""The columns people know, in the order of the sheet, with their names and how they are shown."""

NOTHING: Mapping[str, Any] = {
    "no_occurrence": False,
    "not_applicable": False,
    "exemption": "",
    "citation": "",
    "documents": 0,
    "remark": "",
}
"""A leaf before anybody touched it; what is not named is None."""


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any], leaf: Leaf) -> tuple[Change, ...]:
    """What a reader would see differ; `before` is None for the first version. Both have `answer` and COLUMNS."""
    old = before or {**dict.fromkeys(COLUMNS), **NOTHING, "answer": {}, "appraisal_reason": "", "explanation": ""}
    answered = [_answer(item, leaf, old["answer"], after["answer"]) for item in leaf.inputs]
    columns = [
        Change(label, show(old[name]), show(after[name]))
        for name, (label, show) in COLUMNS.items()
        if old[name] != after[name]
    ]
    return (*(each for each in answered if each.before != each.after), *columns)


def _answer(item: Input, leaf: Leaf, old: Mapping[str, str], new: Mapping[str, str]) -> Change:
    texts = {str(number): text for number, text in leaf.rule.choices_of(item.name)}

    def shown(answer: Mapping[str, str]) -> str:
        value = answer.get(item.name)
        return texts.get(value or "", show_number(None if value is None else Decimal(value)))

    return Change(item.label, shown(old), shown(new))
