"""Totals: sums, limits, what does not apply, rescaling, bonus and penalty."""

from decimal import Decimal

import pytest

from indicators.rules import Answer, Input
from indicators.scoring import Keep, NodeTotal, NoSurvey, Once, Options, Rescale, Result, Rounding, score_leaf, total
from tests.factories.criteria import leaf
from tests.indicators.scoring.trees import HUNDRED_POINTS, part, points, yes

OPTIONS = Options()
CONVERTED_BACK = Options(rescale=Rescale.APPRAISAL)


# --- adding up ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("result", "figure"), [(Result.POINTS, "30.00"), (Result.PERCENT, "75.00")])
def test_the_result_is_the_figure_the_set_names(result, figure):
    options = Options(result=result)

    totals = total((part("1", "40", yes("1.1", "40")),), points(**{"1_1": "30"}), (), options)

    assert totals.result == Decimal(figure)
    assert options.is_percent == (result is Result.PERCENT)


def test_total_splits_appraisal_from_survey():
    totals = total(HUNDRED_POINTS, points(**{"1_1": "42.5", "1_2": "23.31", "2": "26.22"}), (), OPTIONS)

    assert totals.appraisal == NodeTotal(Decimal("65.81"), Decimal(70))
    assert totals.survey == NodeTotal(Decimal("26.22"), Decimal(30))
    assert (totals.points, totals.max_points, totals.percent) == (Decimal("92.03"), 100, Decimal("92.03"))
    assert totals.by_node == {
        "1.1": NodeTotal(Decimal("42.5"), Decimal(44)),
        "1.2": NodeTotal(Decimal("23.31"), Decimal(26)),
        "1": NodeTotal(Decimal("65.81"), Decimal(70)),
        "2": NodeTotal(Decimal("26.22"), Decimal(30)),
    }
    assert totals.missing == ()


def test_total_splits_an_area_that_holds_both():
    mixed = (part("1", "10", yes("1.1", "6"), yes("1.2", "4", survey=True)),)

    totals = total(mixed, points(**{"1_1": "5", "1_2": "3"}), (), OPTIONS)

    assert (totals.appraisal.points, totals.survey.points, totals.by_node["1"].points) == (5, 3, 8)


def test_a_survey_further_down_is_added_to_the_one_beside_its_parent():
    deep = part(
        "1", "10", yes("1.1", "3", survey=True), part("1.2", "7", yes("1.2.1", "5"), yes("1.2.2", "2", survey=True))
    )

    totals = total((deep,), points(**{"1_1": "3", "1_2_1": "4", "1_2_2": "1"}), (), OPTIONS)

    assert (totals.appraisal, totals.survey) == (NodeTotal(Decimal(4), Decimal(5)), NodeTotal(Decimal(4), Decimal(5)))


def test_total_is_provisional_as_long_as_a_leaf_is_missing():
    totals = total(HUNDRED_POINTS, points(**{"1_1": "40", "1_2": None}), (), OPTIONS)

    assert (totals.points, totals.max_points, totals.missing) == (40, 100, ("1.2", "2"))
    assert (totals.survey.points, totals.by_node["2"].percent) == (None, None)


def test_total_of_nothing_known_is_unknown_and_not_zero():
    totals = total(HUNDRED_POINTS, {}, (), OPTIONS)

    assert (totals.points, totals.percent, totals.result) == (None, None, None)


def test_zero_points_are_known():
    totals = total(HUNDRED_POINTS, points(**{"1_1": "0", "1_2": "0", "2": "0"}), (), OPTIONS)

    assert (totals.points, totals.percent, totals.missing) == (0, 0, ())


@pytest.mark.parametrize(("given", "counted"), [("5", "4"), ("-1", "0")])
def test_a_leaf_is_held_between_zero_and_its_maximum(given, counted):
    assert total((yes("1", "4"),), points(**{"1": given}), (), OPTIONS).points == Decimal(counted)


def test_a_parent_is_held_to_its_maximum_and_the_survey_in_it_comes_first():
    draft = (part("1", "10", yes("1.1", "9"), yes("1.2", "4", survey=True)),)

    totals = total(draft, points(**{"1_1": "9", "1_2": "4"}), (), OPTIONS)
    without = total(draft, points(**{"1_2": "4"}), (), OPTIONS)

    assert (totals.points, totals.max_points, totals.appraisal.points) == (10, 10, 6)
    assert (without.points, without.appraisal.points) == (4, None)


def test_an_appraisal_of_which_nothing_is_left_is_not_brought_to_any_scale():
    crowded = part("1", "30", yes("1.1", "10"), yes("1.2", "30", survey=True))  # the survey takes all of it

    totals = total((crowded, yes("2", "10")), points(**{"1_1": "10", "1_2": "30"}), {"2"}, CONVERTED_BACK)

    assert totals.appraisal == NodeTotal(Decimal(0), Decimal(0))
    assert totals.points == 30


def test_every_missing_figure_is_named():
    names = (Input("done", "Số đã làm"), Input("due", "Số phải làm"))

    found = score_leaf(leaf({"kind": "ratio"}, inputs=names), Answer({}))

    assert found == (None, "Chưa có số liệu: đã làm, phải làm")


def test_a_failed_knock_out_leaf_makes_nothing_of_its_parent():
    tree = (part("1", "3", yes("1.1", "1", knock_out=True), yes("1.2", "2")), yes("2", "7"))

    failed = total(tree, points(**{"1_1": "0", "1_2": "2", "2": "7"}), (), OPTIONS)
    passed = total(tree, points(**{"1_1": "1", "1_2": "2", "2": "7"}), (), OPTIONS)
    unknown = total(tree, points(**{"1_2": "2", "2": "7"}), (), OPTIONS)
    other_failed = total(tree, points(**{"1_1": "1", "1_2": "0", "2": "7"}), (), OPTIONS)

    assert other_failed.points == 8
    assert failed.survey.points is None
    assert failed.by_node["1"] == NodeTotal(Decimal(0), Decimal(3), "Tiêu chí 1.1 không đạt nên cả mục 1 được 0 điểm")
    assert (failed.points, passed.points, unknown.points) == (7, 10, 9)


def test_a_knocked_out_parent_loses_its_survey_too():
    tree = (part("1", "3", yes("1.1", "1", knock_out=True), yes("1.2", "2", survey=True)),)

    assert total(tree, points(**{"1_1": "0", "1_2": "2"}), (), OPTIONS).survey.points == 0


@pytest.mark.parametrize(
    ("bonus", "penalty", "expected", "percent"),
    [("2", "7", "97", "97.00"), ("9", "0", "105", "105.00"), (None, None, "100", "100.00"), ("0", "3", "97", "97.00")],
)
def test_bonus_and_penalty_stand_outside_the_maximum(bonus, penalty, expected, percent):
    """Penalty 1 a report with cap 5: seven late reports take off 5 (R9b)."""
    tree = (yes("1", "100"), part("9", "5", yes("9.1", "10")), part("10", "5", yes("10.1", "5")))
    options = Options(bonus=("9",), penalty=("10",))

    totals = total(tree, points(**{"1": "100", "9_1": bonus, "10_1": penalty}), (), options)

    assert (totals.points, totals.max_points, totals.percent) == (Decimal(expected), 100, Decimal(percent))


def test_a_penalty_area_is_printed_as_it_enters_the_total():
    tree = (yes("1", "100"), part("10", "5", leaf({"kind": "count", "per": 1}, "5", code="10.1")))
    late = score_leaf(tree[1].children[0], Answer({"count": Decimal(7)}))

    totals = total(tree, {"1": Decimal(3), "10.1": late.points}, (), Options(penalty=("10",)))

    assert late == (5, "7 × 1 = 7 → tối đa 5 → 5,00 điểm")
    assert (totals.by_node["10"].points, totals.by_node["10.1"].points, totals.points) == (-5, -5, 0)


# --- what does not apply (domain notes 2.6) ----------------------------------------------------------------------


def test_percent_of_the_remaining_maximum():
    tree = (yes("1", "84"), yes("2", "16"))

    totals = total(tree, points(**{"1": "68.32", "2": "10"}), {"2"}, OPTIONS)

    assert (totals.points, totals.max_points, totals.percent) == (Decimal("68.32"), 84, Decimal("81.33"))
    assert (totals.result, totals.by_node["2"], totals.missing) == (Decimal("81.33"), NodeTotal(None, Decimal(0)), ())
    assert total(tree, points(**{"1": "82.83", "2": "10"}), (), OPTIONS).percent == Decimal("92.83")


@pytest.mark.parametrize(
    ("rounding", "appraisal", "points_"),
    [(Rounding.AFTER, "64.43", "90.43"), (Rounding.BEFORE, "64.44", "90.44")],
)
def test_appraisal_is_rescaled_and_survey_added(rounding, appraisal, points_):
    options = Options(rescale=Rescale.APPRAISAL, rescale_rounding=rounding, result=Result.POINTS)

    totals = total(HUNDRED_POINTS, points(**{"1_1": "40.50", "2": "26.00"}), {"1.2"}, options)

    assert totals.appraisal_raw == NodeTotal(Decimal("40.50"), Decimal(44))
    assert totals.appraisal == NodeTotal(Decimal(appraisal), Decimal(70))
    assert (totals.points, totals.max_points, totals.result) == (Decimal(points_), 100, Decimal(points_))


def test_rescaling_leaves_a_whole_or_empty_appraisal_alone():
    options = Options(rescale=Rescale.APPRAISAL)

    whole = total(HUNDRED_POINTS, points(**{"1_1": "40", "1_2": "20", "2": "26"}), (), options)
    empty = total(HUNDRED_POINTS, points(**{"2": "27"}), {"1.1", "1.2"}, options)
    no_survey = total(HUNDRED_POINTS, points(**{"1_1": "40", "1_2": "23"}), {"2"}, options)

    assert (whole.appraisal.points, whole.points) == (60, 86)
    assert (empty.points, empty.max_points, empty.percent) == (27, 30, 90)
    assert (no_survey.points, no_survey.max_points, no_survey.percent) == (63, 70, 90)


def test_an_appraisal_that_needs_no_rescaling_is_not_rounded_either():
    options = Options(rescale=Rescale.APPRAISAL, step=Decimal("0.25"))

    totals = total(HUNDRED_POINTS, points(**{"1_1": "40.10", "1_2": "20", "2": "26"}), (), options)
    unknown = total(HUNDRED_POINTS, points(**{"2": "26"}), {"1.2"}, options)

    assert (totals.appraisal.points, totals.points) == (Decimal("60.10"), Decimal(86))
    assert (unknown.appraisal, unknown.points) == (NodeTotal(None, Decimal(44)), 26)


def test_nothing_applies():
    totals = total(HUNDRED_POINTS, {}, {"1.1", "1.2", "2"}, OPTIONS)

    assert (totals.points, totals.max_points, totals.percent, totals.missing) == (None, 0, None, ())


def test_facts_are_percents_by_code():
    totals = total(HUNDRED_POINTS, points(**{"1_1": "11", "2": "15"}), (), OPTIONS)

    assert totals.facts == {"1.1": Decimal("25.00"), "1.2": None, "1": Decimal("15.71"), "2": Decimal("50.00")}
    assert totals.facts_of(["2", "1.2", "plan.done"]) == {"2": Decimal("50.00"), "1.2": None}


# --- no survey at all (method 3 of domain notes 2.6) --------------------------------------------------------------

CONVERTED = Options(no_survey=NoSurvey.CONVERT, result=Result.POINTS)


@pytest.mark.parametrize(
    ("options", "removed", "given_", "appraisal", "points_"),
    [
        (CONVERTED, {"2"}, {"1.1": "40", "1.2": "23"}, "90.00", "90.00"),
        (CONVERTED, {"2", "1.2"}, {"1.1": "40.50"}, "92.05", "92.05"),
        (CONVERTED, {"1.2"}, {"1.1": "40", "2": "27"}, "40", "67"),
        (Options(rescale=Rescale.APPRAISAL, no_survey=NoSurvey.CONVERT), {"2"}, {"1.1": "40", "1.2": "23"}, "90", "90"),
        (Options(rescale=Rescale.APPRAISAL), {"2", "1.2"}, {"1.1": "40.50"}, "64.43", "64.43"),
        (Options(), {"2", "1.2"}, {"1.1": "40.50"}, "40.50", "40.50"),
    ],
)
def test_appraisal_alone_may_stand_for_the_whole_scale(options, removed, given_, appraisal, points_):
    totals = total(HUNDRED_POINTS, {code: Decimal(each) for code, each in given_.items()}, removed, options)

    assert (totals.appraisal.points, totals.points) == (Decimal(appraisal), Decimal(points_))


def test_a_survey_that_is_only_not_in_yet_converts_nothing():
    totals = total(HUNDRED_POINTS, points(**{"1_1": "40", "1_2": "23"}), (), CONVERTED)

    assert (totals.points, totals.max_points) == (63, 100)


def test_a_set_without_survey_has_the_appraisal_for_its_scale():
    tree = (part("1", "10", yes("1.1", "6"), yes("1.2", "4")),)

    assert total(tree, points(**{"1_1": "3"}), {"1.2"}, CONVERTED).points == 5


# --- nothing is counted twice (R18) -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keep", "given_", "counted", "note"),
    [
        (Keep.HIGHEST, {"1": "1", "2": "2"}, {"1": "0", "2": "2"}, {"1": "Đã tính tại tiêu chí 2, không tính lại"}),
        (Keep.FIRST, {"1": "1", "2": "2"}, {"1": "1", "2": "0"}, {"2": "Đã tính tại tiêu chí 1, không tính lại"}),
        (Keep.HIGHEST, {"1": "2", "2": "2"}, {"1": "2", "2": "0"}, {"2": "Đã tính tại tiêu chí 1, không tính lại"}),
        (Keep.FIRST, {"1": "0", "2": "2"}, {"1": "0", "2": "2"}, {}),
        (Keep.HIGHEST, {"1": "0", "2": "0"}, {"1": "0", "2": "0"}, {}),
        (Keep.HIGHEST, {"2": "2"}, {"1": None, "2": "2"}, {}),
    ],
)
def test_of_criteria_that_count_once_one_keeps_its_points(keep, given_, counted, note):
    tree = (yes("1", "2"), yes("2", "2"), yes("3", "6"))
    options = Options(once=(Once(codes=("1", "2"), keep=keep),))

    totals = total(tree, {code: Decimal(each) for code, each in given_.items()}, (), options)

    found = {code: totals.by_node[code] for code in counted}
    assert {code: each.points for code, each in found.items()} == {
        code: None if each is None else Decimal(each) for code, each in counted.items()
    }
    assert {code: each.note for code, each in found.items() if each.note} == note
    assert totals.max_points == 10


def test_what_does_not_apply_or_already_counts_elsewhere_keeps_nothing_from_others():
    tree = (yes("1", "3"), yes("2", "2"), yes("3", "1"))
    two = Options(once=(Once(codes=("1", "2")), Once(codes=("2", "3"))))

    apart = total(tree, points(**{"1": "3", "2": "2"}), {"1"}, Options(once=two.once[:1]))
    chained = total(tree, points(**{"1": "3", "2": "2", "3": "1"}), (), two)

    assert apart.points == 2
    assert [chained.by_node[code].points for code in "123"] == [3, 0, 1]


# --- the order of evaluation (domain notes 2.4) --------------------------------------------------------------------


def test_the_order_of_evaluation():
    """Each step would give another total if it came earlier or later; together they give one number only."""
    tree = (
        part("1", "60", part("1.1", "30", yes("1.1.1", "10", knock_out=True), yes("1.1.2", "20")), yes("1.2", "30")),
        yes("2", "40", survey=True),
        part("8", "10", yes("8.1", "8"), yes("8.2", "5"), yes("8.3", "6")),
        part("9", "20", yes("9.1", "15"), yes("9.2", "10")),
    )
    options = Options(
        rescale=Rescale.APPRAISAL,
        bonus=("8",),
        penalty=("9",),
        once=(Once(codes=("8.1", "8.2")),),
        result=Result.POINTS,
    )
    given_ = points(
        **{
            "1_1_1": "0",
            "1_1_2": "20",
            "1_2": "35",
            "2": "40",
            "8_1": "8",
            "8_2": "5",
            "8_3": "6",
            "9_1": "15",
            "9_2": "10",
        }
    )

    knocked = total(tree, given_, (), options)
    whole = total(tree, {**given_, "1.1.1": Decimal(10)}, (), options)
    apart = total(tree, {**given_, "1.1.1": Decimal(5), "1.1.2": Decimal(15)}, {"1.2"}, options)

    # 1.2 is clamped to 30; 1.1 is knocked out; bonus 8 + 6 is capped at 10; penalty 25 at 20
    assert (knocked.by_node["1"].points, knocked.by_node["8"].points, knocked.by_node["9"].points) == (30, 10, -20)
    assert knocked.points == 30 + 40 + 10 - 20
    assert whole.points == 60 + 40 + 10 - 20
    # rescaling comes before bonus and penalty: 20/30 × 60 = 40, and the bonus is not rescaled
    assert (apart.appraisal.points, apart.points) == (40, 40 + 40 + 10 - 20)


def test_the_total_is_held_between_nothing_and_maximum_plus_bonus():
    tree = (yes("1", "100"), part("8", "10", yes("8.1", "20")), part("9", "20", yes("9.1", "30")))
    options = Options(bonus=("8",), penalty=("9",))

    assert total(tree, points(**{"1": "100", "8_1": "20", "9_1": "0"}), (), options).points == 110
    assert total(tree, points(**{"1": "5", "8_1": "0", "9_1": "30"}), (), options).points == 0
