"""Outcomes of tasks: tables of dates, and the published identities (domain.md 10.5)."""

import datetime as dt
from decimal import Decimal

import pytest

from cchc_portal.kit.numbers import percent, show_percent
from indicators.enums import TaskOutcome
from indicators.plans.outcomes import COUNTED, Tally, due_date, outcome, tally

DUE = dt.date(2023, 6, 15)
MID_YEAR = dt.date(2023, 6, 30)


@pytest.mark.parametrize(
    ("due_on", "finished_on", "on", "expected"),
    [
        (DUE, dt.date(2023, 6, 14), MID_YEAR, TaskOutcome.EARLY),
        (DUE, dt.date(2023, 6, 15), MID_YEAR, TaskOutcome.ON_TIME),
        (DUE, dt.date(2023, 6, 16), MID_YEAR, TaskOutcome.LATE),
        (DUE, None, dt.date(2023, 6, 15), TaskOutcome.IN_PROGRESS),
        (DUE, None, dt.date(2023, 6, 16), TaskOutcome.OVERDUE),
        # asked for a day before the work was finished
        (DUE, dt.date(2023, 6, 14), dt.date(2023, 6, 13), TaskOutcome.IN_PROGRESS),
        (DUE, dt.date(2023, 6, 14), dt.date(2023, 6, 14), TaskOutcome.EARLY),
        (DUE, dt.date(2023, 6, 20), dt.date(2023, 6, 19), TaskOutcome.OVERDUE),
        # all-year work is due on 31/12
        (None, None, dt.date(2023, 12, 31), TaskOutcome.IN_PROGRESS),
        (None, None, dt.date(2024, 1, 1), TaskOutcome.OVERDUE),
        (None, dt.date(2023, 12, 30), dt.date(2024, 1, 1), TaskOutcome.EARLY),
        (None, dt.date(2023, 12, 31), dt.date(2024, 1, 1), TaskOutcome.ON_TIME),
        (None, dt.date(2024, 1, 2), dt.date(2024, 1, 2), TaskOutcome.LATE),
    ],
)
def test_outcome_follows_the_dates(due_on, finished_on, on, expected):
    assert outcome(due_on, finished_on, on, 2023) == expected


def test_due_date_of_all_year_work_is_new_years_eve():
    assert due_date(None, 2023) == dt.date(2023, 12, 31)
    assert due_date(DUE, 2023) == DUE


def test_tally_reproduces_42_of_68():
    counts = tally(
        [TaskOutcome.EARLY] * 30
        + [TaskOutcome.ON_TIME] * 9
        + [TaskOutcome.LATE] * 3
        + [TaskOutcome.IN_PROGRESS] * 24
        + [TaskOutcome.OVERDUE] * 2
    )

    assert counts == Tally(early=30, on_time=9, late=3, in_progress=24, overdue=2)
    assert (counts.done, counts.in_time, counts.assigned) == (42, 39, 68)
    assert counts.done_percent == Decimal("61.76")
    assert show_percent(counts.done_percent) == "61,76%"


def test_tally_reproduces_74_as_61_early_13_on_time_none_late():
    counts = tally([TaskOutcome.EARLY] * 61 + [TaskOutcome.ON_TIME] * 13)

    assert (counts.assigned, counts.early, counts.on_time, counts.late) == (74, 61, 13, 0)
    assert show_percent(percent(counts.early, counts.assigned), 1) == "82,4%"
    assert show_percent(percent(counts.on_time, counts.assigned), 1) == "17,6%"


def test_by_outcome_lists_every_outcome_with_its_share():
    counts = tally([TaskOutcome.EARLY, TaskOutcome.OVERDUE, TaskOutcome.OVERDUE])

    assert counts.by_outcome == [
        (TaskOutcome.EARLY, 1, Decimal("33.33")),
        (TaskOutcome.ON_TIME, 0, Decimal("0.00")),
        (TaskOutcome.LATE, 0, Decimal("0.00")),
        (TaskOutcome.IN_PROGRESS, 0, Decimal("0.00")),
        (TaskOutcome.OVERDUE, 2, Decimal("66.67")),
    ]


def test_tally_of_nothing_has_no_percent():
    assert tally([]) == Tally()
    assert tally([]).done_percent is None


@pytest.mark.parametrize("name", sorted(COUNTED))
def test_the_list_behind_a_figure_holds_the_tasks_the_figure_counts(name: str) -> None:
    outcomes = [*TaskOutcome, TaskOutcome.LATE, TaskOutcome.OVERDUE, TaskOutcome.OVERDUE]

    assert sum(one in COUNTED[name].outcomes for one in outcomes) == getattr(tally(outcomes), name)
