"""What a survey found, unit by unit and criterion by criterion, as it is looked at before the release (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from indicators.rules import Answer, Leaf, Scored
from indicators.scoring import score_leaf
from indicators.surveys.results import Sample, Tally, figures_for, sampled, small

UNKNOWN = Scored(None, "Chưa có phiếu trả lời hợp lệ: chưa biết, không phải 0 điểm")


@dataclass(frozen=True, slots=True)
class Line:
    """One unit on one criterion; `small` says why the sample is too small, "" where it is not."""

    unit: Any
    sample: Sample
    small: str
    scored: Scored


@dataclass(frozen=True, slots=True)
class CriterionBoard:
    leaf: Leaf
    lines: list[Line]

    @property
    def missing(self) -> int:
        return sum(line.scored.points is None for line in self.lines)

    @property
    def small(self) -> int:
        return sum(bool(line.small) for line in self.lines)


def board(
    leaf: Leaf, units: Iterable[Any], tallies: Mapping[tuple[int, str], list[Tally]], allowed: Decimal
) -> CriterionBoard:
    """Every unit in the given order; points by the rule of the set."""
    lines = []
    for unit in units:
        rows = tallies.get((unit.pk, leaf.code), [])
        sample = sampled(rows)
        lines.append(Line(unit, sample, small(sample, allowed), scored_by_rule(leaf, rows)))
    return CriterionBoard(leaf, lines)


def scored_by_rule(leaf: Leaf, tallies: Iterable[Tally]) -> Scored:
    """What a release would give the unit; points None where nothing valid came in."""
    answers = figures_for(leaf, tallies)
    if answers is None:
        return UNKNOWN
    counts, index = answers
    values = {name: Decimal(count) for name, count in counts.items()} | ({} if index is None else {"index": index})
    return score_leaf(leaf, Answer(values))
