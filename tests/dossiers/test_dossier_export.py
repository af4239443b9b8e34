"""The list as a workbook that can be sent back unchanged."""

import datetime as dt

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from dossiers.exports import dossier_rows, write_dossier_workbook
from dossiers.models import CalendarDay, Dossier, Extension, Pause
from tests.asserts import sheet_rows
from tests.factories.dossiers import a_calendar, a_person, a_row, a_unit, a_workbook, at, loaded
from units.actions import choose_columns
from units.enums import Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_dossier_export_in_all_columns_can_be_sent_back(client, tmp_path):
    a_calendar()
    unit = a_unit()
    table = [a_row("A-1"), a_row("A-2", **{"Trạng thái": "Dừng xử lý", "Số hóa kết quả": "Có"}), a_row("B-1")]
    loaded(a_workbook(tmp_path, table), unit)
    loaded(a_workbook(tmp_path, [a_row("A-9")]), a_unit())
    client.force_login(a_person((Role.REPORTER, unit)))

    response = client.post(reverse("dossiers:dossier_export"), {"q": "A-", "du_cot": "1"})
    job = Job.objects.get()
    run_job(job.pk)

    job.refresh_from_db()
    assert response.url == reverse("jobs:job_detail", args=[job.pk])
    assert job.message == "Đã ghi 2 hồ sơ ra Excel."
    (tmp_path / "back.xlsx").write_bytes(default_storage.open(job.file.name).read())
    written = list(openpyxl.load_workbook(tmp_path / "back.xlsx").active.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in written] == ["A-1", "A-2"]
    again = loaded(tmp_path / "back.xlsx", unit)
    assert (again.errors, again.unchanged) == ([], 2)


def sent(client, tmp_path, body):
    client.post(reverse("dossiers:dossier_export"), body)
    job = Job.objects.latest("created_at")
    run_job(job.pk)
    job.refresh_from_db()
    (tmp_path / "shown.xlsx").write_bytes(default_storage.open(job.file.name).read())
    return sheet_rows(tmp_path / "shown.xlsx")


SHOWN = ["Mã hồ sơ", "Thủ tục", "Đơn vị", "Kênh nộp", "Tiếp nhận", "Hẹn trả", "Có kết quả", "Kết quả"]


def test_dossier_export_writes_what_the_list_shows(client, tmp_path):
    """Filter, columns and their order: the cells of the page are the cells of the workbook."""
    a_calendar()
    unit = a_unit(name="Sở Y tế")
    online = {"Kênh nộp": "Trực tuyến", "Cơ chế": "Một cửa liên thông"}
    overdue = {"Trạng thái": "Đang xử lý", "Ngày có kết quả": None, "Ngày hẹn trả": at("2025-04-03 17:00")}
    loaded(a_workbook(tmp_path, [a_row("A-1") | online, a_row("A-2") | overdue, a_row("B-1")]), unit)
    client.force_login(a_person((Role.REPORTER, unit)))
    page = client.get(reverse("dossiers:dossier_list"), {"q": "A-", "month": "moi-thang", "sort": "code"})

    head, *rows = sent(client, tmp_path, {"q": "A-", "month": "moi-thang", "sort": "code"})

    assert head == SHOWN == [column.label for column, _ in page.context["columns"]]
    assert [row[0] for row in rows] == ["A-1", "A-2"] == [dossier.code for dossier, _ in page.context["lines"]]
    assert [row[3] for row in rows] == ["Trực tuyến, liên thông", "Trực tuyến"]
    assert [row[7] for row in rows] == ["Trước hạn", "Đang quá hạn"]
    texts = [[value for column, value in cells if not column.is_day] for _, cells in page.context["lines"]]
    assert texts == [[value for value, title in zip(row, head, strict=True) if title not in SHOWN[4:7]] for row in rows]
    assert rows[1][5] == dt.datetime.fromisoformat("2025-04-03 17:00")


def test_dossier_export_has_the_columns_that_were_chosen(client, tmp_path):
    a_calendar()
    unit = a_unit()
    loaded(a_workbook(tmp_path, [a_row("A-1", **{"Phí, lệ phí (đồng)": 30000, "Số hóa kết quả": "Có"})]), unit)
    clerk = a_person((Role.REPORTER, unit))
    client.force_login(clerk)
    choose_columns(page="dossiers:dossier_list", columns=["digitised", "fee"], by=clerk, now=timezone.now())

    kept = sent(client, tmp_path, {"q": "A-", "month": "moi-thang"})
    named = sent(client, tmp_path, {"q": "A-", "month": "moi-thang", "cot": "fee"})
    nothing = sent(client, tmp_path, {"q": "Z-", "month": "moi-thang", "cot": "fee"})

    assert kept == [["Mã hồ sơ", "Số hóa kết quả", "Phí, lệ phí (đồng)"], ["A-1", "Có", 30000]]
    assert named == [["Mã hồ sơ", "Phí, lệ phí (đồng)"], ["A-1", 30000]]
    assert nothing[0] == ["Mã hồ sơ", "Phí, lệ phí (đồng)"]


def test_dossier_export_writes_nothing_for_a_filter_it_cannot_read(client, tmp_path):
    a_calendar()
    unit = a_unit()
    loaded(a_workbook(tmp_path, [a_row("A-1")]), unit)
    client.force_login(a_person((Role.REPORTER, unit)))

    _, *rows = sent(client, tmp_path, {"q": "A-", "unit": "0", "cot": "fee"})

    assert [row[0] for row in rows if row[0]] == []


PAUSED = {
    "Ngày yêu cầu bổ sung": at("2025-04-02 10:00:30"), "Ngày bổ sung xong": at("2025-04-04 08:00"),
    "Ngày yêu cầu nộp phí": "07/04/2025; 08/04/2025 10:05:30", "Ngày nộp phí": "07/04/2025; 09/04/2025 09:00",
}  # fmt: skip
OPEN = {"Trạng thái": "Đang xử lý", "Ngày có kết quả": None}
OURS = {"Ngày hẹn trả": None, "Thời hạn (ngày làm việc)": 10}
EVERY_KIND = [
    a_row("early") | PAUSED,
    a_row("ours") | OURS | PAUSED,
    a_row("standing") | OURS | OPEN | {"Ngày yêu cầu bổ sung": "02/04/2025 10:00; 08/04/2025 10:00",
                                         "Ngày bổ sung xong": "04/04/2025 08:00", "Trạng thái": "5"},
    a_row("waits") | OURS | OPEN | {"Ngày yêu cầu nộp phí": at("2025-04-02 10:00"), "Trạng thái": "6"},
    a_row("extended") | OPEN | {"Gia hạn đến": dt.date(2025, 5, 20), "Số văn bản gia hạn": "=12/SNV"},
    a_row("unnumbered") | OURS | OPEN | {"Gia hạn đến": at("2025-05-20 11:00")},
    a_row("withdrawn") | PAUSED | {"Trạng thái": "7"},
    a_row("stopped") | {"Trạng thái": "8", "Số hóa kết quả": "Không"},
    a_row("late") | {"Ngày có kết quả": at("2025-05-10 10:00:01"), "Ngày trả kết quả": at("2025-05-10 10:00:01")},
    a_row("open") | OPEN | {"Ngày hẹn trả": None},
    a_row("paid") | {"Phí, lệ phí (đồng)": 150_000, "Thanh toán trực tuyến": "Có", "Số hóa thành phần hồ sơ": "Có"},
    a_row("posted") | {"Kênh nộp": "Bưu chính công ích", "Cơ chế": "Một cửa liên thông"},
]  # fmt: skip


def exported(tmp_path, dossiers):
    path = tmp_path / "back.xlsx"
    write_dossier_workbook(path, dossier_rows(dossiers))
    return path


def test_what_was_exported_comes_back_the_same(tmp_path):
    """Whatever a dossier can be, its pauses and its extension included."""
    a_calendar()
    unit = a_unit()
    assert loaded(a_workbook(tmp_path, EVERY_KIND), unit).errors == []
    stopped, extended = list(Pause.objects.values()), list(Extension.objects.values())

    again = loaded(exported(tmp_path, Dossier.objects.all()), unit)

    assert (again.errors, again.unchanged, again.changed, again.added) == ([], len(EVERY_KIND), 0, 0)
    assert (list(Pause.objects.values()), list(Extension.objects.values())) == (stopped, extended)
    assert (len(stopped), len(extended)) == (12, 2)


def test_what_was_exported_comes_back_the_same_after_the_calendar_changed(tmp_path):
    """What is closed keeps its due date and the days it used; only open dossiers follow the calendar."""
    a_calendar()
    unit = a_unit()
    loaded(a_workbook(tmp_path, [row for row in EVERY_KIND if row["Ngày có kết quả"]]), unit)
    CalendarDay.objects.filter(day=dt.date(2025, 4, 8)).update(working=False)
    CalendarDay.objects.filter(day__gte=dt.date(2025, 4, 8)).update(ordinal=F("ordinal") - 1)

    again = loaded(exported(tmp_path, Dossier.objects.all()), unit)

    assert (again.errors, again.changed, again.unchanged) == ([], 0, 7)


def test_dossier_rows_ask_as_often_for_one_as_for_three(tmp_path, django_assert_num_queries):
    a_calendar()
    loaded(a_workbook(tmp_path, EVERY_KIND[:3]), a_unit())

    for number in (1, 3):
        with django_assert_num_queries(2):
            assert len(list(dossier_rows(Dossier.objects.all()[:number]))) == number


def test_dossier_export_is_a_post(client):
    client.force_login(a_person())

    assert client.get(reverse("dossiers:dossier_export")).status_code == 405
