"""Publicity by channel and initiatives: quantities added up, recognised by a decision, measured for criteria."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cchc_portal.audit.models import AuditEvent
from indicators.enums import Channel, InitiativeState
from indicators.facts import measured
from indicators.models import Initiative, PublicityActivity
from tests.factories import works
from tests.factories.plans import make_person, make_unit
from tests.indicators.plans.test_plan_detail import text
from units.enums import Role
from units.models import Membership

NOW = dt.datetime(2023, 6, 1, 2, tzinfo=dt.UTC)
WINDOW = {"year": 2023, "start": dt.date(2022, 12, 15), "end": dt.date(2023, 6, 14)}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_1_june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit():
    return make_unit("SXD", "Sở Xây dựng")


@pytest.fixture
def reporter(client, unit):
    user = make_person("canbo", unit, Role.REPORTER)
    client.force_login(user)
    return user


ACTIVITY = {"unit": "SXD", "channel": "poster", "title": "Áp phích", "quantity": "4.000", "done_on": "08/05/2023"}
INITIATIVE = {"unit": "SXD", "title": "Mã QR", "author": "An", "summary": "Nhanh", "registered_on": "22/05/2023"}


def test_activities_add_up_by_channel(client, unit, reporter):
    client.post(reverse("indicators:activity_new"), ACTIVITY | {"audience": "3.000"})
    works.activity(unit, channel=Channel.POSTER, quantity=500)
    works.activity(unit, quantity=19)

    page = text(client.get(reverse("indicators:activity_list")))

    assert "Áp phích, tờ rơi 2 4.500 3.000" in page
    assert "Bản tin điện tử 1 19 —" in page
    assert "Hoạt động 3 hoạt động" in page
    assert "Hoạt động 2 hoạt động" in text(client.get(reverse("indicators:activity_list"), {"hinh_thuc": "poster"}))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"quantity": "0"}, "Số lượng phải từ 1 trở lên."),
        ({"quantity": "bốn"}, "Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76."),
        ({"quantity": "1,5"}, "Ghi một số nguyên, ví dụ 4.000."),
        ({"quantity": ""}, "Chưa ghi số lượng."),
        ({"done_on": "02/06/2023"}, "Ngày thực hiện 02/06/2023 còn ở phía trước."),
        ({"unit": "KHAC"}, "Chọn một đơn vị trong danh sách."),
    ],
)
def test_an_activity_says_what_to_mend(client, unit, reporter, change, sentence):
    response = client.post(reverse("indicators:activity_new"), ACTIVITY | change)

    assert response.status_code == 422
    assert sentence in text(response)
    assert PublicityActivity.objects.count() == 0


def test_an_activity_can_be_taken_back_and_the_trail_remembers(client, unit, reporter):
    row = works.activity(unit)

    client.post(reverse("indicators:activity_remove", args=[row.pk]))

    assert PublicityActivity.objects.count() == 0
    assert AuditEvent.objects.get().action == "activity.remove"


def test_an_initiative_is_registered_recognised_and_counted(client, unit, reporter):
    client.post(reverse("indicators:initiative_new"), INITIATIVE)
    row = Initiative.objects.get()
    client.force_login(make_person("dieuphoi", make_unit("SNV"), Role.COORDINATOR))
    judged = {"recognised": "yes", "decision_number": "8/QĐ-UBND", "decided_on": "01/06/2023"}

    client.post(reverse("indicators:initiative_judge", args=[row.pk]), judged)
    twice = client.post(reverse("indicators:initiative_judge", args=[row.pk]), judged)

    row.refresh_from_db()
    assert (row.state, row.decision_number) == (InitiativeState.RECOGNISED, "8/QĐ-UBND")
    assert "Sáng kiến này đã có kết quả: được công nhận." in text(twice)
    assert "1 sáng kiến đăng ký, 1 được công nhận" in text(client.get(reverse("indicators:initiative_list")))
    figures = measured([unit.pk], **WINDOW)[unit.pk]
    assert (figures["initiatives.registered"], figures["initiatives.recognised"]) == (1, 1)


@pytest.mark.parametrize(
    ("judged", "sentence"),
    [
        ({"recognised": "yes", "decided_on": "01/06/2023"}, "Công nhận sáng kiến cần số quyết định."),
        ({"recognised": "no", "decided_on": "01/06/2023"}, "Hãy ghi lý do không công nhận."),
        (
            {"recognised": "no", "decided_on": "11/04/2023", "reason": "x"},
            "Ngày quyết định phải từ ngày đăng ký 12/04/2023",
        ),
    ],
)
def test_a_judgement_has_its_document_or_its_reason(client, unit, judged, sentence):
    row = works.initiative(unit)
    client.force_login(make_person("dieuphoi", make_unit("SNV"), Role.COORDINATOR))

    response = client.post(reverse("indicators:initiative_judge", args=[row.pk]), judged)

    assert response.status_code == 422
    assert sentence in text(response)


@pytest.mark.parametrize("page", ["activity_list", "initiative_list"])
def test_lists_take_the_same_number_of_queries_for_any_number_of_rows(client, unit, page):
    client.force_login(make_person("dieuphoi", make_unit("SNV"), Role.COORDINATOR))

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(f"indicators:{page}"))
        return len(seen)

    def more(of) -> None:
        works.activity(of)
        works.initiative(of)

    more(unit)
    queries()
    for_one = queries()
    more(make_unit("A"))
    more(make_unit("B"))

    assert queries() == for_one


@pytest.mark.parametrize("page", ["activity_list", "initiative_list", "inspection_list"])
@pytest.mark.parametrize("year", ["9" * 30, "²", "0"])
def test_a_year_of_nonsense_opens_the_page_as_it_is(client, reporter, page, year):
    assert client.get(reverse(f"indicators:{page}"), {"nam": year}).status_code == 200


@pytest.mark.parametrize("page", ["activity_new", "initiative_new"])
def test_the_only_unit_is_chosen_already(client, unit, page):
    client.force_login(make_person("mot", unit, Role.REPORTER))
    html = client.get(reverse(f"indicators:{page}")).content.decode()
    assert '<option value="SXD" selected>' in html
    assert "Chọn đơn vị" not in html

    other = make_unit("STP", "Sở Tư pháp")
    both = make_person("hai", unit, Role.REPORTER)
    Membership.objects.create(user=both, unit=other, role=Role.REPORTER, valid_from=dt.date(2020, 1, 1))
    client.force_login(both)
    html = client.get(reverse(f"indicators:{page}")).content.decode()
    assert '<option value="" selected>Chọn đơn vị</option>' in html
