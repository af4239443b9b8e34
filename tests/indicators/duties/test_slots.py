"""When who is reminded: every pair of a day and of what had happened by then, of a task and of a sheet."""

import datetime as dt

import pytest

from indicators.duties.slots import notices, slot_of
from indicators.duties.waiting import Duty, left, of_report
from indicators.enums import DutyKind, Reporting, State
from indicators.plans.outcomes import Dates as TaskDates
from indicators.plans.outcomes import TaskOutcome as Was
from indicators.reporting import Dates, reporting
from units.enums import Role
from units.policy import Person, Post

ZONE = dt.timezone(dt.timedelta(hours=7))
DAY = dt.timedelta(days=1)
UNIT = frozenset({Role.REPORTER, Role.HEAD})
NO = None


def duty(kind=DutyKind.TASK, **facts):
    given = {"unit_id": 1, "doers": UNIT} | facts
    return Duty(kind, "task:1", "Nhiệm vụ 1", "Làm báo cáo.", "Báo cáo", "/", **given)


# --- a task: due on Thursday 15 October ---

TASK_DAYS = (-8, -7, -2, -1, 0, 1, 7, 8, 15, 22, 28, 29)  # days after the last one
TASK_DUE = dt.date(2026, 10, 15)
P, V = Was.IN_PROGRESS, Was.OVERDUE
B7, B1, LAST = "before-7", "before-1", "last"
L1, L2, L3, L4 = "late-1", "late-2", "late-3", "late-4"
TASKS = {  # what had happened → the occasion on each day above
    "nothing": (TaskDates(2026, TASK_DUE), (NO, B7, B7, B1, LAST, L1, L1, L2, L3, L4, L4, NO)),
    "finished a day before": (
        TaskDates(2026, TASK_DUE, TASK_DUE - DAY),
        (NO, B7, B7, NO, NO, NO, NO, NO, NO, NO, NO, NO),
    ),
    "finished on the last day": (
        TaskDates(2026, TASK_DUE, TASK_DUE),
        (NO, B7, B7, B1, NO, NO, NO, NO, NO, NO, NO, NO),
    ),
    "finished a week late": (
        TaskDates(2026, TASK_DUE, TASK_DUE + 7 * DAY),
        (NO, B7, B7, B1, LAST, L1, NO, NO, NO, NO, NO, NO),
    ),
    "added two days before": (
        TaskDates(2026, TASK_DUE, added_on=TASK_DUE - 2 * DAY),
        (NO, NO, B7, B1, LAST, L1, L1, L2, L3, L4, L4, NO),
    ),
    "dropped on the last day": (
        TaskDates(2026, TASK_DUE, dropped_on=TASK_DUE),
        (NO, B7, B7, B1, NO, NO, NO, NO, NO, NO, NO, NO),
    ),
    "moved back by two weeks a day after": (
        TaskDates(2026, TASK_DUE + 14 * DAY, earlier=((TASK_DUE + DAY, TASK_DUE),)),
        (NO, B7, B7, B1, LAST, NO, B7, B7, L1, L2, L2, L3),
    ),
    "all year": (TaskDates(2026, None), (NO,) * 12),
}


@pytest.mark.parametrize("happened", TASKS)
def test_a_task_on_every_day(happened):
    dates, expected = TASKS[happened]

    def occasion(day):
        outcome = dates.outcome(day) if dates.there(day) else None
        if outcome not in (P, V):
            return NO
        days = (dates.due(day) - day).days
        return slot_of(duty(due_on=dates.due(day), days=days, overdue=outcome == V))

    assert tuple(occasion(TASK_DUE + after * DAY) for after in TASK_DAYS) == expected


# --- a sheet: due on Tuesday 20 October at 17:00 ---

DUE = dt.datetime(2026, 10, 20, 17, tzinfo=ZONE)
LEAVE = dt.datetime(2026, 10, 26, 23, 59, 59, tzinfo=ZONE)
MOMENTS = {
    "a week before": dt.datetime(2026, 10, 13, 7, tzinfo=ZONE),
    "the third morning before": dt.datetime(2026, 10, 17, 7, tzinfo=ZONE),  # three days and ten hours are left
    "the second morning before": dt.datetime(2026, 10, 18, 7, tzinfo=ZONE),
    "the morning before": dt.datetime(2026, 10, 19, 7, tzinfo=ZONE),
    "the last morning": dt.datetime(2026, 10, 20, 7, tzinfo=ZONE),
    "the last evening": dt.datetime(2026, 10, 20, 18, tzinfo=ZONE),
    "the morning after": dt.datetime(2026, 10, 21, 7, tzinfo=ZONE),
    "the week after": dt.datetime(2026, 10, 28, 7, tzinfo=ZONE),
    "a month after": dt.datetime(2026, 11, 20, 7, tzinfo=ZONE),
}
N, D, O = Reporting.NOT_DUE, Reporting.DUE, Reporting.OVERDUE  # noqa: E741  # as tall as the table needs
T, L, X, E = Reporting.ON_TIME, Reporting.LATE, Reporting.NOTHING, Reporting.EXEMPT
B3 = "before-3"
SHEETS = {  # where the sheet stands → how it is reported on, and the occasion, at each moment above
    "with the unit": (
        Dates(State.DRAFT, DUE, DUE, None),
        ((N, NO), (N, NO), (D, B3), (D, B1), (D, LAST), (O, L1), (O, L1), (O, L2), (O, NO)),
    ),
    "with the head": (
        Dates(State.WAITING, DUE, DUE, None),
        ((N, NO), (N, NO), (D, B3), (D, B1), (D, LAST), (O, L1), (O, L1), (O, L2), (O, NO)),
    ),
    "handed in": (Dates(State.SUBMITTED, DUE, DUE, DUE - 9 * DAY), ((T, NO),) * 9),
    "handed in late": (Dates(State.SUBMITTED, LEAVE, DUE, DUE + DAY), ((L, NO),) * 9),
    "judged": (Dates(State.APPRAISED, DUE, DUE, DUE - 9 * DAY), ((T, NO),) * 9),
    "sent back to be mended": (
        Dates(State.DRAFT, LEAVE, DUE, DUE - 9 * DAY),
        ((N, NO),) * 7 + ((O, L1), (O, L4)),
    ),
    "with leave": (Dates(State.DRAFT, LEAVE, LEAVE, None), ((N, NO),) * 7 + ((O, L1), (O, L4))),
    "nothing to report": (Dates(State.NOTHING, DUE, DUE, None), ((X, NO),) * 9),
    "excused": (Dates(State.EXEMPT, DUE, DUE, None), ((E, NO),) * 9),
    "closed with its unit": (Dates(State.CLOSED, DUE, DUE, None), ((E, NO),) * 9),
}


@pytest.mark.parametrize("stands", SHEETS)
def test_a_sheet_at_every_moment(stands):
    dates, expected = SHEETS[stands]

    found = tuple(
        (reporting(dates, now), slot_of(duty(DutyKind.FILL_IN, **of_report(dates, now)))) for now in MOMENTS.values()
    )

    assert found == expected


@pytest.mark.parametrize("stands", SHEETS)
def test_only_units_that_are_due_or_late_are_reminded(stands):
    dates, _ = SHEETS[stands]

    for now in MOMENTS.values():
        reminded = slot_of(duty(DutyKind.FILL_IN, **of_report(dates, now))) is not None
        assert not reminded or reporting(dates, now) in (D, O)


def test_what_has_no_deadline_reminds_nobody():
    assert {slot_of(duty(kind, days=None)) for kind in DutyKind} == {None}
    assert slot_of(duty(DutyKind.FOLLOW, days=0)) is None


# --- who ---

ON = dt.date(2026, 10, 15)
LAN = Person(1, ON, (Post(1, Role.REPORTER),))
HUNG = Person(2, ON, (Post(1, Role.HEAD),))
MAI = Person(3, ON, (Post(2, Role.HEAD),))
BOTH = Person(4, ON, (Post(1, Role.REPORTER), Post(1, Role.HEAD)))
HA = Person(5, ON, (Post(9, Role.APPRAISER), Post(1, Role.COORDINATOR)))
TASK = {"due_on": TASK_DUE}


def told(due, *people):
    return [(notice.user_id, notice.slot, notice.escalated) for notice in notices([due], people)]


@pytest.mark.parametrize(
    ("due", "people", "expected"),
    [
        # while there is time the reporters; once it is late their head too, who reads why
        (duty(days=7, **TASK), (LAN, HUNG, MAI, HA), [(1, "before-7", False)]),
        (duty(days=-1, overdue=True, **TASK), (LAN, HUNG, MAI, HA), [(1, "late-1", False), (2, "late-1", True)]),
        (duty(days=-1, overdue=True, **TASK), (BOTH,), [(4, "late-1", False)]),
        # a unit without reporters has a head
        (duty(days=7, unit_id=2, **TASK), (LAN, HUNG, MAI), [(3, "before-7", False)]),
        (duty(days=-1, overdue=True, unit_id=2, **TASK), (LAN, HUNG, MAI), [(3, "late-1", False)]),
        # what only the head can do, and what reporters write and the head sends
        (duty(DutyKind.APPROVE, days=1, doers=frozenset({Role.HEAD}), **TASK), (LAN, HUNG), [(2, "before-1", False)]),
        (duty(DutyKind.EXPLAIN, days=5, **TASK), (LAN, HUNG), [(1, "before-5", False), (2, "before-5", False)]),
        # one desk
        (
            duty(DutyKind.FIRST, days=3, unit_id=None, doers=frozenset({Role.APPRAISER}), users=frozenset({5}), **TASK),
            (LAN, HUNG, HA),
            [(5, "before-3", False)],
        ),
        (duty(days=7, unit_id=7, **TASK), (LAN, HUNG), []),
    ],
)
def test_who_is_told(due, people, expected):
    assert told(due, *people) == expected


def test_the_same_duty_found_twice_is_told_once():
    one = duty(days=7, **TASK)

    assert len(notices([one, one], [LAN])) == 1


def test_days_left_in_words():
    assert [left(days) for days in (6, 1, 0, -1)] == [
        "còn 6 ngày",
        "còn 1 ngày",
        "hạn cuối hôm nay",
        "đã quá hạn 1 ngày",
    ]
