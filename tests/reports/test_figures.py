"""What can be said about rows without a database."""

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.enums import Reporting
from reports.figures import (
    Area,
    Dossiers,
    Leaf,
    Named,
    Previous,
    Row,
    YearFigure,
    breaks,
    by_lateness,
    frozen_area,
    frozen_leaf,
    ordered,
    ranked_totals,
    spread,
    submissions,
    sum_of,
    thawed_area,
    thawed_leaf,
    with_movement,
)
from tests.factories.reports import row


def names(rows: list[Row] | tuple[Row, ...]) -> list[int]:
    return [each.unit_id for each in rows]


def test_ordered_puts_ranked_first_then_scored_then_unscored_and_keeps_ties() -> None:
    rows = [row(1, None, None), row(2, None, "99"), row(3, 2, "70"), row(4, 1, "80"), row(5, 2, "70")]

    assert names(ordered(rows)) == [4, 3, 5, 2, 1]


def test_movement_is_places_gained_and_none_where_nothing_compares() -> None:
    before = Previous(2025, {1: 3, 2: 1})

    rows = with_movement([row(1, 1, "80"), row(2, 2, "70"), row(3, 3, "60"), row(4, None, "50")], before)

    assert [each.movement for each in rows] == [2, -1, None, None]
    assert [each.movement for each in with_movement(rows, None)] == [None] * 4


def test_spread_rounds_the_mean_half_up() -> None:
    found = spread([Decimal("70.00"), Decimal("70.01")])

    assert (found.mean, found.highest, found.lowest, found.gap) == tuple(map(Decimal, ("70.01", "70.01", "70", "0.01")))
    assert spread([]) is None


def test_units_without_rank_do_not_move_the_mean() -> None:
    assert ranked_totals([row(1, 1, "80"), row(2, None, "10"), row(3, None, None)]) == (Decimal(80),)


@pytest.mark.parametrize(
    ("counts", "share"),
    [(Dossiers(5, 0, 0, 0), None), (Dossiers(9, 4, 4, 1), "11.11"), (Dossiers(3, 1, 2, 0), "0")],
)
def test_late_share_is_of_finished_dossiers(counts: Dossiers, share: str | None) -> None:
    assert counts.late_share == (None if share is None else Decimal(share))


def test_dossiers_add_up() -> None:
    assert sum_of([Dossiers(10, 1, 2, 3), Dossiers(20, 4, 5, 6)]) == Dossiers(30, 5, 7, 9)
    assert sum_of([]) == Dossiers()


def test_by_lateness_puts_the_latest_first_and_units_without_dossiers_last() -> None:
    rows = [
        row(1, 1, "80"),
        row(2, 2, "70", dossiers=Dossiers(9, 8, 0, 1)),
        row(3, 3, "60", dossiers=Dossiers(2, 1, 0, 1)),
    ]

    assert names(by_lateness(rows)) == [3, 2, 1]


def test_submissions_keep_late_missing_and_nothing_apart() -> None:
    a, b, c, d, e, f = (Named(number, f"Sở {number}") for number in range(6))

    found = submissions(
        [
            (a, Reporting.ON_TIME),
            (b, Reporting.LATE),
            (c, Reporting.OVERDUE),
            (d, Reporting.DUE),
            (e, Reporting.NOTHING),
            (f, Reporting.EXEMPT),
        ]
    )

    assert (found.on_time, found.owed, found.late, found.overdue, found.waiting) == (1, 4, (b,), (c,), (d,))
    assert (found.nothing, found.exempt) == (1, 1)


def year_figure(year: int, *units: int, same_set: bool = True) -> YearFigure:
    share = Decimal(80)
    return YearFigure(year, share, share, share, len(units), unit_ids=frozenset(units), same_set=same_set)


def test_breaks_name_what_makes_two_years_hard_to_compare() -> None:
    years = [
        year_figure(2021, 1, 2),
        year_figure(2022, 1, 2),
        year_figure(2023, 1, 3),
        year_figure(2024, 1, same_set=False),
    ]

    assert breaks(years) == {2023: "sắp xếp đơn vị", 2024: "2 → 1 đơn vị, đổi bộ tiêu chí"}


def test_an_area_without_points_has_no_percent() -> None:
    assert Area("1", "Thể chế", None, Decimal(10)).percent is None
    assert Area("1", "Thể chế", Decimal(0), Decimal(0)).percent is None
    assert Area("1", "Thể chế", Decimal("6.176"), Decimal(10)).percent == Decimal("61.76")


def test_frozen_areas_and_leaves_thaw_to_what_they_were() -> None:
    area = Area("1", "Thể chế", Decimal("8.50"), Decimal("10.00"))
    leaf = Leaf(
        code="1.1",
        name="Kế hoạch",
        area_code="1",
        area_name="Thể chế",
        max=Decimal("2.00"),
        self_points=None,
        computed_points=Decimal("1.32"),
        appraised_points=None,
        points=Decimal("1.32"),
        not_applicable=False,
        reason="",
        explanation="61,76 ÷ 70",
    )

    assert thawed_area(frozen_area(area)) == area
    assert thawed_leaf(frozen_leaf(leaf)) == leaf
    assert (leaf.lost, replace(leaf, not_applicable=True).lost) == (Decimal("0.68"), None)
