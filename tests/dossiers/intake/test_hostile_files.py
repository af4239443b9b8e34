"""Files made to hurt: each is refused with a sentence in less than two seconds, by a child that alone may die."""

import os
import re
import resource

import pytest

from dossiers.actions import check_upload
from dossiers.enums import UploadState
from dossiers.models import Dossier
from tests.dossiers.intake.test_archives import SHEET, rewritten
from tests.factories.dossiers import a_calendar, a_unit, a_workbook, received, rows

pytestmark = pytest.mark.django_db
SECONDS = 2  # of processor time of the child; the clock on the wall says more about the neighbours


def zip_bomb(book):
    return rewritten(book, extra=[("xl/media/zeros.bin", b"\0" * 200_000_000)])


def shared_strings_bomb(book):
    return rewritten(book, extra=[("xl/sharedStrings2.xml", b"<sst>" + b"<si><t>x</t></si>" * 4_000_000 + b"</sst>")])


def nested_entities(book):
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{levels}]>'.encode()
    return rewritten(book, {SHEET: lambda part: head + part.partition(b"?>")[2]})


def external_entity(book):
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return rewritten(book, {"xl/workbook.xml": lambda part: head + part.partition(b"?>")[2]})


def macro(book):
    return rewritten(book, extra=[("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")])


def macro_in_disguise(book):
    macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    return rewritten(book, {"[Content_Types].xml": lambda part: re.sub(rb"[^\"]*sheet\.main\+xml", macro, part)})


def external_link(book):
    return rewritten(book, extra=[("xl/externalLinks/externalLink1.xml", b"<externalLink/>")])


def way_out(book):
    return rewritten(book, extra=[("../../../etc/cron.d/x", b"* * * * * root id")])


def truncated(book):
    book.write_bytes(book.read_bytes()[: book.stat().st_size // 2])
    return book


def sparse_giant(book):
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return rewritten(book, {SHEET: lambda part: part.replace(b"</sheetData>", corner)})


def a_picture(book):
    book.write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(4_096))
    return book


def old_excel(book):
    book.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4_096)
    return book


def endless_row(book):
    cells = b"".join(b'<c r="A2" t="inlineStr"><is><t>%d</t></is></c>' % n for n in range(300_000))
    row = b'<row r="9">' + cells + b"</row></sheetData>"
    return rewritten(book, {SHEET: lambda part: part.replace(b"</sheetData>", row)})


def sixty_megabytes_in_one_row(book):
    noise = os.urandom(60_000_000).hex().encode()  # as dense as honest rows, so that no ratio gives it away
    cells = b"".join(
        b'<c r="A2" t="inlineStr"><is><t>%s</t></is></c>' % noise[place : place + 60]
        for place in range(0, 36_000_000, 60)
    )
    row = b'<row r="9">' + cells + b"</row></sheetData>"
    return rewritten(book, {SHEET: lambda part: part.replace(b"</sheetData>", row)})


def a_csv_of_one_line(book):
    path = book.with_suffix(".csv")
    path.write_bytes("Mã hồ sơ;Mã TTHC;Ngày tiếp nhận;Ngày có kết quả\n".encode() + b"A;" * 30_000_000)
    return path


def thousands_of_parts(book):
    return rewritten(book, extra=[(f"xl/parts/{n}.xml", b"<a/>") for n in range(2_000)])


HOSTILE = [
    (zip_bomb, "Tệp bung ra quá lớn"),
    (shared_strings_bomb, "Tệp bung ra quá lớn"),
    (nested_entities, "Tệp .xlsx có khai báo XML không an toàn"),
    (external_entity, "Tệp .xlsx có khai báo XML không an toàn"),
    (macro, "Tệp có macro"),
    (macro_in_disguise, "Tệp không phải sổ tính .xlsx thường"),
    (external_link, "Tệp có macro, liên kết ngoài"),
    (way_out, "Tệp .xlsx có cấu trúc bất thường"),
    (truncated, "Tệp .xlsx hỏng hoặc tải lên chưa đủ"),
    (sparse_giant, "Không đọc nổi tệp"),
    (a_picture, "“ho-so.xlsx” không phải tệp Excel thật"),
    (old_excel, "Tệp .xls đời cũ hoặc có mật khẩu"),
    (endless_row, "Tệp .xlsx có một dòng dài bất thường"),
    (sixty_megabytes_in_one_row, "Tệp .xlsx có một dòng dài bất thường"),
    (a_csv_of_one_line, "Tệp CSV có một dòng dài bất thường"),
    (thousands_of_parts, "Tệp bung ra quá lớn"),
]


@pytest.mark.parametrize(("made", "sentence"), HOSTILE, ids=lambda value: getattr(value, "__name__", ""))
def test_a_hostile_file_is_refused_at_once_and_the_next_one_read(tmp_path, made, sentence):
    a_calendar()
    unit = a_unit()
    path = made(a_workbook(tmp_path, rows(2)))
    upload = received(path, unit)
    before = _child_seconds()

    upload = check_upload(upload_id=upload.pk, by=None)

    assert _child_seconds() - before < SECONDS
    assert upload.state == UploadState.REFUSED
    assert [error["cell"] for error in upload.errors] == [""]
    assert upload.errors[0]["message"].startswith(sentence)
    assert check_upload(upload_id=received(a_workbook(tmp_path, rows(2), "tot.xlsx"), unit).pk, by=None).added == 2
    assert Dossier.objects.count() == 0


def _child_seconds():
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
