"""Rules with an answer to pick: yes or no, or one of the described options (R1, R2c); and what all steps share."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from indicators.records import entry, list_of, number, record, text
from indicators.rules.base import ZERO, Flag, Input, Leaf, Rule, Rung, Scored, Values
from indicators.rules.identities import Severity
from indicators.rules.words import constant, points_text, scored

POINTS = number(0, cents=True)


def points_entry() -> Any:
    return entry(POINTS, label="Điểm", help="Điểm của mức này; mức cao nhất bằng điểm tối đa.", unit="điểm")


def not_full(points: list[Decimal], max_points: Decimal) -> list[str]:
    """The best step must give exactly the maximum."""
    best = max(points)
    if best == max_points:
        return []
    return [f"mức cao nhất được {points_text(best)} điểm, phải bằng điểm tối đa {points_text(max_points)}."]


def repeated(edges: list[Decimal], label: str) -> list[str]:
    twice = sorted({edge for edge in edges if edges.count(edge) > 1})
    return [f"ngưỡng “{label}” {constant(edge)} ghi hai lần." for edge in twice]


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo(Rule):
    """Everything or nothing (R1)."""

    KIND: ClassVar[str] = "yes_no"
    LABEL: ClassVar[str] = "Đạt hoặc không đạt"
    HELP: ClassVar[str] = "Đạt thì đủ điểm, không đạt thì 0 điểm."
    INPUTS: ClassVar[tuple[Input, ...]] = (Input("yes", "Đạt yêu cầu"),)

    def required(self) -> tuple[str, ...]:
        return ("yes",)

    def wrongs(self, leaf: Leaf, values: Values) -> list[Flag]:
        if values["yes"] in (0, 1):
            return []
        return [Flag(Severity.ERROR, f"“{leaf.label('yes')}” chỉ nhận 1 (đạt) hoặc 0 (không đạt).", "yes")]

    def figure(self, values: Values) -> Decimal | None:
        return values["yes"]

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        return scored("Đạt", leaf.max_points) if values["yes"] else scored("Không đạt", ZERO)

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        return [
            Rung("Đạt", points_text(leaf.max_points), figure == 1),
            Rung("Không đạt", points_text(ZERO), figure == 0),
        ]

    def formula(self, max_points: Decimal, known: Collection[str]) -> str:
        return f"if(yes = 1, {max_points:f}, 0)"

    def choices(self) -> tuple[tuple[int, str], ...]:
        return (1, "Đạt"), (0, "Không đạt")


@dataclass(frozen=True, slots=True)
class Option:
    label: str = entry(text(200), label="Mô tả mức", help="Chữ người nhập chọn.")
    points: Decimal = points_entry()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Rule):
    """One of the described options; the answer is its place in the list, from 1 (R2c)."""

    KIND: ClassVar[str] = "choice"
    LABEL: ClassVar[str] = "Chọn một trong các mức mô tả"
    HELP: ClassVar[str] = "Người nhập chọn một mức; nhiều mức có thể cùng điểm."
    INPUTS: ClassVar[tuple[Input, ...]] = (Input("choice", "Mức đạt được"),)

    options: tuple[Option, ...] = entry(
        list_of(record(Option)), label="Các mức", help="Viết từ mức cao xuống mức thấp."
    )

    def required(self) -> tuple[str, ...]:
        return ("choice",)

    def faults(self, max_points: Decimal) -> list[str]:
        return not_full([option.points for option in self.options], max_points)

    def wrongs(self, leaf: Leaf, values: Values) -> list[Flag]:
        if values["choice"] in range(1, len(self.options) + 1):
            return []
        sentence = f"“{leaf.label('choice')}”: chọn một mức từ 1 đến {len(self.options)}."
        return [Flag(Severity.ERROR, sentence, "choice")]

    def figure(self, values: Values) -> Decimal | None:
        return values["choice"]

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        option = self.options[int(values["choice"]) - 1]
        return scored(option.label, option.points)

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        return [
            Rung(option.label, points_text(option.points), figure == place)
            for place, option in enumerate(self.options, start=1)
        ]

    def formula(self, max_points: Decimal, known: Collection[str]) -> str:
        places = enumerate(self.options, start=1)
        return " + ".join(f"(choice = {place}) * {option.points:f}" for place, option in places)

    def choices(self) -> tuple[tuple[int, str], ...]:
        return tuple((place, option.label) for place, option in enumerate(self.options, start=1))
