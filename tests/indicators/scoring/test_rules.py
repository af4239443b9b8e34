"""Every kind of rule: vectors, boundaries, and the arithmetic in words."""

from decimal import Decimal

import pytest

from indicators.records import Place
from indicators.rules import KINDS, Answer, Input, errors, ladder, leaves, missing, read_rule, written_rule
from indicators.scoring import score_leaf
from indicators.sets.document import read_set
from tests.factories.criteria import (
    BANDS,
    CHOICE,
    DISCIPLINE,
    LATENESS,
    MISSING_GROUPS,
    TASKS,
    WORKED,
    answer,
    leaf,
    worked_set,
)

QUARTERS = {"kind": "ratio", "step": "0.25"}
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
PERCENT = (Input("value", "Tỷ lệ", "%", decimals=True),)


@pytest.mark.parametrize(
    ("rule", "maximum", "values", "expected"),
    [  # domain notes 10.8
        (BANDS, 2, {"value": 85}, "2.00"),
        (BANDS, 2, {"value": 70}, "1.25"),
        (BANDS, 2, {"value": "49.99"}, "0"),
        ({"kind": "ratio", "floor": 80}, 1, {"done": 16, "due": 20}, "0.80"),
        ({"kind": "ratio", "floor": 80}, 1, {"done": 15, "due": 20}, "0"),
        (QUARTERS, 6, {"done": 83, "due": 100}, "5.00"),
        (QUARTERS, 6, {"done": 82, "due": 100}, "5.00"),
        (QUARTERS, 6, {"done": 81, "due": 100}, "4.75"),
        ({"kind": "ratio"}, 20, {"done": 9900, "due": 10000}, "19.80"),
        ({"kind": "ratio", "target": 80}, 2, {"done": 60, "due": 100}, "1.50"),
        ({"kind": "count", "per": 3}, 6, {"count": 3}, "6"),
        ({"kind": "deduction", "per": "0.5"}, "1.5", {"count": 2}, "0.5"),
        ({"kind": "deduction", "per": "0.5"}, "1.5", {"count": 4}, "0"),
        ({"kind": "survey"}, 2, {"A": 40, "B": 30, "C": 20, "D": 5, "E": 5}, "1.31"),
        ({"kind": "ratio", "nothing": "full"}, 2, {"done": 0, "due": 0}, "2.00"),
        ({"kind": "ratio", "nothing": "zero"}, 6, {"done": 0, "due": 0}, "0.00"),
        ({"kind": "ratio", "target": 90}, 6, {"done": 81, "due": 100}, "5.40"),
    ],
)
def test_rule_gives_the_points_of_the_domain_notes(rule, maximum, values, expected):
    criterion = leaf(rule, str(maximum), inputs=PERCENT if "value" in values else ())

    assert score_leaf(criterion, answer(**values)).points == Decimal(expected)


@pytest.mark.parametrize(
    ("rule", "maximum", "values", "points", "explanation"),
    [
        ({"kind": "yes_no"}, "1", {"yes": 1}, "1", "Đạt → 1,00 điểm"),
        ({"kind": "yes_no"}, "1", {"yes": 0}, "0", "Không đạt → 0,00 điểm"),
        (CHOICE, "1", {"choice": 2}, "0.5", "Một phần → 0,50 điểm"),
        (MISSING_GROUPS, "4", {"count": 0}, "4", "0 → đạt từ 0 → 4,00 điểm"),
        (MISSING_GROUPS, "4", {"count": 7}, "0", "7 → đạt từ 3 → 0,00 điểm"),
        (LATENESS, "0.5", {"days": 0}, "0.5", "Đúng hạn → 0,50 điểm"),
        (LATENESS, "0.5", {"days": 10}, "0.25", "Chậm 10 ngày → không quá 10 ngày → 0,25 điểm"),
        (LATENESS, "0.5", {"days": 11}, "0", "Chậm 11 ngày → quá 10 ngày → 0,00 điểm"),
        ({"kind": "ratio"}, "1", {"done": 42, "due": 50}, "0.84", "42 / 50 = 84,00% × 1 điểm → 0,84 điểm"),
        ({"kind": "ratio"}, "1", {"done": 50, "due": 50}, "1", "50 / 50 = 100,00% → đạt từ 100% → 1,00 điểm"),
        (
            {"kind": "ratio", "floor": 80},
            "1",
            {"done": 1, "due": 3},
            "0",
            "1 / 3 = 33,33% → dưới 80% → 0,00 điểm",
        ),
        (
            {"kind": "ratio", "target": 90},
            "3",
            {"done": 60, "due": 100},
            "2",
            "60 / 100 = 60,00% / 90% × 3 điểm → 2,00 điểm",
        ),
        (
            TASKS,
            "2.5",
            {"in_time": 38, "late": 4, "assigned": 45},
            "2.22",
            "(38 × 1 + 4 × 0,5) / 45 = 88,89% × 2,5 điểm → 2,22 điểm",
        ),
        ({"kind": "count", "per": "0.75"}, "1.5", {"count": 1}, "0.75", "1 × 0,75 = 0,75 → 0,75 điểm"),
        (
            {"kind": "count", "per": "0.75"},
            "1.5",
            {"count": 3},
            "1.5",
            "3 × 0,75 = 2,25 → tối đa 1,5 → 1,50 điểm",
        ),
        ({"kind": "deduction", "per": "0.5"}, "1.5", {"count": 0}, "1.5", "Không vi phạm → 1,50 điểm"),
        ({"kind": "deduction", "per": "0.5"}, "1.5", {"count": 2}, "0.5", "1,5 − 2 × 0,5 = 0,5 → 0,50 điểm"),
        ({"kind": "deduction", "per": "0.5"}, "1.5", {"count": 4}, "0", "1,5 − 4 × 0,5 nhỏ hơn 0 → 0,00 điểm"),
        (DISCIPLINE, "2", {"count": 1, "head": 0}, "1.5", "2 − 1 × 0,5 = 1,5 → 1,50 điểm"),
        (DISCIPLINE, "2", {"count": 1, "head": 1}, "0", "1 head → mất toàn bộ điểm → 0,00 điểm"),
        (
            {"kind": "survey"},
            "2",
            {"A": 40, "B": 30, "C": 20, "D": 5, "E": 5},
            "1.31",
            "(40 × 100 + 30 × 60 + 20 × 20 + 5 × 0) / 95 phiếu = 65,26% × 2 điểm → 1,31 điểm",
        ),
        (
            {"kind": "survey"},
            "2",
            {"A": 1, "B": 1},
            "1.6",
            "(1 × 100 + 1 × 60) / 2 phiếu = 80,00% × 2 điểm → 1,60 điểm",
        ),
        ({"kind": "share"}, "10", {"index": "83.45"}, "8.35", "83,45% × 10 điểm → 8,35 điểm"),
    ],
)
def test_rule_says_its_arithmetic(rule, maximum, values, points, explanation):
    assert score_leaf(leaf(rule, maximum), answer(**values)) == (Decimal(points), explanation)


def test_bands_on_a_sum_name_its_addends():
    rule = {
        "kind": "bands",
        "part": ["on_time", "early"],
        "whole": ["finished"],
        "bands": [{"from": 98, "points": "1.5"}, {"from": 95, "points": 1}],
    }
    labels = (Input("on_time", "Đúng hạn"), Input("early", "Sớm"), Input("finished", "Đã giải quyết"))

    scored = score_leaf(leaf(rule, "1.5", inputs=labels), answer(on_time=24294, early=5268, finished=29565))

    assert scored == (
        Decimal("1.5"),
        "24.294 đúng hạn + 5.268 sớm = 29.562 / 29.565 = 99,99% → đạt từ 98% → 1,50 điểm",
    )


@pytest.mark.parametrize(
    ("on", "value", "explanation"),
    [
        ("percent", "84.99", "84,99% → đạt từ 70% → 1,25 điểm"),
        ("percent", "85", "85% → đạt từ 85% → 2,00 điểm"),
        ("percent", "49.99", "49,99% → dưới 50% → 0,00 điểm"),
        ("value", "120.5", "120,5 giờ → đạt từ 85 giờ → 2,00 điểm"),
    ],
)
def test_bands_hold_their_lower_bound(on, value, explanation):
    criterion = leaf({**BANDS, "on": on}, "2", inputs=(Input("value", "Giá trị", "giờ", decimals=True),))

    assert score_leaf(criterion, answer(value=value)).explanation == explanation


def test_a_share_just_short_of_an_edge_is_not_printed_as_reaching_it():
    explanation = score_leaf(leaf({"kind": "ratio", "floor": 80}), answer(done=799999, due=1000000)).explanation

    assert explanation == "799.999 / 1.000.000 = 79,9999% → dưới 80% → 0,00 điểm"


def test_a_share_is_shown_with_at_most_six_places_and_its_band_is_said_all_the_same():
    figures = answer(done=7_999_999_999, due=10_000_000_000)
    explanation = score_leaf(leaf({"kind": "ratio", "floor": 80}), figures).explanation

    assert explanation == "7.999.999.999 / 10.000.000.000 = 80,000000% → dưới 80% → 0,00 điểm"


def test_a_ratio_divides_last_so_that_exact_halves_round_up():
    assert score_leaf(leaf({"kind": "ratio"}, "0.33"), answer(done=5, due=6)).points == Decimal("0.28")


def test_a_plan_may_be_exceeded_where_the_set_says_so():
    criterion = leaf({"kind": "ratio", "may_exceed": True})

    assert score_leaf(criterion, answer(done=120, due=100)).points == 1
    assert errors(criterion, answer(done=1, due=0))[0].input == "done"


# --- what is left out of a denominator, and what a document mends -------------------------------------------------

LEFT_OUT = {"kind": "ratio", "excluded": {"secret": "hồ sơ mật"}}


@pytest.mark.parametrize(
    ("rule", "values", "points", "explanation"),
    [
        (
            LEFT_OUT,
            {"done": 45, "due": 50, "secret": 3},
            "0.96",
            "45 / (50 − 3 hồ sơ mật = 47) = 95,74% × 1 điểm → 0,96 điểm",
        ),
        (LEFT_OUT, {"done": 45, "due": 50, "secret": 0}, "0.90", "45 / 50 = 90,00% × 1 điểm → 0,90 điểm"),
        (
            {**TASKS, "excluded": {"later": "nhiệm vụ chưa đến hạn"}},
            {"in_time": 3, "late": 2, "assigned": 9, "later": 4},
            "0.80",
            "(3 × 1 + 2 × 0,5) / (9 − 4 nhiệm vụ chưa đến hạn = 5) = 80,00% × 1 điểm → 0,80 điểm",
        ),
        (
            {"kind": "bands", "excluded": {"secret": "mật"}, "bands": [{"from": 90, "points": 1}], "below": "0.25"},
            {"done": 7, "due": 10, "secret": 2},
            "0.25",
            "7 / (10 − 2 mật = 8) = 87,50% → dưới 90% → 0,25 điểm",
        ),
    ],
)
def test_what_is_left_out_of_the_denominator_is_printed_with_its_reason(rule, values, points, explanation):
    assert score_leaf(leaf(rule), answer(**values)) == (Decimal(points), explanation)


@pytest.mark.parametrize("rule", [LEFT_OUT, {**LEFT_OUT, "may_exceed": True}])
def test_more_left_out_than_there_is_gives_no_points(rule):
    criterion = leaf(rule)

    assert [flag.input for flag in errors(criterion, answer(done=0, due=2, secret=3))] == ["secret"]
    assert score_leaf(criterion, answer(done=0, due=2, secret=3)).explanation == (
        "Chưa tính điểm: “Số secret” loại khỏi mẫu số nhiều hơn chính mẫu số (2)."
    )


def test_a_denominator_emptied_by_what_is_left_out_is_a_zero_denominator():
    assert score_leaf(leaf({**LEFT_OUT, "nothing": "full"}), answer(done=0, due=3, secret=3)).points == 1


def test_a_name_cannot_be_in_the_denominator_and_left_out_of_it():
    for kind in ("ratio", "weighted_ratio", "bands"):
        more = {"bands": {"bands": [{"from": 1, "points": 1}]}, "weighted_ratio": {"weights": {"a": 1}}}.get(kind, {})
        rule = read_rule({"kind": kind, "excluded": {"due": "mật"}, **more}, Place("Luật", []))

        assert rule.faults(Decimal(1)) == ["“due” vừa ở mẫu số vừa bị loại khỏi mẫu số."]


URGED = {"when": "urged", "points": "0.75", "reason": "đã đôn đốc bằng văn bản"}
REMEDIED = {"kind": "ratio", "floor": 80, "remedy": URGED}


@pytest.mark.parametrize(
    ("values", "citation", "points", "explanation"),
    [
        (
            {"done": 1, "due": 2, "urged": 1},
            "Công văn 12/UBND",
            "0.75",
            "1 / 2 = 50,00% → dưới 80% → 0,00 điểm; đã đôn đốc bằng văn bản (Công văn 12/UBND) → 0,75 điểm",
        ),
        (
            {"done": 1, "due": 2, "urged": 1},
            "",
            "0",
            "1 / 2 = 50,00% → dưới 80% → 0,00 điểm (đã đôn đốc bằng văn bản nhưng chưa ghi văn bản: chưa được nâng)",
        ),
        ({"done": 1, "due": 2, "urged": 0}, "Số 1", "0", "1 / 2 = 50,00% → dưới 80% → 0,00 điểm"),
        ({"done": 1, "due": 2}, "Số 1", "0", "1 / 2 = 50,00% → dưới 80% → 0,00 điểm"),
        ({"done": 9, "due": 10, "urged": 1}, "Số 1", "0.9", "9 / 10 = 90,00% × 1 điểm → 0,90 điểm"),
    ],
)
def test_a_documented_remedy_lifts_a_failed_threshold(values, citation, points, explanation):
    given_ = Answer(answer(**values).values, citation=citation)

    assert score_leaf(leaf(REMEDIED), given_) == (Decimal(points), explanation)


def test_a_remedy_that_gives_no_more_is_not_mentioned():
    given_ = Answer(answer(done=3, due=4, urged=1).values, citation="Số 1")

    assert score_leaf(leaf({**REMEDIED, "floor": 50}), given_).explanation == "3 / 4 = 75,00% × 1 điểm → 0,75 điểm"


def test_a_remedy_changes_nothing_that_is_not_known():
    given_ = Answer(answer(done=0, due=0, urged=1).values, citation="Số 1")

    assert score_leaf(leaf(REMEDIED), given_).points is None


def test_a_remedy_is_claimed_by_yes_or_no():
    criterion = leaf(REMEDIED)

    assert [flag.input for flag in errors(criterion, answer(done=1, due=2, urged=2))] == ["urged"]
    assert score_leaf(criterion, answer(done=1, due=2, urged=2)) == (
        None,
        "Chưa tính điểm: “Số urged” chỉ nhận 1 (có văn bản) hoặc 0 (không).",
    )
    assert criterion.rule.choices_of("urged") == ((1, "Có văn bản"), (0, "Không"))
    assert criterion.rule.choices_of("done") == ()
    assert leaf({"kind": "yes_no"}).rule.choices_of("yes") == ((1, "Đạt"), (0, "Không đạt"))


def test_a_remedy_fits_its_rule():
    rule = read_rule({"kind": "ratio", "remedy": {**URGED, "when": "done", "points": 2}}, Place("Luật", []))

    assert rule.remedy_faults(Decimal(1)) == [
        "“Được nâng khi có khắc phục”: “done” đã là số liệu của luật; cần số liệu riêng.",
        "“Được nâng khi có khắc phục”: 2,00 điểm lớn hơn điểm tối đa 1,00.",
    ]
    assert read_rule(REMEDIED, Place("Luật", [])).remedy_faults(Decimal(1)) == []
    assert read_rule({"kind": "ratio"}, Place("Luật", [])).remedy_faults(Decimal(1)) == []


# --- formulas, supplements, classes of another index --------------------------------------------------------------

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


# --- the four states ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nothing", "points", "explanation"),
    [
        ("full", Decimal(1), "Không phát sinh → tính đủ điểm → 1,00 điểm"),
        ("zero", Decimal(0), "Không phát sinh → không tính điểm → 0,00 điểm"),
        ("unknown", None, "Không phát sinh; bộ tiêu chí không quy định điểm, chờ thẩm định"),
    ],
)
def test_nothing_occurred_gives_what_the_leaf_decides(nothing, points, explanation):
    criterion = leaf({"kind": "ratio", "nothing": nothing})

    assert score_leaf(criterion, Answer({}, no_occurrence=True)) == (points, explanation)
    assert score_leaf(criterion, answer(done=0, due=0)) == (points, explanation)


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        (TASKS, {"in_time": 0, "late": 0, "assigned": 0}),
        ({"kind": "survey"}, {"E": 4}),
        ({**BANDS, "on": "ratio"}, {"done": 0, "due": 0}),
    ],
)
def test_an_empty_denominator_is_nothing_occurred(rule, values):
    assert score_leaf(leaf({**rule, "nothing": "full"}, "2"), answer(**values)).points == 2


def test_an_unanswered_leaf_has_no_points_and_names_what_is_missing():
    assert score_leaf(leaf({"kind": "ratio"}), answer(done=3)) == (None, "Chưa có số liệu: due")
    assert score_leaf(leaf({"kind": "survey"}), Answer({})).points is None
    assert missing(leaf({"kind": "survey"}), Answer({})) == ("A", "B", "C", "D", "E")


def test_a_leaf_that_does_not_apply_has_no_points():
    scored = score_leaf(leaf({"kind": "yes_no"}), Answer({"yes": Decimal(1)}, not_applicable=True))

    assert scored == (None, "Không áp dụng cho đơn vị: không tính điểm và trừ khỏi điểm tối đa")


# --- rules as data -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", WORKED)
def test_every_rule_of_the_worked_sets_survives_writing_and_reading(code):
    for each in leaves(read_set(worked_set(code)).tree):
        faults = []

        assert (read_rule(written_rule(each.rule), Place(each.code, faults)), faults) == (each.rule, [])


def test_the_worked_sets_use_every_kind():
    assert {each.rule.KIND for code in WORKED for each in leaves(read_set(worked_set(code)).tree)} == set(KINDS)
