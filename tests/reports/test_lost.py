"""Where a block loses its points, and how its units are spread on one criterion."""

from decimal import Decimal

from reports.lost import Point, by_points, distribution, lost_points


def point(unit: int, code: str, points: str | None, *, area: str = "1", removed: bool = False) -> Point:
    got = None if points is None else Decimal(points)
    return Point(unit, f"Sở {unit}", unit, code, f"Tiêu chí {code}", area, Decimal(10), got, removed)


def test_lost_points_add_up_by_criterion_and_name_the_worst_unit() -> None:
    points = [point(1, "1.1", "9"), point(2, "1.1", "4"), point(1, "1.2", "10"), point(2, "1.2", "8")]

    assert [(each.code, each.lost, each.losing, each.units, each.percent) for each in lost_points(points, (), ())] == [
        ("1.1", 7, 2, 2, 65),
        ("1.2", 2, 1, 2, 90),
    ]
    assert (lost_points(points, (), ())[0].worst_name, lost_points(points, (), ())[0].worst_lost) == ("Sở 2", 6)


def test_units_that_lost_alike_are_counted_so_that_none_is_named_alone() -> None:
    points = [point(1, "1.1", "9"), point(2, "1.1", "9"), point(3, "1.1", "10")]

    assert [each.worst_alike for each in lost_points(points, (), ())] == [2]


def test_lost_points_leave_out_what_is_unknown_does_not_apply_or_is_a_bonus() -> None:
    points = [point(1, "1.1", None), point(2, "1.1", None, removed=True), point(3, "9.1", "0", area="9")]

    assert lost_points(points, ("9",), ()) == []


def test_points_of_a_penalty_are_what_is_lost() -> None:
    (found,) = lost_points([point(1, "8.1", "3", area="8"), point(2, "8.1", "0", area="8")], (), ("8",))

    assert (found.lost, found.losing, found.worst_name) == (3, 1, "Sở 1")


def test_distribution_counts_full_and_none_apart_from_what_does_not_apply() -> None:
    points = [point(1, "1", "10"), point(2, "1", "0"), point(3, "1", "5"), point(4, "1", None, removed=True)]

    found = distribution(points)

    assert (found.units, found.mean, found.median, found.best, found.worst) == (3, 5, 5, 10, 0)
    assert (found.full, found.none) == (1, 1)
    assert distribution(points[3:]) is None


def test_units_stand_by_what_they_lost_with_the_unknown_and_the_exempt_at_the_end() -> None:
    points = [point(4, "1", None, removed=True), point(3, "1", None), point(1, "1", "7"), point(2, "1", "2")]

    assert [each.unit_id for each in by_points(points)] == [2, 1, 3, 4]
    assert [each.percent for each in by_points(points)[:3]] == [20, 70, None]
