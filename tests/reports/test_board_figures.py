"""The parts of the leaders' page: drawn once for everybody, anew only where what they rest on has changed."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.enums import State
from indicators.models import Assessment
from reports.tasks import keep_pages
from tests.factories import reports as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db
URL = "/xep-hang/?period=nam-2026"
HEAVY = ('FROM "indicators_score"', '"reports_standing"."areas"', "STRING_AGG", "ARRAY_AGG")  # tables and years


def looked(client: Client) -> tuple[str, list[str]]:
    """The page, and what was asked for it that is heavy."""
    with CaptureQueriesContext(connection) as asked:
        page = client.get(URL).content.decode()
    return page, [each["sql"] for each in asked if any(part in each["sql"] for part in HEAVY)]


@pytest.fixture
def leader(client: Client) -> Client:
    client.force_login(units.holder(Role.LEADER, make.department(0), username="lanh.dao.xem"))
    return client


def test_a_unit_that_hands_in_makes_nobody_draw_the_tables_again(leader: Client) -> None:
    make.appraised_period([("9", "7"), ("8", "6")])
    Assessment.objects.filter(unit=make.department(1)).update(state=State.DRAFT, **make.NOT_HANDED_IN)
    before, first = looked(leader)
    sheet = Assessment.objects.get(unit=make.department(0))
    Assessment.objects.filter(unit=make.department(1)).update(
        state=State.SUBMITTED, submitted_at=sheet.submitted_at, submitted_by=sheet.submitted_by,
        handed_in_at=sheet.handed_in_at,
    )  # fmt: skip

    after, again = looked(leader)

    assert (bool(first), again) == (True, [])
    assert ("1 đơn vị chưa nộp phiếu" in before, "chưa nộp phiếu" in after) == (True, False)


def test_changed_points_are_drawn_anew(leader: Client) -> None:
    period = make.appraised_period([("9", "7"), ("8", "6")])
    looked(leader)
    Assessment.objects.filter(unit=make.department(1)).update(total_points="39.00")
    period.version += 1
    period.save()

    page, asked = looked(leader)

    assert (bool(asked), "39,00" in page) == (True, True)


def test_a_unit_that_is_exempt_leaves_the_tables_at_once(leader: Client) -> None:
    make.appraised_period([("9", "7"), ("8", "6")])
    before, _ = looked(leader)
    Assessment.objects.filter(unit=make.department(1)).update(
        state=State.EXEMPT, total_points=None, **make.NOT_HANDED_IN
    )

    after, _ = looked(leader)

    rows = r'<td class="num sc">[\d,]+</td><td class="bar">'
    assert (len(re.findall(rows, before)), len(re.findall(rows, after))) == (2, 1)


def test_everybody_has_the_own_unit_marked_in_the_same_table(client: Client) -> None:
    make.published(make.appraised_period([("9", "7"), ("8", "6")]))
    marked = {}
    for number in (0, 1):
        client.force_login(units.holder(Role.REPORTER, make.department(number), username=f"can.bo.{number}"))
        page, asked = looked(client)
        marked[number] = re.findall(r'<tr class="me">.*?<th scope="row"><a [^>]*>([^<]+)</a> <span', page)

    assert marked == {0: ["Sở Nội vụ"], 1: ["Sở Tài chính"]}
    assert asked == []  # the second found them drawn


def test_what_was_just_published_is_drawn_before_the_leaders_look(leader: Client) -> None:
    publication = make.published(make.appraised_period([("9", "7"), ("8", "6")]))
    keep_pages(publication.pk)

    page, asked = looked(leader)

    assert ("32,00" in page, asked) == (True, [])


def test_a_year_before_that_is_published_late_is_compared_with_at_once(leader: Client) -> None:
    make.published(make.appraised_period([("9", "9"), ("8", "8")]))
    before = leader.get(URL)
    make.published(make.appraised_period([("5", "5"), ("8", "8")], code="nam-2025", year=2025))

    after = leader.get(URL, headers={"If-None-Match": before["ETag"]})

    told = [re.findall(r'<td class="mv"><a class="(\w+)"', each.content.decode()) for each in (before, after)]
    assert (after.status_code, told) == (200, [[], ["up", "dn"]])
