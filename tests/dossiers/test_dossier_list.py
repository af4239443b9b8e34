"""The register: one's own units, the month of the URL, one code."""

import pytest
from django.urls import reverse

from tests.factories.dossiers import a_calendar, a_person, a_row, a_unit, a_workbook, at, loaded
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(tmp_path):
    """A unit with two dossiers of April and one, late, of May."""
    a_calendar()
    unit = a_unit()
    may = {"Ngày tiếp nhận": at("2025-05-06 09:00"), "Ngày hẹn trả": at("2025-05-09 17:00")}
    table = [a_row("A-1"), a_row("A-2"), a_row("B-1", **may, **{"Ngày có kết quả": at("2025-05-20 09:00")})]
    loaded(a_workbook(tmp_path, table), unit)
    return unit


def codes(response):
    return [dossier.code for dossier in response.context["page"]]


def listed(client, user, **query):
    client.force_login(user)
    return client.get(reverse("dossiers:dossier_list"), query)


def test_dossier_list_opens_with_the_newest_month(client, unit):
    response = listed(client, a_person((Role.REPORTER, unit)))

    assert codes(response) == ["B-1"]
    assert "1 hồ sơ, tiếp nhận từ 01/05/2025 đến 31/05/2025" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"month": "2025-04"}, ["A-1", "A-2"]),
        ({"month": "2025-04", "outcome": "3"}, []),
        ({"outcome": "3"}, ["B-1"]),
        ({"q": "A-"}, ["A-1", "A-2"]),
        ({"q": "A-2"}, ["A-2"]),
        ({"q": "A-", "month": "2025-05"}, []),
        ({"month": "nonsense", "outcome": "x", "unit": "0"}, ["B-1"]),
    ],
)
def test_dossier_list_filters_by_the_url(client, unit, query, expected):
    assert codes(listed(client, a_person((Role.REPORTER, unit)), **query)) == expected


def test_dossier_list_shows_only_visible_units(client, unit):
    stranger, boss = a_person((Role.REPORTER, a_unit())), a_person((Role.LEADER, a_unit()))

    assert codes(listed(client, stranger, q="A-")) == []
    assert codes(listed(client, stranger, unit=unit.pk, q="A-")) == []
    assert codes(listed(client, boss, unit=unit.pk, q="A-")) == ["A-1", "A-2"]


def test_dossier_list_offers_loading_to_loaders_only(client, unit):
    assert listed(client, a_person((Role.HEAD, unit))).context["may_load"]
    assert not listed(client, a_person((Role.LEADER, unit))).context["may_load"]


def test_dossier_list_takes_as_many_queries_for_3_rows_as_for_1(client, unit, django_assert_max_num_queries):
    client.force_login(a_person((Role.REPORTER, unit)))
    client.get(reverse("dossiers:dossier_list"))
    with django_assert_max_num_queries(12) as one:
        client.get(reverse("dossiers:dossier_list"), {"q": "A-1"})
    with django_assert_max_num_queries(12) as more:
        client.get(reverse("dossiers:dossier_list"), {"q": "A-"})

    assert len(one) == len(more)
