"""The years of a unit: the published ones never change, the restated ones say what they are."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "join", "split"]), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=4
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_was_published_stays_byte_by_byte_whatever_is_reorganised(year, steps):
    before, among = as_stored(), f"^(N|{'|'.join(Standing.objects.values_list('unit__code', flat=True))})"
    with transaction.atomic():
        for number, (step, one, two) in enumerate(steps):
            day = dt.date(2026, 1, 2) + dt.timedelta(days=number)
            units.somehow_reorganised(step, one, two, day=day, code=f"N{number}", among=among)

        assert as_stored() == before
        call_command("verify_publication", stdout=StringIO())  # raises where a row and the document differ
        transaction.set_rollback(True)


def as_stored():
    """The very text of every published row, as PostgreSQL writes it."""
    with connection.cursor() as cursor:
        cursor.execute("select p::text from reports_publication p union all select s::text from reports_standing s")
        return sorted(cursor.fetchall())


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


def test_unit_years_follows_each_criterion_and_says_what_cannot_be_compared(client):
    """1.1 of 2026 was 2.1 the year before, 1.2 is new; the others kept their codes."""
    client.force_login(units.holder(Role.REPORTER))
    listed = 'criteria = [{{ code = "1.1"{} }}, {{ code = "1.2"{} }}, {{ code = "2.1"{} }}, {{ code = "2.2" }}]\n'
    old = make.criteria_set("bo-2025", source=listed.format("", "", ""))
    was = (', was = ["2.1"]', ", was = []", ", was = []")
    new = make.criteria_set("bo-2026", source=listed.format(*was), follows=old)
    for number, rules in ((2025, old), (2026, new)):
        make.published(make.appraised_period(code=f"nam-{number}", year=number, rules=rules))

    shown = page(client, make.department(0))

    found = {line.code: [cell.codes for cell in line.cells] for line in shown.context["criteria"]}
    assert found == {
        "1.1": [("2.1",), ("1.1",)],
        "1.2": [(), ("1.2",)],
        "2.1": [(), ("2.1",)],
        "2.2": [("2.2",), ("2.2",)],
    }
    assert shown.content.decode().count('<span class="mute">không so sánh được</span>') == 2
