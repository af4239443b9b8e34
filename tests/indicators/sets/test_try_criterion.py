"""manage.py try_criterion: points and arithmetic of one leaf with sample figures."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories.criteria import SMALL_SET, WORKED_SETS

FILE = str(WORKED_SETS / "so-2022.toml")


def attempt(code: str, *figures: str, file: str = FILE, **options) -> list[str]:
    out = StringIO()
    call_command("try_criterion", file, code, *figures, stdout=out, **options)
    return out.getvalue().splitlines()


def test_command_prints_ladder_arithmetic_and_points():
    assert attempt("3.3.1", "done=29.562", "due=29.565") == [
        "3.3.1 Tỷ lệ hồ sơ giải quyết trước và đúng hạn (tối đa 4,00 điểm)",
        "    Đủ 100%: 4,00",
        "  → Từ 95% đến dưới 100%: tỷ lệ × 4,00",
        "    Dưới 95%: 0,00",
        "29.562 / 29.565 = 99,99% × 4 điểm → 4,00 điểm",
        "Công thức: if((done) * 100 < 95 * (due), 0, if((done) * 100 >= 100 * (due), 4.00, "
        "min(4.00, round(4.00 * (done) * 100 / ((due) * 100), 0.01)))) + 0 / (due), với done = 29.562, due = 29.565",
        "Điểm: 4,00",
    ]


def test_command_shows_flags_and_missing_points():
    assert attempt("1.3.1", "done=9", "due=8")[-3:] == [
        "  ! “Số phòng, đơn vị được kiểm tra” (9) lớn hơn “Số phòng, đơn vị trực thuộc” (8). Kiểm tra lại hai số.",
        "Chưa tính điểm: “Số phòng, đơn vị được kiểm tra” (9) lớn hơn “Số phòng, đơn vị trực thuộc” (8). "
        "Kiểm tra lại hai số.",
        "Điểm: chưa có",
    ]


def test_command_tries_no_occurrence():
    assert attempt("1.3.2", no_occurrence=True)[-1] == "Điểm: 1,00"


def test_command_lifts_a_failed_threshold_only_with_its_document(tmp_path):
    file = tmp_path / "nho.toml"
    remedy = 'rule.floor = 80\nrule.remedy = { when = "urged", points = 2, reason = "đã đôn đốc" }'
    urged = 'inputs = [\n  { name = "urged", label = "Đã đôn đốc" },'
    text = SMALL_SET.replace("rule.floor = 80", remedy, 1).replace("inputs = [", urged, 1)
    file.write_text(text, encoding="utf-8")
    given = ("1.1", "done=42", "due=68", "urged=1")

    assert attempt(*given, file=str(file))[-1] == "Điểm: 0,00"
    lifted = attempt(*given, file=str(file), citation="Công văn 12/SNV")
    assert lifted[-3].endswith("; đã đôn đốc (Công văn 12/SNV) → 2,00 điểm")
    assert lifted[-2].startswith("Công thức: max(if(")
    assert lifted[-2].endswith(", 2), với done = 42, due = 68")
    assert lifted[-1] == "Điểm: 2,00"


def test_command_names_every_wrong_figure():
    with pytest.raises(CommandError) as refused:
        attempt("1.5", "count=nhiều", "so=3", "count")

    assert str(refused.value).splitlines() == [
        "“count=nhiều”: Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76.",
        "“so=3”: tiêu chí này chỉ có số liệu count.",
        "“count”: Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76.",
    ]


def test_command_names_the_codes_there_are(tmp_path):
    file = tmp_path / "nho.toml"
    file.write_text(SMALL_SET, encoding="utf-8")

    with pytest.raises(CommandError) as refused:
        attempt("1", file=str(file))

    assert str(refused.value) == "Không có tiêu chí chấm điểm “1”; các mã: 1.1, 1.2, 2."


def test_command_prints_the_faults_of_the_set(tmp_path):
    file = tmp_path / "nho.toml"
    file.write_text(SMALL_SET.replace("max = 10", "max = 11"), encoding="utf-8")

    with pytest.raises(CommandError, match=r"^Tệp có 1 lỗi:\nThông tin chung, “Tổng điểm tối đa”"):
        attempt("1.1", file=str(file))


def test_command_says_when_a_file_cannot_be_read(tmp_path):
    with pytest.raises(CommandError, match=r"^Không đọc được tệp .*: kiểm tra đường dẫn và bảng mã UTF-8\.$"):
        attempt("1.1", file=str(tmp_path / "không có.toml"))
