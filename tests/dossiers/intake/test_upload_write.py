"""What was shown is what is written: once, whole, and only while it is still true."""

import re

import pytest
from django.urls import reverse

from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from cchc_portal.kit.refusals import Refused
from dossiers.actions import (
    MOVED,
    Moved,
    check_upload,
    discard_upload,
    load_upload,
    recheck_upload,
    seed_calendar,
    write_upload,
)
from dossiers.enums import Outcome, UploadState
from dossiers.models import CalendarDay, Dossier, Procedure, UnitSlot, Upload
from tests.factories.dossiers import a_calendar, a_person, a_row, a_unit, a_workbook, at, loaded, received, rows
from units.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calendar():
    a_calendar()


def checked(path, unit=None, by=None):
    return check_upload(upload_id=received(path, unit, by).pk, by=by)


def written(upload, by=None):
    return write_upload(upload_id=upload.pk, shown=upload.checks, by=by)


def counts(upload):
    return {name: getattr(upload, name) for name in ("rows", "added", "changed", "unchanged", "wrong_rows", "left_out")}


def test_check_upload_writes_nothing_and_says_what_would_be(tmp_path):
    unit, table = a_unit(), rows(6)
    loaded(a_workbook(tmp_path, table[:4]), unit)
    table[0]["Ngày có kết quả"] = at("2025-04-16 08:00")
    table[5] |= {"Trạng thái": "Mới đăng ký", "Ngày có kết quả": None, "Mã TTHC": "9.9"}

    upload = checked(a_workbook(tmp_path, table), unit)

    assert upload.state == UploadState.CHECKED
    assert counts(upload) == {"rows": 6, "added": 1, "changed": 1, "unchanged": 3, "wrong_rows": 0, "left_out": 1}
    assert upload.preview["units"] == [[unit.pk, 5, 1, 1, 3]]
    assert upload.preview["span"] == {
        "received": ["2025-04-01", "2025-04-01"],
        "finished": ["2025-04-10", "2025-04-16"],
    }
    assert (Dossier.objects.count(), Dossier.objects.filter(outcome=Outcome.LATE).count()) == (4, 0)
    assert Procedure.objects.filter(code="9.9").count() == 0


def test_check_upload_shows_old_and_new_of_what_changes(tmp_path):
    unit, table = a_unit(), rows(2)
    loaded(a_workbook(tmp_path, table), unit)
    table[1] |= {"Ngày có kết quả": at("2025-04-16 08:00"), "Kênh nộp": "Trực tiếp"}

    upload = checked(a_workbook(tmp_path, table), unit)

    (change,) = upload.preview["changes"]
    moved = {field["label"]: (field["old"], field["new"]) for field in change["fields"]}
    assert (change["code"], change["line"]) == ("H08-250401-0002", 3)
    assert moved == {
        "Kênh nộp": ("Trực tuyến", "Trực tiếp"),
        "Có kết quả": ("10/04/2025 10:00", "16/04/2025 08:00"),
        "Kết quả": ("Trước hạn", "Quá hạn"),
    }


def test_check_upload_says_when_only_pauses_or_the_extension_change(tmp_path):
    unit = a_unit()
    loaded(a_workbook(tmp_path, rows(1)), unit)

    upload = checked(a_workbook(tmp_path, rows(1, **{"Ngày yêu cầu nộp phí": at("2025-04-02 10:00")})), unit)

    (change,) = upload.preview["changes"]
    assert [field["label"] for field in change["fields"]] == ["Lần tạm dừng, gia hạn, số ngày đã dùng"]


def test_check_upload_tells_errors_of_reading_and_of_the_register_together(tmp_path):
    theirs, ours = a_unit(), a_unit()
    loaded(a_workbook(tmp_path, rows(1)), theirs)
    table = [*rows(1), a_row("B-1"), a_row("B-2", **{"Ngày tiếp nhận": "31/02/2025"})]

    upload = checked(a_workbook(tmp_path, table), ours)

    assert upload.state == UploadState.REFUSED
    assert sorted(error["cell"] for error in upload.errors) == ["A2", "G4"]
    assert counts(upload) == {"rows": 3, "added": 1, "changed": 0, "unchanged": 0, "wrong_rows": 2, "left_out": 0}


def test_write_upload_writes_what_was_shown(tmp_path):
    unit, by = a_unit(), a_person()
    upload = checked(a_workbook(tmp_path, rows(5)), unit)
    shown = upload.totals

    upload = written(upload, by)

    assert (upload.state, upload.confirmed_by, upload.totals) == (UploadState.LOADED, by, shown)
    assert (Dossier.objects.filter(unit=unit).count(), UnitSlot.objects.get().received) == (5, 5)
    assert Procedure.objects.get().name == "Đăng ký khai sinh"


def test_write_upload_twice_is_once(tmp_path):
    upload = written(checked(a_workbook(tmp_path, rows(2)), a_unit()))

    again = written(upload)

    assert (again.added, Dossier.objects.count()) == (2, 2)


def _another_file(tmp_path, unit):
    loaded(a_workbook(tmp_path, rows(3, **{"Kênh nộp": "Trực tiếp"}), "khac.xlsx"), unit)


def _a_file_with_what_was_new(tmp_path, unit):
    loaded(a_workbook(tmp_path, rows(3)[2:], "khac.xlsx"), unit)


def _a_known_dossier(tmp_path, unit):
    Dossier.objects.filter(code="H08-250401-0001").update(channel=3)


def _the_calendar(tmp_path, unit):
    CalendarDay.objects.filter(day="2025-04-18").update(working=False)


def _broken(name):
    def _the_kept_comparison(tmp_path, unit):
        for upload in Upload.objects.filter(state=UploadState.CHECKED):
            (upload.kept_path / name).write_bytes(b"")

    return _the_kept_comparison


@pytest.mark.parametrize(
    "move",
    [_another_file, _a_file_with_what_was_new, _a_known_dossier, _the_calendar, _broken("ready"), _broken("new")],
)
def test_write_upload_writes_nothing_when_something_moved_meanwhile(tmp_path, move):
    unit = a_unit()
    loaded(a_workbook(tmp_path, rows(1, **{"Kênh nộp": "Trực tiếp"}), "dau.xlsx"), unit)
    upload = checked(a_workbook(tmp_path, rows(3)), unit)
    move(tmp_path, unit)
    before = list(Dossier.objects.order_by("code").values_list("code", "channel"))

    with pytest.raises(Moved):
        written(upload)
    assert list(Dossier.objects.order_by("code").values_list("code", "channel")) == before

    again = recheck_upload(upload_id=upload.pk, by=None)
    assert (again.state, again.checks) == (UploadState.CHECKED, 2)
    with pytest.raises(Refused, match="Sổ hồ sơ đã thay đổi"):
        write_upload(upload_id=upload.pk, shown=1, by=None)
    assert written(again).state == UploadState.LOADED
    assert Dossier.objects.count() == 3


def test_discard_upload_leaves_nothing_behind(tmp_path):
    by = a_person()
    upload = checked(a_workbook(tmp_path, rows(2)), a_unit())

    upload = discard_upload(upload_id=upload.pk, by=by)

    assert (upload.state, upload.summary) == (UploadState.DISCARDED, "Tệp đã bỏ, không dòng nào được ghi.")
    with pytest.raises(Refused, match="Tệp đã bỏ"):
        written(upload)
    assert load_upload(upload_id=upload.pk, by=None).state == UploadState.DISCARDED
    assert Dossier.objects.count() == 0


def test_discard_upload_leaves_a_written_one_alone(tmp_path):
    upload = loaded(a_workbook(tmp_path, rows(2)), a_unit())

    assert discard_upload(upload_id=upload.pk, by=a_person()).state == UploadState.LOADED


# --- sums the file itself gives -----------------------------------------------------------------------------------


def test_check_upload_warns_when_the_files_own_sums_do_not_add_up(tmp_path):
    """Imported with a warning: never refused, never mended."""
    sums = {"Tổng cộng:": 5, "Trước hạn": 2, "Đúng hạn": 1, "Quá hạn": 0, "Đã giải quyết": 4}
    table = [*rows(3), *({"Mã hồ sơ": label, "Mã TTHC": number} for label, number in sums.items())]

    upload = checked(a_workbook(tmp_path, table), a_unit())

    assert (upload.state, upload.rows, upload.added) == (UploadState.CHECKED, 3, 3)
    assert [warning["message"] for warning in upload.warnings] == [
        "Dòng cộng của tệp ghi “Tổng số hồ sơ” là 5, các dòng hồ sơ cho 3. Cổng giữ số của các dòng hồ sơ.",
        "Dòng cộng của tệp ghi “Trước hạn” là 2, các dòng hồ sơ cho 3. Cổng giữ số của các dòng hồ sơ.",
        "Dòng cộng của tệp ghi “Đúng hạn” là 1, các dòng hồ sơ cho 0. Cổng giữ số của các dòng hồ sơ.",
        "Dòng cộng của tệp ghi “Đã giải quyết” là 4, các dòng hồ sơ cho 3. Cổng giữ số của các dòng hồ sơ.",
        "Dòng cộng của tệp không khớp: trước hạn + đúng hạn + quá hạn = 3, nhưng “Đã giải quyết” ghi 4.",
    ]
    assert written(upload).totals["resolved"] == 3


def test_check_upload_warns_when_rows_claim_another_outcome(tmp_path):
    table = [a_row("A-1", **{"Trạng thái": "Đúng hạn"}), a_row("A-2", **{"Trạng thái": "Trước hạn"})]

    upload = checked(a_workbook(tmp_path, table), a_unit())

    assert [warning["message"] for warning in upload.warnings] == [
        "Tệp tự ghi trước hạn 1, đúng hạn 1, quá hạn 0; tính theo ngày hẹn trả và ngày có kết quả: "
        "trước hạn 2, đúng hạn 0, quá hạn 0. Cổng lấy số tính theo ngày."
    ]
    assert (upload.totals["early"], upload.totals["on_time"]) == (2, 0)


# --- the pages ----------------------------------------------------------------------------------------------------


def page_of(client, upload):
    return client.get(reverse("dossiers:upload_detail", args=[upload.pk])).content.decode()


def post(client, name, upload, **data):
    return client.post(reverse(f"dossiers:{name}", args=[upload.pk]), data)


def test_upload_detail_shows_the_dry_run_with_one_button(client, tmp_path):
    unit = a_unit()
    client.force_login(a_person((Role.REPORTER, unit)))
    loaded(a_workbook(tmp_path, rows(2)), unit)

    page = page_of(client, checked(a_workbook(tmp_path, rows(4, **{"Kênh nộp": "Trực tiếp"})), unit))

    assert "Đã đọc 4 dòng, chưa ghi: thêm mới 2, thay đổi 2, giữ nguyên 0." in page
    assert "<del>Trực tuyến</del>" in page
    assert "<ins>Trực tiếp</ins>" in page
    assert "01/04/2025&nbsp;–&nbsp;01/04/2025" in page
    assert len(re.findall("Ghi vào sổ</button>", page)) == 1


def test_upload_detail_shows_no_button_to_those_who_only_read(client, tmp_path):
    unit = a_unit()
    upload = checked(a_workbook(tmp_path, rows(1)), unit)

    client.force_login(a_person((Role.LEADER, unit)))

    assert "Ghi vào sổ</button>" not in page_of(client, upload)
    assert post(client, "upload_write", upload, shown=1).status_code == 403
    assert Dossier.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_upload_write_is_done_by_one_job_for_two_clicks(client, tmp_path):
    unit = a_unit()
    user = a_person((Role.REPORTER, unit))
    client.force_login(user)
    upload = checked(a_workbook(tmp_path, rows(3)), unit, user)

    answers = [post(client, "upload_write", upload, shown=upload.checks) for _ in range(2)]
    run_job(Job.objects.get().pk)

    assert {answer.url for answer in answers} == {reverse("dossiers:upload_detail", args=[upload.pk])}
    assert Dossier.objects.count() == 3
    assert f"Đã nhập 3 dòng: thêm mới 3, thay đổi 0, giữ nguyên 0. {user} ghi lúc" in page_of(client, upload)
    assert post(client, "upload_write", upload, shown=upload.checks).status_code == 302
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_upload_write_shows_anew_what_is_no_longer_true(client, tmp_path):
    unit = a_unit()
    client.force_login(a_person((Role.REPORTER, unit)))
    upload = checked(a_workbook(tmp_path, rows(3)), unit)
    _another_file(tmp_path, unit)

    post(client, "upload_write", upload, shown=upload.checks)
    run_job(Job.objects.get().pk)

    upload.refresh_from_db()
    assert Job.objects.get().error == MOVED
    assert (upload.state, upload.changed, upload.checks) == (UploadState.CHECKED, 3, 2)
    assert MOVED in page_of(client, upload)
    assert Dossier.objects.filter(channel=2).count() == 0


def test_upload_write_of_an_old_page_starts_nothing(client, tmp_path):
    unit = a_unit()
    client.force_login(a_person((Role.REPORTER, unit)))
    upload = checked(a_workbook(tmp_path, rows(3)), unit)

    post(client, "upload_write", upload, shown=0)

    assert Job.objects.count() == 0
    assert MOVED in page_of(client, upload)


def test_upload_discard_gives_the_file_up(client, tmp_path):
    unit = a_unit()
    client.force_login(a_person((Role.REPORTER, unit)))
    upload = checked(a_workbook(tmp_path, rows(3)), unit)

    post(client, "upload_discard", upload)

    upload.refresh_from_db()
    assert upload.state == UploadState.DISCARDED


def test_the_calendar_seeded_again_moves_nothing(tmp_path):
    upload = checked(a_workbook(tmp_path, rows(1)), a_unit())

    seed_calendar(first_year=2022, last_year=2026)

    assert written(upload).state == UploadState.LOADED
