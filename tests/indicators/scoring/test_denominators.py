"""What is left out of a denominator, and what a document mends where a threshold was missed."""

from decimal import Decimal

import pytest

from indicators.records import Place
from indicators.rules import Answer, errors, read_rule
from indicators.scoring import score_leaf
from tests.factories.criteria import (
    TASKS,
    answer,
    leaf,
)

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
