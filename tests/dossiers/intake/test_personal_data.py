"""Names, ID numbers, telephones of applicants are nowhere but in the sender's file, and that one is destroyed."""

import datetime as dt
import logging

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse

from dossiers.actions import check_upload, discard_upload, forget_files, write_upload
from dossiers.enums import UploadState
from dossiers.models import Dossier, Upload
from tests.factories.dossiers import a_calendar, a_person, a_row, a_unit, a_workbook, loaded, received, rows
from units.enums import Role

pytestmark = pytest.mark.django_db

CANARIES = {
    "Họ và tên người nộp": "Canary Thị Hoàng Oanh",
    "Số CCCD": "079199012345",
    "Điện thoại": "0912345678",
    "Địa chỉ": "12 ngõ Canary, phường Mẫu",
}
NUMBERS = list(CANARIES.values())


def a_book_with_people(folder, *tables):
    book = openpyxl.Workbook()
    table = [row | CANARIES for row in tables]
    book.active.append(list(table[0]))
    for row in table:
        book.active.append(list(row.values()))
    path = folder / "co-ten.xlsx"
    book.save(path)
    return path


def kept_in_the_database():
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'select t::text from "{table}" t')
            yield from ((table, row) for (row,) in cursor.fetchall())


def leaks(texts):
    return [(where, value) for where, text in texts for value in NUMBERS if value in text]


@pytest.mark.parametrize("wrong", [{}, {"Ngày tiếp nhận": "31/02/2025"}])
def test_applicants_are_nowhere_after_an_import(client, tmp_path, kept_files, caplog, wrong):
    caplog.set_level(logging.DEBUG)
    a_calendar()
    unit = a_unit()
    client.force_login(a_person((Role.REPORTER, unit)))

    upload = check_upload(
        upload_id=received(a_book_with_people(tmp_path, a_row("A-1"), a_row("A-2") | wrong), unit).pk, by=None
    )
    page = client.get(reverse("dossiers:upload_detail", args=[upload.pk])).content.decode()
    own = {upload.file.path, str(upload.marked_path)}
    waiting = [(str(path), path.read_bytes().decode("latin-1")) for path in kept_files.rglob("*") if path.is_file()]
    if not wrong:
        write_upload(upload_id=upload.pk, shown=upload.checks, by=None)

    assert leaks(kept_in_the_database()) == []
    assert leaks([("page", page), ("log", caplog.text), ("errors", str(upload.errors))]) == []
    assert leaks((where, text) for where, text in waiting if where not in own) == []
    assert Dossier.objects.count() == (0 if wrong else 2)


# --- the file itself ----------------------------------------------------------------------------------------------


def aged(upload, days):
    before = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    Upload.objects.filter(pk=upload.pk).update(uploaded_at=before, ended_at=before if upload.ended_at else None)


def test_forget_files_destroys_what_its_time_is_over_for(tmp_path, settings):
    a_calendar()
    unit, now = a_unit(), dt.datetime.now(dt.UTC)
    old, new = (loaded(a_workbook(tmp_path, rows(1), name), unit) for name in ("cu.xlsx", "moi.xlsx"))
    waiting = check_upload(upload_id=received(a_workbook(tmp_path, rows(2)), unit).pk, by=None)
    wrong = loaded(a_workbook(tmp_path, [a_row(code="")]), unit)
    aged(old, settings.UPLOAD_DAYS_KEPT + 1)
    aged(new, settings.UPLOAD_DAYS_KEPT - 1)
    for upload in (waiting, wrong):
        aged(upload, settings.UPLOAD_DAYS_KEPT_UNWRITTEN + 1)
    with_marks = wrong.marked_path.exists()

    assert forget_files(now=now) == 3
    assert forget_files(now=now) == 0

    for upload in (old, new, waiting, wrong):
        upload.refresh_from_db()
    assert with_marks
    assert [upload.file_gone_at is not None for upload in (old, new, waiting, wrong)] == [True, False, True, True]
    assert (waiting.state, wrong.state, old.state) == (UploadState.DISCARDED, UploadState.REFUSED, UploadState.LOADED)
    assert Dossier.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_forget_files_takes_the_files_off_the_disk(tmp_path, kept_files, settings):
    a_calendar()
    wrong = loaded(a_workbook(tmp_path, [a_row(code="")]), a_unit())
    waiting = check_upload(upload_id=received(a_workbook(tmp_path, rows(2)), a_unit()).pk, by=None)
    for upload in (waiting, wrong):
        aged(upload, settings.UPLOAD_DAYS_KEPT_UNWRITTEN + 1)

    forget_files(now=dt.datetime.now(dt.UTC))

    assert [path for path in kept_files.rglob("*") if path.is_file()] == []


@pytest.mark.django_db(transaction=True)
def test_a_file_given_up_or_written_leaves_no_comparison_on_the_disk(tmp_path):
    a_calendar()
    unit, by = a_unit(), a_person()
    first = check_upload(upload_id=received(a_workbook(tmp_path, rows(2)), unit).pk, by=None)
    second = check_upload(upload_id=received(a_workbook(tmp_path, rows(2)), unit).pk, by=None)

    write_upload(upload_id=first.pk, shown=first.checks, by=by)
    discard_upload(upload_id=second.pk, by=by)

    assert [upload.kept_path.exists() for upload in (first, second)] == [False, False]
