"""Commendations after a publication, and the province's own indices over the years."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.enums import CommendationFor, CommendationState, PeriodState
from indicators.models import Commendation, RelatedIndex
from tests.factories import works
from tests.factories.plans import make_period, make_person, make_unit
from tests.indicators.plans.test_plan_detail import text
from units.enums import Role

NOW = dt.datetime(2023, 7, 10, 2, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_10_july():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def period():
    return make_period(state=PeriodState.PUBLISHED)


@pytest.fixture
def unit():
    return make_unit("SXD", "Sở Xây dựng")


@pytest.fixture
def coordinator(client):
    user = make_person("dieuphoi", make_unit("SNV", "Sở Nội vụ"), Role.COORDINATOR)
    client.force_login(user)
    return user


PERSON = {"unit": "SXD", "given_to": "person", "person": "Trần Thị B", "form": "Bằng khen", "reason": "Tận tụy"}


def test_commendations_are_proposed_and_decided_together(client, coordinator, unit, period):
    new = reverse("indicators:commendation_new", args=[period.code])
    client.post(new, PERSON)
    client.post(new, PERSON | {"given_to": "unit", "person": ""})
    address = reverse("indicators:commendation_list")
    proposed = text(client.get(address))
    ids = list(Commendation.objects.order_by("pk").values_list("pk", flat=True))

    client.post(address, {"khen": ids, "decision_number": "401/QĐ-UBND", "decided_on": "05/07/2023"})

    assert "Tập thể 1 tập thể" in proposed
    assert "Cá nhân 1 cá nhân" in proposed
    assert set(Commendation.objects.values_list("state", "decision_number")) == {("decided", "401/QĐ-UBND")}


def test_units_see_a_commendation_only_once_it_is_decided(client, coordinator, unit, period):
    row = works.commendation(period, unit, by=coordinator, reason="Dẫn đầu khối sở")
    client.force_login(make_person("canbo", unit, Role.REPORTER))
    address = reverse("indicators:commendation_list")

    before = text(client.get(address))
    row.state, row.decision_number, row.decided_on = CommendationState.DECIDED, "1/QĐ", dt.date(2023, 7, 1)
    row.save()

    assert "Dẫn đầu khối sở" not in before
    assert "Dẫn đầu khối sở" in text(client.get(address))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"person": ""}, "Khen cá nhân thì ghi họ tên; khen tập thể thì để trống họ tên."),
        ({"given_to": "unit"}, "Khen cá nhân thì ghi họ tên; khen tập thể thì để trống họ tên."),
        ({"form": ""}, "Chưa ghi hình thức khen."),
    ],
)
def test_a_proposal_says_what_to_mend(client, coordinator, unit, period, change, sentence):
    response = client.post(reverse("indicators:commendation_new", args=[period.code]), PERSON | change)

    assert response.status_code == 422
    assert sentence in text(response)


def test_nobody_is_commended_before_the_publication(client, coordinator, unit):
    period = make_period()

    response = client.post(reverse("indicators:commendation_new", args=[period.code]), PERSON)

    assert "6 tháng đầu năm 2023 chưa công bố nên chưa đề nghị khen thưởng." in text(response)


def test_a_decision_names_whom_it_commends(client, coordinator, unit, period):
    works.commendation(period, unit, by=coordinator)
    address = reverse("indicators:commendation_list")

    nobody = client.post(address, {"decision_number": "1/QĐ", "decided_on": "05/07/2023"})

    assert nobody.status_code == 422
    assert "Chưa chọn đề nghị nào." in text(nobody)


def test_commendation_list_takes_the_same_number_of_queries_for_any_number_of_rows(client, coordinator, unit, period):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("indicators:commendation_list"))
        return len(seen)

    works.commendation(period, unit)
    queries()
    for_one = queries()
    works.commendation(period, make_unit("A"))
    works.commendation(period, make_unit("B"), given_to=CommendationFor.PERSON, person="Trần B")

    assert queries() == for_one


INDEX = {"name": "papi", "year": "2022", "value": "42,91", "rank": "26", "ranked_of": "63", "document": "Báo cáo PAPI"}


def test_the_indices_of_the_province_stand_year_by_year_with_their_document(client, coordinator):
    for year, value in (("2019", "44,00"), ("2022", "42,91")):
        client.post(reverse("indicators:index_new"), INDEX | {"year": year, "value": value})
    client.post(reverse("indicators:index_new"), INDEX | {"name": "par_index", "value": "85,47"})

    page = text(client.get(reverse("reports:province_years")))

    assert "Chỉ số 2019 2020 2021 2022 PAR Index — — — 85,47 hạng 26/63 PAPI 44,00 hạng 26/63 — — 42,91" in page
    assert "PAPI 2022 : 42,91 · Báo cáo PAPI" in page


def test_an_index_is_corrected_and_its_first_value_stays_in_the_history(client, coordinator):
    client.post(reverse("indicators:index_new"), INDEX)

    client.post(reverse("indicators:index_new"), INDEX | {"value": "43,10"})

    row = RelatedIndex.objects.get()
    assert row.value == Decimal("43.10")
    assert list(row.history.order_by("pgh_id").values_list("value", flat=True)) == [Decimal("42.91"), Decimal("43.10")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"value": "101"}, "Kết quả từ 0 đến 100, tối đa hai chữ số thập phân."),
        ({"value": "42,915"}, "Kết quả từ 0 đến 100, tối đa hai chữ số thập phân."),
        ({"rank": "64"}, "Ghi cả hạng và số tỉnh, thành; hạng không lớn hơn số tỉnh, thành."),
        ({"ranked_of": ""}, "Ghi cả hạng và số tỉnh, thành; hạng không lớn hơn số tỉnh, thành."),
        ({"year": "2024"}, "Năm 2024 chưa đến."),
        ({"document": ""}, "Chưa ghi văn bản công bố."),
    ],
)
def test_an_index_is_as_it_was_published(client, coordinator, change, sentence):
    response = client.post(reverse("indicators:index_new"), INDEX | change)

    assert response.status_code == 422
    assert sentence in text(response)
    assert RelatedIndex.objects.count() == 0
