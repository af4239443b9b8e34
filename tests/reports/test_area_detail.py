"""From a cell of the heat map to the criteria that lost the points."""

import re

import pytest
from django.test import Client

from indicators.models import Score
from tests.factories import reports as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader(client: Client) -> Client:
    client.force_login(units.holder(Role.LEADER, make.department(0)))
    return client


def codes(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><span><a href="[^"]+">([\d.]+)\.', page)


def test_area_detail_sorts_criteria_by_what_they_lost(leader: Client) -> None:
    period = make.appraised_period([("9", "7")])
    Score.objects.filter(assessment__period=period, criterion__code="1.2").update(points="3.50")

    page = leader.get(f"/xep-hang/nam-2026/{make.department(0).pk}/1/").content.decode()

    assert codes(page) == ["1.2", "1.1"]
    assert ">6,50</td>" in page
    assert "Lý do thẩm định: Thiếu minh chứng" in page


def test_area_detail_shows_the_same_frozen(leader: Client) -> None:
    make.published(make.appraised_period([("9", "7")]))

    page = leader.get(f"/xep-hang/nam-2026/{make.department(0).pk}/2/").content.decode()

    assert codes(page) == ["2.1", "2.2"]
    assert "14,00 <small>/ 20,00</small>" in page


def test_every_cell_of_the_heat_map_leads_to_a_page(leader: Client) -> None:
    make.appraised_period()

    page = leader.get("/xep-hang/").content.decode()

    links = re.findall(r'<td class="k\d"><a href="([^"]*)">', page)
    assert (len(links), {leader.get(link).status_code for link in links}) == (6, {200})


def test_area_detail_of_an_unknown_area_is_not_found(leader: Client) -> None:
    make.appraised_period([("9", "7")])

    assert leader.get(f"/xep-hang/nam-2026/{make.department(0).pk}/9/").status_code == 404


def test_area_detail_before_publication_is_closed_to_other_units(client: Client) -> None:
    make.appraised_period()
    client.force_login(units.holder(Role.REPORTER, make.department(1)))

    assert client.get(f"/xep-hang/nam-2026/{make.department(0).pk}/1/").status_code == 403
