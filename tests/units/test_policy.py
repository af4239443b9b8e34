"""The rules of who may, without a database."""

import datetime as dt

import pytest

from units.enums import Role
from units.policy import (
    Deed,
    Person,
    Post,
    givable,
    named,
    people_units,
    why_not,
    why_not_delegate,
    why_not_end,
    why_not_give,
    why_not_manage,
    why_not_together,
)

DAY = dt.date(2026, 10, 5)


def person(*posts):
    return Person(7, DAY, tuple(Post(unit_id, role, f"Đơn vị {unit_id}") for unit_id, role in posts))


def test_roles_in_are_own_posts_and_province_wide_ones():
    lan = person((10, Role.REPORTER), (11, Role.HEAD), (1, Role.APPRAISER))

    assert lan.roles_in(10) == {Role.REPORTER, Role.APPRAISER}
    assert lan.roles_in(11) == {Role.HEAD, Role.APPRAISER}
    assert lan.roles_in(100) == {Role.APPRAISER}


def test_person_belongs_where_any_post_is_held():
    lan = person((10, Role.APPRAISER), (12, Role.REPORTER))

    assert [lan.belongs_to(unit_id) for unit_id in (10, 11, 12)] == [True, False, True]


def test_a_post_is_its_unit_and_role_whatever_it_is_called_and_whoever_is_stood_in_for():
    assert Post(10, Role.HEAD) == Post(10, Role.HEAD, "Sở Y tế", "Trần Văn Hòa")
    assert (Post(10, Role.HEAD).unit_label, Post(10, Role.HEAD).acting_for) == ("", "")


def test_one_privileged_post_among_others_is_enough():
    lan = person((10, Role.REPORTER), (11, Role.APPRAISER))

    assert (lan.is_privileged, lan.is_wide, lan.lists_all_units) == (True, True, True)


def test_person_is_at_home_where_the_longest_held_post_is():
    lan = person((10, Role.REPORTER), (11, Role.HEAD))

    assert (lan.main_unit_id, lan.main_unit) == (10, "Đơn vị 10")


def test_deeds_of_this_app_complete_the_sentence_of_a_refusal():
    assert Deed.choices == [
        ("manage_units", "thành lập, sắp xếp và đóng đơn vị"),
        ("manage_people", "cấp tài khoản, giao và thu hồi vai trò"),
        ("share_with_everyone", "chia sẻ bộ lọc với mọi người"),
    ]


def test_person_without_posts_has_nothing():
    nobody = Person(None, DAY)

    assert (nobody.has(Role.REPORTER), nobody.is_wide, nobody.roles_in(1)) == (False, False, frozenset())
    assert (nobody.main_unit, nobody.main_unit_id, nobody.headline) == ("", None, "Chưa được giao vai trò")


def test_person_headline_names_the_main_unit_and_the_roles_there():
    lan = person((10, Role.REPORTER), (10, Role.HEAD), (11, Role.LEADER))

    assert lan.headline == "Đơn vị 10 · Cán bộ đầu mối, Lãnh đạo đơn vị"
    assert lan.main_unit == "Đơn vị 10"


def test_person_headline_says_whom_one_stands_in_for():
    hoa = Person(7, DAY, (Post(10, Role.REPORTER, "Sở Y tế"), Post(10, Role.HEAD, "Sở Y tế", "Trần Văn Hòa")))

    assert hoa.headline == "Sở Y tế · Cán bộ đầu mối, Lãnh đạo đơn vị (thay mặt Trần Văn Hòa)"


@pytest.mark.parametrize(
    ("role", "wide", "privileged", "lists"),
    [
        (Role.REPORTER, False, False, False),
        (Role.HEAD, False, False, False),
        (Role.APPRAISER, True, True, True),
        (Role.FIELD_OWNER, True, True, True),
        (Role.COORDINATOR, True, True, True),
        (Role.COUNCIL, True, True, True),
        (Role.LEADER, True, True, True),
        (Role.AUDITOR, True, True, True),
        (Role.SYSADMIN, False, True, True),
        (Role.API_CLIENT, False, False, False),
    ],
)
def test_person_sees_and_weighs_by_role(role, wide, privileged, lists):
    lan = person((10, role))

    assert (lan.is_wide, lan.is_privileged, lan.lists_all_units) == (wide, privileged, lists)


def test_person_belongs_to_the_unit_of_a_post_that_shows_nothing():
    assert (person((10, Role.SYSADMIN)).belongs_to(10), person((10, Role.SYSADMIN)).unit_ids) == (True, frozenset())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("deed", "allowed"),
    [
        (Deed.MANAGE_UNITS, {Role.COORDINATOR}),
        (Deed.MANAGE_PEOPLE, {Role.COORDINATOR, Role.SYSADMIN, Role.HEAD}),
    ],
)
def test_why_not_lets_only_some_roles_manage(role, deed, allowed):
    assert (why_not(person((1, role)), deed) is None) == (role in allowed)


def test_why_not_says_who_may():
    assert why_not(person(), Deed.MANAGE_UNITS) == "Chỉ Điều phối CCHC được thành lập, sắp xếp và đóng đơn vị."


HEADS_GIFTS = (Role.REPORTER,)
COORDINATORS_GIFTS = (
    Role.REPORTER,
    Role.HEAD,
    Role.APPRAISER,
    Role.FIELD_OWNER,
    Role.COORDINATOR,
    Role.COUNCIL,
    Role.LEADER,
)
SYSADMINS_GIFTS = (Role.REPORTER, Role.HEAD, Role.AUDITOR, Role.SYSADMIN, Role.API_CLIENT)


@pytest.mark.parametrize("giver", Role)
def test_givable_is_what_the_table_says(giver):
    gifts = {Role.HEAD: HEADS_GIFTS, Role.COORDINATOR: COORDINATORS_GIFTS, Role.SYSADMIN: SYSADMINS_GIFTS}

    assert givable(person((10, giver)), 10) == gifts.get(giver, ())


@pytest.mark.parametrize(
    ("giver", "elsewhere"),
    [(Role.HEAD, ()), (Role.COORDINATOR, COORDINATORS_GIFTS), (Role.SYSADMIN, SYSADMINS_GIFTS)],
)
def test_givable_of_a_head_ends_at_the_own_unit(giver, elsewhere):
    assert givable(person((10, giver)), 100) == elsewhere


def test_givable_adds_up_over_posts():
    both = person((10, Role.HEAD), (11, Role.SYSADMIN))

    assert givable(both, 10) == SYSADMINS_GIFTS
    assert givable(person((10, Role.HEAD), (11, Role.HEAD)), 11) == HEADS_GIFTS


@pytest.mark.parametrize(
    ("posts", "units"),
    [
        ([], frozenset()),
        ([(10, Role.REPORTER)], frozenset()),
        ([(10, Role.APPRAISER)], frozenset()),
        ([(10, Role.HEAD)], {10}),
        ([(10, Role.HEAD), (11, Role.HEAD), (1, Role.REPORTER)], {10, 11}),
        ([(10, Role.HEAD), (1, Role.COORDINATOR)], None),
        ([(1, Role.SYSADMIN)], None),
    ],
)
def test_people_units_are_those_one_may_staff(posts, units):
    assert people_units(person(*posts)) == units


@pytest.mark.parametrize(
    ("giver", "role", "to", "sentence"),
    [
        ((10, Role.HEAD), Role.REPORTER, 8, None),
        ((10, Role.HEAD), Role.REPORTER, None, None),
        (
            (10, Role.HEAD),
            Role.REPORTER,
            7,
            "Không ai tự giao vai trò cho chính mình. Hãy nhờ người có thẩm quyền khác.",
        ),
        (
            (11, Role.HEAD),
            Role.REPORTER,
            8,
            "Chỉ Lãnh đạo đơn vị hoặc Điều phối CCHC hoặc Quản trị hệ thống được giao, thu hồi vai trò Cán bộ đầu mối "
            "ở đơn vị này; lãnh đạo đơn vị chỉ quản lý người của đơn vị mình.",
        ),
        (
            (10, Role.HEAD),
            Role.APPRAISER,
            8,
            "Chỉ Điều phối CCHC được giao, thu hồi vai trò Chuyên viên thẩm định.",
        ),
        (
            (1, Role.COORDINATOR),
            Role.AUDITOR,
            8,
            "Chỉ Quản trị hệ thống được giao, thu hồi vai trò Kiểm tra, giám sát.",
        ),
    ],
)
def test_why_not_give_says_who_could(giver, role, to, sentence):
    assert why_not_give(person(giver), Post(10, role), to=to) == sentence


@pytest.mark.parametrize(
    ("manager", "held", "of", "sentence"),
    [
        ((10, Role.HEAD), [(10, Role.REPORTER)], 8, None),
        ((1, Role.COORDINATOR), [], 8, None),
        ((1, Role.SYSADMIN), [(10, Role.REPORTER), (11, Role.HEAD)], 8, None),
        ((10, Role.HEAD), [], 8, "Tài khoản này không giữ vai trò nào ở đơn vị của anh/chị."),
        (
            (1, Role.COORDINATOR),
            [(1, Role.COORDINATOR)],
            7,
            "Đây là tài khoản của chính anh/chị; hãy dùng trang Tài khoản của tôi.",
        ),
        (
            (10, Role.HEAD),
            [(10, Role.REPORTER), (10, Role.COORDINATOR)],
            8,
            "Chỉ Điều phối CCHC được giao, thu hồi vai trò Điều phối CCHC.",
        ),
        (
            (1, Role.SYSADMIN),
            [(10, Role.LEADER)],
            8,
            "Chỉ Điều phối CCHC được giao, thu hồi vai trò Lãnh đạo UBND.",
        ),
        (
            (1, Role.AUDITOR),
            [],
            8,
            "Chỉ Lãnh đạo đơn vị hoặc Điều phối CCHC hoặc Quản trị hệ thống được cấp tài khoản, giao và thu hồi "
            "vai trò.",
        ),
    ],
)
def test_why_not_manage_makes_nobody_more_than_they_are(manager, held, of, sentence):
    posts = [Post(unit_id, role) for unit_id, role in held]

    assert why_not_manage(person(manager), posts, of=of) == sentence


@pytest.mark.parametrize(
    ("role", "others", "sentence"),
    [
        (Role.REPORTER, [Role.HEAD, Role.APPRAISER], None),
        (Role.AUDITOR, [], None),
        (Role.AUDITOR, [Role.AUDITOR], None),
        (
            Role.AUDITOR,
            [Role.HEAD, Role.REPORTER],
            "Kiểm tra, giám sát không kiêm vai trò khác; người này đang giữ vai trò Cán bộ đầu mối, Lãnh đạo đơn vị.",
        ),
        (
            Role.REPORTER,
            [Role.SYSADMIN, Role.HEAD],
            "Người này đang giữ vai trò Quản trị hệ thống, là vai trò không kiêm vai trò khác.",
        ),
    ],
)
def test_why_not_together_keeps_watchers_apart(role, others, sentence):
    assert why_not_together(role, others) == sentence


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSADMIN, Role.API_CLIENT])
def test_who_watches_or_is_a_program_holds_that_role_alone(role):
    assert why_not_together(role, [Role.HEAD]) is not None
    assert why_not_together(Role.HEAD, [role]) is not None


def test_a_head_with_a_second_post_hears_that_the_place_is_the_reason():
    head = person((10, Role.HEAD), (10, Role.APPRAISER))

    assert why_not_give(head, Post(11, Role.REPORTER), to=8).endswith(
        "ở đơn vị này; lãnh đạo đơn vị chỉ quản lý người của đơn vị mình."
    )


@pytest.mark.parametrize(
    ("by", "post", "sentence"),
    [
        ((7, (10, Role.HEAD)), Post(10, Role.HEAD), None),
        ((8, (1, Role.COORDINATOR)), Post(10, Role.HEAD), None),
        (
            (8, (10, Role.REPORTER)),
            Post(10, Role.HEAD),
            "Chỉ người đang giữ vai trò hoặc Điều phối CCHC hoặc Quản trị hệ thống được ủy quyền.",
        ),
        ((7, (10, Role.HEAD)), Post(10, Role.HEAD, acting_for="Hòa"), "Người thay mặt không ủy quyền tiếp được."),
        (
            (7, (10, Role.REPORTER)),
            Post(10, Role.REPORTER),
            "Chỉ vai trò Lãnh đạo đơn vị, Hội đồng thẩm định, Lãnh đạo UBND mới ủy quyền được.",
        ),
    ],
)
def test_why_not_delegate_asks_whose_post_it_is(by, post, sentence):
    user_id, (unit_id, role) = by

    assert why_not_delegate(Person(user_id, DAY, (Post(unit_id, role),)), post, holder=7) == sentence


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SYSADMIN])
def test_why_not_end_keeps_the_last_one(role):
    sentence = f"Đây là {role.label} cuối cùng của tỉnh; hãy giao vai trò này cho người khác trước."

    assert why_not_end(role, others=0) == sentence
    assert why_not_end(role, others=1) is None
    assert why_not_end(Role.LEADER, others=0) is None


def test_named_joins_labels_in_the_order_of_the_enum():
    assert named(["coordinator", "head"]) == "Lãnh đạo đơn vị hoặc Điều phối CCHC"
