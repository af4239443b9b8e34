"""Inspections through their pages: counted by kind, findings mended with papers, looked at, measured for criteria."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cchc_portal.audit.models import AuditEvent
from indicators.actions.vault_checks import sweep
from indicators.enums import InspectionKind
from indicators.evidence import vault
from indicators.facts import measured
from indicators.models import Finding, Inspection
from tests.factories import evidence, works
from tests.factories.plans import make_file, make_paper, make_person, make_plan, make_unit
from tests.indicators.plans.test_plan_detail import text
from units.enums import Role

NOW = dt.datetime(2023, 6, 1, 2, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_1_june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit():
    return make_unit("SXD", "Sở Xây dựng")


@pytest.fixture
def coordinator(client):
    user = make_person("dieuphoi", make_unit("SNV", "Sở Nội vụ"), Role.COORDINATOR)
    client.force_login(user)
    return user


@pytest.fixture
def head(unit):
    return make_person("lanhdao", unit, Role.HEAD)


FORM = {
    "unit": "SXD",
    "kind": "surprise",
    "year": "2023",
    "held_on": "12/04/2023",
    "team": "Đoàn",
    "content": "Một cửa",
}


def test_7_planned_and_33_surprise_inspections_each_open_their_list(client, coordinator, unit):
    for _ in range(7):
        works.inspection(unit, kind=InspectionKind.PLANNED, planned_on=works.HELD)
    for _ in range(33):
        works.inspection(unit)
    works.inspection(unit, kind=InspectionKind.PLANNED, held_on=None, planned_on=dt.date(2023, 10, 3))
    address = reverse("indicators:inspection_list")

    page = text(client.get(address))

    assert "40 cuộc kiểm tra đã thực hiện" in page
    assert "Theo kế hoạch 7 Đột xuất 33" in page
    assert "Còn trong kế hoạch 1 cuộc" in page
    assert "Đã kiểm tra 33 cuộc" in text(client.get(address, {"loc": "surprise"}))
    assert "Theo kế hoạch 0 Đột xuất 0" in text(client.get(address, {"ngay": "11/04/2023"}))


def test_a_planned_inspection_belongs_to_the_inspection_plan_of_its_year(client, coordinator, unit):
    plan = make_plan(2023, kind="inspection", name="Kế hoạch kiểm tra")

    planned = FORM | {"kind": "planned", "held_on": "", "planned_on": "03/10/2023"}
    address = client.post(reverse("indicators:inspection_new"), planned).url

    row = Inspection.objects.get()
    assert (row.plan_id, row.held_on, row.planned_on) == (plan.pk, None, dt.date(2023, 10, 3))
    assert "Chưa kiểm tra, dự kiến 03/10/2023" in text(client.get(address))
    held = planned | {"held_on": "30/05/2023", "conclusion": "Đạt", "concluded_on": "31/05/2023"}
    client.post(reverse("indicators:inspection_edit", args=[row.pk]), held)
    row.refresh_from_db()
    assert (row.held_on, row.conclusion) == (dt.date(2023, 5, 30), "Đạt")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"held_on": ""}, "Kiểm tra đột xuất chỉ ghi khi đã kiểm tra: hãy ghi ngày kiểm tra."),
        ({"held_on": "02/06/2023"}, "Ngày kiểm tra 02/06/2023 còn ở phía trước."),
        ({"conclusion": "Đạt"}, "Kết luận cần đủ nội dung và ngày kết luận."),
        ({"conclusion": "Đạt", "concluded_on": "11/04/2023"}, "Ngày kết luận phải từ ngày kiểm tra trở đi."),
        ({"kind": "planned", "held_on": ""}, "Hãy ghi ngày dự kiến hoặc ngày kiểm tra."),
        ({"team": ""}, "Chưa ghi đoàn kiểm tra."),
        ({"unit": "KHAC"}, "Chọn một đơn vị trong danh sách."),
    ],
)
def test_an_inspection_is_written_down_believably(client, coordinator, unit, change, sentence):
    response = client.post(reverse("indicators:inspection_new"), FORM | change)

    assert response.status_code == 422
    assert sentence in text(response)
    assert Inspection.objects.count() == 0


def test_a_finding_goes_from_work_to_remedy_to_acceptance(client, coordinator, unit, head):
    row = works.inspection(unit)
    found = {"text": "Chưa niêm yết", "responsible": "Văn phòng", "due_on": "03/06/2023"}
    client.post(reverse("indicators:finding_new", args=[row.pk]), found)
    finding = Finding.objects.get()
    page = reverse("indicators:finding_detail", args=[finding.pk])

    client.force_login(head)
    work = text(client.get(reverse("home")))
    said = {"remedied_on": "31/05/2023", "remedy": "Đã niêm yết", "seen": finding.stamp}
    client.post(reverse("indicators:finding_remedy", args=[finding.pk]), said)
    client.post(reverse("indicators:finding_paper_add", args=[finding.pk]), evidence.form())
    after = text(client.get(reverse("home")))
    client.force_login(coordinator)
    seen = {"theo-doi-accepted": "no", "theo-doi-note": "Chưa niêm yết ở xã"}
    client.post(reverse("indicators:finding_follow_up", args=[finding.pk]), seen)
    finding.refresh_from_db()
    reopened = finding.remedied_on
    client.force_login(head)
    client.post(reverse("indicators:finding_remedy", args=[finding.pk]), said | {"seen": finding.stamp})
    client.force_login(coordinator)
    accepted = {"theo-doi-accepted": "yes", "theo-doi-note": "Đạt"}
    client.post(reverse("indicators:finding_follow_up", args=[finding.pk]), accepted)
    client.force_login(head)
    closed = client.post(reverse("indicators:finding_remedy", args=[finding.pk]), said)

    assert "Khắc phục sau kiểm tra – Sở Xây dựng Chưa niêm yết. Hạn 03/06/2023" in work
    assert "Khắc phục sau kiểm tra" not in after
    assert reopened is None
    assert closed.status_code == 403
    shown = text(client.get(page))
    assert "Đã khắc phục đúng hạn" in shown
    assert "Chưa đạt Chưa niêm yết ở xã" in shown
    assert "Kế hoạch năm 2026" in shown  # the paper
    deeds = list(
        AuditEvent.objects.filter(action__startswith="finding.").order_by("seq").values_list("action", flat=True)
    )
    assert deeds == [
        "finding.add",
        "finding.remedy",
        "finding.add_paper",
        "finding.follow_up",
        "finding.remedy",
        "finding.follow_up",
    ]


def test_a_remedy_never_overwrites_a_newer_one_unseen(client, unit, head):
    finding = works.finding(works.inspection(unit), remedied_on=dt.date(2023, 5, 2), remedy="Người khác đã ghi")
    client.force_login(head)

    said = {"remedied_on": "31/05/2023", "remedy": "Của tôi", "seen": "cũ"}
    response = client.post(reverse("indicators:finding_remedy", args=[finding.pk]), said)

    assert response.status_code == 409
    assert "Đang lưu: khắc phục 02/05/2023, Người khác đã ghi" in text(response)
    assert "Của tôi" in response.content.decode()


def test_an_appraiser_does_not_inspect_the_own_unit(client, unit):
    row = works.inspection(unit)
    client.force_login(make_person("thamdinh", unit, Role.APPRAISER))

    assert client.get(reverse("indicators:inspection_edit", args=[row.pk])).status_code == 403


def test_inspections_are_measured_for_criteria(unit):
    other = make_unit("SCT")
    row = works.inspection(unit)
    works.finding(row, remedied_on=dt.date(2023, 5, 1), remedy="Xong")
    works.finding(row, remedied_on=dt.date(2023, 5, 20), remedy="Xong")
    works.finding(row)
    works.inspection(unit, held_on=dt.date(2023, 6, 15))

    found = measured([unit.pk, other.pk], year=2023, start=dt.date(2022, 12, 15), end=dt.date(2023, 6, 14))

    figures = {name: value for name, value in found[unit.pk].items() if name.startswith("inspections.")}
    assert figures == {
        "inspections.planned": Decimal(0),
        "inspections.done": Decimal(1),
        "inspections.findings": Decimal(3),
        "inspections.resolved": Decimal(2),
        "inspections.resolved_in_time": Decimal(1),
        "inspections.overdue": Decimal(1),
    }
    assert found[other.pk]["inspections.done"] == 0


def test_a_measured_figure_and_the_list_it_opens_say_the_same(client, coordinator, unit):
    row = works.inspection(unit)
    works.finding(row, remedied_on=dt.date(2023, 5, 1), remedy="Xong")
    works.finding(row)
    end = dt.date(2023, 6, 14)
    figures = measured([unit.pk], year=2023, start=dt.date(2022, 12, 15), end=end)[unit.pk]
    address = reverse("indicators:inspection_list")

    for name in ("findings", "resolved", "resolved_in_time", "overdue"):
        query = {"nam": 2023, "don_vi": "SXD", "ngay": end, "loc": name}
        listed = client.get(address, query).context["found"]
        assert len(listed) == figures[f"inspections.{name}"], name


@pytest.mark.parametrize("page", ["list", "detail"])
def test_inspection_pages_take_the_same_number_of_queries_for_any_number_of_rows(client, coordinator, unit, page):
    first = works.inspection(unit)
    address = reverse(f"indicators:inspection_{page}", args=[first.pk] if page == "detail" else [])

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    works.finding(first)
    queries()
    for_one = queries()
    for number in range(2):
        works.finding(first)
        works.finding(works.inspection(make_unit(f"U{number}")))

    assert queries() == for_one


def test_the_sweep_of_the_vault_knows_the_papers_of_tasks_and_findings_and_the_appendices(unit, head):
    finding = works.finding(works.inspection(unit))
    paper = make_paper(finding, "Bao cao", by=head, at=NOW)
    appendix = make_file(make_plan(), "phu-luc", by=head, at=NOW)

    sweep(now=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))

    assert vault.path_of(paper.stored).exists()
    assert vault.path_of(appendix.stored).exists()
