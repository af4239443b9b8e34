"""What must hold of a sheet whatever people tried; the machine asks each of these after every step."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from indicators.enums import BY_NOBODY, FINAL, FIRST_DONE, UNSENT, Action, PeriodState, Reporting, State
from indicators.models import Assessment, AssessmentEvent, Score
from indicators.workflow import MOVES
from tests.factories.indicators import Scene
from units.access import Person

WORDS = ("answer", "self_points", "citation", "no_occurrence")
JUDGEMENT = ("appraised_points", "appraisal_reason", "appraised_by_id")
FIRST = ("first_points", "first_reason", "first_by_id")
STAGES = (
    (frozenset(State) - {State.DRAFT}, WORDS),
    (FIRST_DONE, FIRST),
    (FINAL, JUDGEMENT),
)


@dataclass(frozen=True)
class Seen:
    """The sheet as the database has it at one moment: three queries."""

    now: dt.datetime
    sheet: Assessment
    scores: tuple[Score, ...]
    events: tuple[AssessmentEvent, ...]
    judges: frozenset[int]  # the accounts that may judge this unit
    person: Callable[[int, dt.date], Person]  # the posts an account holds that day

    def columns(self, *names: str) -> list[tuple[object, ...]]:
        return [tuple(getattr(row, name) for name in ("pk", *names)) for row in self.scores]


def look(scene: Scene, now: dt.datetime, judges: frozenset[int], person: Callable[[int, dt.date], Person]) -> Seen:
    sheet = scene.assessment
    scores = tuple(Score.objects.filter(assessment=sheet).order_by("pk"))
    events = tuple(AssessmentEvent.objects.filter(assessment=sheet).order_by("pk"))
    return Seen(now, sheet, scores, events, judges, person)


def history_is_a_way_through_the_table(seen: Seen) -> None:
    """Replayed from the beginning, every move was open where it was made, to somebody who may make it."""
    state = State.DRAFT
    for event in seen.events:
        move = MOVES[Action(event.action)]
        assert state in move.sources, (state, event.action)
        if event.action in BY_NOBODY:
            assert event.by_id is None
        else:
            person = seen.person(event.by_id, timezone.localdate(event.at))
            assert person.roles_in(seen.sheet.unit_id) & move.by
        state = move.target or state
    assert seen.sheet.state == state


def nobody_judges_the_own_unit(seen: Seen) -> None:
    judged = {pk for row in seen.columns("appraised_by_id", "first_by_id") for pk in row[1:]}
    assert judged <= seen.judges | {None}


def what_counts_is_the_last_word_and_differences_have_reasons(seen: Seen) -> None:
    for row in seen.scores:
        if row.appraised_points is not None:
            assert row.points == row.appraised_points  # never the highest of several
            assert row.self_points in (None, row.appraised_points) or row.appraisal_reason


def no_point_is_taken_unasked(seen: Seen) -> None:
    """A sheet that lost points is final only after an answer, or after the window's end."""
    lost = any(
        row.first_points is not None and row.self_points is not None and row.first_points < row.self_points
        for row in seen.scores
    )
    if seen.sheet.state in FINAL and lost:
        assert seen.sheet.answered_at or seen.sheet.explain_until < seen.sheet.appraised_at


def reporting_says_what_the_sheet_says(seen: Seen) -> None:
    found = seen.sheet.reporting(seen.now)
    owing = found in (Reporting.NOT_DUE, Reporting.DUE, Reporting.OVERDUE)
    assert owing == (seen.sheet.state in UNSENT)
    assert (found == Reporting.OVERDUE) == (seen.sheet.state in UNSENT and seen.now > seen.sheet.due_at)


def a_published_sheet_is_in_a_published_period(seen: Seen) -> None:
    if seen.sheet.state == State.PUBLISHED:
        assert seen.sheet.period.state == PeriodState.PUBLISHED


HOLDS_NOW = (
    history_is_a_way_through_the_table,
    nobody_judges_the_own_unit,
    what_counts_is_the_last_word_and_differences_have_reasons,
    no_point_is_taken_unasked,
    reporting_says_what_the_sheet_says,
    a_published_sheet_is_in_a_published_period,
)


def what_is_handed_over_stays(seen: Seen, handed_over: dict[tuple[str, ...], list[tuple[object, ...]]]) -> None:
    """Words from handing in on, first points from the first round on, judgement from the end on.

    `handed_over` remembers the columns of each stage since the sheet came into it; updated here.
    """
    for states, columns in STAGES:
        if seen.sheet.state not in states:
            handed_over.pop(columns, None)
        else:
            assert handed_over.setdefault(columns, seen.columns(*columns)) == seen.columns(*columns)
