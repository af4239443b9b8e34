"""Open tasks go with the work; sheets stay under the old name."""

import datetime as dt

import pytest

from indicators.actions.handovers import move_tasks
from indicators.handovers import assessments, open_tasks
from indicators.models import Task
from tests.factories import plans as make
from tests.factories import units
from units.succession import Item

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 10, 1)


@pytest.fixture
def departments():
    return make.make_unit("A"), make.make_unit("B")


def leads():
    return {task.title: (task.lead.code, task.number) for task in Task.objects.select_related("lead")}


def test_open_tasks_are_those_not_finished(departments):
    a, _ = departments
    task = make.make_task(a, "1")
    make.make_task(a, "2", finished_on=dt.date(2023, 5, 1))

    assert open_tasks([a.pk], DAY) == [Item(str(task.pk), a.pk, "2023 · 1. Nhiệm vụ 1")]


def test_a_merger_moves_the_open_tasks(departments):
    a, b = departments
    make.make_task(a, "1")
    make.make_task(a, "2", finished_on=dt.date(2023, 5, 1))

    units.reorganised([a], existing=[b])

    assert leads() == {"Nhiệm vụ 1": ("B", "1"), "Nhiệm vụ 2": ("A", "2")}


@pytest.mark.parametrize(
    ("number", "taken", "becomes"),
    [
        ("3", [], "3"),
        ("3", ["3"], "3 A"),
        ("3", ["3", "3 A"], "3 A 2"),
        ("12345678901234567890", ["12345678901234567890"], "123456789012345678 A"),
    ],
)
def test_move_tasks_gives_a_number_in_use_the_old_code(departments, number, taken, becomes):
    a, b = departments
    for each in taken:
        make.make_task(b, each)
    task = make.make_task(a, number, title="Của A")

    move_tasks(moves={str(task.pk): b.pk}, on=DAY, by=None, now=units.NOW)

    assert leads()["Của A"] == ("B", becomes)


def test_move_tasks_to_nobody_moves_nothing(departments):
    a, _ = departments
    task = make.make_task(a, "1")

    move_tasks(moves={str(task.pk): None}, on=DAY, by=None, now=units.NOW)

    assert leads() == {"Nhiệm vụ 1": ("A", "1")}


def test_assessments_stay_and_say_what_nobody_could_finish(departments):
    a, b = departments
    make.make_assessment(make.make_period(), a)

    assert assessments([a.pk, b.pk], DAY) == [
        "Phiếu chấm 6 tháng đầu năm 2023 của Sở A giữ tên cũ (đang nhập); hãy chấm và thẩm định xong trước ngày "
        "sắp xếp, sau ngày đó đơn vị không còn người nhập."
    ]
