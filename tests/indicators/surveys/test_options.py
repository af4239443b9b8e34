"""Options as a coordinator writes them: a line each, their weights, whether they fit the criterion."""

from decimal import Decimal

import pytest

from cchc_portal.kit.numbers import Unreadable
from indicators.surveys.options import USUAL, Option, loaded, read_options, stored, suggested, why_unfit, worded
from tests.factories.criteria import leaf

SURVEY, SHARE = leaf({"kind": "survey"}, "2", code="8.1"), leaf({"kind": "share"}, "3", code="8.2")
THREE = leaf({"kind": "survey", "weights": {"A": 100, "B": 50, "C": 0}, "blank": ["D"]}, "2", code="8.3")


def test_options_are_read_line_by_line() -> None:
    found = read_options("Rất tốt = 100\n\n Đạt  =  62,5 \nKém = 0")

    assert found == (
        Option("A", "Rất tốt", Decimal(100)),
        Option("B", "Đạt", Decimal("62.5")),
        Option("C", "Kém", Decimal(0)),
    )
    assert read_options(worded(found)) == found == loaded(stored(found))
    assert read_options("  \n ") == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Tốt = 100", "Ghi từ 2 đến 8 phương án, mỗi phương án một dòng; đang có 1."),
        ("Tốt\nKém = 0", "Dòng 1 “Tốt”: ghi tên phương án, dấu bằng, trọng số; ví dụ “Khá = 60”."),
        ("Tốt = 101\nKém = 0", "Dòng 1 “Tốt = 101”: trọng số phải từ 0 đến 100, đang là 101."),
        ("Tốt = 100\ntốt = 0", "Dòng 2: phương án “tốt” đã có ở trên."),
        ("Tốt = x\nKém = y", "Dòng 1 “Tốt = x”: Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76. "
         "Dòng 2 “Kém = y”: Chỉ nhập chữ số, ví dụ 115.439 hoặc 61,76."),
    ],
)  # fmt: skip
def test_wrong_options_are_told_all_at_once(text: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_options(text)

    assert str(refusal.value) == sentence


def test_options_fit_the_weights_of_the_rule() -> None:
    usual, three = read_options(USUAL), read_options("Tốt = 100\nVừa = 50\nKém = 0")

    assert why_unfit(SURVEY, usual) == why_unfit(THREE, three) == why_unfit(SHARE, three) == why_unfit(SHARE, ()) == ""
    assert why_unfit(THREE, usual) == (
        "Bộ tiêu chí chấm 8.3 theo trọng số 100 · 50 · 0. "
        "Ghi đúng 3 phương án với các trọng số ấy, theo thứ tự ấy."
    )  # fmt: skip
    assert why_unfit(SURVEY, ()).startswith("Bộ tiêu chí chấm 8.1 theo trọng số 100 · 60 · 20 · 0.")
    assert why_unfit(leaf({"kind": "yes_no"}), usual) == (
        "Tiêu chí 1.1 chấm theo luật “Đạt hoặc không đạt”, không nhận kết quả phiếu khảo sát."
    )


def test_options_are_suggested_in_the_weights_of_the_rule() -> None:
    assert suggested(SURVEY) == suggested(SHARE) == USUAL
    assert suggested(THREE) == "Tốt = 100\nKhá = 50\nTrung bình = 0"
