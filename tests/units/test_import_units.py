"""manage.py import_units."""

import io

import pytest
from django.core.management import CommandError, call_command

from units.models import Unit

pytestmark = pytest.mark.django_db
LIST = """Mã đơn vị,Tên đơn vị,Mã cấp trên,Cấp,Khối,Hoạt động từ
UB,UBND thành phố,,Tỉnh,,01/01/2020
STC,Sở Tài chính,{},Sở,Khối sở,01/01/2020
"""


def run(tmp_path, parent):
    file, out = tmp_path / "don-vi.csv", io.StringIO()
    file.write_text(LIST.format(parent), encoding="utf-8-sig")
    call_command("import_units", str(file), stdout=out)
    return out.getvalue()


def test_import_units_prints_what_it_did(tmp_path):
    first, second, third = run(tmp_path, "UB"), run(tmp_path, "UB"), run(tmp_path, "")

    assert first == "Mới 2 đơn vị: UB, STC\nThay đổi 0 đơn vị\nGiữ nguyên 0 đơn vị\n"
    assert second == "Mới 0 đơn vị\nThay đổi 0 đơn vị\nGiữ nguyên 2 đơn vị\n"
    assert third == "Mới 0 đơn vị\nThay đổi 1 đơn vị: STC\nGiữ nguyên 1 đơn vị\n"


def test_import_units_prints_every_error_and_writes_nothing(tmp_path):
    with pytest.raises(CommandError) as error:
        run(tmp_path, "STC")

    assert str(error.value) == "Không nạp được don-vi.csv, 1 lỗi:\n  Ô C3: Vòng cấp trên: STC → STC."
    assert Unit.objects.count() == 0


def test_import_units_says_when_there_is_no_file(tmp_path):
    with pytest.raises(CommandError) as error:
        call_command("import_units", str(tmp_path / "khong-co.xlsx"))

    assert str(error.value) == "Không nạp được khong-co.xlsx, 1 lỗi:\n  Không mở được tệp."
