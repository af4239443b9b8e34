"""The frozen table with its decision and digest."""

import re

import pytest
from django.test import Client

from tests.asserts import same_query_count
from tests.factories import reports as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


def page(client: Client, publication, role: Role = Role.REPORTER) -> str:
    client.force_login(units.holder(role, make.department(0)))
    response = client.get(f"/cong-bo/{publication.pk}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSADMIN}))
def test_publication_detail_is_open_to_everyone_with_a_post(client: Client, role: Role) -> None:
    publication = make.published(make.appraised_period())

    found = page(client, publication, role)

    assert publication.digest in found
    assert "Quyết định số 412/QĐ-UBND ngày 27/12/2026 · lần 1, công bố lúc 10:00 ngày 28/12/2026" in found
    assert "Kết quả chính thức" in found
    assert re.findall(r'<td class="num sc">(.*?)</td>', found) == ["32,00", "32,00", "22,00"]


def test_publication_detail_is_hidden_from_those_who_only_keep_the_system_running(client: Client) -> None:
    publication = make.published(make.appraised_period())
    client.force_login(units.holder(Role.SYSADMIN, make.department(0)))

    assert client.get(f"/cong-bo/{publication.pk}/").status_code == 404


def test_publication_detail_of_an_old_version_points_to_the_one_in_force(client: Client) -> None:
    period = make.appraised_period()
    first, second = make.published(period), make.published(period, reason="Cộng nhầm")

    assert f'<a href="/cong-bo/{second.pk}/">bản công bố lần 2</a>: Cộng nhầm' in page(client, first)
    assert "đã được thay bằng" not in page(client, second)


def test_publication_detail_asks_as_much_for_one_unit_as_for_three(client: Client) -> None:
    one = make.published(make.appraised_period([("9", "7")], code="nam-2030", year=2030))
    three = make.published(make.appraised_period(code="nam-2031", year=2031))
    shown = [one]
    client.force_login(units.holder(Role.LEADER, make.department(0)))

    same_query_count(lambda: client.get(f"/cong-bo/{shown[-1].pk}/"), lambda: shown.append(three))


def test_publication_detail_of_nothing_is_not_found(client: Client) -> None:
    client.force_login(units.holder(Role.LEADER, make.department(0)))

    assert client.get("/cong-bo/999999/").status_code == 404
