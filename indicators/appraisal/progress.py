"""How far every unit of a period is, from typing to the last word; late ones first."""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from indicators.answers import is_asked
from indicators.enums import UNSENT, DutyKind, Reporting, Ruling, Stance, State
from indicators.models import Assessment, CriteriaSet, Period, Reminder
from indicators.reporting import OWING, in_time
from indicators.sets.trees import tree_of

OF_SHEETS = (DutyKind.FILL_IN, DutyKind.MEND, DutyKind.APPROVE)
ORDER = {state: place for place, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit on the board."""

    sheet: Assessment  # with the counts of `counted`
    reporting: Reporting
    days_late: int
    window_open: bool
    reminded_at: dt.datetime | None  # the last time anybody of the unit was reminded of this sheet

    @property
    def owes(self) -> bool:
        """Whether the unit is one that is reminded of handing in."""
        return self.reporting in OWING

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
    """The board of the sheets one may see in a period; three queries and the trees of its sets."""
    here = list(counted(sheets, period).order_by("unit__sort_name", "pk"))
    told = reminded(here)
    rows = [
        Standing(each, each.reporting(now), each.days_late(now), each.window_open(now), told.get(each.pk))
        for each in here
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


def reminded(sheets: Collection[Assessment]) -> dict[int, dt.datetime]:
    """{sheet: when somebody was last reminded of handing it in}; one query."""
    about = {f"sheet:{each.pk}": each.pk for each in sheets}
    rows = Reminder.objects.scoped(Q(about__in=about, kind__in=OF_SHEETS)).order_by().values("about")
    return {about[row["about"]]: row["last"] for row in rows.annotate(last=Max("made_at"))}
