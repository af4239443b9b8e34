"""The appendix of a plan as rows, and what writing it would change of the tasks there are (pure)."""

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cchc_portal.kit.numbers import show_date, show_number
from indicators.enums import AssignedBy

WORDED = {
    "number": "TT",
    "area": "Lĩnh vực",
    "title": "Nhiệm vụ",
    "product": "Sản phẩm",
    "lead_id": "Cơ quan chủ trì",
    "supporting": "Cơ quan phối hợp",
    "due_on": "Thời gian hoàn thành",
    "target": "Chỉ tiêu",
    "budget": "Kinh phí",
    "parent_id": "Nhiệm vụ của tỉnh",
}
"""What a decision words of a task, by column; the rest is reported by its lead unit."""

REPORTED = ("finished_on", "achieved")
"""A file that leaves these blank takes nothing back."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One checked task; a missing finished_on or achieved means "the file does not say"."""

    number: str
    area: str
    title: str
    product: str
    lead_id: int
    supporting: str
    due_on: dt.date | None
    finished_on: dt.date | None
    target: Decimal | None
    achieved: Decimal | None
    assigned_by: AssignedBy
    budget: str = ""
    parent_id: int | None = None
    supporter_ids: tuple[int, ...] = ()

    @property
    def is_given(self) -> bool:
        """Given by the People's Committee outside any plan."""
        return self.assigned_by == AssignedBy.PROVINCE

    @property
    def key(self) -> tuple[str, int]:
        return self.number, self.lead_id


@dataclass(frozen=True, slots=True)
class Changed:
    """A task as it is and as the file words it: {column: (was, now)}."""

    task_id: int
    row: TaskRow
    columns: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a file would do to the tasks of a plan."""

    added: list[TaskRow] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    same: list[tuple[int, TaskRow]] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)  # tasks that the file does not have

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed)


def compare(stored: Mapping[int, Any], rows: Sequence[TaskRow]) -> Comparison:
    """Tasks (by id; anything with the attributes of WORDED) beside rows.

    They meet by number and lead unit; where only the lead differs and the number is unique on both sides, by number.
    """
    found = _met(stored, rows)
    result = Comparison(missing=[pk for pk in stored if pk not in found.values()])
    for place, row in enumerate(rows):
        if place not in found:
            result.added.append(row)
            continue
        pk = found[place]
        columns = {
            name: (getattr(stored[pk], name), getattr(row, name))
            for name in WORDED
            if getattr(stored[pk], name) != getattr(row, name)
        }
        if columns:
            result.changed.append(Changed(pk, row, columns))
        else:
            result.same.append((pk, row))
    return result


def _met(stored: Mapping[int, Any], rows: Sequence[TaskRow]) -> dict[int, int]:
    """{place of a row: id of its task}."""
    by_key = {(task.number, task.lead_id): pk for pk, task in stored.items()}
    found = {place: by_key[row.key] for place, row in enumerate(rows) if row.key in by_key}
    left = {task.number: pk for pk, task in stored.items() if pk not in found.values()}
    single = _once(stored[pk].number for pk in stored if pk not in found.values())
    waiting = _once(row.number for place, row in enumerate(rows) if place not in found)
    for place, row in enumerate(rows):
        if place not in found and row.number in single & waiting:
            found[place] = left[row.number]
    return found


def _once(values: Iterable[Hashable]) -> set[Hashable]:
    return {value for value, count in Counter(values).items() if count == 1}


def worded(column: str, value: Any, names: Mapping[str, Mapping[int, str]]) -> str:
    """A value of WORDED as a person reads it; "" for nothing. `names`: what ids are called, by column."""
    if column == "due_on":
        return show_date(value) if value else "Cả năm"
    if value in (None, ""):
        return ""
    if column in names:
        return names[column][value]
    return show_number(value) if isinstance(value, Decimal) else str(value)
