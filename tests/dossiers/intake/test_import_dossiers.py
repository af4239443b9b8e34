"""The same import from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dossiers.models import CalendarDay, Dossier, UnitSlot
from tests.factories.dossiers import a_calendar, a_row, a_unit, a_workbook, loaded

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().splitlines()


def test_import_dossiers_prints_totals(tmp_path):
    a_calendar()
    path = a_workbook(tmp_path, [a_row("A-1"), a_row("A-1")])

    lines = run("import_dossiers", str(path), "--unit", a_unit().code)

    assert lines == [
        "Đã nhập 2 dòng: thêm mới 1, thay đổi 0, giữ nguyên 0.",
        "  Đang giải quyết: 0",
        "  Trước hạn: 1",
        "  Đúng hạn: 0",
        "  Quá hạn: 0",
        "  Đã rút: 0",
        "  Từ chối, dừng xử lý: 0",
        "  A2: Mã hồ sơ “A-1” còn ở dòng sau; lấy dòng sau cùng.",
    ]


def test_import_dossiers_prints_all_errors(tmp_path):
    a_calendar()
    path = a_workbook(tmp_path, [a_row(code=""), a_row(**{"Kênh nộp": "bồ câu"})])

    with pytest.raises(CommandError) as failure:
        run("import_dossiers", str(path), "--unit", a_unit().code)

    assert str(failure.value).splitlines() == [
        "Tệp có 2 lỗi nên chưa ghi dòng nào.",
        "  A2: Thiếu Mã hồ sơ.",
        "  F3: Kênh nộp “bồ câu” không rõ nghĩa; hãy ghi “Trực tiếp”, “Trực tuyến” hoặc “Bưu chính công ích”.",
    ]
    assert Dossier.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(("no.xlsx",), "Không có tệp no.xlsx."), ((__file__, "--unit", "X"), "Không có đơn vị mã “X”.")],
)
def test_import_dossiers_names_what_is_not_there(arguments, sentence):
    with pytest.raises(CommandError) as failure:
        run("import_dossiers", *arguments)

    assert str(failure.value) == sentence


def test_import_dossiers_without_a_calendar_says_what_to_do(tmp_path):
    with pytest.raises(CommandError) as failure:
        run("import_dossiers", str(a_workbook(tmp_path, [a_row()])), "--unit", a_unit().code)

    assert str(failure.value) == "Chưa có lịch làm việc; Điều phối hãy nạp lịch trước khi nhập hồ sơ."


def test_load_calendar_adds_missing_days_once():
    assert run("load_calendar", "--from", "2025", "--to", "2026") == ["Lịch làm việc 2025–2026: thêm 730 ngày."]
    CalendarDay.objects.filter(day="2026-11-24").update(working=True)

    assert run("load_calendar", "--from", "2024", "--to", "2026") == ["Lịch làm việc 2024–2026: thêm 366 ngày."]

    assert CalendarDay.objects.get(day="2026-11-24").working
    assert CalendarDay.objects.get(day="2026-12-31").ordinal == 251 + 250 + 250


def test_rebuild_rollup_prints_differences(tmp_path):
    a_calendar()
    unit = a_unit()
    loaded(a_workbook(tmp_path, [a_row("A-1")]), unit)
    UnitSlot.objects.update(early=7)

    assert run("rebuild_rollup") == [
        f"{unit.code}, nửa tháng từ 01/04/2025: sai số",
        "Đã tính lại; 1 chỗ khác đã được sửa.",
    ]
