"""The years of a unit: the published ones never change, the restated ones say what they are."""

import datetime as dt

import pytest
from django.urls import reverse

from indicators.models import Period
from reports.models import Publication, Standing
from tests.asserts import same_query_count
from tests.factories import reports as make
from tests.factories import units
from units.enums import Change, Role

pytestmark = pytest.mark.django_db


def page(client, unit):
    return client.get(reverse("reports:unit_years", args=[unit.pk]))


@pytest.fixture
def year(client):
    """2026 published for three departments; somebody of a fourth is signed in: what is published is for all of them."""
    client.force_login(units.holder(Role.REPORTER))
    period = make.appraised_period()
    for number in range(3):
        make.dossiers(make.department(number), dt.date(2026, 3, 1), early=4, on_time=3, late=number)
    make.published(period)
    return period


def frozen():
    return [list(model.objects.order_by("pk").values()) for model in (Publication, Standing)]


def test_unit_years_restates_a_merger_and_leaves_the_published_rows_alone(client, year):
    a, b = make.department(0), make.department(1)
    before = frozen()
    new = units.new_unit("MOI", "Sở Mới", level="department")
    units.reorganised([a, b], new=[new], effective_on=dt.date(2027, 1, 1), now=dt.datetime(2027, 1, 2, tzinfo=dt.UTC))

    heir = a.became.get().successor
    html = page(client, heir).content.decode()

    assert frozen() == before
    assert [row.unit_name for row in page(client, heir).context["years"][0].published] == ["Sở Nội vụ", "Sở Tài chính"]
    (found,) = page(client, heir).context["years"]
    assert (found.restated.early, found.restated.on_time, found.restated.late) == (8, 6, 1)
    assert (html.count("Số liệu quy đổi</span>"), html.count("Không so sánh được</span>")) == (1, 2)


def test_unit_years_says_what_cannot_be_told_apart(client, year):
    a, b, c = (make.department(number) for number in range(3))
    units.reorganised(
        [a], change=Change.DISSOLVE, existing=[b, c], effective_on=dt.date(2027, 1, 1),
        now=dt.datetime(2027, 1, 2, tzinfo=dt.UTC),
    )  # fmt: skip

    html = page(client, b).content.decode()

    said = "Năm 2026: không gồm phần nhận từ Sở Nội vụ: đã chia cho nhiều đơn vị, số liệu không tách được."
    assert html.count(said) == 1


def test_unit_years_of_a_unit_without_results(client, year):
    html = page(client, units.unit()).content.decode()

    assert html.count("chưa có kết quả năm nào được công bố") == 1


def test_unit_years_asks_the_same_for_any_number(client, year):
    unit = make.department(0)

    def another_year():
        earlier = make.appraised_period(code="nam-2025", year=2025)
        make.published(earlier)
        assert Period.objects.count() == 2

    same_query_count(lambda: page(client, unit), another_year)
