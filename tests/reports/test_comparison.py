"""Two units beside each other and beside the middle and the best of their block."""

from decimal import Decimal

from reports.comparison import compared
from reports.figures import Area, Dossiers
from tests.factories.reports import row


def unit(number: int, total: str, area: str | None, late: int = 0, rank: int | None = 1):
    areas = (Area("1", "Thể chế", None if area is None else Decimal(area), Decimal(10)),)
    return row(number, rank, total, areas=areas, dossiers=Dossiers(100, 100 - late, 0, late))


def test_every_figure_has_both_units_their_difference_the_median_and_the_best() -> None:
    rows = [unit(1, "80", "9", 3), unit(2, "70", "5", 1), unit(3, "60", None, 2), unit(4, "99", "10", 0, rank=None)]

    found = {each.name: each for each in compared(rows, rows[0], rows[3])}

    total, area, late = found["Tổng điểm"], found["1. Thể chế"], found["Hồ sơ trễ hạn"]
    assert list(found) == [
        *("Tổng điểm", "Điểm thẩm định", "Điểm điều tra xã hội học", "Chỉ số"),
        *("1. Thể chế", "Hồ sơ trễ hạn"),
    ]
    assert (total.one, total.other, total.apart, total.median, total.best) == (80, 99, -19, 70, 80)
    assert (area.one, area.median, area.best_name, area.area) == (90, 70, "Sở 1", "1")
    assert (late.best, late.best_name, late.percent) == (1, "Sở 2", True)  # of late dossiers the fewest is best


def test_what_nobody_has_yet_is_not_compared() -> None:
    rows = [unit(1, "80", None), unit(2, "70", None)]

    area = compared(rows, *rows)[4]

    assert (area.one, area.apart, area.median, area.best, area.best_id, area.best_name) == (None,) * 5 + ("",)
