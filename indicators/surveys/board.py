"""What a survey found, unit by unit and criterion by criterion, as it is looked at before the release (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from indicators.rules import Answer, Leaf, Scored
from indicators.scoring import score_leaf
from indicators.surveys.results import Sample, Tally, enough, figures_for, sampled, small

UNKNOWN = Scored(None, "Chưa có phiếu trả lời hợp lệ: chưa biết, không phải 0 điểm")
HIDDEN = "Dưới {} người trả lời trong một phiếu khảo sát: không hiện, không tính điểm, để không đoán ra ai"


@dataclass(frozen=True, slots=True)
class Line:
    """One unit on one criterion; `small` says why the sample is too small, "" where it is not; `hidden`, why some or
    all of what came in is not shown."""

    unit: Any
    sample: Sample
    small: str
    hidden: str
    scored: Scored

    @property
    def is_known(self) -> bool:
        return self.scored.points is not None


@dataclass(frozen=True, slots=True)
class CriterionBoard:
    leaf: Leaf
    lines: list[Line]

    @property
    def missing(self) -> int:
        return sum(not line.is_known for line in self.lines)

    @property
    def small(self) -> int:
        return sum(bool(line.small) for line in self.lines)


def board(
    leaf: Leaf,
    units: Iterable[Any],
    tallies: Mapping[tuple[int, str], list[Tally]],
    *,
    allowed: Decimal,
    fewest: int,
) -> CriterionBoard:
    """Every unit in the given order; points by the rule of the set. `allowed`: the margin, in points of percent."""
    lines = []
    for unit in units:
        came_in = tallies.get((unit.pk, leaf.code), [])
        seen = enough(came_in, fewest)
        sample = sampled(seen)
        hidden = HIDDEN.format(fewest) if any(each.valid for each in came_in if each not in seen) else ""
        lines.append(Line(unit, sample, small(sample, allowed), hidden, scored_by_rule(leaf, seen)))
    return CriterionBoard(leaf, lines)


def scored_by_rule(leaf: Leaf, tallies: Iterable[Tally]) -> Scored:
    """What a release would give the unit; points None where nothing valid came in."""
    answers = figures_for(leaf, tallies)
    if answers is None:
        return UNKNOWN
    counts, index = answers
    values = {name: Decimal(count) for name, count in counts.items()} | ({} if index is None else {"index": index})
    return score_leaf(leaf, Answer(values))
