"""How firm a rank is: the same seed says the same, equals overlap, who is clear stays clear."""

import time
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reports.stability import Gaps, Measured, Range, gaps, ranges, together

CENT = Decimal("0.01")
SURVEYED = 0.9  # points: what 300 people leave of 30 points at the widest, 30 × √(0,25 ÷ 300)


def block(*values: str, error: float = SURVEYED) -> list[Measured]:
    return [Measured(key, Decimal(value), error) for key, value in enumerate(values, start=1)]


def test_the_same_seed_gives_the_same_ranges_in_whatever_order_units_come() -> None:
    units = block("84.91", "83.56", "83.50", "81.35", "81.16", "80.49")

    assert ranges(units, CENT, "so-2026") == ranges(units[::-1], CENT, "so-2026")
    assert ranges(units, CENT, "so-2026", draws=40) != ranges(units, CENT, "xa-2026", draws=40)


def overlap(one: Range, other: Range) -> bool:
    return one.best <= other.worst and other.best <= one.worst


@given(st.lists(st.integers(0, 400), min_size=2, max_size=8), st.floats(0, SURVEYED))
def test_equal_units_overlap_and_who_is_5_points_clear_of_all_never_does(quarters: list[int], error: float) -> None:
    units = [Measured(key, Decimal(quarter) / 4, error) for key, quarter in enumerate(quarters)]

    found = ranges(units, CENT, "any", draws=200)

    for one in units:
        others = [other for other in units if other is not one]
        clear = all(abs(one.value - other.value) >= 5 for other in others)
        for other in others:
            if one.value == other.value or clear:
                assert overlap(found[one.key], found[other.key]) is not clear


def test_a_rounding_step_alone_lets_neighbours_change_places_and_nobody_else() -> None:
    found = ranges(block("80.00", "79.99", "79.90", error=0.0), CENT, "x")

    assert [(each.best, each.worst) for each in found.values()] == [(1, 2), (1, 2), (3, 3)]
    assert [str(each) for each in found.values()] == ["1–2", "1–2", "3"]


def test_a_larger_sample_makes_a_rank_firmer() -> None:
    wide, narrow = (ranges(block("82", "81", "80", error=error), CENT, "x")[2] for error in (1.5, 0.1))

    assert (wide, narrow) == (Range(1, 3), Range(2, 2))


def test_150_units_take_less_than_ten_seconds() -> None:
    units = [Measured(key, Decimal(60) + Decimal(key) / 5, SURVEYED) for key in range(150)]
    started = time.process_time()

    assert len(ranges(units, CENT, "x")) == 150

    assert time.process_time() - started < 10


def test_errors_of_surveys_that_do_not_depend_on_each_other_add_by_their_squares() -> None:
    assert together([3.0, 4.0]) == 5


def test_gaps_are_to_the_next_figures_and_nothing_beyond_the_ends() -> None:
    assert gaps(block("70", "84.5", "84.5")) == {
        2: Gaps(None, Decimal(0)),
        3: Gaps(Decimal(0), Decimal("14.5")),
        1: Gaps(Decimal("14.5"), None),
    }
