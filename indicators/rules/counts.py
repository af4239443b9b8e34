"""Rules on a count: so many points for each, or so many off for each (R5, R6)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from cchc_portal.kit.numbers import CENT, show_number
from indicators.records import entry, number
from indicators.rules.base import ZERO, Leaf, Rule, Rung, Scored, Values
from indicators.rules.ratios import NAMES
from indicators.rules.steps import unit_of
from indicators.rules.words import lowered, points_text, scored, stands, within

PER = number(CENT, cents=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Rule):
    """`per` points for each, up to the maximum (R5)."""

    KIND: ClassVar[str] = "count"
    LABEL: ClassVar[str] = "Điểm cho mỗi đơn vị đếm"

    per: Decimal = entry(PER)

    def required(self) -> tuple[str, ...]:
        return ("count",)

    def figure(self, values: Values) -> Decimal | None:
        return values["count"]

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        earned = values["count"] * self.per
        arithmetic = f"{show_number(values['count'])}{unit_of(leaf)} × {show_number(self.per)} = {show_number(earned)}"
        if earned > leaf.max_points:
            arithmetic += f" → tối đa {show_number(leaf.max_points)}"
        return scored(arithmetic, within(earned, leaf.max_points))

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        enough = leaf.max_points / self.per
        return [
            Rung("Tối đa", points_text(leaf.max_points), stands(figure, enough)),
            Rung(f"Mỗi{unit_of(leaf) or ' lần'}", f"+{points_text(self.per)}", stands(figure, CENT, enough)),
            Rung("Không có", points_text(ZERO), figure == 0),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction(Rule):
    """`per` points off the maximum for each, never below 0; any figure of `zero_when` above 0 takes all (R6, R10)."""

    KIND: ClassVar[str] = "deduction"
    LABEL: ClassVar[str] = "Trừ điểm cho mỗi vi phạm"

    per: Decimal = entry(PER)
    zero_when: tuple[str, ...] = entry(NAMES, default=())

    def required(self) -> tuple[str, ...]:
        return ("count", *self.zero_when)

    def figure(self, values: Values) -> Decimal | None:
        return values["count"]

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        for name in self.zero_when:
            if values[name]:
                return scored(f"{show_number(values[name])} {lowered(leaf.label(name))} → mất toàn bộ điểm", ZERO)
        count, full = values["count"], show_number(leaf.max_points)
        if not count:
            return scored("Không vi phạm", leaf.max_points)
        left = leaf.max_points - count * self.per
        arithmetic = f"{full} − {show_number(count)} × {show_number(self.per)}"
        if left < 0:
            return scored(f"{arithmetic} nhỏ hơn 0", ZERO)
        return scored(f"{arithmetic} = {show_number(left)}", left)

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        gone = leaf.max_points / self.per
        ladder = [
            Rung("Không vi phạm", points_text(leaf.max_points), figure == 0),
            Rung(f"Mỗi{unit_of(leaf) or ' lần'} vi phạm", f"−{points_text(self.per)}", stands(figure, CENT, gone)),
            Rung("Thấp nhất", points_text(ZERO), stands(figure, gone)),
        ]
        return ladder + [Rung(f"Có {lowered(leaf.label(name))}", points_text(ZERO), False) for name in self.zero_when]
