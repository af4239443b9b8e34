"""Formulas, deductions with a supplement, classes of another index, penalties for lateness."""

from decimal import Decimal

import pytest

from indicators.records import Place
from indicators.rules import Answer, Input, ladder, read_rule
from indicators.scoring import score_leaf
from tests.factories.criteria import (
    answer,
    leaf,
)

LATE_PENALTY = {
    "kind": "lateness",
    "bands": [{"up_to": 0, "points": 0}, {"up_to": 5, "points": 1}],
    "beyond": 3,
}
INDEX_766 = {
    "kind": "imported_class",
    "classes": [
        {"label": "Xuất sắc", "from": 90, "points": 3},
        {"label": "Tốt", "from": 80, "points": "2.25"},
        {"label": "Chưa tốt", "from": 0, "points": 0},
    ],
}


ONLINE = "min(2, 2 * A / 0.8) + 4 * B + min(6, 6 * C / 0.5)"  # 12 points of QĐ 766, CLGQ


@pytest.mark.parametrize(
    ("rule", "maximum", "values", "points", "explanation"),
    [
        (
            {"kind": "formula", "formula": ONLINE},
            "12",
            {"A": "0.6", "B": "0.5", "C": "0.25"},
            "6.5",
            "min(2; 2 × 0,6 / 0,8) + 4 × 0,5 + min(6; 6 × 0,25 / 0,5) = 6,5 → 6,50 điểm",
        ),
        (
            {"kind": "formula", "formula": "10 * a / b", "step": "0.25"},
            "6",
            {"a": 2, "b": 3},
            "6",
            "10 × 2 / 3 = 6,6667 → giữ trong khoảng 0 đến 6 → 6,00 điểm",
        ),
        (  # one overdue task takes the whole criterion, without a line of code
            {"kind": "formula", "formula": "if(overdue > 0, 0, 2.5 * (in_time + late * 0.5) / assigned)"},
            "2.5",
            {"overdue": 1, "in_time": 5, "late": 2, "assigned": 8},
            "0",
            "nếu(1 > 0; 0; 2,5 × (5 + 2 × 0,5) / 8) = 0 → 0,00 điểm",
        ),
        (
            {"kind": "formula", "formula": "a - b"},
            "6",
            {"a": 2, "b": 3},
            "0",
            "2 − 3 = -1 → giữ trong khoảng 0 đến 6 → 0,00 điểm",
        ),
        (
            {"kind": "deduction_plus", "per": "1", "plus": "1.5", "step": "0.25"},
            "5",
            {"count": 2, "done": 1, "due": 3},
            "3.5",
            "5 − 2 × 1 + 1 / 3 × 1,5 → 3,50 điểm",
        ),
        (
            {"kind": "deduction_plus", "per": "1", "plus": "1"},
            "5",
            {"count": 0, "done": 3, "due": 3},
            "5",
            "5 − 0 × 1 + 3 / 3 × 1 → 5,00 điểm",
        ),
        (
            {"kind": "deduction_plus", "per": "1", "plus": "1"},
            "5",
            {"count": 9, "done": 0, "due": 3},
            "0",
            "5 − 9 × 1 + 0 / 3 × 1 → 0,00 điểm",
        ),
        (
            {"kind": "deduction_plus", "per": "1", "plus": "1", "nothing": "full"},
            "5",
            {"count": 0, "done": 0, "due": 0},
            "5",
            "Không phát sinh → tính đủ điểm → 5,00 điểm",
        ),
        (INDEX_766, "3", {"index": "90"}, "3", "90 → Xuất sắc → 3,00 điểm"),
        (INDEX_766, "3", {"index": "89.99"}, "2.25", "89,99 → Tốt → 2,25 điểm"),
        (INDEX_766, "3", {"index": "80"}, "2.25", "80 → Tốt → 2,25 điểm"),
        (INDEX_766, "3", {"index": "79.99"}, "0", "79,99 → Chưa tốt → 0,00 điểm"),
        (LATE_PENALTY, "3", {"days": 0}, "0", "Đúng hạn → 0,00 điểm"),
        (LATE_PENALTY, "3", {"days": 5}, "1", "Chậm 5 ngày → không quá 5 ngày → 1,00 điểm"),
        (LATE_PENALTY, "3", {"days": 6}, "3", "Chậm 6 ngày → quá 5 ngày → 3,00 điểm"),
    ],
)
def test_rules_of_several_parts_say_their_arithmetic(rule, maximum, values, points, explanation):
    inputs = tuple(Input(name, f"Số {name}", decimals=True) for name in values)

    assert score_leaf(leaf(rule, maximum, inputs=inputs), answer(**values)) == (Decimal(points), explanation)


def test_seven_late_reports_take_off_five():
    """Penalty of 1 with a cap of 5 (R9b); the penalty area turns the sign."""
    assert score_leaf(leaf({"kind": "count", "per": 1}, "5"), answer(count=7)).points == 5


def test_a_formula_divided_by_nothing_follows_the_policy_of_the_leaf():
    rule = {"kind": "formula", "formula": "a / b", "nothing": "full", "zero_denominator": "zero"}

    assert score_leaf(leaf(rule), answer(a=0, b=0)) == (0, "Mẫu số bằng 0 → không tính điểm → 0,00 điểm")
    assert score_leaf(leaf(rule), Answer({}, no_occurrence=True)).points == 1


@pytest.mark.parametrize(
    ("formula", "fault"),
    [
        ("a +", "Luật, “Công thức”: cột 4: chỗ này cần một số, một tên số liệu hoặc dấu “(”; công thức hết sớm."),
        (" ", "Luật, “Công thức”: phải là công thức đặt trong ngoặc kép, ví dụ “min(2, 2 * A / 0.8)”."),
        (3, "Luật, “Công thức”: phải là công thức đặt trong ngoặc kép, ví dụ “min(2, 2 * A / 0.8)”."),
    ],
)
def test_a_wrong_formula_is_refused_with_its_place(formula, fault):
    faults = []

    assert read_rule({"kind": "formula", "formula": formula}, Place("Luật", faults)) is None
    assert faults == [fault]


def test_a_formula_without_figures_scores_nobody():
    rule = read_rule({"kind": "formula", "formula": "1 + 1"}, Place("Luật", []))

    assert rule.faults(Decimal(2)) == ["công thức không dùng số liệu nào."]


def test_classes_go_down_to_zero():
    classes = [{"label": "Khá", "from": 65, "points": 1}, {"label": "Tốt", "from": 80, "points": 2}]
    rule = read_rule({"kind": "imported_class", "classes": classes}, Place("Luật", []))

    assert rule.faults(Decimal(3)) == [
        "mức cao nhất được 2,00 điểm, phải bằng điểm tối đa 3,00.",
        "các loại phải viết từ cao xuống thấp, mỗi ngưỡng một lần.",
        "loại cuối cùng phải bắt đầu từ 0.",
    ]
    assert read_rule(INDEX_766, Place("Luật", [])).faults(Decimal(3)) == []


def test_ladders_of_the_rules_of_several_parts():
    plus = leaf({"kind": "deduction_plus", "per": "1", "plus": "1.5"}, "5")

    assert [(rung.text, rung.points, rung.hit) for rung in ladder(plus, answer(count=2, done=1, due=3))] == [
        ("Không vi phạm", "5,00", False),
        ("Mỗi lần vi phạm", "−1,00", True),
        ("Cộng bù", "tỷ lệ × 1,50", False),
    ]
    assert [(rung.text, rung.points, rung.hit) for rung in ladder(leaf(INDEX_766, "3"), answer(index=85))] == [
        ("Xuất sắc (từ 90)", "3,00", False),
        ("Tốt (từ 80)", "2,25", True),
        ("Chưa tốt (từ 0)", "0,00", False),
    ]
    formula = leaf({"kind": "formula", "formula": "a / b"}, "2")
    assert ladder(formula, answer(a=1, b=2)) == [("a / b (a: Số a, b: Số b)", "tối đa 2,00", True)]
    assert not ladder(formula, answer(a=1, b=0))[0].hit
