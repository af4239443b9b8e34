"""Reorganisation in thought: what a plan needs, who receives, whose past a unit carries."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from units.enums import Change, Succession
from units.succession import (
    Effects,
    Heir,
    Item,
    Link,
    Member,
    Move,
    Origins,
    Plan,
    effects,
    origins,
    problems,
    thawed,
    under_every_name,
)
from units.succession import receiver as receives

DAY = dt.date(2025, 7, 1)
SINCE = dt.date(2020, 1, 1)


def member(pk, name, parent=None, *, valid_from=SINCE, valid_to=None, official=""):
    return Member(pk, f"M{pk}", name, parent, valid_from, valid_to, official)


UNITS = {
    each.pk: each
    for each in (
        member(1, "UBND"),
        member(2, "Xã A", 1, official="H59.2"),
        member(3, "Xã B", 1, official="H59.3"),
        member(4, "Trạm của A", 2),
        member(5, "Xã đã đóng", 1, valid_to=dt.date(2024, 12, 31)),
        member(6, "Xã sắp có", 1, valid_from=dt.date(2025, 8, 1)),
    )
}
NEW = Heir(1, "M9", "Xã mới", parent_id=1)


def existing(pk, place=1):
    return Heir(place, UNITS[pk].code, UNITS[pk].name, unit_id=pk)


@pytest.mark.parametrize(
    ("change", "closing", "heirs"),
    [
        (Change.MERGE, (2, 3), (NEW,)),
        (Change.MERGE, (2,), (existing(3),)),
        (Change.SPLIT, (2,), (NEW, replace(NEW, place=2, code="M10"))),
        (Change.SPLIT, (2,), (NEW, existing(3, 2))),
        (Change.RENAME, (2,), (replace(NEW, official_code="H59.2"),)),
        (Change.DISSOLVE, (2,), ()),
        (Change.DISSOLVE, (2, 3), (NEW, replace(NEW, place=2, code="M10"))),
    ],
)
def test_problems_are_none_for_a_sound_plan(change, closing, heirs):
    assert problems(Plan(change, DAY, closing, heirs), UNITS) == []


@pytest.mark.parametrize(
    ("change", "closing", "heirs", "sentence"),
    [
        (Change.MERGE, (2, 3), (), "Sáp nhập: một hay nhiều đơn vị cũ, đúng một đơn vị kế thừa."),
        (
            Change.MERGE,
            (2,),
            (NEW,),
            "Hợp nhất thành đơn vị mới cần từ hai đơn vị cũ; nếu chỉ có một thì chọn “Đổi tên”.",
        ),
        (
            Change.RENAME,
            (2,),
            (existing(3),),
            "Đổi tên tạo ra một đơn vị mới mang tên mới; nếu nhập vào đơn vị đang có thì chọn “Sáp nhập, hợp nhất”.",
        ),
        (Change.SPLIT, (2,), (NEW,), "Chia, tách: một đơn vị cũ, từ hai đơn vị kế thừa."),
        (Change.DISSOLVE, (5,), (), "Xã đã đóng đã có ngày ngừng hoạt động 31/12/2024."),
        (Change.DISSOLVE, (6,), (), "Xã sắp có mới hoạt động từ 01/08/2025; ngày hiệu lực phải sau ngày đó."),
        (Change.MERGE, (2,), (existing(2),), "Xã A không thể vừa ngừng hoạt động vừa kế thừa chính mình."),
        (
            Change.MERGE,
            (2,),
            (existing(4),),
            "Trạm của A đang trực thuộc đơn vị ngừng hoạt động; hãy chuyển cấp trên của đơn vị này trước.",
        ),
        (Change.MERGE, (2,), (existing(5),), "Xã đã đóng không hoạt động vào ngày 01/07/2025."),
        (Change.MERGE, (2,), (existing(6),), "Xã sắp có không hoạt động vào ngày 01/07/2025."),
        (
            Change.MERGE,
            (2, 3),
            (replace(NEW, code="M4"),),
            "Mã “M4” đã là mã của Trạm của A; đơn vị mới cần mã riêng.",
        ),
        (Change.RENAME, (2,), (replace(NEW, official_code="H59.3"),), "Mã định danh “H59.3” đang là của Xã B."),
        (
            Change.MERGE,
            (2, 3),
            (replace(NEW, parent_id=4),),
            "Cấp trên của Xã mới không thể là Trạm của A, đơn vị này ngừng hoạt động hoặc đổi cấp trên.",
        ),
        (
            Change.MERGE,
            (2, 3),
            (replace(NEW, parent_id=5),),
            "Cấp trên của Xã mới là Xã đã đóng, không hoạt động vào ngày 01/07/2025.",
        ),
    ],
)
def test_problems_are_sentences(change, closing, heirs, sentence):
    assert problems(Plan(change, DAY, closing, heirs), UNITS) == [sentence]


def test_problems_come_all_at_once():
    plan = Plan(Change.MERGE, DAY, (5, 6), (replace(NEW, code="M4", official_code="H59.2"),))

    assert len(problems(plan, UNITS)) == 4


@pytest.mark.parametrize(
    ("chosen", "places", "place"),
    [
        ({}, (1, 2), 1),
        ({"tasks:7": 2}, (1, 2), 2),
        ({"posts:7": 2}, (1, 2), 1),
        ({"tasks:7": 9}, (1, 2), 1),
        ({}, (), 0),
        ({"tasks:7": 2}, (), 0),
    ],
)
def test_receiver_is_the_chosen_one_or_the_main_one(chosen, places, place):
    assert receives("tasks", "7", chosen, places) == place


def test_effects_say_everything_and_survive_freezing():
    plan = Plan(Change.SPLIT, DAY, (2,), (NEW, existing(3, 2)))
    items = {"tasks": [Item("7", 2, "Nhiệm vụ 1"), Item("8", 2, "Nhiệm vụ 2")], "dossiers": [Item("2", 2, "Hồ sơ", 41)]}

    found = effects(plan, UNITS, items, {"tasks:8": 2}, ["Phiếu giữ tên cũ."])

    assert found == Effects(
        closes=("Xã A ngừng hoạt động sau ngày 30/06/2025",),
        opens=("Xã mới hoạt động từ ngày 01/07/2025",),
        moves=(
            Move("tasks", "7", "Nhiệm vụ 1", 1, "Xã A", 1, "Xã mới"),
            Move("tasks", "8", "Nhiệm vụ 2", 1, "Xã A", 2, "Xã B"),
            Move("dossiers", "2", "Hồ sơ", 41, "Xã A", 1, "Xã mới"),
        ),
        stays=("Phiếu giữ tên cũ.",),
    )
    assert thawed(found.frozen()) == found


def link(old, new, kind=Succession.MERGED, on=dt.date(2025, 6, 30)):
    return Link(old, new, kind, on)


@pytest.mark.parametrize(
    ("links", "whole", "divided"),
    [
        ([], set(), set()),
        ([link(1, 9)], {1}, set()),
        ([link(1, 2), link(2, 9)], {1, 2}, set()),
        ([link(1, 9), link(1, 8)], set(), {1}),
        ([link(1, 2), link(1, 8), link(2, 9)], {2}, {1}),
        ([link(1, 2), link(1, 3), link(2, 9), link(3, 9)], {1, 2, 3}, set()),  # split, and united again
        ([link(0, 1), link(1, 9), link(1, 8)], set(), {0, 1}),
        ([link(1, 9), link(2, None, Succession.DISSOLVED)], {1}, set()),
        ([link(9, 1)], set(), set()),
    ],
)
def test_origins_tell_whole_from_divided(links, whole, divided):
    assert origins(9, links) == Origins(frozenset(whole), frozenset(divided))


@st.composite
def histories(draw):
    """Links from lower to higher numbers: a unit becomes younger ones."""
    pairs = [(old, new) for old in range(7) for new in range(old + 1, 8)]
    return [link(old, new) for old, new in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=12))]


@given(histories())
def test_origins_never_count_a_unit_in_two_places(links):
    """Summed over the units that exist at the end, every unit is part of at most one past in whole."""
    closed = {each.predecessor for each in links}
    living = set(range(8)) - closed
    wholes = [origins(unit, links).whole for unit in living]

    assert sum(len(each) for each in wholes) == len(frozenset().union(*wholes))
    for unit in living:
        past = origins(unit, links)
        assert past.whole & past.divided == frozenset()


def test_what_was_found_of_a_renamed_unit_stands_under_each_of_its_later_names() -> None:
    day = dt.date(2025, 7, 1)
    renamed = [Link(1, 2, Succession.RENAMED, day), Link(2, 3, Succession.RENAMED, day)]

    assert under_every_name({1: "Tốt", 9: "Khá"}, [*renamed, Link(9, 8, Succession.MERGED, day)]) == {
        **dict.fromkeys((1, 2, 3), "Tốt"),
        9: "Khá",
    }
