"""How far every unit of a period is, from typing to the last word; late ones first."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from indicators.answers import is_asked
from indicators.enums import UNSENT, Reporting, Ruling, Stance, State
from indicators.models import Assessment, CriteriaSet, Period
from indicators.reporting import in_time
from indicators.sets.trees import tree_of

ORDER = {state: place for place, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit on the board."""

    sheet: Assessment  # with the counts of `counted`
    reporting: Reporting
    days_late: int
    window_open: bool

    @property
    def unsent(self) -> bool:
        return self.sheet.state in UNSENT


@dataclass(frozen=True, slots=True)
class Board:
    rows: list[Standing]
    counts: dict[Reporting, int]
    in_time: tuple[int, int]  # units in time, units whose deadline has come
    last_in: dt.datetime | None  # when the last unit handed in, once all have

    @property
    def tally(self) -> list[tuple[Reporting, int]]:
        """Only what occurs, in the order of the enum."""
        return [(each, self.counts[each]) for each in Reporting if self.counts.get(each)]


def board(sheets: QuerySet[Assessment], period: Period, now: dt.datetime) -> Board:
    """The board of the sheets one may see in a period; two queries and the trees of its sets."""
    rows = [
        Standing(each, each.reporting(now), each.days_late(now), each.window_open(now))
        for each in counted(sheets, period).order_by("unit__sort_name", "pk")
    ]
    rows.sort(key=lambda row: (row.reporting != Reporting.OVERDUE, -row.days_late, ORDER[State(row.sheet.state)]))
    found = Counter(row.reporting for row in rows)
    sent = [row.sheet.submitted_at for row in rows if row.sheet.submitted_at]
    all_in = bool(rows) and not any(row.unsent for row in rows)
    return Board(rows, dict(found), in_time(row.reporting for row in rows), max(sent, default=None) if all_in else None)


def counted(sheets: QuerySet[Assessment], period: Period) -> QuerySet[Assessment]:
    """With `asked` and `entered` rows of the unit, and `disputed` and `answered` ones of the two rounds."""
    sets = CriteriaSet.objects.filter(period_sets__period=period).order_by("pk")
    leaves = [pk for each in sets for pk, leaf in tree_of(each).leaf_by_id.items() if is_asked(leaf)]
    asked = Q(scores__criterion__in=leaves, scores__not_applicable=False)
    disputed = Q(scores__justification__stance=Stance.DISPUTED)
    return sheets.annotate(
        asked=Count("scores", filter=asked),
        entered=Count("scores", filter=asked & Q(scores__self_points__isnull=False)),
        judged=Count("scores", filter=Q(scores__appraised_points__isnull=False)),
        disputed=Count("scores", filter=disputed),
        answered=Count("scores", filter=disputed & ~Q(scores__justification__ruling=Ruling.OPEN)),
    )
