"""How far a sheet is: where each row stands, the task list of areas, the progress.

Needs only the stored scores, so that the answer to one saved row costs no further query.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from cchc_portal.kit.numbers import show_number
from indicators.answers import bars, is_appraised, is_asked, is_odd, own_points
from indicators.models import Assessment, Score
from indicators.rules import Leaf, Node, leaves
from indicators.scoring import total
from indicators.sets.trees import Tree, tree_of


class Standing(Enum):
    """Where a row stands for the person who types it."""

    LOCKED = "locked"  # not the unit's to type
    EMPTY = "empty"
    WRONG = "wrong"  # cannot be handed in so: must be mended, or explained
    ODD = "odd"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Mark:
    """A state in words, with icon and tone: never colour alone."""

    tone: str
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows the unit types: so many of so many, and how many of them are wrong or to be looked at again."""

    entered: int
    total: int
    errors: int
    odd: int = 0

    @property
    def missing(self) -> int:
        return self.total - self.entered

    @property
    def share(self) -> int:
        return 100 * self.entered // self.total if self.total else 100


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area in the task list on the left, and the head of its own page."""

    code: str
    name: str
    short_name: str
    own: str  # self-scored points so far
    maximum: str
    progress: Progress
    mark: Mark
    to_appraise: int  # rows that still wait for the appraiser


@dataclass(frozen=True, slots=True)
class Overview:
    """A sheet from above; `version` is that of version_of."""

    lines: tuple[AreaLine, ...]
    progress: Progress
    version: int

    def line(self, code: str) -> AreaLine:
        return next(line for line in self.lines if line.code == code)


def standing(score: Score, leaf: Leaf) -> Standing:
    if score.not_applicable or not is_asked(leaf):
        return Standing.LOCKED
    if any(map(bars, score.flags)):
        return Standing.WRONG
    if score.self_points is None:
        return Standing.EMPTY
    return Standing.ODD if any(map(is_odd, score.flags)) else Standing.FINE


def overview_of(assessment: Assessment) -> Overview:
    """The overview of the stored scores; no query where they are prefetched."""
    return overview_from(tree_of(assessment.criteria_set), assessment.scores.all())


def overview_from(tree: Tree, scores: Iterable[Score]) -> Overview:
    """The overview of these scores; they may be those of another day (see past)."""
    rows = [(score, tree.leaf_by_id[score.criterion_id]) for score in scores]
    by_code = {leaf.code: (score, leaf) for score, leaf in rows}
    removed = {code for code, (score, _) in by_code.items() if score.not_applicable}
    own = total(tree.roots, {code: own_points(*row) for code, row in by_code.items()}, removed, tree.options)
    lines = []
    for root in tree.roots:
        rows = [by_code[leaf.code] for leaf in leaves((root,)) if leaf.code in by_code]
        lines.append(_line(root, rows, own.by_node[root.code].points))
    return Overview(tuple(lines), _progress(by_code.values()), version_of(score for score, _ in by_code.values()))


def version_of(scores: Iterable[Score]) -> int:
    """Grows with every row that is saved: of two views of one sheet the greater is the later."""
    return sum(score.version for score in scores)


def _line(root: Node, rows: list[tuple[Score, Leaf]], own: Decimal | None) -> AreaLine:
    progress = _progress(rows)
    return AreaLine(
        code=root.code,
        name=root.name,
        short_name=root.short_name or root.name,
        own=show_number(own, 2),
        maximum=show_number(root.max_points, 2),
        progress=progress,
        mark=_area_mark(progress),
        to_appraise=sum(
            1
            for score, leaf in rows
            if is_appraised(leaf) and not score.not_applicable and score.appraised_points is None
        ),
    )


def _progress(rows: Iterable[tuple[Score, Leaf]]) -> Progress:
    stands = [stand for stand in (standing(*row) for row in rows) if stand is not Standing.LOCKED]
    entered = len(stands) - stands.count(Standing.EMPTY)
    return Progress(entered, len(stands), stands.count(Standing.WRONG), stands.count(Standing.ODD))


def _area_mark(progress: Progress) -> Mark:
    missing = progress.missing
    if progress.total == 0:
        return Mark("", "lock", "Hệ thống, Sở Nội vụ nhập")
    if progress.errors:
        return Mark("err", "err", f"{progress.errors} cần sửa" + (f" · {missing} chưa nhập" if missing else ""))
    if missing == progress.total:
        return Mark("", "dot", "Chưa bắt đầu")
    if missing:
        return Mark("", "half", f"{progress.entered}/{progress.total} tiêu chí")
    return Mark("ok", "check", f"{progress.total}/{progress.total} · đã xong")
