"""Closing a unit from its page."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import units as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(client):
    client.force_login(make.coordinator())
    return make.unit("Sở Giao thông")


def close(client, unit, **given):
    return client.post(reverse("units:unit_close", args=[unit.pk]), {"on": "28/02/2025"} | given)


def test_unit_close_merges(client, unit):
    heir = make.unit("Sở Xây dựng")

    response = close(client, unit, kind="merged", successors=[heir.pk], document="NQ 45")

    unit.refresh_from_db()
    assert (response.status_code, response.url) == (302, reverse("units:unit_detail", args=[unit.pk]))
    assert (unit.valid_to, [str(link) for link in unit.became.all()]) == (
        dt.date(2025, 2, 28),
        ["Sở Giao thông sáp nhập vào Sở Xây dựng"],
    )


def test_unit_close_keeps_what_was_typed_when_refused(client, unit):
    response = close(client, unit, kind="merged", document="NQ 45")

    unit.refresh_from_db()
    assert (response.status_code, unit.valid_to) == (422, None)
    assert response.context["form"].non_field_errors() == ["Đơn vị kế thừa và hình thức sắp xếp phải ghi cùng nhau."]
    assert response.content.decode().count('value="NQ 45"') == 1


def test_unit_close_needs_a_date(client, unit):
    assert close(client, unit, on="hôm qua").context["form"].errors["on"] == ["Ghi ngày dạng 31/12/2025."]


def test_unit_close_offers_only_other_open_units(client, unit):
    make.unit("Sở Đã đóng", valid_to=dt.date(2025, 1, 1))
    heir = make.unit("Sở Xây dựng")

    offered = client.get(reverse("units:unit_close", args=[unit.pk])).context["form"].fields["successors"].queryset

    assert list(offered.filter(name__startswith="Sở ").exclude(name__startswith="Sở số")) == [heir]
