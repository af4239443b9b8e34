"""The pages about a whole block: lost points, one criterion, two units; and that every number opens what is behind."""

import re

import pytest
from django.test import Client

from indicators.models import Period, Score
from reports import queries
from reports.block_points import block_points, lost_of_block
from tests.asserts import same_query_count
from tests.factories import reports as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db
FILTER = "?period=nam-2026&block=so"


def signed_in(client: Client, role: Role, number: int = 0) -> Client:
    client.force_login(units.holder(role, make.department(number)))
    return client


def page(client: Client, name: str, more: str = "") -> str:
    response = client.get(f"/xep-hang/{name}/{FILTER}{more}")
    assert response.status_code == 200
    return response.content.decode()


def rows_of(html: str) -> list[list[str]]:
    """The cells of the table as words."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [" ".join(re.sub("<.*?>", "", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", line, re.S)]
        for line in body.split("<tr>")[1:]
    ]


def test_lost_lists_the_criteria_of_the_block_and_leads_to_their_units(client: Client) -> None:
    make.appraised_period([("9", "7"), ("8", "10")])

    html = page(signed_in(client, Role.LEADER), "mat-diem")

    assert [(cells[0], cells[1], cells[4]) for cells in rows_of(html)] == [
        ("1.1. Tiêu chí 1.1", "3,00", "2 đơn vị: xem danh sách / 2"),
        ("1.2. Tiêu chí 1.2", "3,00", "2 đơn vị: xem danh sách / 2"),
        ("2.1. Tiêu chí 2.1", "3,00", "1 đơn vị: xem danh sách / 2"),
        ("2.2. Tiêu chí 2.2", "3,00", "1 đơn vị: xem danh sách / 2"),
    ]
    assert 'href="/xep-hang/tieu-chi/1.1/?period=nam-2026&amp;block=so"' in html


def test_criterion_lists_every_unit_and_leads_leaders_to_why_and_units_to_the_card(client: Client) -> None:
    make.published(make.appraised_period([("9", "7"), ("8", "10")]))
    unit = make.department(1).pk

    leader, clerk = (page(signed_in(client, role), "tieu-chi/1.1") for role in (Role.LEADER, Role.REPORTER))

    assert [cells[:4] for cells in rows_of(leader)] == [
        ["Sở Tài chính", "1", "10,00", "8,00"],
        ["Sở Nội vụ", "2", "10,00", "9,00"],
    ]
    assert f'href="/xep-hang/nam-2026/{unit}/vi-sao/1.1/"' in leader
    assert f'href="/xep-hang/nam-2026/{unit}/1/"' in clerk


def test_an_area_lists_its_units_and_its_criteria(client: Client) -> None:
    make.appraised_period([("9", "7"), ("8", "10")])
    Score.objects.filter(assessment__unit=make.department(0), criterion__code="2.1").update(
        points=None, not_applicable=True, exemption="1/QĐ"
    )

    html = page(signed_in(client, Role.LEADER), "tieu-chi/2")
    leaf = page(client, "tieu-chi/2.1")

    assert [cells[0] for cells in rows_of(html)] == ["Sở Nội vụ", "Sở Tài chính"]
    assert [cells[0] for cells in rows_of(leaf)] == ["Sở Tài chính", "Sở Nội vụ"]
    assert "Không áp dụng" in leaf
    assert re.findall(r'<li><a href="/xep-hang/tieu-chi/(.*?)/', html) == ["2.1", "2.2"]
    assert client.get(f"/xep-hang/tieu-chi/7/{FILTER}").status_code == 404


def test_comparison_takes_the_two_units_of_the_address_or_ones_own_and_the_next(client: Client) -> None:
    make.published(make.appraised_period([("9", "7"), ("8", "10"), ("5", "5")]))
    third = make.department(2).pk

    own = page(signed_in(client, Role.REPORTER), "so-sanh")
    asked = page(client, "so-sanh", f"&mot={third}&hai=khong-co")

    heads = [re.findall(r'<th class="num" scope="col">(.*?)</th>', html)[:2] for html in (own, asked)]
    assert heads == [["Sở Nội vụ", "Sở Tài chính"], ["Sở Y tế", "Sở Nội vụ"]]
    assert rows_of(asked)[0] == ["Tổng điểm", "20,00", "32,00", "−12,00", "32,00", "36,00", "Sở Tài chính"]


def test_comparison_of_a_single_unit_says_so(client: Client) -> None:
    make.appraised_period([("9", "7")])

    assert "ít hơn hai đơn vị" in page(signed_in(client, Role.LEADER), "so-sanh")


def test_before_publication_the_block_is_refused_and_an_unknown_period_is_not_there(client: Client) -> None:
    make.appraised_period()
    signed_in(client, Role.REPORTER)

    assert [client.get(f"/xep-hang/mat-diem/{query}").status_code for query in (FILTER, "?period=khong-co")] == [
        403,
        404,
    ]


def test_frozen_and_live_points_are_the_same_and_asked_in_the_same_few_questions() -> None:
    period = make.appraised_period([("9", "7"), ("8", "10")])
    live = block_points(period, "so", None, queries.league(period, "so", None))

    publication = make.published(period)

    rows = queries.league(period, "so", publication.pk)
    assert sorted(block_points(period, "so", publication.pk, rows), key=str) == sorted(live, key=str)
    assert block_points(period, "khong-co", None, ()) == []
    assert lost_of_block(period, "khong-co", None, ()) == []


def test_points_of_a_large_block_ask_as_much_as_those_of_a_small_one() -> None:
    period: Period = make.appraised_period([("9", "7")])
    rules = period.assessments.get().criteria_set

    def grow() -> None:
        for number in (1, 2):
            make.assessment(period, make.department(number), rules, [8, 8])

    same_query_count(lambda: lost_of_block(period, "so", None, queries.league(period, "so", None)), grow)
