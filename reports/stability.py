"""How firm a rank is: the gap to its neighbours, and the ranks it might have had (pure).

Surveys ask a sample, and points are rounded. Each draw gives every unit its figure with a survey error (normal, of the
standard error of its sample) and one rounding step either way (even), and ranks the block anew; the range of a unit
holds 95 of 100 of its ranks. It says how much a small difference is worth; the rank itself stays as it was decided.

The same block, seed and number of draws give the same ranges on every machine: draws are taken unit by unit in the
order of their keys.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import sqrt
from random import Random

DRAWS = 1000
_OUTSIDE = Decimal("0.025")  # of the draws, left out at either end


@dataclass(frozen=True, slots=True)
class Measured:
    """A ranked unit: the figure it is ranked by, and the standard error that its surveys give this figure."""

    key: int
    value: Decimal
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class Range:
    """The best and the worst rank of a unit in 95 of 100 draws."""

    best: int
    worst: int

    def __str__(self) -> str:
        return f"{self.best}–{self.worst}" if self.best < self.worst else str(self.best)


@dataclass(frozen=True, slots=True)
class Gaps:
    """How far the unit stands below the next better figure and above the next worse one; 0: equal to a neighbour,
    None: nobody there."""

    above: Decimal | None
    below: Decimal | None


def together(errors: Iterable[float]) -> float:
    """The error of a sum of surveys that do not depend on each other."""
    return sqrt(sum(error * error for error in errors))


def ranges(units: Sequence[Measured], step: Decimal, seed: str, draws: int = DRAWS) -> dict[int, Range]:
    """The range of every unit; `step`: to what the figure is rounded. 150 units take well under a second."""
    random, edge = Random(seed), float(step)  # no secret: it must be the same for everybody
    ordered = sorted(units, key=lambda unit: unit.key)
    columns = [
        [value + random.gauss(0.0, unit.error) + random.uniform(-edge, edge) for _ in range(draws)]
        for unit in ordered
        for value in (float(unit.value),)
    ]
    found = [[0] * draws for _ in ordered]
    for number, drawn in enumerate(zip(*columns, strict=True)):
        for rank, place in enumerate(sorted(range(len(ordered)), key=drawn.__getitem__, reverse=True), start=1):
            found[place][number] = rank
    return {unit.key: _range(ranks) for unit, ranks in zip(ordered, found, strict=True)}


def _range(ranks: list[int]) -> Range:
    left_out = int(len(ranks) * _OUTSIDE)
    ranks.sort()
    return Range(ranks[left_out], ranks[len(ranks) - 1 - left_out])


def gaps(units: Sequence[Measured]) -> Mapping[int, Gaps]:
    ordered = sorted(units, key=lambda unit: -unit.value)
    down = {above.key: above.value - below.value for above, below in pairwise(ordered)}
    up = {below.key: above.value - below.value for above, below in pairwise(ordered)}
    return {unit.key: Gaps(up.get(unit.key), down.get(unit.key)) for unit in ordered}
