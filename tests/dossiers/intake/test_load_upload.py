"""A file becomes dossiers and roll-ups: everything, or nothing with every reason."""

import datetime as dt

import pytest

from cchc_portal.kit.refusals import Refused
from dossiers import facts
from dossiers.actions import load_upload, rebuild_rollup
from dossiers.enums import Boundary, Outcome, UploadState
from dossiers.intake.reading import KILLED
from dossiers.models import CalendarDay, Dossier, Procedure, UnitSlot, Upload
from tests.factories.dossiers import (
    a_calendar,
    a_procedure,
    a_row,
    a_unit,
    a_workbook,
    at,
    loaded,
    received,
    rows,
)

pytestmark = pytest.mark.django_db
YEAR = (dt.date(2025, 1, 1), dt.date(2025, 12, 31))


@pytest.fixture(autouse=True)
def _calendar():
    a_calendar()


def figures(unit):
    return facts.counts([unit.pk], *YEAR)[unit.pk]


def outcomes():
    return dict(Dossier.objects.order_by("code").values_list("code", "outcome"))


def test_load_upload_stores_a_dossier(tmp_path):
    unit = a_unit()

    upload = loaded(a_workbook(tmp_path, [a_row("A-1")]), unit)

    dossier = Dossier.objects.get()
    assert (upload.state, upload.rows, upload.added, upload.changed) == (UploadState.LOADED, 1, 1, 0)
    assert (dossier.unit, dossier.procedure.name, dossier.outcome) == (unit, "Đăng ký khai sinh", Outcome.EARLY)
    assert dossier.received_at == at("2025-04-01 02:00+00:00")
    assert (dossier.received_slot, dossier.finished_slot) == (dt.date(2025, 4, 1), dt.date(2025, 4, 1))
    assert upload.summary == "Đã nhập 1 dòng: thêm mới 1, thay đổi 0, giữ nguyên 0."


def test_load_upload_reproduces_the_quoted_year(tmp_path):
    """29.565 = 5.335 một cửa + 24.230 liên thông = 5.268 sớm + 24.294 đúng hạn + 3 trễ, for one more unit."""
    finished = {"early": at("2025-04-10 10:00"), "on_time": at("2025-04-15 16:00"), "late": at("2025-04-16 08:00")}
    table = [
        a_row(f"A-{serial}")
        | {
            "Cơ chế": "Một cửa" if serial < 5_335 else "Một cửa liên thông",
            "Ngày có kết quả": finished["early" if serial < 5_268 else "late" if serial < 5_271 else "on_time"],
        }
        for serial in range(29_565)
    ]
    unit = a_unit()

    upload = loaded(a_workbook(tmp_path, table), unit)

    found = figures(unit)
    assert (found.received, found.received_one_stop, found.received_interlinked) == (29_565, 5_335, 24_230)
    assert (found.early, found.on_time, found.late, found.finished) == (5_268, 24_294, 3, 29_565)
    assert upload.totals["resolved"] == upload.totals["early"] + upload.totals["on_time"] + upload.totals["late"]


def test_load_upload_again_changes_nothing(tmp_path):
    unit, path = a_unit(), a_workbook(tmp_path, rows(20))
    loaded(path, unit)
    versions = list(Dossier.objects.order_by("pk").extra(select={"v": "xmin::text"}).values_list("v", "upload_id"))

    upload = loaded(path, unit)

    assert (upload.added, upload.changed, upload.unchanged) == (0, 0, 20)
    assert versions == list(
        Dossier.objects.order_by("pk").extra(select={"v": "xmin::text"}).values_list("v", "upload_id")
    )


def test_load_upload_corrects_only_what_changed(tmp_path):
    unit, table = a_unit(), rows(20)
    first = loaded(a_workbook(tmp_path, table), unit)
    table[4] |= {"Ngày có kết quả": at("2025-05-20 10:00")}
    table[9] |= {"Ngày tiếp nhận": at("2025-03-20 10:00")}

    second = loaded(a_workbook(tmp_path, table), unit)

    assert (second.added, second.changed, second.unchanged) == (0, 2, 18)
    assert Dossier.objects.filter(upload=first).count() == 18
    assert (figures(unit).late, figures(unit).early) == (1, 19)
    assert rebuild_rollup() == []


def test_load_upload_takes_the_last_of_repeated_codes(tmp_path):
    table = [a_row("A-1", **{"Kênh nộp": "Trực tiếp"}), a_row("A-2"), a_row("A-1")]

    upload = loaded(a_workbook(tmp_path, table), a_unit())

    assert (upload.rows, upload.added, upload.repeated, upload.unchanged) == (3, 2, 1, 0)
    assert upload.warnings == [{"cell": "A2", "message": "Mã hồ sơ “A-1” còn ở dòng sau; lấy dòng sau cùng."}]
    assert Dossier.objects.get(code="A-1").get_channel_display() == "Trực tuyến"


def test_load_upload_refuses_the_whole_file_with_every_address(tmp_path):
    table = rows(30)
    for place in (2, 11, 28):
        table[place]["Ngày tiếp nhận"] = "31/02/2022"

    upload = loaded(a_workbook(tmp_path, table), a_unit())

    assert (upload.state, upload.error_count) == (UploadState.REFUSED, 3)
    assert [error["cell"] for error in upload.errors] == ["G4", "G13", "G30"]
    assert upload.summary == "Tệp có 3 lỗi nên chưa ghi dòng nào."
    assert (Dossier.objects.count(), UnitSlot.objects.count(), Procedure.objects.count()) == (0, 0, 0)


def test_load_upload_refuses_codes_of_another_unit(tmp_path):
    theirs, ours = a_unit(), a_unit()
    loaded(a_workbook(tmp_path, rows(3)), theirs)

    upload = loaded(a_workbook(tmp_path, [a_row("B-1"), *rows(1)]), ours)

    assert upload.errors == [
        {"cell": "A3", "message": "Mã hồ sơ “H08-250401-0001” đã thuộc đơn vị khác; hãy kiểm tra lại mã."}
    ]
    assert Dossier.objects.filter(unit=ours).count() == 0


def test_load_upload_moves_a_dossier_when_the_province_says_so(tmp_path):
    old, new = a_unit("DV-CU"), a_unit("DV-MOI")
    loaded(a_workbook(tmp_path, rows(2)), old)

    upload = loaded(a_workbook(tmp_path, rows(1, **{"Mã đơn vị": "DV-MOI"})))

    assert upload.changed == 1
    assert (figures(old).received, figures(new).received) == (1, 1)
    assert rebuild_rollup() == []


def test_load_upload_accepts_rows_of_units_below(tmp_path):
    above = a_unit()
    below = a_unit(parent=above)

    upload = loaded(a_workbook(tmp_path, [a_row(**{"Mã đơn vị": below.code})]), above)

    assert (upload.added, Dossier.objects.get().unit) == (1, below)


def test_load_upload_dates_by_the_term_of_row_or_procedure(tmp_path):
    a_procedure("1.1", working_days=2)
    bare = {"Ngày hẹn trả": None, "Ngày tiếp nhận": at("2025-08-28 09:00"), "Ngày có kết quả": at("2025-09-03 16:00")}
    table = [a_row("A-1", **{"Mã TTHC": "1.1"}) | bare, a_row("A-2", **{"Thời hạn (ngày làm việc)": 3}) | bare]

    loaded(a_workbook(tmp_path, table), a_unit())

    due = dict(Dossier.objects.order_by("code").values_list("code", "due_at"))
    assert due == {"A-1": at("2025-09-03 17:00+07:00"), "A-2": at("2025-09-04 17:00+07:00")}
    assert outcomes() == {"A-1": Outcome.ON_TIME, "A-2": Outcome.EARLY}


def test_load_upload_refuses_terms_beyond_the_calendar(tmp_path):
    table = [
        a_row("A-1", **{"Ngày tiếp nhận": at("2026-12-31 09:00"), "Thời hạn (ngày làm việc)": 5})
        | {"Ngày hẹn trả": None, "Ngày có kết quả": None, "Trạng thái": None}
    ]

    upload = loaded(a_workbook(tmp_path, table), a_unit())

    assert upload.errors == [
        {
            "cell": "G2",
            "message": "Hạn trả tính từ ngày này vượt quá lịch làm việc; báo Điều phối nạp thêm lịch,"
            " hoặc ghi Ngày hẹn trả.",
        }
    ]


def test_load_upload_keeps_the_other_endings_apart(tmp_path):
    table = [
        a_row("A-1", **{"Trạng thái": "Công dân yêu cầu rút hồ sơ"}),
        a_row("A-2", **{"Trạng thái": "Dừng xử lý"}),
        a_row("A-3", **{"Trạng thái": "Đang xử lý", "Ngày có kết quả": None}),
        a_row("A-4", **{"Trạng thái": "Mới đăng ký", "Ngày có kết quả": None}),
    ]
    unit = a_unit()

    upload = loaded(a_workbook(tmp_path, table), unit)

    assert outcomes() == {"A-1": Outcome.WITHDRAWN, "A-2": Outcome.REFUSED, "A-3": Outcome.PENDING}
    assert (upload.left_out, figures(unit).finished, figures(unit).withdrawn, figures(unit).refused) == (1, 0, 1, 1)


def test_load_upload_by_the_moment_when_the_province_chose_so(tmp_path, settings):
    settings.DUE_BOUNDARY = Boundary.MOMENT
    finishes = {"A-1": at("2025-04-15 17:00"), "A-2": at("2025-04-15 17:01")}

    loaded(a_workbook(tmp_path, [a_row(code, **{"Ngày có kết quả": end}) for code, end in finishes.items()]), a_unit())

    assert outcomes() == {"A-1": Outcome.ON_TIME, "A-2": Outcome.LATE}


@pytest.mark.parametrize(
    "changed", [{"Ngày tiếp nhận": at("2025-02-20 09:00")}, {"Ngày có kết quả": at("2025-05-20 09:00")}]
)
def test_load_upload_refreshes_the_half_month_a_dossier_left(tmp_path, changed):
    unit, before = a_unit(), a_row(**{"Ngày tiếp nhận": at("2025-03-20 09:00")})
    loaded(a_workbook(tmp_path, [before]), unit)

    loaded(a_workbook(tmp_path, [before | changed]), unit)

    assert rebuild_rollup() == []
    assert (figures(unit).received, figures(unit).finished) == (1, 1)


def test_load_upload_is_undone_when_the_guard_objects(tmp_path):
    upload = received(a_workbook(tmp_path, rows(2)), a_unit())

    def lost():
        raise LookupError

    with pytest.raises(LookupError):
        load_upload(upload_id=upload.pk, by=None, guard=lost)

    upload.refresh_from_db()
    assert (upload.state, Dossier.objects.count()) == (UploadState.CHECKED, 0)


def test_load_upload_of_a_child_that_died_in_the_middle_of_a_line_says_so(tmp_path, monkeypatch):
    upload = received(a_workbook(tmp_path, rows(3)), a_unit())
    half = "import os, sys; sys.stdout.write('A-1\\t1\\t1.1\\nA-2'); sys.stdout.flush(); os._exit(1)"
    monkeypatch.setattr("dossiers.intake.reading.COMMAND", ("-c", half))

    upload = load_upload(upload_id=upload.pk, by=None)

    assert (upload.state, upload.errors) == (UploadState.REFUSED, [{"cell": "", "message": KILLED}])


def test_load_upload_twice_is_once(tmp_path):
    upload = loaded(a_workbook(tmp_path, rows(2)), a_unit())

    assert load_upload(upload_id=upload.pk, by=None).added == 2


def test_load_upload_needs_a_calendar(tmp_path):
    CalendarDay.objects.all().delete()

    with pytest.raises(Refused, match="Chưa có lịch làm việc"):
        loaded(a_workbook(tmp_path, rows(1)), a_unit())


def test_receive_upload_knows_the_same_file(tmp_path):
    unit, path = a_unit(), a_workbook(tmp_path, rows(1))
    first = received(path, unit)

    assert received(path, unit, again=False) == first
    assert received(path, a_unit(), again=False) != first
    assert Upload.objects.count() == 2


def test_receive_upload_hides_the_senders_name(tmp_path):
    upload = received(a_workbook(tmp_path, rows(1)), name="../Hồ sơ.xlsx")

    assert upload.original_name == "../Hồ sơ.xlsx"
    assert upload.file.name.startswith("uploads/")
    assert len(upload.file.name) == len("uploads/.xlsx") + 32


def test_rebuild_rollup_reports_and_mends(tmp_path):
    unit = a_unit()
    loaded(a_workbook(tmp_path, rows(5)), unit)
    slot = dt.date(2025, 4, 1)
    UnitSlot.objects.update(early=7)
    UnitSlot.objects.create(unit=unit, slot=dt.date(2024, 1, 1), received=1)

    assert rebuild_rollup() == [(unit.pk, dt.date(2024, 1, 1), "stray"), (unit.pk, slot, "wrong")]
    assert rebuild_rollup() == []
    assert figures(unit).early == 5
