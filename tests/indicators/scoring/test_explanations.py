"""Explanations: every node says its rule, figures and arithmetic, and its working gives the points again."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.explanations import Figure, Working, explained, leaf_working, rule_text
from indicators.rules import Answer, Input, leaves
from indicators.scoring import NoSurvey, Options, Rescale, Result, Rounding, score_leaf, total
from indicators.sets.document import read_set
from tests.factories.criteria import BANDS, DISCIPLINE, WORKED, answer, leaf, worked_set
from tests.indicators.scoring.trees import APPRAISED, HUNDRED_POINTS, part, points, sheets_of, yes

PERCENT = (Input("value", "Tỷ lệ", "%", decimals=True),)
SETS = {code: read_set(worked_set(code)) for code in WORKED}


def explain(tree, given_, removed=(), options=None, answers=None):
    options = options or Options()
    return explained(tree, answers or {}, given_, total(tree, given_, removed, options), options)


# --- leaves ------------------------------------------------------------------------------------------------------


def test_a_leaf_shows_rule_figures_with_their_sources_and_arithmetic():
    document = SETS["xa-2025"]
    sheet = {"3.2.1": answer(on_time=24294, early=5268, finished=29565)}
    given_ = {
        "3.2.1": score_leaf(next(each for each in leaves(document.tree) if each.code == "3.2.1"), sheet["3.2.1"])[0]
    }

    found = explain(document.tree, given_, (), document.options, sheet).node("3.2.1")

    assert found.rule == (
        "Tỷ lệ nhân điểm tối đa. Đủ 100%: 8,00; Từ 90% đến dưới 100%: tỷ lệ × 8,00; Dưới 90%: 0,00. "
        "Không phát sinh: chờ thẩm định."
    )
    assert found.figures == (
        Figure("on_time", "Số hồ sơ đúng hạn", Decimal(24294), "hồ sơ", "dossiers.on_time"),
        Figure("early", "Số hồ sơ sớm", Decimal(5268), "hồ sơ", "dossiers.early"),
        Figure("finished", "Số hồ sơ đã giải quyết", Decimal(29565), "hồ sơ", "dossiers.finished"),
    )
    assert found.arithmetic == (
        "24.294 hồ sơ đúng hạn + 5.268 hồ sơ sớm = 29.562 / 29.565 = 99,99% × 8 điểm → 8,00 điểm"
    )
    assert (found.points, found.max_points, found.clause) == (8, 8, "Phụ lục, mục 3.2.1 (minh họa)")
    assert found.working.points == 8
    assert found.working.written["values"] == {"on_time": "24294", "early": "5268", "finished": "29565"}


def test_a_figure_that_is_not_known_is_shown_as_unknown():
    found = explain(SETS["xa-2025"].tree, {}).node("1.1")

    assert (found.points, found.working, found.figures[0].value) == (None, None, None)
    assert found.arithmetic == "Chưa có số liệu: ngày ban hành chậm"


def test_an_appraiser_who_decides_otherwise_is_named():
    tree = (leaf({"kind": "yes_no"}, "2", code="1"),)

    found = explain(tree, points(**{"1": "0.5"}), answers={"1": answer(yes=1)}).node("1")

    assert (found.arithmetic, found.working.points) == (
        "Đạt → 2,00 điểm; thẩm định cho 0,50 điểm",
        Decimal("0.5"),
    )


def test_a_leaf_that_does_not_apply_has_no_working():
    given_ = Answer({"yes": Decimal(1)}, not_applicable=True)
    tree = (part("1", "3", leaf({"kind": "yes_no"}, "2", code="1.1"), yes("1.2", "1")),)

    found = explain(tree, points(**{"1_1": "1"}), {"1.1"}, answers={"1.1": given_})

    assert found.node("1.1").arithmetic == "Không áp dụng cho đơn vị: không tính điểm và trừ khỏi điểm tối đa"
    assert (found.node("1.1").working, found.node("1.1").max_points) == (None, 0)


@pytest.mark.parametrize(
    ("rule", "given_", "formula", "values"),
    [
        ({"kind": "yes_no", "nothing": "full"}, Answer({}, no_occurrence=True), "full", {"full": Decimal(2)}),
        ({"kind": "yes_no", "nothing": "zero"}, Answer({}, no_occurrence=True), "0", {}),
        ({"kind": "ratio", "zero_denominator": "full"}, answer(done=0, due=0), "full", {"full": Decimal(2)}),
        ({"kind": "ratio", "zero_denominator": "zero", "nothing": "full"}, answer(done=0, due=0), "0", {}),
        ({"kind": "survey", "nothing": "full"}, answer(E=4), "full", {"full": Decimal(2)}),
        ({"kind": "deduction", "per": "0.5"}, answer(count=3), "max(0, 2 - count * 0.5)", {"count": Decimal(3)}),
        (
            DISCIPLINE,
            answer(count=1, head=1),
            "if(head > 0, 0, max(0, 2 - count * 0.5))",
            {"head": Decimal(1), "count": Decimal(1)},
        ),
    ],
)
def test_the_working_of_a_leaf(rule, given_, formula, values):
    criterion = leaf(rule, "2")

    assert leaf_working(criterion, given_) == Working(formula, values)
    assert leaf_working(criterion, given_).points == score_leaf(criterion, given_).points


@pytest.mark.parametrize(("value", "points_"), [("85", "2"), ("84.99", "1.25"), ("50", "0.5"), ("49.99", "0")])
def test_bands_on_a_value_work_out_the_same(value, points_):
    assert leaf_working(leaf(BANDS, "2", inputs=PERCENT), answer(value=value)).points == Decimal(points_)


def test_unknown_points_have_no_working():
    assert leaf_working(leaf({"kind": "ratio"}), answer(done=1)) is None
    assert leaf_working(leaf({"kind": "ratio"}), Answer({}, no_occurrence=True)) is None


def test_a_remedy_is_part_of_the_working():
    remedy = {"when": "urged", "points": "1", "reason": "đã đôn đốc"}
    criterion = leaf({**BANDS, "on": "ratio", "remedy": remedy}, "2")
    given_ = Answer({name: Decimal(value) for name, value in [("done", 1), ("due", 4), ("urged", 1)]}, citation="Số 5")

    assert leaf_working(criterion, given_).points == score_leaf(criterion, given_).points == 1


def test_the_rule_as_text_names_every_rung():
    assert rule_text(leaf({**BANDS, "on": "ratio", "nothing": "full"}, "2")) == (
        "Mức điểm theo ngưỡng. Từ 85% trở lên: 2,00; Từ 70% đến dưới 85%: 1,25; Từ 50% đến dưới 70%: 0,50; "
        "Dưới 50%: 0,00. Không phát sinh: tính đủ điểm."
    )


# --- sums --------------------------------------------------------------------------------------------------------


def test_a_parent_is_the_sum_of_its_children():
    found = explain(HUNDRED_POINTS, points(**{"1_1": "42.5", "1_2": "23.31", "2": "26.22"}))

    assert found.node("1").arithmetic == "42,50 + 23,31 → 65,81 / 70,00 điểm"
    assert found.node("1").rule == "Tổng các mục 1.1, 1.2, tối đa 70,00."
    assert [child.code for child in found.node("1").children] == ["1.1", "1.2"]
    assert found.node("1").working == Working(
        "max(-70, min(70, c1 + c2))", {"c1": Decimal("42.5"), "c2": Decimal("23.31")}
    )
    assert found.arithmetic == "Thẩm định 65,81 / 70,00; điều tra 26,22 / 30,00 → 92,03 / 100,00 điểm = 92,03%"
    assert found.working.points == Decimal("92.03")


def test_what_is_still_unknown_is_said():
    found = explain(HUNDRED_POINTS, points(**{"1_1": "40"}))

    assert found.node("1").arithmetic == "40,00 → 40,00 / 70,00 điểm; còn 1 mục chưa có điểm"
    assert found.arithmetic == "Thẩm định 40,00 / 70,00 → 40,00 / 100,00 điểm = 40,00%; còn 2 tiêu chí chưa có điểm"


def test_nothing_known_and_nothing_that_applies_are_told_apart():
    unknown, apart = explain(HUNDRED_POINTS, {}), explain(HUNDRED_POINTS, {}, {"1.1", "1.2"})

    assert (unknown.node("1").arithmetic, apart.node("1").arithmetic) == ("Chưa có điểm", "Không áp dụng cho đơn vị")
    assert (unknown.arithmetic, unknown.working, unknown.node("1").working) == ("Chưa có điểm", None, None)


def test_a_knocked_out_parent_says_which_leaf_failed():
    tree = (part("1", "3", yes("1.1", "1", knock_out=True), yes("1.2", "2")),)

    found = explain(tree, points(**{"1_1": "0", "1_2": "2"})).node("1")

    assert found.arithmetic == ("0,00 + 2,00; tiêu chí 1.1 không đạt nên cả mục 1 được 0 điểm → 0,00 / 3,00 điểm")
    assert found.working.points == 0


def test_bonus_is_held_to_its_cap_and_penalty_is_taken_off():
    tree = (yes("1", "100"), part("9", "5", yes("9.1", "4"), yes("9.2", "4")), part("10", "5", yes("10.1", "5")))
    options = Options(bonus=("9",), penalty=("10",), result=Result.POINTS)

    found = explain(tree, points(**{"1": "90", "9_1": "4", "9_2": "3", "10_1": "2"}), (), options)

    assert found.node("9").arithmetic == "4,00 + 3,00, giữ ở mức trần → 5,00 / 5,00 điểm"
    assert found.node("10").arithmetic == "-2,00 → -2,00 / 5,00 điểm"
    assert found.node("10.1").arithmetic.endswith("thẩm định cho 2,00 điểm bị trừ")
    assert found.node("10.1").working.points == -2
    assert found.arithmetic == ("Thẩm định 90,00 / 100,00; thưởng 5,00; trừ 2,00 → 93,00 / 100,00 điểm = 93,00%")
    assert found.working.points == 93


def test_what_counts_elsewhere_says_where():
    document = SETS["hdnd-xa-2026"]
    given_ = {"VIII.1": Decimal(8), "VIII.2": Decimal(5), "I.2": Decimal(2)}

    found = explain(document.tree, given_, (), document.options).node("VIII.2")

    assert found.arithmetic.endswith("thẩm định cho 5,00 điểm. Đã tính tại tiêu chí VIII.1, không tính lại → 0,00 điểm")
    assert (found.points, found.working.points) == (0, 0)


@pytest.mark.parametrize(
    ("rounding", "arithmetic", "points_"),
    [
        (Rounding.AFTER, "Thẩm định 40,50 / 44,00 × 70 = 64,43; điều tra 26,00 / 30,00 → 90,43", "90.43"),
        (Rounding.BEFORE, "Thẩm định 40,50 / 44,00 = 92,05% × 70 = 64,44; điều tra 26,00 / 30,00 → 90,44", "90.44"),
    ],
)
def test_rescaling_is_shown_in_the_order_of_rounding(rounding, arithmetic, points_):
    options = Options(rescale=Rescale.APPRAISAL, rescale_rounding=rounding)

    found = explain(HUNDRED_POINTS, points(**{"1_1": "40.50", "2": "26.00"}), {"1.2"}, options)

    assert found.arithmetic == f"{arithmetic} / 100,00 điểm = {points_.replace('.', ',')}%"
    assert found.working.points == Decimal(points_)


def test_only_survey_is_explained_without_appraisal():
    found = explain(HUNDRED_POINTS, points(**{"2": "27"}), {"1.1", "1.2"})

    assert found.arithmetic == "Điều tra 27,00 / 30,00 → 27,00 / 30,00 điểm = 90,00%"


def test_a_node_the_set_does_not_have_is_not_found():
    with pytest.raises(KeyError):
        explain((APPRAISED,), {}).node("7")


# --- properties: every working gives the points again ------------------------------------------------------------

steady = settings(derandomize=True, deadline=None, max_examples=25)
choices = st.builds(
    Options,
    rescale=st.sampled_from(Rescale),
    rescale_rounding=st.sampled_from(Rounding),
    no_survey=st.sampled_from(NoSurvey),
    step=st.sampled_from([Decimal("0.01"), Decimal("0.25")]),
)


@pytest.mark.parametrize("code", WORKED)
def test_every_explanation_gives_its_points_again(code):
    document = SETS[code]
    by_code = {each.code: each for each in leaves(document.tree)}

    @steady
    @given(sheets_of(by_code), st.data())
    def holds(sheet, data):
        drawn = data.draw(choices)
        names = ("bonus", "penalty", "once", "bands")
        options = Options(
            **{name: getattr(document.options, name) for name in names},
            **{name: getattr(drawn, name) for name in ("rescale", "rescale_rounding", "no_survey", "step")},
        )
        given_ = {each: score_leaf(by_code[each], sheet[each]).points for each in by_code}
        removed = {each for each in by_code if sheet[each].not_applicable}
        totals = total(document.tree, given_, removed, options)

        found = explained(document.tree, sheet, given_, totals, options)

        for area in found.areas:
            for node in area.walk():
                assert (None if node.working is None else node.working.points) == totals.by_node[node.code].points
        assert (None if found.working is None else found.working.points) == totals.points

    holds()
