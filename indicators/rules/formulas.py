"""A rule written as a formula over named figures: indexes made of several ratios (R4)."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from cchc_portal.kit.numbers import rounded, show_number
from indicators.records import entry
from indicators.rules.base import Leaf, Rule, Rung, Scored, Values
from indicators.rules.expressions import half_up, parsed
from indicators.rules.identities import FORMULA
from indicators.rules.ratios import STEP, step_entry
from indicators.rules.words import constant, decimal, points_text, scored, within

_SHOWN = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula(Rule):
    """Whatever the formula gives, rounded to `step` and held between 0 and the maximum."""

    KIND: ClassVar[str] = "formula"
    LABEL: ClassVar[str] = "Công thức trên các số liệu"
    HELP: ClassVar[str] = "Viết công thức bằng tên số liệu, + - * / và các hàm min, max, round, if, share."

    expression: str = entry(
        FORMULA,
        key="formula",
        label="Công thức",
        help="Ví dụ min(2, 2 * share(online, all) / 0.8); share(a, b) là a chia b, bằng 0 khi b bằng 0.",
    )
    step: Decimal = step_entry(STEP)

    def required(self) -> tuple[str, ...]:
        return parsed(self.expression).names

    def faults(self, max_points: Decimal) -> list[str]:
        return [] if self.required() else ["công thức không dùng số liệu nào."]

    def figure(self, values: Values) -> Decimal | None:
        value = parsed(self.expression).value(values)
        return None if value is None else decimal(value)

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        formula = parsed(self.expression)
        value = formula.value(values)
        if value is None:
            return None
        exact = decimal(half_up(value, Fraction(self.step)))
        points = within(exact, leaf.max_points)
        limit = "" if points == exact else f" → giữ trong khoảng 0 đến {constant(leaf.max_points)}"
        return scored(f"{formula.shown(values)} = {show_number(rounded(decimal(value), _SHOWN))}{limit}", points)

    def formula(self, max_points: Decimal, known: Collection[str]) -> str:
        return f"max(0, min({max_points:f}, round({self.expression}, {self.step:f})))"

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        formula = parsed(self.expression).shown()
        where = ", ".join(f"{name}: {leaf.label(name)}" for name in self.required())
        return [Rung(f"{formula} ({where})", f"tối đa {points_text(leaf.max_points)}", figure is not None)]
