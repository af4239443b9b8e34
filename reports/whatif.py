"""What if some figures, points or exemptions were others: the ranks and grades of the whole block, before and after.

Nothing here writes; the changes live in the address (reports.changes).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cchc_portal.kit.numbers import show_number
from indicators.answers import counting_points, figure_key
from indicators.models import Score
from indicators.rules import Input, Leaf
from reports.changes import Change, What
from reports.replays import Outcome, Replay, outcomes


@dataclass(frozen=True, slots=True)
class Line:
    """One unit of the block, as it stands and as it would stand."""

    unit_id: int
    unit_name: str
    before: Outcome
    after: Outcome

    @property
    def changed(self) -> bool:
        return self.before != self.after

    @property
    def climbed(self) -> int:
        """Places won (negative: lost)."""
        return (self.before.rank - self.after.rank) if self.before.rank and self.after.rank else 0

    @property
    def fallen(self) -> int:
        return -self.climbed

    @property
    def gained(self) -> Decimal | None:
        known = self.before.total is not None and self.after.total is not None
        return self.after.total - self.before.total if known else None  # type: ignore[operator]  # both are known


@dataclass(frozen=True, slots=True)
class Tried:
    """One change in words, and its text in the address."""

    change: Change
    unit_name: str
    criterion: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Played:
    """What came of the changes; `refused` are sentences about those that make no sense."""

    lines: tuple[Line, ...]
    tried: tuple[Tried, ...]
    refused: tuple[str, ...]


def played(replays: Sequence[Replay], changes: Iterable[Change]) -> Played:
    """The block with the changes made; the replays given stay as they are."""
    sheets = {each.assessment.unit_id: each.copied() for each in replays}
    tried: list[Tried] = []
    refused: list[str] = []
    by_unit: dict[int, list[Change]] = {}
    for change in changes:
        if refusal := why_not(sheets.get(change.unit_id), change):
            refused.append(refusal)
        else:
            tried.append(_told(sheets[change.unit_id], change))
            by_unit.setdefault(change.unit_id, []).append(change)
    for unit_id, asked in by_unit.items():
        _play(sheets[unit_id], asked)
    before, after = outcomes(replays), outcomes(list(sheets.values()))
    lines = [
        Line(unit_id, sheet.assessment.unit.name, before[unit_id], after[unit_id]) for unit_id, sheet in sheets.items()
    ]
    lines.sort(key=lambda line: (line.after.rank is None, line.after.rank))
    return Played(tuple(lines), tuple(tried), tuple(refused))


# --- one change -----------------------------------------------------------------------------------------------------


def why_not(sheet: Replay | None, change: Change) -> str | None:
    """The sentence that refuses a change; None means: it can be tried."""
    score = sheet and sheet.score(change.code)
    if not sheet or not score:
        return f"Không có tiêu chí {change.code} của đơn vị số {change.unit_id} trong khối này."
    leaf, where = sheet.leaf(score), f"{sheet.assessment.unit.name}, {change.code}"
    if change.what is What.POINTS and change.value > leaf.max_points:
        return f"{where}: điểm phải từ 0 đến {show_number(leaf.max_points, 2)}."
    if change.what is What.EXEMPT and change.value not in (0, 1):
        return f"{where}: không áp dụng chỉ là có hoặc không."
    if change.what is not What.FIGURE:
        return None
    item = _input(leaf, change.name)
    if item is None:
        return f"{where}: tiêu chí không có số liệu “{change.name}”."
    if not item.decimals and change.value % 1:
        return f"{where}: “{item.label}” phải là số nguyên."
    return None


def current(sheet: Replay, score: Score, item: Input) -> Decimal | None:
    """The figure as it stands."""
    leaf = sheet.leaf(score)
    if key := figure_key(leaf, item):
        return sheet.figures.get(key)
    text = score.answer.get(item.name)
    return None if text is None else Decimal(text)


def _input(leaf: Leaf, name: str) -> Input | None:
    return next((each for each in leaf.inputs if each.name == name), None)


def _told(sheet: Replay, change: Change) -> Tried:
    score = sheet.score(change.code)
    leaf = sheet.leaf(score)
    if change.what is What.POINTS:
        what, before, after = "Điểm", show_number(score.points, 2), show_number(change.value, 2)
    elif change.what is What.EXEMPT:
        what, before, after = "Không áp dụng", _yes(score.not_applicable), _yes(bool(change.value))
    else:
        item = _input(leaf, change.name)
        options = {Decimal(number): text for number, text in leaf.rule.choices()}
        now = current(sheet, score, item)
        what, before, after = item.label, _shown(now, options), _shown(change.value, options)
    return Tried(change, sheet.assessment.unit.name, f"{leaf.code} {leaf.name}", what, before, after)


def _yes(value: bool) -> str:
    return "Có" if value else "Không"


def _shown(value: Decimal | None, options: dict[Decimal, str]) -> str:
    return "—" if value is None else options.get(value) or show_number(value)


# --- all changes of one sheet ----------------------------------------------------------------------------------------


def _play(sheet: Replay, changes: Sequence[Change]) -> None:
    """Figures first, since criteria share them; then what is exempt; then points, which nothing overrules."""
    touched: set[str] = set()
    for change in changes:
        if change.what is What.FIGURE:
            touched |= _fill(sheet, change)
        elif change.what is What.EXEMPT:
            sheet.score(change.code).not_applicable = bool(change.value)
            touched.add(change.code)
    for code in touched:
        sheet.settle(sheet.score(code))
    for change in changes:
        if change.what is What.POINTS:
            score = sheet.score(change.code)
            score.appraised_points = change.value
            score.points = counting_points(score, sheet.leaf(score), score.computed_points)
    sheet.add_up()


def _fill(sheet: Replay, change: Change) -> set[str]:
    """Put the figure in; the codes of the criteria that look at it."""
    score = sheet.score(change.code)
    leaf = sheet.leaf(score)
    key = figure_key(leaf, _input(leaf, change.name))
    if not key:
        score.answer = {**score.answer, change.name: f"{change.value:f}"}
        score.no_occurrence = False
        return {change.code}
    sheet.figures[key] = change.value
    leaves = [sheet.leaf(each) for each in sheet.scores]
    return {leaf.code for leaf in leaves if any(figure_key(leaf, item) == key for item in leaf.inputs)}
