"""Edits of a draft: nothing else moves, codes and references follow, and what is wrong is said beside the node."""

from decimal import Decimal

import pytest

from indicators.sets.edits import (
    NEW_NAME,
    Unknown,
    below,
    branch_of,
    changed,
    depth_of,
    faults_by_code,
    faults_of,
    height_of,
    outline,
    parent_of,
    parsed,
    row_of,
    rows,
    shifted,
    with_child,
    with_head,
    without,
)
from tests.factories.criteria import SMALL_SET, worked_set

SMALL = parsed(SMALL_SET)


def codes(document):
    return [row["code"] for row in rows(document)]


def test_the_outline_shows_sums_beside_maxima():
    shown = [(b.code, b.depth, b.maximum, b.added, b.is_leaf, b.is_uneven) for b in outline(SMALL)]

    assert shown == [
        ("1", 1, 4, 4, False, False),
        ("1.1", 2, 3, None, True, False),
        ("1.2", 2, 1, None, True, False),
        ("2", 1, 6, None, True, False),
    ]
    assert [(b.is_first, b.is_last) for b in outline(SMALL)] == [
        (True, False),
        (True, False),
        (False, True),
        (False, True),
    ]


def test_a_sum_that_fails_is_named_at_its_node_and_all_faults_come_at_once():
    broken, _ = changed(SMALL, "1.1", {**row_of(SMALL, "1.1"), "max": Decimal("2.5")}, "1")
    broken, _ = changed(broken, "2", {"code": "2", "name": "Điều tra", "max": 6}, "")

    faults = faults_by_code(faults_of(broken))

    assert faults == {
        "1": ["Các mục bên dưới (1.1, 1.2) cộng lại 3,5 điểm, khác điểm tối đa 4."],
        "2": ["Không có tiêu chí con nên phải có luật chấm."],
    }
    uneven = {b.code: b.faults for b in outline(broken, faults_of(broken)) if b.faults}
    assert uneven == {code: tuple(said) for code, said in faults.items()}


def test_faults_of_the_head_stand_apart():
    assert faults_by_code(faults_of(with_head(SMALL, {"max": 11, "bands": None}))) == {
        "": [
            "Chưa có “Mức xếp loại” nào.",
            "Thông tin chung, “Tổng điểm tối đa”: các mục bên dưới (1, 2) cộng lại 10 điểm, khác điểm tối đa 11.",
        ]
    }


def test_a_new_child_gets_the_next_code_and_what_is_left():
    wider, _ = changed(SMALL, "1", {**row_of(SMALL, "1"), "max": 5}, "")

    grown, code = with_child(wider, "1")

    assert (code, row_of(grown, code)) == ("1.3", {"code": "1.3", "name": NEW_NAME, "max": Decimal(1)})
    assert codes(grown) == ["1", "1.1", "1.2", "1.3", "2"]


def test_a_new_area_stands_last_and_has_no_points_where_none_are_left():
    grown, code = with_child(SMALL, "")

    assert (code, row_of(grown, code)) == ("3", {"code": "3", "name": NEW_NAME})
    assert codes(grown)[-1] == "3"


def test_the_first_child_of_a_leaf_takes_its_rule_over():
    grown, code = with_child(SMALL, "1.1")

    assert {key: row_of(grown, code).get(key) for key in ("rule", "inputs", "max")} == {
        "rule": row_of(SMALL, "1.1")["rule"],
        "inputs": row_of(SMALL, "1.1")["inputs"],
        "max": 3,
    }
    assert set(row_of(grown, "1.1")) & {"rule", "inputs", "evidence_required"} == set()
    assert faults_of(grown) == []


def test_removing_takes_everything_below_along():
    assert codes(without(SMALL, "1")) == ["2"]
    assert codes(without(SMALL, "1.1")) == ["1", "1.2", "2"]


def test_shifting_keeps_codes_and_carries_what_is_below():
    assert codes(shifted(SMALL, "2", -1)) == ["2", "1", "1.1", "1.2"]
    assert codes(shifted(SMALL, "1.1", 1)) == ["1", "1.2", "1.1", "2"]
    assert shifted(SMALL, "1", -1) == SMALL


def test_a_new_code_is_followed_by_children_options_and_gates():
    document = with_head(
        SMALL,
        {
            "scoring": {"bonus": ["1"], "step": Decimal("0.01")},
            "gates": [{"of": "1.1", "below": 80, "cap": "Chưa tốt", "reason": "x"}],
        },
    )

    renamed, code = changed(document, "1", {**row_of(document, "1"), "code": "9"}, "")

    assert (code, codes(renamed)) == ("9", ["9", "9.1", "9.2", "2"])
    assert (renamed["scoring"]["bonus"], renamed["gates"][0]["of"]) == (["9"], "9.1")


def test_a_code_that_does_not_follow_its_parent_says_who_the_parent_is():
    renamed, _ = changed(SMALL, "1.1", {**row_of(SMALL, "1.1"), "code": "A"}, "1")

    assert row_of(renamed, "A")["parent"] == "1"
    assert below(renamed, "1") == ["A", "1.2"]
    assert faults_of(renamed) == []


def test_under_another_parent_a_criterion_gets_a_free_code_there():
    grown, _ = with_child(SMALL, "")

    moved, code = changed(grown, "1.1", row_of(grown, "1.1"), "3")

    assert (code, codes(moved), parent_of(row_of(moved, "3.1"))) == ("3.1", ["1", "1.2", "2", "3", "3.1"], "3")


def test_a_free_code_passes_over_those_in_use():
    taken, _ = changed(SMALL, "2", {**row_of(SMALL, "2"), "code": "1.3"}, "")

    assert with_child(taken, "1")[1] == "1.4"


def test_depth_and_height_count_levels():
    assert (depth_of(SMALL, "1.1"), height_of(SMALL, "1"), branch_of(SMALL, "1")) == (2, 2, ["1", "1.1", "1.2"])


def test_an_unknown_code_is_said_so():
    with pytest.raises(Unknown):
        row_of(SMALL, "7")


def test_a_whole_set_goes_through_the_editor_unchanged():
    document = parsed(worked_set())

    for row in rows(document):
        document, _ = changed(document, row["code"], dict(row), parent_of(row))

    assert document == parsed(worked_set())
