"""The blind sample: which rows may be drawn, how they are shown to whoever reads them again, what came of it.

Whoever has rows waiting sees nothing else of the portal that knows points (indicators.blinding).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import Q

from cchc_portal.kit.numbers import show_number
from indicators.answers import answer_of, is_appraised
from indicators.appraisal.evenness import Judgement
from indicators.enums import JUDGED, ScoredBy, State
from indicators.evidence.attached import Paper, paper_of
from indicators.models import CriteriaSet, EvidenceUse, Period, Score, SecondReading
from indicators.rules import Leaf
from indicators.sets.trees import tree_of
from units.policy import Person

AT_ONCE = 5
"""Rows drawn in one go: some ten minutes of work."""

SHARE = 5
"""Percent of all judged rows of a period that are read twice; then the sample is large enough."""

READABLE = JUDGED | {State.EXPLAINING, State.APPRAISED}


def sampled(rows: Collection[int], size: int, seed: int) -> list[int]:
    """`size` of these rows by chance, all of them where there are fewer; the same seed draws the same (pure)."""
    return Random(seed).sample(sorted(rows), min(size, len(rows)))


def still_wanted(judged: int, read: int) -> int:
    """How many rows are missing to the share, at least one while nothing has been read (pure)."""
    return max(-(-judged * SHARE // 100) - read, 0)


@dataclass(frozen=True, slots=True)
class Drawable:
    """The rows one inspector may read again, how many are still wanted of the period, how many are judged in all."""

    rows: frozenset[int]
    wanted: int
    judged: int


def drawable(periods: Collection[Period], person: Person) -> dict[int, Drawable]:
    """By period id, what this inspector may draw of it; two queries and the trees of the sets, however many periods.

    Judged by somebody else, of a unit they do not belong to, on nobody's field, read by nobody else yet.
    """
    judged: dict[int, int] = dict.fromkeys((each.pk for each in periods), 0)
    read, rows = dict(judged), {pk: set[int]() for pk in judged}
    for row in _judged_rows(periods):
        period = row["assessment__period_id"]
        judged[period] += 1
        if row["second_reading"] is not None:
            read[period] += 1
        elif _may_read(row, person):
            rows[period].add(row["pk"])
    return {pk: Drawable(frozenset(rows[pk]), still_wanted(judged[pk], read[pk]), judged[pk]) for pk in judged}


def _judged_rows(periods: Collection[Period]) -> Iterable[dict[str, Any]]:
    sets = CriteriaSet.objects.filter(period_sets__period__in=periods).distinct().order_by("pk")
    leaves = [pk for each in sets for pk, leaf in tree_of(each).leaf_by_id.items() if is_appraised(leaf)]
    rows = Score.objects.scoped(Q(assessment__period__in=periods)).filter(
        criterion__in=leaves, not_applicable=False, appraised_by__isnull=False
    )
    return rows.order_by("pk").values(
        *("pk", "appraised_by_id", "first_by_id", "second_reading", "criterion__scored_by"),
        *("assessment__period_id", "assessment__unit_id", "assessment__state"),
    )


def _may_read(row: Mapping[str, Any], person: Person) -> bool:
    return (
        row["assessment__state"] in READABLE
        and row["criterion__scored_by"] != ScoredBy.OWNER
        and row["assessment__unit_id"] not in person.unit_ids
        and (row["first_by_id"] or row["appraised_by_id"]) != person.user_id
    )


@dataclass(frozen=True, slots=True)
class BlindRow:
    """One row as it is read again: all that the first inspector had before them, and nothing they made of it."""

    reading: SecondReading
    leaf: Leaf
    answer: tuple[str, ...]  # "Số hồ sơ đúng hạn: 42 hồ sơ"
    papers: tuple[Paper, ...]

    @property
    def score(self) -> Score:
        return self.reading.score

    @property
    def maximum(self) -> str:
        return show_number(self.leaf.max_points, 2)


def blind_rows(person: Person) -> list[BlindRow]:
    """What waits for this inspector; four queries and the trees of its sets, however many rows."""
    waiting = SecondReading.objects.of_person(person).filter(inspector=person.user_id).waiting()
    readings = list(
        waiting.select_related(
            "score__assessment__period", "score__assessment__unit", "score__assessment__criteria_set"
        )
    )
    uses = EvidenceUse.objects.scoped(Q(score__in=[each.score_id for each in readings]))
    papers: dict[int, list[Paper]] = {each.score_id: [] for each in readings}
    for use in uses.select_related("evidence").order_by("pk"):
        papers[use.score_id].append(paper_of(use.evidence, use))
    return [_blind_row(each, papers[each.score_id]) for each in readings]


def _blind_row(reading: SecondReading, papers: Sequence[Paper]) -> BlindRow:
    score = reading.score
    leaf = tree_of(score.assessment.criteria_set).leaf_by_id[score.criterion_id]
    return BlindRow(reading, leaf, tuple(_said(score, leaf)), tuple(papers))


def _said(score: Score, leaf: Leaf) -> Iterable[str]:
    """What the unit typed; figures that the portal measured stand in the arithmetic beside it."""
    if score.no_occurrence:
        yield "Không phát sinh"
    values = answer_of(score, leaf, {}).values
    for item in leaf.inputs:
        if item.name in values:
            value = values[item.name]
            chosen = {Decimal(number): label for number, label in leaf.rule.choices_of(item.name) or ()}
            yield chosen.get(value) or f"{item.label}: {show_number(value)} {item.unit}".strip()


@dataclass(frozen=True, slots=True)
class ReadTwice:
    """One row that was read twice."""

    first: Judgement
    second: str  # the inspector
    points: Decimal
    reason: str

    @property
    def agrees(self) -> bool:
        return self.first.points == self.points

    @property
    def gap(self) -> Decimal:
        return abs(self.first.points - self.points)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the blind sample says: rows read twice, those that differ (the widest gap first), the judged rows."""

    rows: int
    differing: tuple[ReadTwice, ...]
    judged: int

    @property
    def percent(self) -> Decimal | None:
        """Of the rows read twice, those given the same points; None where none was."""
        return Decimal(100) * (self.rows - len(self.differing)) / self.rows if self.rows else None

    @property
    def share(self) -> Decimal | None:
        return Decimal(100) * self.rows / self.judged if self.judged else None

    @property
    def mean_gap(self) -> Decimal | None:
        """Points between the two of a row, over all rows read twice."""
        return sum((each.gap for each in self.differing), Decimal(0)) / self.rows if self.rows else None


def agreement(judged: dict[int, Judgement]) -> Agreement:
    """Of these judged rows; one query. A row whose first points have fallen away since is not counted."""
    given = SecondReading.objects.scoped(Q(score__in=list(judged), given_at__isnull=False))
    rows = [
        ReadTwice(judged[each.score_id], each.inspector.full_name, each.points, each.reason)
        for each in given.select_related("inspector").order_by("pk")
    ]
    differing = sorted((each for each in rows if not each.agrees), key=lambda each: -each.gap)
    return Agreement(len(rows), tuple(differing), len(judged))
