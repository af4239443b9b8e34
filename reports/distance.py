"""Where a unit lost its points, and what stands between it and the next grade (pure)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.enums import ScoredBy
from indicators.grades import Band, Gate, grade
from indicators.rules import Leaf, Node, leaves
from indicators.scoring import Options, Totals, total

ZERO = Decimal(0)
Points = Mapping[str, Decimal | None]
Figures = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Loss:
    """A criterion that did not get everything: `points` of `best`, None where it has none yet."""

    leaf: Leaf
    area: Node
    points: Decimal | None
    best: Decimal

    @property
    def lost(self) -> Decimal:
        return abs(self.best - (self.points or ZERO))

    @property
    def open_to_the_unit(self) -> bool:
        """A survey is not improved by handing something in."""
        return self.leaf.scored_by != ScoredBy.SURVEY


@dataclass(frozen=True, slots=True)
class NextGrade:
    """The next better grade. `steps`: the fewest criteria that, brought to their best, reach its edge.

    Empty steps: the points suffice already. `reached` False: not even everything the unit has lost would do.
    `gates` stand in the way however many points there are; `value` is the figure graded, `edge` where the grade begins.
    """

    label: str
    value: Decimal
    edge: Decimal
    inclusive: bool
    steps: tuple[Loss, ...]
    reached: bool
    gates: tuple[Gate, ...]

    @property
    def short(self) -> Decimal:
        return max(self.edge - self.value, ZERO)


def losses(tree: tuple[Node, ...], points: Points, not_applicable: Collection[str], options: Options) -> list[Loss]:
    """Every criterion that applies and lost something, the largest loss first; what is a bonus cannot be lost."""
    found = [each for each in _losses(tree, points, not_applicable, options) if each.lost]
    return sorted(found, key=lambda each: (-each.lost, each.leaf.code))


def _losses(tree: tuple[Node, ...], points: Points, removed: Collection[str], options: Options) -> Iterator[Loss]:
    for area in tree:
        if area.code in options.bonus:
            continue
        for leaf in leaves((area,)):
            if leaf.code not in removed:
                yield Loss(leaf, area, points.get(leaf.code), ZERO if area.code in options.penalty else leaf.max_points)


def next_grade(
    tree: tuple[Node, ...], points: Points, not_applicable: Collection[str], options: Options, figures: Figures
) -> NextGrade | None:
    """None for the best grade, and where there is no grade yet."""

    def added_up(given: Points) -> Totals:
        return total(tree, given, not_applicable, options)

    counted = added_up(points)
    given = grade(counted.result, options.bands, options.gates, {**figures, **counted.facts}).label
    labels = [band.label for band in options.bands]
    if counted.result is None or not given or given == labels[0]:
        return None
    band = options.bands[labels.index(given) - 1]
    steps = _steps(losses(tree, points, not_applicable, options), points, band, added_up)
    better = added_up({**points, **{each.leaf.code: each.best for each in steps}})
    gates = _gates_in_the_way(band, labels, options, {**figures, **better.facts})
    reached = _holds(band, better)
    return NextGrade(band.label, counted.result, band.edge, band.inclusive, tuple(steps), reached, gates)


def _holds(band: Band, totals: Totals) -> bool:
    return totals.result is not None and band.holds(totals.result)


def _steps(lost: Sequence[Loss], points: Points, band: Band, added_up) -> list[Loss]:
    """Largest gain first, surveys last; then whatever turns out not to be needed is taken out again."""

    def reaches(chosen: Sequence[Loss]) -> bool:
        return _holds(band, added_up({**points, **{each.leaf.code: each.best for each in chosen}}))

    chosen: list[Loss] = []
    for each in sorted(lost, key=lambda loss: (not loss.open_to_the_unit, -loss.lost, loss.leaf.code)):
        if reaches(chosen):
            break
        chosen.append(each)
    if reaches(chosen):
        for each in reversed(list(chosen)):
            if reaches(rest := [one for one in chosen if one is not each]):
                chosen = rest
    return chosen


def _gates_in_the_way(
    band: Band, labels: Sequence[str], options: Options, facts: Mapping[str, Decimal | None]
) -> tuple[Gate, ...]:
    """The gates that would still hold a unit with enough points below the grade."""
    enough = band.edge if band.inclusive else band.edge + Decimal("0.01")
    return tuple(
        gate
        for gate in options.gates
        if labels.index(grade(enough, options.bands, [gate], facts).label) > labels.index(band.label)
    )
