"""Where points were lost and the way to the next grade, on a small set."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.enums import ScoredBy
from indicators.grades import Band, Gate, grade
from indicators.rules import Node
from indicators.scoring import Options, total
from reports.distance import losses, next_grade
from tests.factories.criteria import leaf

BANDS = (Band("Tốt", Decimal(80)), Band("Khá", Decimal(50)), Band("Yếu", Decimal(0)))
RATIO = {"kind": "ratio"}


def area(code: str, *below, maximum: str = "10") -> Node:
    return Node(code=code, name=f"Lĩnh vực {code}", max_points=Decimal(maximum), children=below)


TREE = (
    area("1", leaf(RATIO, "2", code="1.1"), leaf(RATIO, "3", code="1.2"), leaf(RATIO, "5", code="1.3")),
    area("2", leaf(RATIO, "10", code="2.1", scored_by=ScoredBy.SURVEY)),
)
CODES = {"1.1": Decimal(2), "1.2": Decimal(3), "1.3": Decimal(5), "2.1": Decimal(10)}


def given_points(**points: str) -> dict[str, Decimal]:
    return {code.replace("_", "."): Decimal(text) for code, text in points.items()}


def test_losses_stand_by_size_and_leave_out_what_does_not_apply() -> None:
    points = given_points(_1="0") | {"1.1": Decimal(1), "1.2": None, "1.3": Decimal(5), "2.1": Decimal(6)}

    assert [(each.leaf.code, each.lost) for each in losses(TREE, points, {"2.1"}, Options())] == [
        ("1.2", Decimal(3)),
        ("1.1", Decimal(1)),
    ]


def test_points_of_a_penalty_are_lost_and_a_bonus_is_not() -> None:
    options = Options(penalty=("2",), bonus=("1",))

    found = losses(TREE, {"1.1": Decimal(0), "2.1": Decimal(4)}, set(), options)

    assert [(each.leaf.code, each.lost, each.best) for each in found] == [("2.1", Decimal(4), Decimal(0))]


def test_next_grade_takes_the_fewest_criteria_and_surveys_last() -> None:
    """11 of 20 is 55%; Tốt wants 16: 1.3 and 1.1 do not reach it, 1.3 with 1.2 leaves out 1.1."""
    points = {"1.1": Decimal(1), "1.2": Decimal(0), "1.3": Decimal(2), "2.1": Decimal(8)}

    found = next_grade(TREE, points, set(), Options(bands=BANDS), {})

    assert (found.label, found.value, found.short, found.reached) == ("Tốt", Decimal("55.00"), Decimal("25.00"), True)
    assert [each.leaf.code for each in found.steps] == ["1.2", "1.3"]


def test_next_grade_names_the_gates_that_hold_it_back_however_many_points() -> None:
    gates = (
        Gate(of="2", below=Decimal(90), cap="Khá", reason="hài lòng dưới 90%"),
        Gate(of="tasks.overdue", above=Decimal(0), cap="Khá", reason="còn nhiệm vụ quá hạn"),
        Gate(of="1", below=Decimal(10), cap="Yếu", reason="chỉ đạo dưới 10%"),
    )
    points = {"1.1": Decimal(2), "1.2": Decimal(3), "1.3": Decimal(5), "2.1": Decimal(8)}

    found = next_grade(TREE, points, set(), Options(bands=BANDS, gates=gates), {"tasks.overdue": Decimal(1)})

    assert (found.label, found.steps, found.short) == ("Tốt", (), 0)
    assert [gate.reason for gate in found.gates] == ["hài lòng dưới 90%", "còn nhiệm vụ quá hạn"]


@pytest.mark.parametrize("points", [CODES, dict.fromkeys(CODES)])
def test_next_grade_is_none_at_the_top_and_before_there_are_points(points) -> None:
    assert next_grade(TREE, points, set(), Options(bands=BANDS), {}) is None


@given(st.fixed_dictionaries({code: st.decimals(0, most, places=2) for code, most in CODES.items()}))
def test_bringing_the_steps_to_their_best_gives_the_grade(points) -> None:
    options = Options(bands=BANDS)
    found = next_grade(TREE, points, set(), options, {})
    if found is None:
        return

    better = total(TREE, {**points, **{each.leaf.code: each.best for each in found.steps}}, set(), options)
    labels = [band.label for band in BANDS]

    assert found.reached
    assert labels.index(grade(better.result, BANDS).label) <= labels.index(found.label)
    for spared in found.steps:  # and none of them can be spared
        fewer = {each.leaf.code: each.best for each in found.steps if each is not spared}
        less = total(TREE, {**points, **fewer}, set(), options)
        assert labels.index(grade(less.result, BANDS).label) > labels.index(found.label)
