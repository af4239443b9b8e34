"""Whose row it is: field owners, assignments, never the own unit."""

import datetime as dt
from decimal import Decimal

import pytest

from indicators.appraisal.desk import NOT_THEIRS, OWN_UNIT, Desk, Share, paths
from indicators.enums import ScoredBy
from indicators.records import Place
from indicators.rules import Leaf, Node, read_rule
from units.enums import Role
from units.policy import Person, Post

HOME, UNIT = 1, 2
ME, OTHER = 7, 8


def leaf(code="1.1", scored_by=ScoredBy.UNIT, owner=""):
    rule = read_rule({"kind": "yes_no"}, Place("luật", []))
    return Leaf(
        code=code, name="Tiêu chí", max_points=Decimal(1), rule=rule, inputs=(), scored_by=scored_by, owner=owner
    )


def desk(*roles, home=HOME, shares=(), fields=()):
    person = Person(ME, dt.date(2026, 10, 5), tuple(Post(home, role) for role in roles))
    return Desk(person, tuple(shares), frozenset(fields))


OWNED = leaf("2.1", ScoredBy.OWNER, "STP")

CASES = [
    (desk(Role.APPRAISER), leaf(), None),
    (desk(Role.COORDINATOR), leaf(), NOT_THEIRS),
    (desk(Role.APPRAISER, home=UNIT), leaf(), OWN_UNIT),
    (desk(Role.FIELD_OWNER, home=UNIT, fields={"STP"}), OWNED, OWN_UNIT),
    (desk(Role.FIELD_OWNER, fields={"STP"}), OWNED, None),
    (desk(Role.FIELD_OWNER, fields={"STC"}), OWNED, "2.1: tiêu chí này do cơ quan chủ trì lĩnh vực (STP) chấm."),
    (desk(Role.APPRAISER), OWNED, "2.1: tiêu chí này do cơ quan chủ trì lĩnh vực (STP) chấm."),
    (
        desk(Role.FIELD_OWNER, fields={"STP"}),
        leaf(),
        "1.1: cơ quan chủ trì lĩnh vực chỉ chấm tiêu chí của lĩnh vực mình.",
    ),
]


@pytest.mark.parametrize(("who", "row", "refusal"), CASES)
def test_a_row_lies_on_one_kind_of_desk(who, row, refusal):
    assert who.why_not(row, UNIT, ("1", row.code)) == refusal


@pytest.mark.parametrize(
    ("shares", "mine"),
    [
        ([], True),  # nobody assigned: open to every appraiser
        ([Share(ME, UNIT)], True),
        ([Share(OTHER, UNIT)], False),
        ([Share(OTHER, 3)], True),  # another unit: this row is nobody's
        ([Share(OTHER, None, "1")], False),  # an area with all below it
        ([Share(OTHER, None, "1.1")], False),
        ([Share(OTHER, None, "1.2")], True),
        ([Share(OTHER, UNIT), Share(ME, None, "1")], True),  # two may share a row
        ([Share(OTHER, UNIT, "1"), Share(ME, 3)], False),
    ],
)
def test_assignments_narrow_what_an_appraiser_judges(shares, mine):
    refusal = desk(Role.APPRAISER, shares=shares).why_not(leaf(), UNIT, ("1", "1.1"))

    assert refusal == (None if mine else "1.1: đã phân công cho chuyên viên khác thẩm định.")


def test_paths_name_everything_above_a_row_whatever_its_code():
    odd = leaf("9.1")
    area = Node(code="TD", name="Tác động", max_points=Decimal(1), children=(odd,))

    assert paths([area]) == {"9.1": ("TD", "9.1")}
