"""Who sees points, ranks and publications."""

import datetime as dt

import pytest

from reports.policy import (
    CONSOLIDATES,
    READ_PROPOSALS,
    READ_RESULTS,
    READ_TEMPLATES,
    Deed,
    may_see_points,
    may_see_table,
    sees_early,
)
from units.enums import PROVINCE_WIDE, Role
from units.policy import Person, Post
from units.rules import Facts, Reach, Rule

DAY = dt.date(2026, 10, 5)
HERE, ELSEWHERE = Facts(10), Facts(11)


def holding(role: Role) -> Person:
    return Person(7, DAY, (Post(10, role),))


@pytest.mark.parametrize("role", Role)
def test_what_is_published_is_for_everyone_with_a_post_but_system_administrators(role: Role) -> None:
    reads = role != Role.SYSADMIN

    assert may_see_points(holding(role), ELSEWHERE, published=True) is reads
    assert may_see_table(holding(role), published=True) is reads


@pytest.mark.parametrize("role", Role)
def test_before_that_points_are_for_the_own_unit_and_the_table_for_the_province_wide(role: Role) -> None:
    wide = role in PROVINCE_WIDE - {Role.FIELD_OWNER}  # who sees the rows of the own field, and no totals

    assert may_see_points(holding(role), HERE, published=False) is (role not in (Role.SYSADMIN, Role.FIELD_OWNER))
    assert may_see_points(holding(role), ELSEWHERE, published=False) is wide
    assert may_see_table(holding(role), published=False) is wide
    assert sees_early(holding(role)) is wide


def test_rule_of_results() -> None:
    assert Rule(dict.fromkeys(set(Role) - {Role.SYSADMIN}, Reach.ALL)) == READ_RESULTS
    assert set(CONSOLIDATES) == {Role.COORDINATOR, Role.LEADER, Role.COUNCIL, Role.AUDITOR}
    assert Rule(dict.fromkeys(CONSOLIDATES, Reach.ALL)) == READ_PROPOSALS
    assert Rule({Role.COORDINATOR: Reach.ALL}) == READ_TEMPLATES
    assert Deed.choices == [("read", "xem kết quả")]
