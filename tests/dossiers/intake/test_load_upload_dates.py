"""What a file tells of status, fee, pauses and extensions, and the due date that follows."""

import datetime as dt

import pytest
from django.db.models import F

from dossiers.enums import Outcome, PauseReason, Status
from dossiers.models import CalendarDay, Dossier, Extension, Pause
from tests.factories.dossiers import a_calendar, a_csv, a_procedure, a_row, a_unit, a_workbook, at, loaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calendar():
    a_calendar()


TIMED = {"Ngày hẹn trả": None, "Thời hạn (ngày làm việc)": 5, "Ngày tiếp nhận": at("2025-01-06 09:00")}
STOPPED = {"Ngày yêu cầu bổ sung": at("2025-01-08 10:00"), "Ngày bổ sung xong": at("2025-01-10 10:00")}
OPEN = {"Trạng thái": "Đang xử lý", "Ngày có kết quả": None}


def due():
    return Dossier.objects.get().due_at


def test_load_upload_keeps_status_delivery_parts_and_fee(tmp_path):
    row = a_row() | {
        "Trạng thái": "10", "Ngày trả kết quả": dt.date(2025, 4, 10), "Số hóa thành phần hồ sơ": "Có",
        "Phí, lệ phí (đồng)": "3.250.000.000", "Thanh toán trực tuyến": "Không",
    }  # fmt: skip

    upload = loaded(a_workbook(tmp_path, [row]), a_unit())

    dossier = Dossier.objects.get()
    assert upload.errors == []
    assert (dossier.status, dossier.delivered_at) == (Status.DELIVERED, dossier.finished_at)
    assert (dossier.papers_digitised, dossier.fee, dossier.paid_online) == (True, 3_250_000_000, False)
    assert (dossier.working_days, dossier.due_given) == (None, True)


def test_load_upload_moves_the_due_date_by_the_pause(tmp_path):
    table = [a_row() | TIMED | STOPPED | {"Ngày có kết quả": at("2025-01-15 16:00")}]

    loaded(a_workbook(tmp_path, table), a_unit())
    again = loaded(a_workbook(tmp_path, table), Dossier.objects.get().unit)

    assert (due(), Dossier.objects.get().outcome) == (at("2025-01-15 17:00+07:00"), Outcome.ON_TIME)
    assert list(Pause.objects.values_list("reason", "started_at", "ended_at")) == [
        (PauseReason.SUPPLEMENT, at("2025-01-08 10:00+07:00"), at("2025-01-10 10:00+07:00"))
    ]
    assert (again.changed, again.unchanged) == (0, 1)


def test_load_upload_has_no_due_date_while_the_clock_stands(tmp_path):
    unit, waiting = a_unit(), a_row() | TIMED | OPEN | {"Ngày yêu cầu bổ sung": at("2025-01-08 10:00")}

    loaded(a_workbook(tmp_path, [waiting | {"Trạng thái": "5"}]), unit)
    standing = (due(), Dossier.objects.get().status)
    resumed = loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN | STOPPED]), unit)

    assert standing == (None, Status.SUPPLEMENT)
    assert (resumed.changed, due()) == (1, at("2025-01-15 17:00+07:00"))
    assert Pause.objects.get().ended_at == at("2025-01-10 10:00+07:00")


def test_load_upload_keeps_pauses_of_which_a_file_says_nothing(tmp_path):
    unit = a_unit()
    loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN | STOPPED]), unit)
    lines = ["Mã hồ sơ;Mã TTHC;Ngày tiếp nhận;Ngày có kết quả;Thời hạn", "H08-250401-0001;1.004001;06/01/2025 09:00;;5"]

    upload = loaded(a_csv(tmp_path, lines), unit)

    assert (upload.errors, due()) == ([], at("2025-01-15 17:00+07:00"))
    assert Pause.objects.count() == 1


def test_load_upload_takes_a_pause_back(tmp_path):
    unit = a_unit()
    loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN | STOPPED]), unit)

    upload = loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN]), unit)

    assert (upload.changed, Pause.objects.count(), due()) == (1, 0, at("2025-01-13 17:00+07:00"))


@pytest.mark.parametrize("given", [None, at("2025-01-13 17:00")])
def test_load_upload_extends_by_decision(tmp_path, given):
    unit = a_unit()
    extended = {"Gia hạn đến": dt.date(2025, 2, 14), "Số văn bản gia hạn": "12\\SNV-TTHC"}

    loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN | {"Ngày hẹn trả": given} | extended]), unit)
    again = loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN | {"Ngày hẹn trả": given} | extended]), unit)

    assert (due(), Extension.objects.get().decision_number) == (at("2025-02-14 17:00+07:00"), "12\\SNV-TTHC")
    assert again.unchanged == 1


def test_load_upload_counts_by_the_version_in_force_on_reception(tmp_path):
    procedure = a_procedure("1.1", working_days=10, valid_to=dt.date(2025, 6, 30))
    procedure.versions.create(valid_from=dt.date(2025, 7, 1), working_days=3)
    table = [
        a_row(f"A-{day}", **OPEN, **{"Mã TTHC": "1.1", "Ngày hẹn trả": None, "Ngày tiếp nhận": at(f"{day} 09:00")})
        for day in ("2025-06-30", "2025-07-01")
    ]

    loaded(a_workbook(tmp_path, table), a_unit())

    assert list(Dossier.objects.order_by("code").values_list("working_days", "due_at")) == [
        (10, at("2025-07-14 17:00+07:00")),
        (3, at("2025-07-04 17:00+07:00")),
    ]


def test_load_upload_refuses_a_reception_before_the_first_version(tmp_path):
    a_procedure("1.1", valid_from=dt.date(2025, 7, 1))

    upload = loaded(a_workbook(tmp_path, [a_row(**{"Mã TTHC": "1.1", "Ngày hẹn trả": None})]), a_unit())

    assert [error["cell"] for error in upload.errors] == ["G2"]
    assert upload.errors[0]["message"].startswith("Vào ngày tiếp nhận này danh mục TTHC chưa có thời hạn")


def test_load_upload_keeps_the_due_date_by_which_a_dossier_was_closed(tmp_path):
    """The calendar changed since: a file that only corrects the channel does not judge the dossier anew."""
    unit, closed = a_unit(), a_row("A-1") | TIMED | {"Ngày có kết quả": at("2025-01-13 16:00")}
    still_open = a_row("A-2") | TIMED | OPEN
    loaded(a_workbook(tmp_path, [closed, still_open]), unit)
    CalendarDay.objects.filter(day=dt.date(2025, 1, 9)).update(working=False)
    CalendarDay.objects.filter(day__gte=dt.date(2025, 1, 9)).update(ordinal=F("ordinal") - 1)

    loaded(a_workbook(tmp_path, [closed | {"Kênh nộp": "Trực tiếp"}, still_open]), unit)

    assert list(Dossier.objects.order_by("code").values_list("due_at", "outcome")) == [
        (at("2025-01-13 17:00+07:00"), Outcome.ON_TIME),
        (at("2025-01-14 17:00+07:00"), Outcome.PENDING),
    ]


def test_load_upload_keeps_a_due_date_of_ours_ours_when_it_comes_back(tmp_path):
    unit = a_unit()
    loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN]), unit)

    again = loaded(a_workbook(tmp_path, [a_row() | TIMED | OPEN | {"Ngày hẹn trả": at("2025-01-13 17:00")}]), unit)

    assert (again.unchanged, Dossier.objects.get().due_given) == (1, False)
