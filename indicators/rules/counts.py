"""Rules on a count: so many points for each, or so many off for each (R5, R6, R6b, R9)."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from cchc_portal.kit.numbers import CENT, rounded, show_number
from indicators.records import entry, number
from indicators.rules.base import ZERO, Flag, Leaf, Rule, Rung, Scored, Values
from indicators.rules.ratios import NAMES, part_above_whole, part_entry, step_entry, whole_entry
from indicators.rules.words import constant, lowered, points_text, scored, stands, sum_of, summed, unit_of, within

PER = number(CENT, cents=True)


def deducted_entry() -> Any:
    return entry(PER, label="Điểm trừ mỗi vi phạm", help="Ví dụ trừ 0,25 điểm cho mỗi báo cáo muộn.", unit="điểm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Rule):
    """`per` points for each, up to the maximum (R5)."""

    KIND: ClassVar[str] = "count"
    LABEL: ClassVar[str] = "Điểm cho mỗi đơn vị đếm"
    HELP: ClassVar[str] = "Mỗi đơn vị đếm được một số điểm, cộng đến tối đa."

    per: Decimal = entry(PER, label="Điểm mỗi đơn vị đếm", help="Ví dụ 0,75 điểm cho mỗi sáng kiến.", unit="điểm")

    def required(self) -> tuple[str, ...]:
        return ("count",)

    def figure(self, values: Values) -> Decimal | None:
        return values["count"]

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        earned = values["count"] * self.per
        arithmetic = f"{show_number(values['count'])}{unit_of(leaf)} × {constant(self.per)} = {show_number(earned)}"
        if earned > leaf.max_points:
            arithmetic += f" → tối đa {constant(leaf.max_points)}"
        return scored(arithmetic, within(earned, leaf.max_points))

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        enough = leaf.max_points / self.per
        return [
            Rung("Tối đa", points_text(leaf.max_points), stands(figure, enough)),
            Rung(f"Mỗi{unit_of(leaf) or ' lần'}", f"+{points_text(self.per)}", stands(figure, CENT, enough)),
            Rung("Không có", points_text(ZERO), figure == 0),
        ]

    def formula(self, max_points: Decimal, known: Collection[str]) -> str:
        return f"min({max_points:f}, count * {self.per:f})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction(Rule):
    """`per` points off the maximum for each, never below 0; any figure of `zero_when` above 0 takes all (R6, R10)."""

    KIND: ClassVar[str] = "deduction"
    LABEL: ClassVar[str] = "Trừ điểm cho mỗi vi phạm"
    HELP: ClassVar[str] = "Mỗi vi phạm trừ một số điểm, không âm."

    per: Decimal = deducted_entry()
    zero_when: tuple[str, ...] = entry(
        NAMES, default=(), label="Có thì mất hết điểm", help="Tên số liệu mà lớn hơn 0 thì tiêu chí được 0 điểm."
    )

    def required(self) -> tuple[str, ...]:
        return ("count", *self.zero_when)

    def figure(self, values: Values) -> Decimal | None:
        return values["count"]

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        for name in self.zero_when:
            if values[name]:
                return scored(f"{show_number(values[name])} {lowered(leaf.label(name))} → mất toàn bộ điểm", ZERO)
        count, full = values["count"], constant(leaf.max_points)
        if not count:
            return scored("Không vi phạm", leaf.max_points)
        left = leaf.max_points - count * self.per
        arithmetic = f"{full} − {show_number(count)} × {constant(self.per)}"
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

    def formula(self, max_points: Decimal, known: Collection[str]) -> str:
        left = f"max(0, {max_points:f} - count * {self.per:f})"
        for name in self.zero_when:
            left = f"if({name} > 0, 0, {left})"
        return left


@dataclass(frozen=True, slots=True, kw_only=True)
class DeductionPlus(Rule):
    """`per` points off for each, then up to `plus` points back by a share of work made good (R6b)."""

    KIND: ClassVar[str] = "deduction_plus"
    LABEL: ClassVar[str] = "Trừ điểm, cộng bù theo tỷ lệ"
    HELP: ClassVar[str] = "Trừ điểm mỗi vi phạm rồi cộng bù theo tỷ lệ khắc phục, giữ từ 0 đến điểm tối đa."

    per: Decimal = deducted_entry()
    plus: Decimal = entry(PER, label="Điểm bù tối đa", help="Nhân với tỷ lệ tử số chia mẫu số.", unit="điểm")
    part: tuple[str, ...] = part_entry()
    whole: tuple[str, ...] = whole_entry()
    step: Decimal = step_entry(PER)

    def required(self) -> tuple[str, ...]:
        return ("count", *self.part, *self.whole)

    def wrongs(self, leaf: Leaf, values: Values) -> list[Flag]:
        return part_above_whole(leaf, self.part, self.whole, values)

    def figure(self, values: Values) -> Decimal | None:
        return values["count"]

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        whole = sum_of(self.whole, values)
        if not whole:
            return None
        part, count, full = sum_of(self.part, values), values["count"], leaf.max_points
        exact = (whole * (full - count * self.per) + part * self.plus) / whole
        arithmetic = (
            f"{show_number(full)} − {show_number(count)} × {constant(self.per)}"
            f" + {show_number(part)} / {show_number(whole)} × {constant(self.plus)}"
        )
        return scored(arithmetic, within(rounded(exact, self.step), full))

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        return [
            Rung("Không vi phạm", points_text(leaf.max_points), figure == 0),
            Rung(f"Mỗi{unit_of(leaf) or ' lần'} vi phạm", f"−{points_text(self.per)}", stands(figure, CENT)),
            Rung("Cộng bù", f"tỷ lệ × {points_text(self.plus)}", False),
        ]

    def formula(self, max_points: Decimal, known: Collection[str]) -> str:
        share = f"{summed(self.part)} * {self.plus:f} / {summed(self.whole)}"
        return f"max(0, min({max_points:f}, round({max_points:f} - count * {self.per:f} + {share}, {self.step:f})))"
