"""What a year's sheet starts from: the counts of its quarters added up, the latest choice; measured facts come anyway.

Counts that add up are added over periods that do not overlap and together begin where the year begins; a half year
stands for its two quarters. What does not add up (a choice, a number of days) is the latest answer. Nothing is carried
from a criterion that asks something else, and a quarter without an answer leaves a sum open, for a sum with a gap would
be a wrong figure that looks right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from indicators.answers import is_asked, is_typed
from indicators.enums import UNSCORED, UNSENT, PeriodKind
from indicators.models import Assessment, Period, Score
from indicators.rules import Input, Leaf
from indicators.sets.trees import tree_of

ADDED = frozenset({"ratio", "weighted_ratio", "count", "count_bands", "deduction", "deduction_plus"})
"""Rules whose figures are counts of things that happened in the period."""


@dataclass(frozen=True, slots=True)
class Part:
    """One earlier period of the year, as one unit answered one criterion in it."""

    start: dt.date
    end: dt.date
    answer: Mapping[str, str]
    no_occurrence: bool


@dataclass(frozen=True, slots=True)
class Carried:
    answer: dict[str, str]
    no_occurrence: bool


def cover(parts: Iterable[Part]) -> list[Part]:
    """Periods that follow each other without overlapping, the longest where several begin together."""
    chosen: list[Part] = []
    for part in sorted(parts, key=lambda part: (part.start, -part.end.toordinal())):
        if not chosen or part.start > chosen[-1].end:
            chosen.append(part)
    return chosen


def carried(leaf: Leaf, parts: Collection[Part], *, year_start: dt.date) -> Carried | None:
    """The answer the year begins with; None where there is nothing to begin with."""
    chosen = cover(parts)
    if not chosen or not is_asked(leaf) or chosen[0].start != year_start:
        return None
    if all(part.no_occurrence for part in chosen):
        return Carried({}, no_occurrence=True)
    told = [part for part in chosen if not part.no_occurrence]
    answer = {}
    for item in leaf.inputs:
        if is_typed(leaf, item) and (value := _value(leaf, item, told)) is not None:
            answer[item.name] = value
    return Carried(answer, no_occurrence=False) if answer else None


def _value(leaf: Leaf, item: Input, told: Collection[Part]) -> str | None:
    values = [part.answer.get(item.name) for part in told]
    if leaf.rule.KIND in ADDED and not leaf.rule.choices_of(item.name):
        return None if None in values else format(sum((Decimal(each) for each in values if each), Decimal(0)), "f")
    return next((each for each in reversed(values) if each is not None), None)


def starting_answers(period: Period, sheets: Collection[Assessment]) -> dict[tuple[int, str], Carried]:
    """By unit and criterion code, for the sheets of a year that opens; one query, none for a shorter period."""
    if period.kind != PeriodKind.YEAR or not sheets:
        return {}
    parts: dict[tuple[int, str], list[Part]] = {}
    earlier = Score.objects.scoped(Q(assessment__unit__in={sheet.unit_id for sheet in sheets})).filter(
        assessment__period__year=period.year,
        assessment__period__data_from__gte=period.data_from,
        assessment__period__data_to__lte=period.data_to,
        not_applicable=False,
    )
    rows = earlier.exclude(assessment__period=period).exclude(assessment__state__in=UNSENT | UNSCORED)
    for unit_id, code, answer, nothing, start, end in rows.order_by("pk").values_list(
        "assessment__unit_id",
        "criterion__code",
        "answer",
        "no_occurrence",
        "assessment__period__data_from",
        "assessment__period__data_to",
    ):
        parts.setdefault((unit_id, code), []).append(Part(start, end, answer, nothing))
    found = {}
    for sheet in sheets:
        for leaf in tree_of(sheet.criteria_set).leaf_by_id.values():
            here = parts.get((sheet.unit_id, leaf.code), ())
            if start := carried(leaf, here, year_start=period.data_from):
                found[sheet.unit_id, leaf.code] = start
    return found
