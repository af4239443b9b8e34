"""Two units side by side, and beside them the middle and the best of their block (pure)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from cchc_portal.kit.numbers import rounded
from reports.figures import Row, area_names

Figure = Callable[[Row], Decimal | None]


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure: of both units, the median of the ranked units, the best of them and who has it.

    `percent` says how it is printed; `area` the code where it is one of an area. For a share of late dossiers the best
    is the smallest.
    """

    name: str
    area: str
    percent: bool
    one: Decimal | None
    other: Decimal | None
    median: Decimal | None
    best: Decimal | None
    best_id: int | None
    best_name: str

    @property
    def apart(self) -> Decimal | None:
        """The first less the second."""
        return None if self.one is None or self.other is None else self.one - self.other


def compared(rows: Sequence[Row], one: Row, other: Row) -> list[Compared]:
    """The total and its parts, the index, every area, and late dossiers."""
    ranked = [row for row in rows if row.rank]
    whole: list[tuple[str, bool, Figure, bool]] = [
        ("Tổng điểm", False, lambda row: row.total, True),
        ("Điểm thẩm định", False, lambda row: row.appraised, True),
        ("Điểm điều tra xã hội học", False, lambda row: row.survey, True),
        ("Chỉ số", True, lambda row: row.percent, True),
    ]
    found = [_line(name, "", shown, figure, high, ranked, one, other) for name, shown, figure, high in whole]
    for code, name in area_names(rows).items():
        found.append(_line(f"{code}. {name}", code, True, _of_area(code), True, ranked, one, other))
    late = _line("Hồ sơ trễ hạn", "", True, lambda row: row.dossiers.late_share, False, ranked, one, other)
    return [*found, late]


def _of_area(code: str) -> Figure:
    return lambda row: next((area.percent for area in row.areas if area.code == code), None)


def _line(
    name: str, area: str, percent: bool, figure: Figure, high: bool, rows: Iterable[Row], one: Row, other: Row
) -> Compared:
    known = [(value, row) for row in rows if (value := figure(row)) is not None]
    middle = rounded(Decimal(median(value for value, _ in known))) if known else None
    best = (max if high else min)(known, key=lambda pair: pair[0], default=None)
    return Compared(
        name=name,
        area=area,
        percent=percent,
        one=figure(one),
        other=figure(other),
        median=middle,
        best=best[0] if best else None,
        best_id=best[1].unit_id if best else None,
        best_name=best[1].unit_name if best else "",
    )
