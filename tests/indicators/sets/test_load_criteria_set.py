"""manage.py load_criteria_set: what was loaded, or all that is wrong."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from indicators.models import CriteriaSet
from tests.factories.criteria import SMALL_SET, WORKED_SETS
from units.models import Block

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def block():
    return Block.objects.create(code="so", name="Khối sở, ban, ngành")


def load(file, **options) -> str:
    out = StringIO()
    call_command("load_criteria_set", str(file), stdout=out, **options)
    return out.getvalue()


def test_command_says_what_was_loaded():
    assert load(WORKED_SETS / "so-2022.toml") == (
        "Bộ tiêu chí CCHC các sở, ban, ngành năm 2022 (số liệu minh họa): "
        "54 tiêu chí chấm điểm, 100 điểm, trạng thái dự thảo.\n"
    )


def test_command_issues_once_and_may_be_repeated(tmp_path):
    file = tmp_path / "nho.toml"
    file.write_text(SMALL_SET, encoding="utf-8")

    first, second = load(file, issue=True), load(file, issue=True)

    assert first == second == "Bộ tiêu chí nhỏ: 3 tiêu chí chấm điểm, 10 điểm, trạng thái đã ban hành.\n"


def test_command_prints_every_fault_and_loads_nothing(tmp_path):
    file = tmp_path / "nho.toml"
    file.write_text(SMALL_SET.replace("max = 10", "max = 11").replace("from = 0", "from = 1"), encoding="utf-8")

    with pytest.raises(CommandError) as refused:
        load(file)

    assert str(refused.value).splitlines() == [
        "Tệp có 2 lỗi, chưa nạp gì:",
        "Thông tin chung, “Tổng điểm tối đa”: các mục bên dưới (1, 2) cộng lại 10 điểm, khác điểm tối đa 11.",
        "Mức “Chưa tốt”: mức cuối cùng phải bắt đầu từ 0.",
    ]
    assert CriteriaSet.objects.count() == 0


def test_command_passes_a_refusal_on(tmp_path):
    file = tmp_path / "nho.toml"
    file.write_text(SMALL_SET.replace('block = "so"', 'block = "xa"'), encoding="utf-8")

    with pytest.raises(CommandError, match="Chưa có khối “xa”"):
        load(file)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_command_says_when_a_file_cannot_be_read(tmp_path, content):
    file = tmp_path / "nho.toml"
    if content:
        file.write_bytes(content)

    with pytest.raises(CommandError, match=r"^Không đọc được tệp .*: kiểm tra đường dẫn và bảng mã UTF-8\.$"):
        load(file)
