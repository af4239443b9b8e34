"""The end of the year: all-year work that was done is finished on its last day, what is not named is overdue."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused
from indicators.actions.task_reports import close_all_year
from indicators.enums import PlanState
from indicators.models import Task
from tests.factories.plans import make_person, make_plan, make_task, make_unit
from units.enums import Role

LAST_EVENING = dt.datetime(2023, 12, 31, 10, tzinfo=dt.UTC)
LAST = dt.date(2023, 12, 31)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit("SNV", "Sở Nội vụ")


@pytest.fixture
def coordinator(unit):
    return make_person("dieuphoi", unit, Role.COORDINATOR)


@pytest.fixture
def year_long(unit):
    plan = make_plan()
    return [make_task(unit, number, plan=plan, due_on=None) for number in ("1", "2")]


def close(coordinator, *tasks, year=2023, now=LAST_EVENING):
    return close_all_year(year=year, task_ids=[task.pk for task in tasks], by=coordinator, now=now)


def test_what_is_named_is_finished_and_the_rest_is_overdue_the_day_after(coordinator, year_long):
    done, left = year_long

    assert close(coordinator, done) == 1

    on_the_day = {task.number: task.outcome.value for task in Task.objects.as_of(LAST)}
    the_day_after = {task.number: task.outcome.value for task in Task.objects.as_of(LAST + dt.timedelta(1))}
    assert on_the_day == {done.number: "on_time", left.number: "in_progress"}
    assert the_day_after == {done.number: "on_time", left.number: "overdue"}
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_id, event.after) == (
        "task.close_year",
        coordinator.pk,
        '{"changed":1,"year":2023}',
    )


def test_work_with_a_date_of_its_own_dropped_work_and_drafts_stay_as_they_are(coordinator, unit, year_long):
    dated = make_task(unit, "3")
    dropped = make_task(unit, "4", due_on=None, dropped_on=dt.date(2023, 5, 1))
    draft = make_plan(name="Bản thảo", state=PlanState.DRAFT, number="", signer="", decided_on=None, unit=unit)
    planned = make_task(unit, "5", plan=draft, due_on=None)

    assert close(coordinator, dated, dropped, planned, *year_long) == 2

    assert set(Task.objects.filter(finished_on=LAST)) == set(year_long)


@pytest.mark.parametrize(
    ("role", "chosen", "now", "sentence"),
    [
        (Role.REPORTER, 1, LAST_EVENING, "Chỉ điều phối CCHC được kết thúc nhiệm vụ cả năm."),
        (Role.COORDINATOR, 0, LAST_EVENING, "Chưa chọn nhiệm vụ nào đã làm xong trong năm."),
        (
            Role.COORDINATOR,
            1,
            LAST_EVENING - dt.timedelta(hours=18),  # eleven at night of the 30th in Vietnam
            "Nhiệm vụ cả năm 2023 chỉ kết thúc được từ 31/12/2023.",
        ),
    ],
)
def test_who_may_not_or_when_not_is_told(unit, year_long, role, chosen, now, sentence):
    with pytest.raises(Refused, match=sentence):
        close(make_person("ai", unit, role), *year_long[:chosen], now=now)

    assert not Task.objects.filter(finished_on=LAST).exists()


def test_the_page_lists_what_waits_and_closes_what_is_ticked(client, coordinator, year_long):
    client.force_login(coordinator)
    address = reverse("indicators:plan_year_close", args=[2023])
    with time_machine.travel(LAST_EVENING, tick=False):
        page = client.get(address).content.decode()
        answer = client.post(address, {"nhiem_vu": [year_long[0].pk]}, follow=True).content.decode()
        left = client.get(address).content.decode()

    assert [f"Nhiệm vụ {number}" in page for number in "12"] == [True, True]
    assert "Đã kết thúc 1 nhiệm vụ cả năm 2023." in answer
    assert [f"Nhiệm vụ {number}" in left for number in "12"] == [False, True]


@pytest.mark.parametrize("year", ["0", "99999"])
def test_a_year_that_no_calendar_has_is_no_page(client, coordinator, year):
    client.force_login(coordinator)

    assert client.get(f"/ke-hoach/{year}/ket-thuc-nam/").status_code == 404
