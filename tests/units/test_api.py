"""Units as JSON."""

import pytest
from django.urls import reverse

from tests.factories import units as make
from units.enums import Role

pytestmark = pytest.mark.django_db
ADDRESS = reverse("units:unit_list_api")


def test_api_gives_the_units_one_may_read(client):
    top = make.unit("UBND", code="UB")
    unit = make.unit("Sở Y tế", code="SYT", parent=top, block=make.block("so"))
    client.force_login(make.holder(Role.REPORTER, unit))

    assert client.get(ADDRESS).json() == [
        {
            "id": unit.pk,
            "code": "SYT",
            "name": "Sở Y tế",
            "short_name": "",
            "parent": "UB",
            "level": "department",
            "block": "so",
            "ranked": True,
            "valid_from": "2020-01-01",
            "valid_to": None,
        }
    ]


def test_api_is_read_only(client):
    client.force_login(make.coordinator())

    assert client.post(ADDRESS, {}).status_code == 405


@pytest.mark.parametrize("units", [1, 3])
def test_api_asks_the_same_for_any_number(client, django_assert_num_queries, units):
    for _ in range(units):
        make.unit(parent=make.unit(), block=make.block())
    client.force_login(make.coordinator())

    with django_assert_num_queries(3):  # account, posts, units
        client.get(ADDRESS)
