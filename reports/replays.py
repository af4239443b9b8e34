"""A block of a period calculated in memory by the functions that recalculation stores with; nothing is written.

What-if and the comparison of rules play a block through with something changed. Without a change the outcome is the
official one, because it is the same calculation.
"""

from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q

from indicators.answers import counting_points
from indicators.calculation import added_up, apply_quotas, apply_totals, compute, elsewhere_on, rescore, totals_of
from indicators.enums import State
from indicators.figures import figures_of
from indicators.models import Assessment, Period, Score
from indicators.rules import Leaf
from indicators.scoring import Options
from indicators.sets.trees import Tree, tree_of
from reports import queries
from reports.rankings import Place


@dataclass(slots=True)
class Replay:
    """One sheet in memory, free to be changed: nobody saves it."""

    assessment: Assessment
    tree: Tree
    scores: list[Score]
    figures: dict[str, Decimal]
    fresh: bool = True

    def copied(self) -> "Replay":
        return Replay(copy(self.assessment), self.tree, [copy(score) for score in self.scores], dict(self.figures))

    def under(self, options: Options) -> "Replay":
        """The sheet as another set of options would add it up."""
        played = self.copied()
        played.tree = replace(self.tree, options=options)
        return played

    def leaf(self, score: Score) -> Leaf:
        return self.tree.leaf_by_id[score.criterion_id]

    def score(self, code: str) -> Score | None:
        return next((each for each in self.scores if self.leaf(each).code == code), None)

    def calculate(self) -> None:
        """Points, totals and grade from answers and figures, as recalculation does."""
        is_draft = self.assessment.state == State.DRAFT
        elsewhere = elsewhere_on(self.tree, self.scores, self.figures)
        for score in self.scores:
            rescore(score, self.leaf(score), self.figures, is_draft=is_draft, elsewhere=elsewhere)
        self.add_up()

    def add_up(self) -> None:
        apply_totals(self.assessment, self.tree, self.scores, self.figures)

    def settle(self, score: Score) -> None:
        """As if everybody agreed with what the figures give."""
        leaf = self.leaf(score)
        compute(score, leaf, self.figures)
        score.appraised_points, score.self_points = None, score.computed_points
        score.points = counting_points(score, leaf, score.computed_points)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a unit stands: rank None where it is not ranked or has no value."""

    rank: int | None
    of: int
    total: Decimal | None
    max: Decimal | None
    percent: Decimal | None
    grade: str
    grade_reason: str


def load_replays(period: Period, block_code: str) -> list[Replay]:
    """Every sheet of the block as the official calculation has it now; the same few queries for any number of units.

    `fresh` of a replay says whether that is what is stored; where it is not, a recalculation is due.
    """
    assessments = queries.sheets_of_block(period, block_code)
    scores: defaultdict[int, list[Score]] = defaultdict(list)
    for score in Score.objects.scoped(Q(assessment__in=[each.pk for each in assessments])).order_by("pk"):
        scores[score.assessment_id].append(score)
    figures = figures_of(period, [each.unit_id for each in assessments])
    replays = [Replay(each, tree_of(each.criteria_set), scores[each.pk], figures[each.unit_id]) for each in assessments]
    stored = [totals_of(each) for each in assessments]
    for replay in replays:
        replay.calculate()
    _within_quotas(replays)
    for replay, before in zip(replays, stored, strict=True):
        replay.fresh = totals_of(replay.assessment) == before
    return replays


def _within_quotas(replays: Sequence[Replay]) -> None:
    apply_quotas((each.assessment, each.tree, each.scores) for each in replays)


def outcomes(replays: Sequence[Replay]) -> dict[int, Outcome]:
    """Rank, total and grade by unit id, as the sheets in memory stand."""
    if not replays:
        return {}
    _within_quotas(replays)
    options = replays[0].tree.options
    added = {each.assessment.pk: added_up(each.tree, each.scores) for each in replays} if options.ties else {}
    placed = queries.places([each.assessment for each in replays], added, options)
    return {each.assessment.unit_id: _outcome(each.assessment, placed[each.assessment.pk]) for each in replays}


def _outcome(assessment: Assessment, place: Place[int]) -> Outcome:
    return Outcome(
        rank=place.rank,
        of=place.of,
        total=assessment.total_points,
        max=assessment.max_points,
        percent=assessment.percent,
        grade=assessment.grade,
        grade_reason=assessment.grade_reason,
    )
