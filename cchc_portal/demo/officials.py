"""What the invented decision on 2022 prints of every unit, and where it differs from what the portal computes.

The differences are of the kinds that happen on paper: a figure cut off instead of rounded, half a point given after the
table was closed, a condition on the class overlooked, a number misprinted.
"""

from decimal import Decimal
from typing import NamedTuple


class Printed(NamedTuple):
    """A line of the decision; `criterion` "" for the unit as a whole. Points, percent of the maximum."""

    unit: str
    criterion: str
    points: Decimal
    max_points: Decimal
    percent: Decimal | None = None
    rank: int | None = None
    grade: str = ""


LATE_POINTS = {"SXD": Decimal("0.50")}
CUT_OFF = frozenset({"SCT", "QPHUTHU"})  # the last digit of the index
OVERLOOKED = {"HVINHDIEN": "Tốt"}  # satisfaction under 80 %
MISPRINTED = {("SLDTBXH", "2"): Decimal("-0.25")}


def printed(line: Printed) -> Printed:
    """The line as the decision has it, from what was computed."""
    more = MISPRINTED.get((line.unit, line.criterion), Decimal(0))
    if not line.criterion:
        more = LATE_POINTS.get(line.unit, more)
    points = line.points + more
    percent = line.percent
    if percent is not None and more:
        percent = (points * 100 / line.max_points).quantize(Decimal("0.01"))
    if percent is not None and line.unit in CUT_OFF:
        percent -= Decimal("0.01")
    grade = OVERLOOKED.get(line.unit, line.grade) if line.grade else ""
    return line._replace(points=points, percent=percent, grade=grade)
