"""Sending a file: for whom one may, twice without harm, refused with a sentence."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cchc_portal.jobs.models import Job
from cchc_portal.jobs.work import run_job
from dossiers.models import Dossier, Upload
from tests.factories.dossiers import a_calendar, a_person, a_row, a_unit, a_workbook, loaded
from units.enums import Role

pytestmark = pytest.mark.django_db


def sent(client, path, **data):
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post(reverse("dossiers:upload_new"), {"file": file, **data})


def choices(response):
    return [label for value, label in response.context["form"].fields["unit"].choices]


def test_upload_new_offers_the_units_one_may_load_for(client):
    own, below = a_unit(), a_unit()
    below.parent = own
    below.save()

    client.force_login(a_person((Role.REPORTER, own)))
    reporter = choices(client.get(reverse("dossiers:upload_new")))
    client.force_login(a_person((Role.COORDINATOR, own)))
    coordinator = choices(client.get(reverse("dossiers:upload_new")))

    assert reporter == [own.name]
    assert coordinator == ["Nhiều đơn vị, theo cột “Mã đơn vị” của tệp", own.name, below.name]


def test_upload_new_offers_no_unit_from_the_day_it_is_closed(client, time_machine):
    time_machine.move_to("2026-10-05T03:00:00+00:00", tick=False)
    open_one, last_day, closed = (a_unit(valid_to=day) for day in (None, dt.date(2026, 10, 5), dt.date(2026, 10, 4)))
    client.force_login(a_person((Role.COORDINATOR, open_one)))

    page = client.get(reverse("dossiers:upload_new"))

    assert choices(page)[1:] == sorted([open_one.name, last_day.name])
    assert closed.name not in choices(page)


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.LEADER])
def test_upload_new_is_for_loaders(client, role):
    client.force_login(a_person((role, a_unit())))

    assert client.get(reverse("dossiers:upload_new")).status_code == 403


def test_upload_new_refuses_other_peoples_units(client, tmp_path):
    client.force_login(a_person((Role.REPORTER, a_unit())))

    response = sent(client, a_workbook(tmp_path, [a_row()]), unit=a_unit().pk)

    assert response.status_code == 422
    assert response.context["form"].errors["unit"] == [
        "Anh/chị không được nhập hồ sơ cho đơn vị này; hãy chọn đơn vị của mình."
    ]
    assert Upload.objects.count() == 0


def test_upload_new_refuses_other_kinds_of_files(client, tmp_path):
    unit = a_unit()
    client.force_login(a_person((Role.REPORTER, unit)))
    (tmp_path / "a.xlsm").write_bytes(b"PK\x03\x04")

    response = sent(client, tmp_path / "a.xlsm", unit=unit.pk)

    assert response.context["form"].errors["file"] == [
        "Chỉ nhận .xlsx hoặc .csv; tệp .xls, .xlsm hãy mở bằng Excel rồi lưu thành .xlsx."
    ]


def test_upload_new_starts_one_job_for_two_clicks(client, tmp_path):
    a_calendar()
    unit, path = a_unit(), a_workbook(tmp_path, [a_row()])
    client.force_login(a_person((Role.REPORTER, unit)))

    first, second = sent(client, path, unit=unit.pk), sent(client, path, unit=unit.pk)

    upload = Upload.objects.get()
    assert first.url == second.url == reverse("dossiers:upload_detail", args=[upload.pk])
    assert Job.objects.count() == 1


def test_upload_new_says_when_the_file_is_loaded_already(client, tmp_path):
    a_calendar()
    unit, path = a_unit(), a_workbook(tmp_path, [a_row()])
    upload = loaded(path, unit)
    client.force_login(a_person((Role.REPORTER, unit)))

    response = sent(client, path, unit=unit.pk)

    assert response.url == reverse("dossiers:upload_detail", args=[upload.pk])
    assert Job.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_upload_new_is_read_by_the_job_and_nothing_is_written(client, tmp_path):
    a_calendar()
    unit = a_unit()
    client.force_login(a_person((Role.REPORTER, unit)))

    sent(client, a_workbook(tmp_path, [a_row()]), unit=unit.pk)
    job = Job.objects.get()
    run_job(job.pk)

    job.refresh_from_db()
    assert job.message == "Đã đọc 1 dòng, chưa ghi: thêm mới 1, thay đổi 0, giữ nguyên 0."
    assert Dossier.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_upload_new_with_errors_ends_the_job_with_a_sentence(client, tmp_path):
    a_calendar()
    unit = a_unit()
    client.force_login(a_person((Role.REPORTER, unit)))

    sent(client, a_workbook(tmp_path, [a_row(code="")]), unit=unit.pk)
    job = Job.objects.get()
    run_job(job.pk)

    job.refresh_from_db()
    assert job.message == "Tệp có 1 lỗi nên chưa ghi dòng nào."
