"""Competition places inside one block, ties by the rounded value, and movement."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.rankings import Place, movement, place_text, ranked


def rows(*values: str | None) -> list[tuple[int, Decimal | None, bool]]:
    return [(key, None if value is None else Decimal(value), True) for key, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "precision", "ranks"),
    [
        (["90", "80", "80", "70"], 2, [1, 2, 2, 4]),
        (["70", "80", "90"], 2, [3, 2, 1]),
        (["90", "90", "90"], 2, [1, 1, 1]),
        (["95.704", "95.696", "95.69"], 2, [1, 1, 3]),
        (["95.74", "95.65", "95.6"], 1, [1, 1, 3]),
        (["95.4", "94.5", "94.4"], 0, [1, 1, 3]),
        ([], 2, []),
    ],
)
def test_ranked_gives_competition_places(values, precision, ranks):
    assert [place.rank for place in ranked(rows(*values), precision)] == ranks


def test_unranked_rows_keep_their_place_in_the_list_and_are_not_counted():
    given_ = [("a", Decimal(99), False), ("b", Decimal(80), True), ("c", None, True), ("d", Decimal(85), True)]

    assert ranked(given_, 2) == [Place("a", None, 2), Place("b", 2, 2), Place("c", None, 2), Place("d", 1, 2)]


TIED = [("a", Decimal("90.004"), True), ("b", Decimal("89.996"), True), ("c", Decimal(90), True), ("d", None, True)]


@pytest.mark.parametrize(
    ("ties", "ranks"),
    [
        ({}, [1, 1, 1, None]),
        ({"a": [Decimal(1)], "b": [Decimal(2)], "c": [Decimal("1.5")]}, [3, 1, 2, None]),
        (
            {"a": [Decimal(1), Decimal(5)], "b": [Decimal(1), Decimal(6)], "c": [Decimal(1), Decimal(6)]},
            [3, 1, 1, None],
        ),
        ({"a": [None], "b": [Decimal(0)], "c": [Decimal(-1)]}, [3, 1, 2, None]),
    ],
)
def test_a_tie_is_broken_by_the_figures_the_set_names_and_else_shared(ties, ranks):
    assert [place.rank for place in ranked(TIED, 2, ties)] == ranks


def test_a_better_value_never_loses_to_a_tie_breaker():
    places = ranked(
        [("a", Decimal("90.01"), True), ("b", Decimal(90), True)], 2, {"a": [Decimal(0)], "b": [Decimal(9)]}
    )

    assert [place.rank for place in places] == [1, 2]


def test_a_rank_is_said_with_what_it_is_a_rank_among():
    where = {"block": "Sở, ban, ngành", "period": "năm 2022"}

    assert place_text(Place("a", 3, 16), **where) == "hạng 3/16, khối Sở, ban, ngành, kỳ năm 2022"
    assert place_text(Place("a", None, 16), **where) == "không xếp hạng, khối Sở, ban, ngành, kỳ năm 2022"


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.lists(st.decimals(0, 100, places=3), max_size=20))
def test_a_rank_is_one_more_than_the_number_of_better_units(values):
    places = ranked([(key, value, True) for key, value in enumerate(values)], 3)

    assert [place.rank for place in places] == [1 + sum(other > value for other in values) for value in values]


@pytest.mark.parametrize(
    ("now", "before", "climbed"), [(3, 5, 2), (5, 3, -2), (4, 4, 0), (None, 3, None), (3, None, None)]
)
def test_movement_counts_places_climbed(now, before, climbed):
    assert movement(now, before) == climbed
