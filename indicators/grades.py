"""Grades (xếp loại): bands of a set, and conditions that cap a grade with a printed reason (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from cchc_portal.kit.numbers import show_number
from indicators.records import entry, flag, number, text

LABEL = text(30)
NO_FACTS: Mapping[str, Decimal | None] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Band:
    """A grade and the value it begins at, which belongs to it unless `inclusive` is false."""

    label: str = entry(LABEL)
    edge: Decimal = entry(number(0), key="from")
    inclusive: bool = entry(flag, default=True)

    def holds(self, value: Decimal) -> bool:
        return value >= self.edge if self.inclusive else value > self.edge


@dataclass(frozen=True, slots=True)
class Gate:
    """Where the fact `of` is below this, the grade is at most `cap` (R11). The points stay.

    `of` is the code of a criterion or area (its percent of the maximum) or the name of a measured figure.
    """

    of: str = entry(text(60))
    below: Decimal = entry(number(0))
    cap: str = entry(LABEL)
    reason: str = entry(text(80))


@dataclass(frozen=True, slots=True)
class Grade:
    """`reason` is empty where the value alone decides."""

    label: str
    reason: str = ""


def grade(
    value: Decimal | None,
    bands: Sequence[Band],
    gates: Sequence[Gate] = (),
    facts: Mapping[str, Decimal | None] = NO_FACTS,
) -> Grade:
    """The grade of a value by bands ordered from best to worst; the last band takes whatever is left.

    An unknown value or a set without bands has no grade; an unknown fact closes no gate.
    """
    if value is None or not bands:
        return Grade("")
    labels = [band.label for band in bands]
    natural = next((place for place, band in enumerate(bands) if band.holds(value)), len(bands) - 1)
    closed = [gate for gate in gates if labels.index(gate.cap) > natural and _is_below(facts.get(gate.of), gate)]
    if not closed:
        return Grade(labels[natural])
    cap = max(labels.index(gate.cap) for gate in closed)
    why = ", ".join(gate.reason for gate in closed if gate.cap == labels[cap])
    return Grade(labels[cap], f"{show_number(value, 2)} điểm: đủ điểm {labels[natural]} nhưng {why} → {labels[cap]}")


def _is_below(fact: Decimal | None, gate: Gate) -> bool:
    return fact is not None and fact < gate.below
