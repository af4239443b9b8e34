"""Every kind of rule: vectors, boundaries, and the arithmetic in words."""

from decimal import Decimal

import pytest

from indicators.records import Place
from indicators.rules import KINDS, Answer, Input, errors, leaves, missing, read_rule, written_rule
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
