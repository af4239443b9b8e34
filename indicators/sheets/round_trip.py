"""A unit's sheet as a workbook and back: what every cell means, and what differs from what was downloaded.

Each row carries a signed key: the row, its version, and its cells when it was downloaded. So rows may be sorted and
columns moved, only what the person changed is taken over, and what somebody else changed meanwhile is a conflict.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any

from django.core import signing

from cchc_portal.kit.numbers import Unreadable, show_number
from cchc_portal.kit.text import clean, folded
from indicators.actions.scores import ALWAYS_OCCURS, NOT_OFFERED, figure, points_of
from indicators.answers import is_asked, is_typed
from indicators.models import Score
from indicators.rules import Leaf, Nothing
from indicators.sets.trees import Tree

SALT = "indicators.sheets.round_trip"
NONE, SELF, CITATION, REMARK = "none", "self", "citation", "remark"
LABELS = {
    NONE: "Không phát sinh",
    SELF: "Điểm tự chấm",
    CITATION: "Viện dẫn văn bản",
    REMARK: "Lý do, giải trình",
}
LONGEST = {name: Score._meta.get_field(name).max_length or 300 for name in (CITATION, REMARK)}  # letters
WORDS = {"x": "1", "co": "1", "1": "1", "true": "1", "": "", "khong": "", "0": "", "false": ""}

LOST_KEY = "Dòng này mất khóa (cột ẩn “Khóa dòng”). Hãy tải phiếu mới rồi chép số liệu sang."
OTHER_SHEET = "Dòng này thuộc phiếu khác. Hãy tải đúng phiếu của đơn vị và kỳ này."
OTHER_CODE = "Mã tiêu chí không khớp với khóa của dòng: có thể chỉ một số cột được sắp xếp. Hãy tải phiếu mới."
TWICE = "Dòng này lặp lại dòng {row}. Hãy xóa một dòng."
IS_A_DATE = "Excel đã đổi ô này thành ngày. Hãy đặt lại dạng số rồi ghi lại."
TWO_YES = "Ghi x nếu không phát sinh, để trống nếu có phát sinh."
TOO_LONG = "Dài quá {most} chữ, hãy viết ngắn lại."

Cells = dict[str, str]
"""One row by name of the cell: figures as "42" or "61.76", "1" for a tick, texts; "" for empty."""


class Kind(Enum):
    """What became of a cell since the sheet was downloaded."""

    NEW = "mới"
    CHANGED = "sửa"
    STALE = "xung đột"
    WRONG = "sai"


class Broken(str):
    """A cell without a value of its own; the text is the sentence that says why."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """One line of the workbook: its number, key and code, and {name or place of the cell: (address, value)}."""

    number: int
    key: str
    code: str
    key_at: str
    code_at: str
    cells: Mapping[str, tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that is not as it was downloaded. Texts as a clerk reads them."""

    kind: Kind
    code: str
    label: str
    address: str
    was: str = ""
    now: str = ""
    theirs: str = ""  # of a conflict: what stands on the web
    sentence: str = ""


@dataclass(slots=True)
class Comparison:
    """Everything that differs, and what may be taken over; rows with a wrong or conflicting cell are left out whole."""

    differences: list[Difference] = field(default_factory=list)
    edits: dict[str, Cells] = field(default_factory=dict)
    same: int = 0  # rows

    def count(self, kind: Kind) -> int:
        return sum(each.kind is kind for each in self.differences)

    @property
    def ready(self) -> int:
        """Cells that will be taken over."""
        return sum(map(len, self.edits.values()))

    @property
    def faults(self) -> list[Difference]:
        return [each for each in self.differences if each.kind in (Kind.WRONG, Kind.STALE)]


# --- cells --------------------------------------------------------------------------------------------------------


def names_of(leaf: Leaf) -> list[str]:
    """The cells of a row that the unit may type in, in the order of the sheet."""
    typed = [item.name for item in leaf.inputs if is_typed(leaf, item)]
    return [*typed, NONE, SELF, CITATION, REMARK]


def places_of(leaf: Leaf) -> dict[str, str]:
    """In which column of the workbook each cell stands: figures in v1, v2, … in the order of the criterion."""
    figures = {item.name: f"v{at}" for at, item in enumerate(leaf.inputs, start=1)}
    return {name: figures.get(name, name) for name in names_of(leaf)}


def label_of(leaf: Leaf, name: str) -> str:
    return LABELS.get(name) or leaf.label(name)


def cells_of(score: Score, leaf: Leaf) -> Cells:
    """The row as it is stored."""
    special = {
        NONE: "1" if score.no_occurrence else "",
        SELF: "" if score.self_points is None else _plain(score.self_points),
        CITATION: clean(score.citation),
        REMARK: clean(score.remark),
    }
    return {name: special[name] if name in special else _stored(score.answer.get(name)) for name in names_of(leaf)}


def _stored(text: str | None) -> str:
    return "" if text is None else _plain(Decimal(text))


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(leaf: Leaf, name: str, text: str) -> str:
    """A cell as the page says it."""
    if not text:
        return "—"
    if name == NONE:
        return "Không phát sinh"
    if name in LONGEST:
        return text
    options = {str(number): label for number, label in leaf.rule.choices_of(name)}
    return options.get(text, show_number(Decimal(text))) if name != SELF else show_number(Decimal(text), 2)


def understood(leaf: Leaf, name: str, value: Any) -> str:
    """What somebody typed in a cell of the workbook, as Cells hold it. Raises Unreadable with the sentence."""
    if isinstance(value, Broken):
        raise Unreadable(str(value))
    text = _text(value)
    if name in LONGEST:
        if len(text) > LONGEST[name]:
            raise Unreadable(TOO_LONG.format(most=LONGEST[name]))
        return text
    if isinstance(value, dt.date | dt.time):
        raise Unreadable(IS_A_DATE)
    if name == NONE:
        return _ticked(leaf, text)
    if not text:
        return ""
    if name == SELF:
        points = points_of(text)
        return "" if points is None else _plain(points)
    item = next(each for each in leaf.inputs if each.name == name)
    options = {folded(label): str(number) for number, label in leaf.rule.choices_of(name)}
    if options and folded(text) in options:
        return options[folded(text)]
    if options and not text.isdigit():
        raise Unreadable(NOT_OFFERED)
    return _plain(figure(leaf, item, text))


def _text(value: Any) -> str:
    """Numbers with a comma, so that 1.234 out of Excel is not taken for 1234."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0").replace(".", ",")
    return clean(str(value))


def _ticked(leaf: Leaf, text: str) -> str:
    if folded(text) not in WORDS:
        raise Unreadable(TWO_YES)
    if WORDS[folded(text)] and leaf.rule.nothing is Nothing.UNKNOWN:
        raise Unreadable(ALWAYS_OCCURS)
    return WORDS[folded(text)]


# --- keys ---------------------------------------------------------------------------------------------------------


def key_of(score: Score, leaf: Leaf) -> str:
    """What the hidden column holds: nobody can make one up or alter one."""
    return signing.dumps([score.pk, score.version, cells_of(score, leaf)], salt=SALT)


def _opened(key: str) -> tuple[int, Cells] | None:
    try:
        score_id, _, cells = signing.loads(key, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return score_id, cells


# --- differences --------------------------------------------------------------------------------------------------


def compare(rows: Iterable[FileRow], scores: Iterable[Score], tree: Tree) -> Comparison:
    """What the workbook would change, against what is stored now (pure: nothing is read or written)."""
    found, known = Comparison(), {score.pk: score for score in scores}
    seen: dict[int, int] = {}
    for row in rows:
        opened = _opened(row.key)
        if opened is None or opened[0] not in known:
            sentence = LOST_KEY if opened is None else OTHER_SHEET
            found.differences.append(Difference(Kind.WRONG, row.code, "Khóa dòng", row.code_at, sentence=sentence))
            continue
        score, base = known[opened[0]], opened[1]
        leaf = tree.leaf_by_id[score.criterion_id]
        if sentence := _misplaced(row, leaf, seen.get(score.pk)):
            found.differences.append(Difference(Kind.WRONG, leaf.code, "Mã", row.code_at, sentence=sentence))
        elif is_asked(leaf) and not score.not_applicable:
            _compare_row(found, row, leaf, base, cells_of(score, leaf))
        seen.setdefault(score.pk, row.number)
    return found


def _misplaced(row: FileRow, leaf: Leaf, earlier: int | None) -> str:
    if earlier is not None:
        return TWICE.format(row=earlier)
    return OTHER_CODE if folded(row.code) != folded(leaf.code) else ""


def _compare_row(found: Comparison, row: FileRow, leaf: Leaf, base: Cells, stored: Cells) -> None:
    cells = {name: row.cells[place] for name, place in places_of(leaf).items() if place in row.cells}
    differences, edits = [], {}
    for name, (address, value) in cells.items():
        told = {"code": leaf.code, "label": label_of(leaf, name), "address": address}
        try:
            typed = understood(leaf, name, value)
        except Unreadable as error:
            differences.append(Difference(Kind.WRONG, **told, now=_text(value), sentence=str(error)))
            continue
        if typed in (base.get(name, ""), stored[name]):
            continue
        told |= {"was": shown(leaf, name, base.get(name, "")), "now": shown(leaf, name, typed)}
        if stored[name] != base.get(name, ""):
            differences.append(Difference(Kind.STALE, **told, theirs=shown(leaf, name, stored[name])))
        else:
            edits[name] = typed
            differences.append(Difference(Kind.CHANGED if base.get(name) else Kind.NEW, **told))
    found.differences += differences
    if edits and not any(each.kind in (Kind.WRONG, Kind.STALE) for each in differences):
        found.edits[leaf.code] = edits
    found.same += not differences
