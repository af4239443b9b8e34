"""Two sets compared: every kind of change as a sentence a coordinator reads."""

from decimal import Decimal

from indicators.sets.diff import Change, differences, head_differences, rule_changes, shown, successions
from indicators.sets.edits import changed, parsed, row_of, with_child, with_head, without
from tests.factories.criteria import SMALL_SET

OLD = parsed(SMALL_SET)


def said(new):
    return [(each.change, each.code, each.old_code, each.sentence) for each in differences(OLD, new)]


def test_a_set_does_not_differ_from_itself():
    assert (differences(OLD, OLD), head_differences(OLD, OLD)) == ([], [])


def test_what_came_and_what_went():
    new, _ = with_child(without(OLD, "1.2"), "1")
    new, _ = changed(new, "1.2", {"code": "1.3", "name": "Sáng kiến", "max": Decimal("1.5")}, "1")

    assert said(new) == [
        (Change.ADDED, "1.3", "", "Thêm tiêu chí 1.3 “Sáng kiến” (1,50 điểm)."),
        (Change.REMOVED, "", "1.2", "Bỏ tiêu chí 1.2 “Đối thoại” (1,00 điểm)."),
    ]


def test_another_name_maximum_and_parameter():
    row = {**row_of(OLD, "1.1"), "name": "Hoàn thành", "max": 2, "rule": {"kind": "ratio", "floor": 70}}
    new, _ = changed(OLD, "1.1", {**row, "guidance": "Khác"}, "1")

    assert said(new) == [
        (Change.RENAMED, "1.1", "1.1", "Tên “Hoàn thành kế hoạch” đổi thành “Hoàn thành”."),
        (Change.MAXIMUM, "1.1", "1.1", "Điểm tối đa 3 → 2."),
        (Change.RULE, "1.1", "1.1", "Ngưỡng tối thiểu: 80% → 70%."),
        (Change.OTHER, "1.1", "1.1", "Đổi hướng dẫn."),
    ]


def test_another_rule():
    new, _ = changed(OLD, "1.2", {**row_of(OLD, "1.2"), "rule": {"kind": "count", "per": 1}}, "1")

    assert [sentence for *_, sentence in said(new)] == [
        "Luật “Đạt hoặc không đạt” đổi thành “Điểm cho mỗi đơn vị đếm”."
    ]


def test_a_criterion_is_followed_by_its_old_code():
    moved = {**row_of(OLD, "1.2"), "code": "1.5", "was": ["1.2"]}
    merged = {**row_of(OLD, "1.1"), "was": ["1.1", "2"]}
    new, _ = changed(changed(without(OLD, "2"), "1.2", moved, "1")[0], "1.1", merged, "1")

    assert said(new) == [
        (Change.MOVED, "1.1", "1.1, 2", "Gộp các tiêu chí 1.1, 2 thành 1.1."),
        (Change.MOVED, "1.5", "1.2", "Mã 1.2 đổi thành 1.5."),
    ]


def test_a_code_used_again_for_something_else_is_new():
    new, _ = changed(OLD, "1.2", {**row_of(OLD, "1.2"), "was": []}, "1")

    assert [change for change, *_ in said(new)] == [Change.ADDED, Change.REMOVED]


def test_a_criterion_that_keeps_its_code_may_stand_elsewhere():
    new, _ = changed(OLD, "2", {**row_of(OLD, "2"), "code": "1.3"}, "1")
    new = {**new, "criteria": [{**row, "was": ["2"]} if row["code"] == "1.3" else row for row in new["criteria"]]}
    elsewhere, _ = changed(OLD, "1.2", {**row_of(OLD, "1.2"), "code": "A"}, "1")
    older, _ = changed(OLD, "1.2", {**row_of(OLD, "1.2"), "code": "A"}, "")

    assert [each.sentence for each in differences(OLD, new)] == ["Mã 2 đổi thành 1.3."]
    assert [each.sentence for each in differences(older, elsewhere)] == ["Chuyển từ mục lĩnh vực sang mục 1."]


def test_the_head_tells_what_changed():
    new = with_head(OLD, {"decision_number": "13/QĐ-UBND", "scoring": {"result": "points"}})

    assert head_differences(OLD, new) == [
        "Số quyết định: 12/QĐ-UBND → 13/QĐ-UBND.",
        "Cách cộng điểm: — → result points.",
    ]


def test_values_are_said_as_people_say_them():
    assert [
        shown(value) for value in (True, False, [{"from": 50, "points": Decimal("0.5")}], "đủ cả", "unit", None)
    ] == [
        "có",
        "không",
        "từ 50, điểm 0,5",
        "“đủ cả”",
        "Đơn vị tự chấm",
        "—",
    ]


def test_bands_choices_and_defaults_are_compared_as_they_are_said():
    old = {"kind": "bands", "bands": [{"from": 80, "points": 1}]}
    new = {"kind": "bands", "bands": [{"from": 70, "points": 1}], "on": "percent", "below": Decimal("0.5")}

    assert rule_changes(old, old) == []
    assert rule_changes(old, new) == [
        "Các mức điểm: từ 80, điểm 1 → từ 70, điểm 1.",
        "Ngưỡng đặt trên: “Tỷ lệ tử số / mẫu số” → “Phần trăm biết sẵn”.",
        "Dưới mức thấp nhất: 0 điểm → 0,5 điểm.",
    ]


def test_successions_say_which_criterion_follows_which_and_whether_they_compare():
    """Taken over, merged, divided, new: only what has a whole predecessor compares."""
    old = {"criteria": [{"code": code, "name": code, "max": 1} for code in ("1", "2", "3", "4", "5")]}
    new = {
        "criteria": [
            {"code": "1", "name": "1", "max": 1},
            {"code": "2", "name": "2", "max": 2},
            {"code": "6", "name": "6", "max": 2, "was": ["3", "4"]},
            {"code": "7", "name": "7", "max": 1, "was": ["5"]},
            {"code": "8", "name": "8", "max": 1, "was": ["5"]},
            {"code": "3", "name": "3", "max": 1, "was": []},
        ]
    }

    assert [
        (each.code, [code for code, _ in each.before], each.compares, each.note) for each in successions(old, new)
    ] == [
        ("1", ["1"], True, "So sánh được"),
        ("2", ["2"], True, "So theo % điểm tối đa"),
        ("6", ["3", "4"], True, "So với tổng điểm các tiêu chí cũ, theo % điểm tối đa"),
        ("7", ["5"], False, "Tách từ 5: không so sánh được"),
        ("8", ["5"], False, "Tách từ 5: không so sánh được"),
        ("3", [], False, "Tiêu chí mới: không so sánh được"),
    ]
