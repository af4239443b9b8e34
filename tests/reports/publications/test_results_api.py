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


def test_results_ask_the_same_for_any_number(client, period, django_assert_num_queries):
    publication = make.published(period)
    client.force_login(units.holder(Role.API_CLIENT))

    with django_assert_num_queries(4):  # account, posts, publication, standings
        client.get(detail(publication))
