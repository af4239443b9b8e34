"""The form of one criterion of one unit in the sandbox: what stands in it, and which changes it makes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cchc_portal.kit.numbers import Unreadable, read_number, rounded, show_number
from indicators.models import Score
from indicators.rules import Input, Leaf
from reports.changes import Change, What
from reports.replays import Replay
from reports.whatif import current, why_not

POINTS, EXEMPT = "diem", "kad"  # what no input can be called: theirs have a prefix
PREFIX = "so-"


@dataclass(frozen=True, slots=True)
class Box:
    """One field: as it is shown, where it is now, what is wrong with it."""

    name: str
    label: str
    unit: str
    value: str
    now: str
    options: tuple[tuple[str, str], ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Tryout:
    """The fields of a criterion with the changes tried so far in them."""

    sheet: Replay
    score: Score
    boxes: tuple[Box, ...]
    changes: tuple[Change, ...] | None  # those of this criterion; None where a field cannot be read

    @property
    def leaf(self) -> Leaf:
        return self.sheet.leaf(self.score)

    def asks(self, change: Change) -> bool:
        """Whether the change is one of this form's."""
        return (change.unit_id, change.code) == (self.sheet.assessment.unit_id, self.leaf.code)


def tryout(
    replays: Iterable[Replay], unit_id: int, code: str, sent: Mapping[str, str] | None, so_far: Sequence[Change]
) -> Tryout | None:
    """The form of a criterion, filled in by what was `sent` or else by the changes so far; None: no such criterion."""
    sheet = next((each for each in replays if each.assessment.unit_id == unit_id), None)
    score = sheet and sheet.score(code)
    if not sheet or not score:
        return None
    leaf, tried = sheet.leaf(score), {each.place: each for each in so_far}
    boxes, changes, readable = [], [], True
    for name, label, unit, now, options, what, item in _fields(sheet, score, leaf):
        place = (unit_id, code, what, item.name if item else "")
        kept = tried[place].value if place in tried else now
        text = sent.get(name, "").strip() if sent is not None else _typed(kept, options)
        error, value = "", None
        try:
            value = _read(text, what)
            change = None if value is None else Change(unit_id, code, what, value, item.name if item else "")
            error = (change and why_not(sheet, change)) or ""
        except Unreadable as problem:
            error = str(problem)
        if error:
            readable = False
        elif value is not None and value != now:
            changes.append(change)
        boxes.append(Box(name, label, unit, text, _shown(now, options), options, error))
    return Tryout(sheet, score, tuple(boxes), tuple(changes) if readable else None)


Line = tuple[str, str, str, Decimal | None, tuple[tuple[str, str], ...], What, Input | None]


def _fields(sheet: Replay, score: Score, leaf: Leaf) -> Iterable[Line]:
    choices = tuple((str(number), text) for number, text in leaf.rule.choices())
    for item in leaf.inputs:
        yield PREFIX + item.name, item.label, item.unit, current(sheet, score, item), choices, What.FIGURE, item
    yield POINTS, "Hoặc ấn định điểm", f"tối đa {show_number(leaf.max_points, 2)}", None, (), What.POINTS, None
    yes = (("0", "Có áp dụng"), ("1", "Không áp dụng"))
    yield EXEMPT, "Áp dụng cho đơn vị", "", Decimal(int(score.not_applicable)), yes, What.EXEMPT, None


def _read(text: str, what: What) -> Decimal | None:
    if not text:
        return None
    value = read_number(text)
    if value < 0 or value >= 10**12:
        raise Unreadable("Nhập số từ 0 đến dưới 1.000 tỷ.")
    return rounded(value) if what is What.POINTS else rounded(value, Decimal("0.0001")).normalize() + 0


def _typed(value: Decimal | None, options: tuple[tuple[str, str], ...]) -> str:
    if value is None:
        return ""
    return f"{value:f}" if options else show_number(value)


def _shown(value: Decimal | None, options: tuple[tuple[str, str], ...]) -> str:
    return "—" if value is None else dict(options).get(f"{value:f}", show_number(value))
