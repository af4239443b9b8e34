"""One unit with its people and its history."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import units as make
from units.enums import Role

pytestmark = pytest.mark.django_db


def page(client, unit):
    return client.get(reverse("units:unit_detail", args=[unit.pk]))


def test_unit_detail_shows_people_children_and_dates(client):
    unit = make.unit("Sở Xây dựng", code="SXD", block=make.block())
    make.unit("Chi cục Giám định", parent=unit)
    make.post(make.user("Trần Văn Minh"), unit, Role.HEAD, valid_to=dt.date(2024, 12, 31))
    client.force_login(make.holder(Role.REPORTER, unit))

    html = page(client, unit).content.decode()

    for words in ("Trần Văn Minh", "Đã thôi 31/12/2024", "Chi cục Giám định", "Hoạt động từ 01/01/2020", "Mã SXD"):
        assert html.count(words) == 1, words
    assert html.count("Thu hồi") == 0


@pytest.mark.parametrize(("role", "status"), [(Role.REPORTER, 200), (Role.SYSADMIN, 404)])
def test_unit_detail_leads_to_the_results_only_whoever_may_read_them(client, role, status):
    unit = make.unit()
    client.force_login(make.holder(role, unit))
    results = reverse("reports:unit_years", args=[unit.pk])

    assert client.get(results).status_code == status
    assert (results in page(client, unit).content.decode()) == (status == 200)


def test_unit_detail_lets_coordinators_revoke_what_is_held(client):
    unit = make.unit()
    make.post(where=unit, valid_to=dt.date(2024, 12, 31))
    client.force_login(make.coordinator(unit))

    html = page(client, unit).content.decode()

    assert (html.count(">Thu hồi<"), html.count(">Giao vai trò<"), html.count(">Sắp xếp đơn vị<")) == (1, 1, 1)


def test_unit_detail_shows_what_it_became_on_both_sides(client):
    old, new = make.unit("Sở Giao thông"), make.unit("Sở Xây dựng")
    make.reorganised([old], existing=[new], effective_on=dt.date(2025, 3, 1))
    client.force_login(make.coordinator())

    before, after = page(client, old).content.decode(), page(client, new).content.decode()

    said = 'Từ sau 28/02/2025 sáp nhập vào <a href="{}">Sở Xây dựng</a> (45/NQ-HĐND ngày 20/02/2025)'
    assert before.count(said.format(reverse("units:unit_detail", args=[new.pk]))) == 1
    assert before.count("Đơn vị đã ngừng hoạt động sau ngày 28/02/2025") == 1
    assert after.count("Sở Giao thông</a> sáp nhập vào đơn vị này, sau ngày 28/02/2025") == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_unit_detail_asks_the_same_for_any_number(client, django_assert_num_queries, rows):
    unit = make.unit(block=make.block(), parent=make.unit())
    for _ in range(rows):
        make.post(where=unit)
        make.unit(parent=unit)
    client.force_login(make.coordinator())

    with django_assert_num_queries(8):  # account, posts, unit, people, children, two sides of history, what waits
        page(client, unit)
