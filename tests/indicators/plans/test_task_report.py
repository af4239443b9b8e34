"""Reporting a task: by its lead unit or the coordinator, believable dates only, never over somebody else's report."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused
from indicators.actions.task_reports import report_task
from tests.factories.plans import make_person, make_plan, make_task, make_unit
from units.enums import Role

NOW = dt.datetime(2023, 6, 20, 2, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_20_june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit():
    return make_unit("SLD", "Sở Lao động")


@pytest.fixture
def task(unit):
    return make_task(unit, "7", plan=make_plan(), target=6935)


@pytest.fixture
def reporter(client, unit):
    user = make_person("canbo", unit, Role.REPORTER)
    client.force_login(user)
    return user


def post(client, task, **data):
    return client.post(reverse("indicators:task_report", args=[task.pk]), {"seen": task.stamp} | data)


def test_task_report_stores_date_and_quantity_with_one_link_of_the_trail(client, task, reporter):
    response = post(client, task, finished_on="14/06/2023", achieved="13.870")

    task.refresh_from_db()
    assert (response.status_code, response.url) == (302, f"/ke-hoach/nhiem-vu/{task.pk}/")
    assert (task.finished_on, task.achieved) == (dt.date(2023, 6, 14), Decimal(13870))
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_id, event.unit_id) == ("task.report", reporter.pk, task.lead_id)


def test_task_report_can_be_taken_back(client, task, reporter):
    post(client, task, finished_on="2023-06-14", achieved="5")
    task.refresh_from_db()

    post(client, task, finished_on="", achieved="")

    task.refresh_from_db()
    assert (task.finished_on, task.achieved) == (None, None)


def test_task_report_of_the_same_values_leaves_no_trace(client, task, reporter):
    post(client, task, finished_on="", achieved="")

    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            {"finished_on": "21/06/2023"},
            "Ngày hoàn thành: Ngày hoàn thành 21/06/2023 ở tương lai. Chỉ báo cáo khi nhiệm vụ đã hoàn thành.",
        ),
        (
            {"finished_on": "14/12/2022"},
            "Ngày hoàn thành: Ngày hoàn thành 14/12/2022 sớm hơn năm kế hoạch 2023 (tính từ 15/12/2022). "
            "Kiểm tra lại năm.",
        ),
        ({"finished_on": "31/06/2023"}, "Ngày hoàn thành: Nhập ngày có thật, dạng 30/06/2023."),
        ({"achieved": "12a"}, "Thực hiện: Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76."),
        ({"achieved": "-1"}, "Thực hiện: Số lượng đã làm được phải từ 0 đến 999.999.999.999."),
    ],
)
def test_task_report_says_what_to_mend_and_keeps_what_was_typed(client, task, reporter, data, sentence):
    response = post(client, task, **data)

    task.refresh_from_db()
    assert response.status_code == 422
    assert f">{sentence}</a>" in response.content.decode()
    assert f'value="{next(iter(data.values()))}"' in response.content.decode()
    assert (task.finished_on, task.achieved) == (None, None)


def test_task_report_never_overwrites_a_newer_report_unseen(client, task, reporter):
    seen = task.stamp
    task.finished_on = dt.date(2023, 6, 1)
    task.save()

    response = post(client, task, seen=seen, finished_on="14/06/2023")

    task.refresh_from_db()
    assert response.status_code == 409
    assert "Đang lưu: hoàn thành 01/06/2023, thực hiện —." in response.content.decode()
    assert f'name="seen" value="{task.stamp}"' in response.content.decode()
    assert task.finished_on == dt.date(2023, 6, 1)


@pytest.mark.parametrize(
    ("role", "at_home", "status"),
    [
        (Role.REPORTER, True, 200),
        (Role.HEAD, True, 200),
        (Role.COORDINATOR, False, 200),
        (Role.APPRAISER, False, 403),
        (Role.LEADER, False, 403),
        (Role.REPORTER, False, 404),
        (Role.HEAD, False, 404),
    ],
)
def test_task_report_is_for_the_lead_unit_and_the_coordinator(client, unit, task, role, at_home, status):
    client.force_login(make_person("ai", unit if at_home else make_unit("SNV"), role))

    assert client.get(reverse("indicators:task_report", args=[task.pk])).status_code == status


def test_task_report_action_asks_for_itself(unit, task):
    leader = make_person("lanhdao", unit, Role.LEADER)
    reporter = make_person("canbo", unit, Role.REPORTER)
    report = {"task_id": task.pk, "achieved": None, "seen": task.stamp, "now": NOW}

    with pytest.raises(Refused) as stranger:
        report_task(finished_on=None, by=leader, **report)
    with pytest.raises(Refused) as future:
        report_task(finished_on=dt.date(2023, 6, 21), by=reporter, **report)

    assert str(stranger.value) == (
        "Chỉ cán bộ đầu mối, lãnh đạo Sở Lao động hoặc điều phối CCHC được báo cáo nhiệm vụ này."
    )
    assert str(future.value).startswith("Ngày hoàn thành 21/06/2023 ở tương lai.")
