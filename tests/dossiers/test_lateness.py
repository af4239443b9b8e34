"""Late dossiers: the list, and the word of the unit about each."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.refusals import Refused
from dossiers.actions import Said, explain_lateness
from dossiers.enums import Outcome
from dossiers.forms.lateness import LateFilterForm
from dossiers.models import Dossier, Lateness
from tests.factories.dossiers import a_calendar, a_person, a_row, a_unit, a_workbook, at, loaded
from units.enums import Role
from units.models import Unit
from units.policy import Person

pytestmark = pytest.mark.django_db
LETTER = Said("Thiếu cán bộ", "15/PXL", dt.date(2025, 4, 15), dt.date(2025, 4, 25))


@pytest.fixture
def unit(tmp_path):
    """L-1 finished late, L-2 still open and overdue, E-1 early."""
    a_calendar()
    unit = a_unit()
    late = {"Ngày có kết quả": at("2025-04-20 09:00")}
    still = {"Trạng thái": "Đang xử lý", "Ngày có kết quả": None}
    loaded(a_workbook(tmp_path, [a_row("L-1", **late), a_row("L-2", **still), a_row("E-1")]), unit)
    return unit


def explained(by, said=LETTER, code="L-1"):
    return explain_lateness(dossier_id=Dossier.objects.get(code=code).pk, said=said, by=by, now=timezone.now())


def test_explain_lateness_keeps_cause_letter_and_new_date(unit):
    clerk = a_person((Role.REPORTER, unit))
    before = Dossier.objects.filter(code="L-1").values().get()

    explained(clerk)
    explained(clerk)  # once more: nothing new to write down

    lateness = Lateness.objects.get()
    assert (lateness.cause, lateness.apology_number, lateness.promised_on) == (
        "Thiếu cán bộ", "15/PXL", dt.date(2025, 4, 25),
    )  # fmt: skip
    assert Dossier.objects.filter(code="L-1").values().get() == before
    assert AuditEvent.objects.unscoped(reason="a test").filter(action="dossiers.lateness_explained").count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (Said("  "), "Hãy ghi nguyên nhân quá hạn."),
        (Said("x", "15/PXL"), "đủ số, ngày và ngày hẹn lại"),
        (Said("x", "15/PXL", dt.date(2025, 4, 25), dt.date(2025, 4, 15)), "không thể trước ngày phiếu"),
        (Said("x", "15/PXL", dt.date(2999, 4, 25), dt.date(2999, 4, 26)), "không thể sau hôm nay"),
    ],
)
def test_explain_lateness_refuses_half_a_letter(unit, said, sentence):
    with pytest.raises(Refused, match=sentence):
        explained(a_person((Role.REPORTER, unit)), said)


def test_explain_lateness_is_the_word_of_the_unit_about_what_is_late(unit):
    for role in (Role.COORDINATOR, Role.LEADER):
        with pytest.raises(Refused, match="Chỉ cán bộ, lãnh đạo"):
            explained(a_person((role, unit)))
    with pytest.raises(Refused, match="không quá hạn"):
        explained(a_person((Role.HEAD, unit)), code="E-1")


def listed(client, user, **query):
    client.force_login(user)
    return client.get(reverse("dossiers:late_list"), query)


def codes(response):
    return [dossier.code for dossier, _, _ in response.context["lines"]]


def test_late_list_shows_open_ones_first_and_filters(client, unit):
    clerk = a_person((Role.REPORTER, unit))
    explained(clerk)

    assert codes(listed(client, clerk)) == ["L-2", "L-1"]
    assert codes(listed(client, clerk, which="open")) == ["L-2"]
    assert codes(listed(client, clerk, which="closed")) == ["L-1"]
    assert codes(listed(client, clerk, explained="no")) == ["L-2"]
    assert codes(listed(client, clerk, explained="yes")) == ["L-1"]
    assert "15/PXL, 15/04/2025" in listed(client, clerk).content.decode()


def test_late_list_is_read_off_its_index():
    """The first page of a register of millions costs as much as that of a small one."""
    form = LateFilterForm({}, units=Unit.objects.all(), person=Person(None, timezone.localdate()), now=timezone.now())
    late = form.filter(Dossier.objects.all())

    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off; set local enable_bitmapscan = off")
        plan = late[:50].explain()

    assert "dossier_late" in plan
    assert "Sort" not in plan


def test_late_list_costs_the_same_for_one_and_two(client, unit, django_assert_max_num_queries):
    clerk = a_person((Role.REPORTER, unit))
    listed(client, clerk)
    with django_assert_max_num_queries(20) as one:
        listed(client, clerk, which="open")
    with django_assert_max_num_queries(20) as two:
        listed(client, clerk, which="")  # a bare address asks for the default filter first

    assert len(one) == len(two)


def test_lateness_edit_writes_and_shows_on_the_dossier(client, unit):
    client.force_login(a_person((Role.REPORTER, unit)))
    address = reverse("dossiers:lateness_edit", args=[Dossier.objects.get(code="L-2").pk])

    wrong = client.post(address, {"cause": "Thiếu cán bộ", "apology_number": "15/PXL"})
    right = client.post(address, {"cause": "Thiếu cán bộ"}, follow=True)

    assert wrong.status_code == 422
    assert "Phiếu xin lỗi phải có đủ số, ngày và ngày hẹn lại." in wrong.content.decode()
    assert "Đã ghi nguyên nhân quá hạn của hồ sơ L-2." in right.content.decode()
    assert "<p>Thiếu cán bộ</p>" in right.content.decode()


# --- one dossier -------------------------------------------------------------------------------------------------


def test_dossier_detail_tells_what_happened_and_why_it_is_due(client, tmp_path):
    a_calendar()
    unit = a_unit()
    row = a_row("A-1") | {
        "Ngày hẹn trả": None, "Thời hạn (ngày làm việc)": 5, "Ngày tiếp nhận": at("2025-01-06 09:00"),
        "Ngày yêu cầu bổ sung": at("2025-01-08 10:00"), "Ngày bổ sung xong": at("2025-01-10 10:00"),
        "Ngày có kết quả": at("2025-01-14 09:00"), "Ngày trả kết quả": at("2025-01-15 08:00"),
    }  # fmt: skip
    loaded(a_workbook(tmp_path, [row]), unit)
    client.force_login(a_person((Role.REPORTER, unit)))

    response = client.get(reverse("dossiers:dossier_detail", args=[Dossier.objects.get().pk]))

    assert [moment.text for moment in response.context["timeline"]] == [
        "Tiếp nhận, trực tuyến", "Chờ bổ sung giấy tờ", "Hết chờ bổ sung giấy tờ", "Có kết quả, trước hạn",
        "Trả kết quả", "Hẹn trả kết quả",
    ]  # fmt: skip
    assert response.context["story"].source == "Hạn trả tính theo lịch làm việc."
    assert [line.moved for line in response.context["story"].lines] == [0, 2, 0, 0]
    assert "Hẹn trả 17:00 thứ tư 15/01/2025, đủ 5 ngày làm việc." in response.content.decode()


def test_dossier_detail_says_when_papers_were_asked_for_too_often(client, tmp_path, settings):
    settings.DUE_SUPPLEMENTS = "once"
    a_calendar()
    unit = a_unit()
    twice = {"Ngày yêu cầu bổ sung": "02/04/2025; 07/04/2025", "Ngày bổ sung xong": "03/04/2025; 08/04/2025"}
    loaded(a_workbook(tmp_path, [a_row(**twice)]), unit)
    client.force_login(a_person((Role.REPORTER, unit)))

    page = client.get(reverse("dossiers:dossier_detail", args=[Dossier.objects.get().pk])).content.decode()

    assert "Đã yêu cầu bổ sung quá một lần nên khi giải quyết xong thì tính quá hạn" in page
    assert Dossier.objects.get().outcome == Outcome.LATE


def test_dossier_detail_is_not_found_elsewhere(client, unit):
    client.force_login(a_person((Role.REPORTER, a_unit())))

    address = reverse("dossiers:dossier_detail", args=[Dossier.objects.get(code="L-1").pk])

    assert client.get(address).status_code == 404
