"""Published results for other software: as frozen, and no earlier than their readers may see them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import now

from tests.factories import reports as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db
LIST = reverse("reports:result_list_api")
ONE = [("9", "7")]


@pytest.fixture
def period():
    return make.appraised_period()


def detail(publication):
    return reverse("reports:result_detail_api", args=[publication.pk])


def test_results_are_those_of_the_publication(client, period):
    publication = make.published(period)
    client.force_login(units.holder(Role.API_CLIENT))

    listed, result = client.get(LIST).json(), client.get(detail(publication)).json()

    assert [(each["period"], each["digest"]) for each in listed] == [(period.code, publication.digest)]
    frozen = publication.standings.order_by("block_code", "rank", "unit_name")
    assert [(each["unit_code"], each["rank"], each["total_points"]) for each in result["standings"]] == [
        (each.unit_code, each.rank, f"{each.total_points:.2f}") for each in frozen
    ]


def test_results_are_read_no_earlier_than_they_are_let_out(client, period):
    publication = make.published(period, units_at=now() + dt.timedelta(days=1), public_at=None)
    client.force_login(units.holder(Role.API_CLIENT))

    assert client.get(LIST).json() == []
    assert client.get(detail(publication)).status_code == 404


@pytest.mark.parametrize("points", [ONE, ONE * 3])
def test_a_result_asks_the_same_for_one_unit_and_for_three(client, django_assert_num_queries, points):
    publication = make.published(make.appraised_period(points))
    client.force_login(units.holder(Role.API_CLIENT))

    with django_assert_num_queries(4):  # account, posts, publication, standings
        assert len(client.get(detail(publication)).json()["standings"]) == len(points)


@pytest.mark.parametrize("years", [[2026], [2024, 2025, 2026]])
def test_the_list_of_results_asks_the_same_for_one_and_for_three(client, django_assert_num_queries, years):
    for year in years:
        make.published(make.appraised_period(ONE, code=f"nam-{year}", year=year))
    client.force_login(units.holder(Role.API_CLIENT))

    with django_assert_num_queries(3):  # account, posts, publications
        assert len(client.get(LIST).json()) == len(years)
