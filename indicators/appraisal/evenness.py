"""Whether inspectors judge alike: one document judged twice, mean cuts, reversals, things too good to be true (pure).

Everything here is a list to look at. Nothing cuts a point and nothing is shown to the units.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

FAR = 3.0
"""Standard errors from everybody else: among a dozen even-handed inspectors one false alarm in some thirty periods."""

ENOUGH = 10  # rows of one inspector, below which a mean says nothing
BATCH, BATCH_SHARE = 20, 30  # dossiers, and percent of all finished ones


@dataclass(frozen=True, slots=True)
class Judgement:
    """One row that was judged: by whom, how much was taken away, what came of it."""

    score_id: int
    inspector: str
    inspector_id: int
    unit: str
    code: str
    expected: Decimal  # points the unit counted on
    points: Decimal
    disputed: bool = False
    reversed: bool = False  # points changed after the unit explained

    @property
    def cut(self) -> Decimal:
        return self.expected - self.points


@dataclass(frozen=True, slots=True)
class Twins:
    """One document, two inspectors: here it sufficed, there it did not."""

    document: str
    kept: Judgement
    cut: Judgement


def judged_differently(cited: Iterable[tuple[Hashable, str, Judgement]]) -> list[Twins]:
    """`cited`: (what makes the document the same, its name, the row). One pair per row that was cut."""
    by_document: defaultdict[Hashable, list[tuple[str, Judgement]]] = defaultdict(list)
    for key, name, row in cited:
        by_document[key].append((name, row))
    found = []
    for rows in by_document.values():
        kept = [row for _, row in rows if row.cut <= 0]
        for name, row in rows:
            other = next((each for each in kept if each.inspector_id != row.inspector_id), None)
            if row.cut > 0 and other:
                found.append(Twins(name, other, row))
    return sorted(found, key=lambda twins: (-twins.cut.cut, twins.cut.unit, twins.cut.code))


@dataclass(frozen=True, slots=True)
class Habit:
    """One inspector on one criterion, or on all of them (code empty)."""

    inspector: str
    code: str
    rows: int
    mean_cut: Decimal  # points a row
    disputed: int
    reversed: int
    is_far: bool = False  # only of an inspector as a whole: further from the others than chance explains

    @property
    def reversed_percent(self) -> Decimal | None:
        """Of the disputed rows; None where none was."""
        return Decimal(100) * self.reversed / self.disputed if self.disputed else None


def habits(rows: Sequence[Judgement]) -> list[Habit]:
    """Every inspector as a whole and by criterion, the hardest first."""
    by_pair: defaultdict[tuple[int, str], list[Judgement]] = defaultdict(list)
    for row in rows:
        by_pair[row.inspector_id, ""].append(row)
        by_pair[row.inspector_id, row.code].append(row)
    far = far_from_others(rows)
    found = [_habit(group, code, inspector in far and not code) for (inspector, code), group in by_pair.items()]
    return sorted(found, key=lambda each: (each.code != "", -each.mean_cut, each.inspector, each.code))


def _habit(rows: Sequence[Judgement], code: str, is_far: bool) -> Habit:
    mean = sum((row.cut for row in rows), Decimal(0)) / len(rows)
    disputed, turned = sum(row.disputed for row in rows), sum(row.reversed for row in rows)
    return Habit(rows[0].inspector, code, len(rows), mean, disputed, turned, is_far)


def far_from_others(rows: Sequence[Judgement]) -> frozenset[int]:
    """Inspectors whose cuts lie more than FAR standard errors from those of the others on the same criteria.

    Compared criterion by criterion, so that who judges the hard criteria is not thought hard. The furthest is taken out
    before the rest are compared anew: one hard inspector does not make all the others look lenient.
    """
    far: set[int] = set()
    while True:
        scores = _standard_scores([row for row in rows if row.inspector_id not in far])
        furthest = max(scores, key=lambda inspector: abs(scores[inspector]), default=None)
        if furthest is None or abs(scores[furthest]) <= FAR:
            return frozenset(far)
        far.add(furthest)


def _standard_scores(rows: Sequence[Judgement]) -> dict[int, float]:
    """Standard errors between each inspector with ENOUGH rows and the others on the same criteria.

    The mean of the others is itself uncertain, the more so the fewer they are: one colleague with a row or two marks
    nobody.
    """
    by_code: defaultdict[str, defaultdict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        by_code[row.code][row.inspector_id].append(float(row.cut))
    apart: defaultdict[int, float] = defaultdict(float)  # points in all
    weight: defaultdict[int, float] = defaultdict(float)  # its variance, in variances of one row
    compared: defaultdict[int, int] = defaultdict(int)  # rows
    for cuts in by_code.values():
        total, count = sum(map(sum, cuts.values())), sum(map(len, cuts.values()))
        for inspector, own in cuts.items():
            if others := count - len(own):
                apart[inspector] += sum(own) - len(own) * (total - sum(own)) / others
                weight[inspector] += len(own) + len(own) ** 2 / others
                compared[inspector] += len(own)
    deviation = max(_deviation([own for cuts in by_code.values() for own in cuts.values()]), 0.01)
    return {
        inspector: apart[inspector] / (deviation * math.sqrt(weight[inspector]))
        for inspector, rows_compared in compared.items()
        if rows_compared >= ENOUGH
    }


def _deviation(groups: Collection[Sequence[float]]) -> float:
    """Standard deviation of one row around the mean of its inspector and criterion, points."""
    squares = sum((value - sum(group) / len(group)) ** 2 for group in groups for value in group)
    freedom = sum(len(group) - 1 for group in groups)
    return math.sqrt(squares / freedom) if freedom else 0.0


@dataclass(frozen=True, slots=True)
class Pattern:
    """Something worth a look, in words, and the sheets it was seen on: (unit, id of the sheet)."""

    kind: str
    words: str
    sheets: tuple[tuple[str, int], ...]


def all_at_maximum(sheets: Iterable[tuple[str, int, int, int]]) -> list[Pattern]:
    """`sheets`: (unit, sheet, rows the unit scores itself, of them at their maximum)."""
    return [
        Pattern("Tự chấm toàn điểm tối đa", f"{unit}: {rows} trên {rows} tiêu chí tự chấm đạt tối đa", ((unit, sheet),))
        for unit, sheet, rows, full in sheets
        if rows and rows == full
    ]


def same_files(files: Iterable[tuple[str, str, str, int]]) -> list[Pattern]:
    """`files`: (digest, name, unit, sheet). The same bytes handed in by several units."""
    by_digest: defaultdict[str, dict[int, tuple[str, str]]] = defaultdict(dict)
    for digest, name, unit, sheet in files:
        by_digest[digest][sheet] = (unit, name)
    return [
        Pattern(
            "Cùng một tệp minh chứng ở nhiều đơn vị",
            f"Tệp “{next(iter(found.values()))[1]}” ở {len(found)} đơn vị",
            tuple((unit, sheet) for sheet, (unit, _) in found.items()),
        )
        for found in by_digest.values()
        if len(found) > 1
    ]


def closed_at_the_last_hour(counts: Iterable[tuple[str, int, int, int]]) -> list[Pattern]:
    """`counts`: (unit, sheet, dossiers finished in the hour before their due time, all finished ones)."""
    return [
        Pattern(
            "Hồ sơ đóng dồn vào giờ cuối",
            f"{unit}: {last} trên {finished} hồ sơ có kết quả trong giờ cuối trước hạn",
            ((unit, sheet),),
        )
        for unit, sheet, last, finished in counts
        if last >= BATCH and last * 100 >= BATCH_SHARE * finished
    ]
