"""Measured figures: every contracted name, tasks as they stood on the window's last day."""

import datetime as dt
from decimal import Decimal

import pytest

from dossiers.models import UnitSlot
from indicators.enums import State
from indicators.facts import DOSSIER_NAMES, INSPECTION_NAMES, REPORT_NAMES, TASK_NAMES, WORK_NAMES, measured
from indicators.models import Assessment
from indicators.rules import Source
from tests.factories.plans import make_assessment, make_period, make_person, make_plan, make_task, make_unit

WINDOW = {"year": 2023, "start": dt.date(2022, 12, 15), "end": dt.date(2023, 6, 14)}
CONTRACTED = {
    "dossiers.received",
    "dossiers.finished",
    "dossiers.in_time",
    "dossiers.early",
    "dossiers.on_time",
    "dossiers.late",
    "dossiers.received_online",
    "dossiers.digitised",
    "dossiers.digitisable",
    "dossiers.paid_online",
    "dossiers.payable",
    "tasks.assigned",
    "tasks.done",
    "tasks.in_time",
    "tasks.late",
    "tasks.overdue",
    "plan.tasks",
    "plan.done",
    "unit_plan.tasks",
    "unit_plan.done",
    "inspections.planned",
    "inspections.done",
    "inspections.findings",
    "inspections.resolved",
    "inspections.resolved_in_time",
    "inspections.overdue",
    "publicity.activities",
    "initiatives.registered",
    "initiatives.recognised",
    "reports.due",
    "reports.sent",
    "reports.in_time",
    "reports.late",
    "reports.missing",
}

pytestmark = pytest.mark.django_db


def test_measured_answers_every_contracted_name():
    unit = make_unit("SNV")

    figures = measured([unit.pk], **WINDOW)

    assert {*DOSSIER_NAMES, *TASK_NAMES, *INSPECTION_NAMES, *REPORT_NAMES, *WORK_NAMES} == CONTRACTED
    assert {*Source.values} - {Source.TYPED, Source.INDEX} == CONTRACTED
    assert figures == {unit.pk: dict.fromkeys(CONTRACTED, Decimal(0))}


def test_measured_counts_the_dossiers_of_the_window():
    unit = make_unit("SNV")
    slot = {"unit": unit, "received": 10, "received_online": 4, "early": 5, "on_time": 3, "late": 1}
    UnitSlot.objects.create(slot=dt.date(2022, 12, 15), digitised=2, digitisable=3, paid_online=1, payable=2, **slot)
    UnitSlot.objects.create(slot=dt.date(2023, 6, 1), **slot)
    UnitSlot.objects.create(slot=dt.date(2022, 12, 1), **slot)  # before the window
    UnitSlot.objects.create(slot=dt.date(2023, 6, 15), **slot)  # after it

    figures = measured([unit.pk], **WINDOW)[unit.pk]

    assert {name: figures[name] for name in DOSSIER_NAMES} == {
        "dossiers.received": 20,
        "dossiers.finished": 18,
        "dossiers.in_time": 16,
        "dossiers.early": 10,
        "dossiers.on_time": 6,
        "dossiers.late": 2,
        "dossiers.received_online": 8,
        "dossiers.digitised": 2,
        "dossiers.digitisable": 3,
        "dossiers.paid_online": 1,
        "dossiers.payable": 2,
    }


def test_measured_separates_plan_tasks_from_tasks_given_outside_it():
    unit, other, plan = make_unit("SNV"), make_unit("STP"), make_plan()
    make_task(unit, "1", plan=plan, finished_on=dt.date(2023, 6, 10))
    make_task(unit, "2", plan=plan, due_on=None)
    make_task(unit, "1", finished_on=dt.date(2023, 6, 14))
    make_task(unit, "2", due_on=dt.date(2023, 6, 1), finished_on=dt.date(2023, 6, 14))
    make_task(unit, "3", due_on=dt.date(2023, 6, 1), finished_on=dt.date(2023, 6, 15))  # a day after the window
    make_task(unit, "4", due_on=dt.date(2023, 6, 14))
    make_task(unit, "5", year=2022, finished_on=dt.date(2022, 6, 1))
    make_task(other, "1", plan=plan, finished_on=dt.date(2023, 6, 10))

    figures = measured([unit.pk, other.pk], **WINDOW)

    assert {name: figures[unit.pk][name] for name in TASK_NAMES} == {
        "tasks.assigned": 4,
        "tasks.done": 2,
        "tasks.in_time": 1,
        "tasks.late": 1,
        "tasks.overdue": 1,
        "plan.tasks": 2,
        "plan.done": 1,
        "unit_plan.tasks": 0,
        "unit_plan.done": 0,
    }
    assert (figures[other.pk]["plan.tasks"], figures[other.pk]["tasks.assigned"]) == (1, 0)


def test_measured_counts_the_reports_that_were_due_in_the_window():
    unit, other = make_unit("SNV"), make_unit("STP")
    due = dt.datetime(2023, 3, 20, 10, tzinfo=dt.UTC)
    quarter = make_period(code="q1", **_deadlines(due))
    sheet = make_assessment(quarter, unit)
    make_assessment(quarter, other)
    half = make_assessment(make_period(), unit)  # due on 30 June: after the window it measures
    Assessment.objects.filter(pk=sheet.pk).update(
        state=State.SUBMITTED, handed_in_at=due, submitted_at=due, submitted_by=make_person("lan", unit)
    )

    at_the_end = measured([unit.pk, other.pk], **WINDOW)
    before = measured([unit.pk, other.pk], **WINDOW, now=due - dt.timedelta(days=1))

    assert [at_the_end[unit.pk][name] for name in REPORT_NAMES] == [1, 1, 1, 0, 0]
    assert [at_the_end[other.pk][name] for name in REPORT_NAMES] == [1, 0, 0, 0, 1]
    assert [before[each.pk]["reports.due"] for each in (unit, other)] == [0, 0]
    assert half.period.data_to < half.due_at.date()


def _deadlines(due):
    week = dt.timedelta(days=7)
    names = ("self_due_at", "first_due_at", "explain_due_at", "second_due_at")
    return {"opens_at": due - week} | {name: due + after * week for after, name in enumerate(names)}


@pytest.mark.parametrize("count", [1, 3])
def test_measured_takes_eight_queries_for_any_number_of_units(django_assert_num_queries, count):
    units = [make_unit(f"S{number}") for number in range(count)]
    for unit in units:
        make_task(unit)

    with django_assert_num_queries(8):
        measured([unit.pk for unit in units], **WINDOW)
