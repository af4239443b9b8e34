"""Form II.06a/VPCP/KSTT: its columns, its identities, its rows by level (pure).

Columns 3 to 13 of a line. Withdrawn and refused dossiers are closed, so they stand in column 9, as the national system
counts them (its note: column 9 takes in what was returned and withdrawn); else 3 = 7 + 11 could not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from cchc_portal.kit.numbers import show_number


@dataclass(frozen=True, slots=True)
class Line:
    """Numbers of dossiers; what a line does not hold, it computes."""

    online: int = 0  # 4
    other: int = 0  # 5
    carried: int = 0  # 6
    early: int = 0  # 8
    on_time: int = 0  # 9
    late: int = 0  # 10
    pending_in_time: int = 0  # 12
    pending_overdue: int = 0  # 13

    @property
    def resolved(self) -> int:
        return self.early + self.on_time + self.late

    @property
    def pending(self) -> int:
        return self.pending_in_time + self.pending_overdue

    @property
    def taken_on(self) -> int:
        return self.online + self.other + self.carried

    @property
    def accounted(self) -> int:
        """Columns 7 and 11 together, which must be column 3."""
        return self.resolved + self.pending

    def __add__(self, other: Line) -> Line:
        return Line(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Line)))

    def value(self, column: int) -> int:
        return int(getattr(self, COLUMNS[column].name))

    @property
    def values(self) -> tuple[int, ...]:
        """Columns 3 to 13."""
        return tuple(self.value(column) for column in COLUMNS)


@dataclass(frozen=True, slots=True)
class Column:
    name: str  # the attribute of Line
    title: str
    group: str


_TAKEN, _DONE, _OPEN = "Số hồ sơ nhận giải quyết", "Số hồ sơ đã giải quyết", "Số hồ sơ đang giải quyết"
COLUMNS = {
    3: Column("taken_on", "Tổng số", _TAKEN),
    4: Column("online", "Trong kỳ: trực tuyến", _TAKEN),
    5: Column("other", "Trong kỳ: trực tiếp, dịch vụ bưu chính", _TAKEN),
    6: Column("carried", "Từ kỳ trước", _TAKEN),
    7: Column("resolved", "Tổng số", _DONE),
    8: Column("early", "Trước hạn", _DONE),
    9: Column("on_time", "Đúng hạn", _DONE),
    10: Column("late", "Quá hạn", _DONE),
    11: Column("pending", "Tổng số", _OPEN),
    12: Column("pending_in_time", "Trong hạn", _OPEN),
    13: Column("pending_overdue", "Quá hạn", _OPEN),
}
IDENTITIES = ((3, (4, 5, 6)), (7, (8, 9, 10)), (11, (12, 13)), (3, (7, 11)))
"""A column and those it is the sum of."""


def broken(line: Line) -> list[str]:
    """The identities that do not hold, each as a sentence with the figures."""
    return [
        f"Cột {whole} phải bằng cột {' + cột '.join(map(str, parts))}: đang là {show_number(line.value(whole))} và "
        f"{show_number(sum(line.value(part) for part in parts))}."
        for whole, parts in IDENTITIES
        if line.value(whole) != sum(line.value(part) for part in parts)
    ]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a field or unit before it is put in its place: `level` is the key of its group."""

    level: str
    name: str
    key: str  # what the address of its dossiers says: a field's name or a unit's id
    line: Line
    manual: bool = False  # totals entered by hand are in it


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row as it is shown: `kind` is total, group or row; `key` and `level` name its dossiers."""

    kind: str
    number: str
    name: str
    line: Line
    level: str = ""
    key: str = ""
    manual: bool = False


def form_rows(entries: Iterable[Entry], levels: Sequence[tuple[str, str]]) -> list[FormRow]:
    """Groups A, B, C … in the order of `levels` (key, name), their rows numbered, and the total row last.

    A level without entries is left out.
    """
    by_level: dict[str, list[Entry]] = {}
    for entry in entries:
        by_level.setdefault(entry.level, []).append(entry)
    shown: list[FormRow] = []
    total, manual = Line(), False
    letters = iter("ABCDEFGHIJ")
    for level, name in levels:
        below = by_level.pop(level, [])
        if not below:
            continue
        group = sum((entry.line for entry in below), Line())
        by_hand = any(entry.manual for entry in below)
        shown.append(FormRow("group", next(letters), name, group, level, manual=by_hand))
        shown += [
            FormRow("row", str(number), entry.name, entry.line, level, entry.key, entry.manual)
            for number, entry in enumerate(below, start=1)
        ]
        total, manual = total + group, manual or by_hand
    if by_level:
        raise ValueError(f"levels without a name: {sorted(by_level)}")
    return [*shown, FormRow("total", "", "Tổng số", total, manual=manual)]
