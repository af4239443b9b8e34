"""The page of a year's tasks: the published headline, the day in the address, and who sees what."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.views.plans import ROWS
from tests.factories.plans import make_person, make_plan, make_task, make_unit
from units.enums import Role

pytestmark = pytest.mark.django_db


def text(response) -> str:
    """The page as it is read: no tags, single blanks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.fixture
def province():
    return make_unit("UBND", "UBND Thành phố Mẫu", block=None)


@pytest.fixture
def leader(client, province):
    user = make_person("lanhdao", province, Role.LEADER)
    client.force_login(user)
    return user


def test_plan_detail_shows_42_of_68_on_30_june(client, leader):
    unit, plan = make_unit("SNV"), make_plan()
    for number in range(42):
        make_task(unit, str(number), plan=plan, finished_on=dt.date(2023, 6, 15))
    for number in range(42, 67):
        make_task(unit, str(number), plan=plan, due_on=dt.date(2023, 6, 30), finished_on=dt.date(2023, 7, 1))
    make_task(unit, "67", plan=plan, due_on=dt.date(2023, 6, 29))

    page = text(client.get(reverse("indicators:plan_detail", args=[2023]), {"ngay": "2023-06-30"}))

    counts = re.search(r"\d+/\d+ nhiệm vụ hoàn thành = \S+ .*? Danh mục nhiệm vụ", page)[0]
    assert counts == (
        "42/68 nhiệm vụ hoàn thành = 61,76% Kế hoạch CCHC · Tất cả đơn vị · tính đến 30/06/2023 "
        "Hoàn thành trước hạn 0 (0,00%) Hoàn thành đúng hạn 42 (61,76%) Hoàn thành quá hạn 0 (0,00%) "
        "Đang thực hiện 25 (36,76%) Quá hạn chưa hoàn thành 1 (1,47%) Danh mục nhiệm vụ"
    )


def test_plan_detail_shows_74_tasks_given_outside_the_plan(client, leader):
    unit, other = make_unit("SLD", "Sở Lao động"), make_unit("SNV")
    for number in range(74):
        ahead = 3 if number < 61 else 0
        due = dt.date(2022, 6, 15)
        make_task(unit, str(number), year=2022, due_on=due, finished_on=due - dt.timedelta(days=ahead))
    make_task(other, year=2022)

    address = reverse("indicators:plan_detail", args=[2022])
    page = text(client.get(address, {"nguon": "province", "don_vi": "SLD", "ngay": "14/12/2022"}))

    counts = re.search(r"\d+/\d+ nhiệm vụ hoàn thành = .*? Hoàn thành quá hạn \d+", page)[0]
    assert counts == (
        "74/74 nhiệm vụ hoàn thành = 100,00% UBND giao ngoài kế hoạch · Sở Lao động · tính đến 14/12/2022 "
        "Hoàn thành trước hạn 61 (82,43%) Hoàn thành đúng hạn 13 (17,57%) Hoàn thành quá hạn 0"
    )


def test_plan_detail_shows_a_task_with_its_quantity_and_words(client, leader):
    plan = make_plan()
    make_task(
        make_unit("SLD", "Sở Lao động"),
        "69",
        plan=plan,
        title="Số hóa hồ sơ",
        product="Kết quả số hóa",
        supporting="Sở TT&TT",
        due_on=None,
        finished_on=dt.date(2023, 11, 18),
        target=6935,
        achieved=13870,
    )

    page = text(client.get(reverse("indicators:plan_detail", args=[2023]), {"ngay": "2023-12-01"}))

    assert re.search(r"Cải cách thể chế 69 .*? trước hạn", page)[0] == (
        "Cải cách thể chế 69 Số hóa hồ sơ Kết quả số hóa Sở Lao động Sở TT&TT Cả năm 18/11/2023 "
        "13.870/6.935 200,00% Vượt chỉ tiêu Hoàn thành trước hạn"
    )


def test_plan_detail_opens_the_latest_year_and_links_the_others(client, leader):
    unit = make_unit("SNV")
    make_task(unit, plan=make_plan(2023))
    make_task(unit, plan=make_plan(2022))

    response = client.get(reverse("indicators:plan_detail"))

    assert (response.context["year"], response.context["years"]) == (2023, [2023, 2022])
    assert 'href="/ke-hoach/2022/"' in response.content.decode()


def test_plan_detail_shows_reporters_the_tasks_of_their_unit_with_a_link_to_report(client):
    own, other, plan = make_unit("SLD"), make_unit("SNV"), make_plan()
    task = make_task(own, "1", plan=plan)
    make_task(other, "1", plan=plan)
    client.force_login(make_person("canbo", own, Role.REPORTER))

    response = client.get(reverse("indicators:plan_detail", args=[2023]))

    assert [one.pk for one in response.context["page"]] == [task.pk]
    assert reverse("indicators:task_report", args=[task.pk]) in response.content.decode()


def test_plan_detail_offers_leaders_no_report(client, leader):
    task = make_task(make_unit("SNV"), plan=make_plan())

    response = client.get(reverse("indicators:plan_detail", args=[2023]))

    assert [one.pk for one in response.context["page"]] == [task.pk]
    assert reverse("indicators:task_report", args=[task.pk]) not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"ngay": "31/06/2023"}, "Nhập ngày có thật, dạng 30/06/2023."),
        ({"don_vi": "KHAC"}, "Không có đơn vị này trong số đơn vị anh/chị được xem."),
        ({"nguon": "bo"}, "Chọn một nguồn giao trong danh sách."),
    ],
)
def test_plan_detail_says_what_is_wrong_with_the_address(client, leader, query, sentence):
    make_task(make_unit("SNV"), plan=make_plan())

    response = client.get(reverse("indicators:plan_detail", args=[2023]), query)

    assert response.status_code == 200
    assert sentence in text(response)


def test_plan_detail_without_tasks_says_where_they_come_from(client, leader):
    page = text(client.get(reverse("indicators:plan_detail")))

    assert "Chưa có nhiệm vụ nào. Điều phối CCHC nạp kế hoạch từ tệp Excel" in page


def test_plan_detail_pages_long_lists_and_keeps_the_filter(client, leader):
    unit = make_unit("SNV")
    for number in range(ROWS + 1):
        make_task(unit, str(number))

    response = client.get(reverse("indicators:plan_detail", args=[2023]), {"nguon": "province", "trang": "2"})

    assert len(response.context["page"]) == 1
    assert "Trang 2/2" in text(response)
    assert 'href="?nguon=province&amp;trang=1"' in response.content.decode()


def test_plan_detail_takes_the_same_number_of_queries_for_any_number_of_rows(client, leader):
    plan = make_plan()

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("indicators:plan_detail", args=[2023]))
        return len(seen)

    make_task(make_unit("S1"), plan=plan)
    queries()  # the first visit fills the session cache
    for_one = queries()
    make_task(make_unit("S2"), plan=plan)
    make_task(make_unit("S3"), plan=plan)

    assert queries() == for_one
