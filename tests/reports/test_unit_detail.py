"""A unit's scorecard: points, losses, and who may see it when."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from indicators.models import Score
from tests.asserts import same_query_count
from tests.factories import reports as make
from tests.factories import units
from tests.factories.audit import by_force
from units.enums import Role

pytestmark = pytest.mark.django_db
NOT_YOURS = "Kết quả kỳ này chưa công bố; trước khi công bố mỗi đơn vị chỉ xem được điểm của mình."


def get(client: Client, role: Role, where, of, period: str = "nam-2026"):
    client.force_login(units.holder(role, where))
    return client.get(f"/xep-hang/{period}/{of.pk}/")


def cells(page: str) -> list[list[str]]:
    """The numbers of the table by area."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [re.findall(r'<td class="num[^"]*">(.*?)</td>', line) for line in body.split("<tr>")[1:]]


def test_unit_detail_shows_each_area_with_what_it_lost(client: Client) -> None:
    make.appraised_period([("9", "7"), ("8", "6")])

    page = get(client, Role.LEADER, make.department(1), make.department(0)).content.decode()

    assert cells(page) == [["20,00", "20,00", "18,00", "2,00", "90,00%"], ["20,00", "—", "14,00", "6,00", "70,00%"]]
    assert re.findall(r"<b>(−.*?)</b>", page) == ["−3,00", "−3,00", "−1,00", "−1,00"]
    assert page.count("8 / 10 = 80,00%") == 4


def test_unit_detail_leaves_out_of_the_maximum_what_does_not_apply(client: Client) -> None:
    period = make.appraised_period([("9", "7")])
    exempt = {"not_applicable": True, "exemption": "Công văn 12/SNV", "points": None}
    Score.objects.filter(assessment__period=period, criterion__code="1.1").update(**exempt)

    page = get(client, Role.LEADER, make.department(1), make.department(0)).content.decode()

    assert cells(page)[0] == ["10,00", "10,00", "9,00", "1,00", "90,00%"]
    assert "Không áp dụng" in page


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.COORDINATOR, Role.LEADER])
def test_unit_detail_before_publication_is_open_to_province_wide_roles(client: Client, role: Role) -> None:
    make.appraised_period()

    assert get(client, role, make.department(1), make.department(0)).status_code == 200


@pytest.mark.parametrize("role", [Role.REPORTER, Role.HEAD])
def test_unit_detail_before_publication_is_open_to_the_unit_itself_only(client: Client, role: Role) -> None:
    make.appraised_period()

    own = get(client, role, make.department(0), make.department(0))
    other = get(client, role, make.department(1), make.department(0))

    assert (own.status_code, other.status_code) == (200, 403)
    assert NOT_YOURS in other.content.decode()
    assert "Xếp hạng trong khối" in own.content.decode()
    assert "đơn vị</small>" not in own.content.decode()


def test_unit_detail_after_publication_is_open_to_everyone_and_frozen(client: Client) -> None:
    make.published(make.appraised_period())
    with by_force("indicators_score"):
        Score.objects.update(points=0, explanation="khác")
    cache.clear()

    response = get(client, Role.REPORTER, make.department(1), make.department(2))

    assert response.status_code == 200
    assert '<p class="v">3 <small>/ 3 đơn vị</small></p>' in response.content.decode()
    assert cells(response.content.decode())[0] == ["20,00", "20,00", "12,00", "8,00", "60,00%"]
    assert "khác" not in response.content.decode()


def test_unit_detail_of_a_unit_or_period_without_points_is_not_found(client: Client) -> None:
    make.appraised_period([("9", "7")])

    assert get(client, Role.LEADER, make.department(0), make.department(1)).status_code == 404
    assert get(client, Role.LEADER, make.department(0), make.department(0), "nam-1999").status_code == 404


def test_unit_detail_of_a_unit_that_took_no_part_in_a_publication_is_not_found(client: Client) -> None:
    make.published(make.appraised_period([("9", "7")]))

    assert get(client, Role.LEADER, make.department(0), make.department(1)).status_code == 404


def test_unit_detail_asks_as_much_in_a_period_of_three_units_as_of_one(client: Client) -> None:
    period = make.appraised_period([("9", "7")])
    rules = period.sets.get().criteria_set
    client.force_login(units.holder(Role.LEADER, make.department(0)))

    def grow() -> None:
        for number in (1, 2):
            make.assessment(period, make.department(number), rules, [5, 5])

    same_query_count(lambda: client.get(f"/xep-hang/nam-2026/{make.department(0).pk}/"), grow)


def test_unit_detail_says_how_firm_the_rank_is(client) -> None:
    """Sở Nội vụ and Sở Tài chính are equal; Sở Y tế is ten points behind."""
    period = make.appraised_period([("9", "7"), ("8", "8"), ("6", "5")])
    make.published(period)
    client.force_login(units.holder(Role.LEADER))

    equal, last = (
        client.get(f"/xep-hang/nam-2026/{make.department(number).pk}/").content.decode() for number in (0, 2)
    )

    assert "Có thể từ hạng 1 đến 2 khi tính sai số điều tra; cách đơn vị liền dưới 0,00" in equal
    assert "Hạng không đổi khi tính sai số điều tra; cách đơn vị liền trên 25,00" in last
