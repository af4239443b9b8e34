"""Slides: the frozen figures, one picture after the other, and nothing that needs the network."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.models import Assessment
from reports.tasks import keep_pages
from tests.factories import reports as make
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db


def page(client: Client, pk: int) -> str:
    client.force_login(units.holder(Role.LEADER, make.department(0), username="xem"))
    return client.get(f"/cong-bo/{pk}/trinh-chieu/").content.decode()


def test_slides_show_the_frozen_figures_and_the_digest_on_each(client: Client) -> None:
    make.department(0, name="Sở <Nội vụ>")
    period = make.appraised_period([("9.33", "7.77"), ("8.11", "6.66"), ("5", "4")])
    Assessment.objects.filter(unit=make.department(1)).update(grade="Khá", grade_reason="chưa xong kế hoạch")
    publication = make.published(period)
    rows = list(publication.standings.order_by("rank"))

    found = page(client, publication.pk)

    assert re.findall(r'<td class="num strong">(\d\d,\d\d)</td>', found)[:3] == [
        f"{row.total_points:.2f}".replace(".", ",") for row in rows
    ]
    assert found.count(f"Mã băm {publication.digest[:12]}…") == found.count('<section class="slide') == 5
    assert publication.digest in found
    assert "Sở &lt;Nội vụ&gt;" in found
    assert "* Sở Tài chính: chưa xong kế hoạch" in found
    assert "5/5" in found


def test_slides_are_read_as_they_were_kept_and_not_sent_twice(client: Client) -> None:
    publication = make.published(make.appraised_period())
    keep_pages(publication.pk)
    client.force_login(units.holder(Role.LEADER, make.department(0), username="xem"))
    address = f"/cong-bo/{publication.pk}/trinh-chieu/"
    with CaptureQueriesContext(connection) as asked:
        first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert not [each["sql"] for each in asked if "reports_standing" in each["sql"] or '"bundle"' in each["sql"]]
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert publication.digest in first.content.decode()


def test_slides_of_many_units_take_ten_at_a_time(client: Client) -> None:
    found = page(client, make.published(make.appraised_period([("9", "7")] * 11)).pk)

    assert "(1–10 trên 11 đơn vị)" in found
    assert "(11–11 trên 11 đơn vị)" in found


def test_slides_compare_with_the_year_before_and_show_dossiers(client: Client) -> None:
    rules = make.criteria_set("bo")
    make.published(make.appraised_period([("5", "5"), ("8", "8")], code="nam-2025", year=2025, rules=rules))
    period = make.appraised_period([("9", "9"), ("8", "7")], rules=rules)
    make.dossiers(make.department(0), period.data_from.replace(month=9, day=1, year=2026), early=7, on_time=2, late=1)

    found = page(client, make.published(period).pk)

    assert '<td class="num">▲ 40,00</td>' in found
    assert '<td class="num">▼ 5,00</td>' in found
    assert "Toàn khối: 10 hồ sơ đã giải quyết, 1 trễ hạn (10,00%)" in found
