"""The rules of who may, without a database."""

import datetime as dt

import pytest

from units.enums import Role
from units.policy import Deed, Person, Post, may_read, named, why_not, why_not_end

DAY = dt.date(2026, 10, 5)
PARENTS = {1: None, 10: 1, 11: 1, 100: 10}


def person(*posts):
    return Person(7, DAY, tuple(Post(unit_id, role, f"Đơn vị {unit_id}") for unit_id, role in posts))


@pytest.mark.parametrize(
    ("posts", "readable"),
    [
        ([], set()),
        ([(10, Role.REPORTER)], {10, 100}),
        ([(10, Role.HEAD)], {10, 100}),
        ([(100, Role.HEAD), (11, Role.REPORTER)], {11, 100}),
        ([(1, Role.HEAD)], {1, 10, 11, 100}),
        ([(100, Role.APPRAISER)], {1, 10, 11, 100}),
        ([(100, Role.COORDINATOR)], {1, 10, 11, 100}),
        ([(100, Role.LEADER)], {1, 10, 11, 100}),
    ],
)
def test_may_read_by_role_and_place(posts, readable):
    assert {unit_id for unit_id in PARENTS if may_read(person(*posts), unit_id, PARENTS)} == readable


def test_may_read_ends_on_a_ring():
    assert may_read(person((9, Role.HEAD)), 1, {1: 2, 2: 1}) is False


def test_roles_in_are_own_posts_and_province_wide_ones():
    lan = person((10, Role.REPORTER), (11, Role.HEAD), (1, Role.APPRAISER))

    assert lan.roles_in(10) == {Role.REPORTER, Role.APPRAISER}
    assert lan.roles_in(11) == {Role.HEAD, Role.APPRAISER}
    assert lan.roles_in(100) == {Role.APPRAISER}


def test_person_belongs_where_any_post_is_held():
    lan = person((10, Role.APPRAISER))

    assert (lan.belongs_to(10), lan.belongs_to(11)) == (True, False)


def test_person_without_posts_has_nothing():
    nobody = Person(None, DAY)

    assert (nobody.has(Role.REPORTER), nobody.is_wide, nobody.roles_in(1)) == (False, False, frozenset())
    assert (nobody.main_unit, nobody.main_unit_id, nobody.headline) == ("", None, "Chưa được giao vai trò")


def test_person_headline_names_the_main_unit_and_the_roles_there():
    lan = person((10, Role.REPORTER), (10, Role.HEAD), (11, Role.LEADER))

    assert lan.headline == "Đơn vị 10 · Cán bộ đầu mối, Lãnh đạo đơn vị"
    assert lan.main_unit == "Đơn vị 10"


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("deed", Deed)
def test_why_not_lets_only_coordinators_manage(role, deed):
    allowed = why_not(person((1, role)), deed) is None

    assert allowed == (role == Role.COORDINATOR)


def test_why_not_says_who_may():
    assert why_not(person(), Deed.MANAGE_PEOPLE) == "Chỉ Điều phối CCHC được cấp tài khoản, giao và thu hồi vai trò."


def test_why_not_end_keeps_the_last_coordinator():
    sentence = "Đây là Điều phối CCHC cuối cùng của tỉnh; hãy giao vai trò này cho người khác trước."

    assert why_not_end(Role.COORDINATOR, other_coordinators=0) == sentence
    assert why_not_end(Role.COORDINATOR, other_coordinators=1) is None
    assert why_not_end(Role.LEADER, other_coordinators=0) is None


def test_named_joins_labels_in_the_order_of_the_enum():
    assert named(["coordinator", "head"]) == "Lãnh đạo đơn vị hoặc Điều phối CCHC"
