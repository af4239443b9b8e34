"""How far roles reach, as examples; no database."""

import datetime as dt

import pytest

from units.enums import Role
from units.policy import Person, Post
from units.rules import (
    LIST_UNITS,
    READ_ACCOUNTS,
    READ_EVENTS,
    READ_LOG,
    READ_POSTS,
    READ_PROVINCE,
    READ_UNITS,
    READ_WHOLE,
    Facts,
    Reach,
    Rule,
    Sight,
    allow,
    read_event,
    readers_of,
    sight,
)

DAY = dt.date(2026, 10, 5)
PARENTS = {1: None, 10: 1, 11: 1, 100: 10}
FACTS = {unit_id: Facts(unit_id, readers_of(unit_id, PARENTS, {})) for unit_id in PARENTS}
PROVINCE = Facts()


def person(*posts, user_id=7):
    return Person(user_id, DAY, tuple(Post(unit_id, role) for unit_id, role in posts))


def covered(seen):
    return {unit_id for unit_id, facts in {**FACTS, 0: PROVINCE}.items() if seen.covers(facts)}


HOLDS = {  # one post in unit 10
    Reach.OWN: {10},
    Reach.BELOW: {10, 100},
    Reach.OTHERS: {1, 11, 100},
    Reach.ALL: {0, 1, 10, 11, 100},  # 0: what stands in no unit
}


def test_reaches_are_said_in_words():
    assert dict(Reach.choices) == {
        "own": "đơn vị mình",
        "below": "đơn vị mình, các đơn vị trực thuộc và các đơn vị đã sáp nhập vào",
        "others": "các đơn vị khác",
        "all": "mọi đơn vị",
    }


@pytest.mark.parametrize(
    ("role", "field", "allowed"), [(Role.FIELD_OWNER, 10, True), (Role.FIELD_OWNER, 11, False), (Role.HEAD, 10, False)]
)
def test_a_rule_of_the_field_reaches_what_lies_in_the_field_of_its_owner_in_any_unit(role, field, allowed):
    of_field, plain = Rule({}, field=True), Rule({})
    facts = Facts(100, field_id=field)

    assert allow(person((10, role)), of_field, facts) is allowed
    assert allow(person((10, role)), plain, facts) is False


def test_facts_say_nothing_of_their_own():
    assert Facts() == Facts(unit_id=None, over=(), owner_id=None, field_id=None, state="", period="")


@pytest.mark.parametrize("reach", Reach)
def test_reach_is_counted_from_the_unit_of_the_post(reach):
    assert covered(sight(person((10, Role.HEAD)), {Role.HEAD: reach})) == HOLDS[reach]


@pytest.mark.parametrize(
    ("posts", "units"),
    [
        ([], set()),
        ([(10, Role.REPORTER)], set()),  # a role without a line reaches nothing
        ([(1, Role.HEAD)], {1, 10, 11, 100}),
        ([(100, Role.HEAD), (11, Role.HEAD)], {11, 100}),
        ([(100, Role.APPRAISER)], {1, 10, 11}),
        ([(100, Role.APPRAISER), (11, Role.REPORTER)], {1, 10}),  # no post anywhere in a unit one judges
        ([(100, Role.APPRAISER), (11, Role.LEADER)], {1, 10, 11}),
        ([(100, Role.APPRAISER), (1, Role.HEAD)], {1, 10, 11, 100}),  # what one post keeps away another may give
        ([(100, Role.APPRAISER), (100, Role.COORDINATOR)], {0, 1, 10, 11, 100}),
    ],
)
def test_posts_add_up(posts, units):
    table = {
        Role.HEAD: Reach.BELOW,
        Role.APPRAISER: Reach.OTHERS,
        Role.COORDINATOR: Reach.ALL,
        Role.LEADER: Reach.OWN,
    }

    assert covered(sight(person(*posts), table)) == units


def test_sight_of_nothing_is_empty():
    assert sight(person(), {Role.HEAD: Reach.ALL}) == Sight()


def test_sight_names_what_each_reach_gives():
    seen = sight(
        person((1, Role.HEAD), (10, Role.REPORTER), (11, Role.APPRAISER)),
        {Role.HEAD: Reach.BELOW, Role.REPORTER: Reach.OWN, Role.APPRAISER: Reach.OTHERS},
    )

    assert seen == Sight(False, frozenset({1}), frozenset({10}), frozenset({1, 10, 11}))


@pytest.mark.parametrize(
    ("rule", "facts", "allowed"),
    [
        (Rule({Role.HEAD: Reach.OWN}), Facts(10), True),
        (Rule({Role.HEAD: Reach.OWN}), Facts(11), False),
        (Rule({Role.HEAD: Reach.OWN}), Facts(11, owner_id=7), False),
        (Rule({Role.HEAD: Reach.OWN}, owner=True), Facts(11, owner_id=7), True),
        (Rule({Role.HEAD: Reach.OWN}, owner=True), Facts(11, owner_id=8), False),
        (Rule({Role.HEAD: Reach.OWN}, owner=True), Facts(11), False),
        (Rule({}, owner=True), Facts(None, owner_id=7), True),
        (Rule({Role.HEAD: Reach.OWN}, states=frozenset({"draft"})), Facts(10, state="draft"), True),
        (Rule({Role.HEAD: Reach.OWN}, states=frozenset({"draft"})), Facts(10, state="submitted"), False),
        (Rule({Role.HEAD: Reach.OWN}, states=frozenset({"draft"})), Facts(11, state="draft"), False),
        (Rule({Role.HEAD: Reach.OWN}, states=frozenset()), Facts(10, state="draft"), False),
        (Rule({Role.HEAD: Reach.OWN}, periods=frozenset({"open"})), Facts(10, period="open"), True),
        (Rule({Role.HEAD: Reach.OWN}, periods=frozenset({"open"})), Facts(10, period="published"), False),
        (Rule({}, owner=True, states=frozenset({"draft"})), Facts(None, owner_id=7, state="late"), False),
        (Rule({}, owner=True, periods=frozenset({"open"})), Facts(None, owner_id=7, period="late"), False),
    ],
)
def test_allow(rule, facts, allowed):
    assert allow(person((10, Role.HEAD)), rule, facts) is allowed


def test_nothing_belongs_to_a_stranger():
    assert not allow(person(user_id=None), Rule({}, owner=True), Facts(owner_id=None))


# --- the tables -----------------------------------------------------------------------------------------------------

ALL, BELOW, OWN = Reach.ALL, Reach.BELOW, Reach.OWN


def test_who_reads_the_work_of_which_units():
    assert READ_PROVINCE == {
        Role.REPORTER: BELOW,
        Role.HEAD: BELOW,
        Role.APPRAISER: ALL,
        Role.FIELD_OWNER: ALL,
        Role.COORDINATOR: ALL,
        Role.COUNCIL: ALL,
        Role.LEADER: ALL,
        Role.AUDITOR: ALL,
        Role.API_CLIENT: BELOW,
    }


def test_rules_of_units_posts_accounts_and_events():
    assert Rule(READ_PROVINCE) == READ_UNITS
    assert Rule({**READ_PROVINCE, Role.SYSADMIN: ALL}) == LIST_UNITS
    assert Rule(LIST_UNITS.reach, owner=True) == READ_POSTS
    keepers = {Role.COORDINATOR: ALL, Role.AUDITOR: ALL, Role.SYSADMIN: ALL}
    assert Rule({**keepers, Role.HEAD: OWN}) == READ_ACCOUNTS
    assert Rule(READ_WHOLE) == READ_EVENTS
    assert {*READ_PROVINCE} - {*READ_WHOLE} == {Role.FIELD_OWNER}
    assert Rule(keepers, owner=True) == READ_LOG


def test_an_event_of_a_unit_is_read_like_its_work_and_any_other_by_its_keepers():
    assert read_event(Facts(10)) is READ_EVENTS
    assert read_event(Facts(0)) is READ_EVENTS
    assert read_event(Facts()) is READ_LOG


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
        ([(100, Role.FIELD_OWNER)], {1, 10, 11, 100}),
        ([(100, Role.COUNCIL)], {1, 10, 11, 100}),
        ([(100, Role.AUDITOR)], {1, 10, 11, 100}),
        ([(10, Role.API_CLIENT)], {10, 100}),
        ([(1, Role.SYSADMIN)], set()),
        ([(1, Role.SYSADMIN), (11, Role.REPORTER)], {11}),
    ],
)
def test_units_are_read_by_role_and_place(posts, readable):
    assert {unit_id for unit_id, facts in FACTS.items() if allow(person(*posts), READ_UNITS, facts)} == readable


# --- the past -------------------------------------------------------------------------------------------------------

BECAME = {11: [10], 12: [11], 13: [10, 14]}  # 12 went into 11, 11 into 10; 13 was divided


def test_readers_of_a_unit_stand_above_it_or_took_it_over():
    parents = PARENTS | {12: 1, 13: None, 14: None}

    found = {unit_id: readers_of(unit_id, parents, BECAME) for unit_id in parents}

    assert found == {1: (), 10: (1,), 11: (1, 10), 100: (10, 1), 12: (1, 11, 10), 13: (10, 14, 1), 14: ()}


def test_readers_of_what_has_a_closed_unit_above_it_are_those_who_took_that_over():
    assert readers_of(5, {5: 12, 12: None}, {12: [10]}) == (12, 10)


def test_readers_of_ends_on_a_ring():
    assert readers_of(1, {1: 2, 2: 1}, {2: [3], 3: [1]}) == (2, 3)
    assert readers_of(None, {None: 1}, {}) == ()


@pytest.mark.parametrize(("reach", "reads"), [(Reach.BELOW, True), (Reach.OWN, False), (Reach.OTHERS, True)])
def test_the_past_is_read_and_not_acted_in(reach, reads):
    past = Facts(13, readers_of(13, PARENTS, BECAME))

    assert sight(person((10, Role.HEAD)), {Role.HEAD: reach}).covers(past) is reads
