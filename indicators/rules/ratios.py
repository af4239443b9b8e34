"""Rules on a share: ratio with floor or target, weighted ratio, survey answers, an index (R3, R4, R7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from cchc_portal.kit.numbers import CENT, rounded, show_number
from indicators.records import entry, flag, list_of, number, table_of, text
from indicators.rules.base import HUNDRED, ZERO, Flag, Input, Leaf, Rule, Rung, Scored, Severity, Values
from indicators.rules.words import points_text, scored, share_text, stands, sum_of, sum_text, within

NAMES = list_of(text(30))
STEP = number(CENT, cents=True)
PERCENT = number(0, 100)


def part_above_whole(leaf: Leaf, part: tuple[str, ...], whole: tuple[str, ...], values: Values) -> list[Flag]:
    """The error of a share above 100%."""
    above, below = sum_of(part, values), sum_of(whole, values)
    if above <= below:
        return []
    labels = " + ".join(leaf.label(name) for name in part), " + ".join(leaf.label(name) for name in whole)
    sentence = f"“{labels[0]}” ({show_number(above)}) lớn hơn “{labels[1]}” ({show_number(below)})."
    hint = " Có thể đã gõ đảo hai chữ số." if digits_swapped(above, below) else " Kiểm tra lại hai số."
    return [Flag(Severity.ERROR, sentence + hint, part[0])]


def digits_swapped(one: Decimal, other: Decimal) -> bool:
    """Whether two neighbouring digits changed places: 18961 and 18691."""
    a, b = f"{one:f}", f"{other:f}"
    if len(a) != len(b):
        return False
    apart = [at for at, pair in enumerate(zip(a, b, strict=True)) if pair[0] != pair[1]]
    return len(apart) == 2 and apart[1] - apart[0] == 1 and a[apart[0]] == b[apart[1]] and a[apart[1]] == b[apart[0]]


def times(leaf: Leaf) -> str:
    return f"× {show_number(leaf.max_points)} điểm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio(Rule):
    """part ÷ whole × maximum, never above it; below `floor` percent nothing, from `target` percent everything."""

    KIND: ClassVar[str] = "ratio"
    LABEL: ClassVar[str] = "Tỷ lệ nhân điểm tối đa"

    part: tuple[str, ...] = entry(NAMES, default=("done",))
    whole: tuple[str, ...] = entry(NAMES, default=("due",))
    floor: Decimal | None = entry(PERCENT, default=None)
    target: Decimal = entry(number(1, 100), default=HUNDRED)
    step: Decimal = entry(STEP, default=CENT)
    may_exceed: bool = entry(flag, default=False)  # a plan may be over-fulfilled; a share may not

    def required(self) -> tuple[str, ...]:
        return self.part + self.whole

    def faults(self, max_points: Decimal) -> list[str]:
        if self.floor is not None and self.floor > self.target:
            return [f"floor ({self.floor}) lớn hơn target ({self.target})."]
        return []

    def wrongs(self, leaf: Leaf, values: Values) -> list[Flag]:
        if self.may_exceed and sum_of(self.whole, values):
            return []
        return part_above_whole(leaf, self.part, self.whole, values)

    def figure(self, values: Values) -> Decimal | None:
        whole = sum_of(self.whole, values)
        return sum_of(self.part, values) * HUNDRED / whole if whole else None

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        percent = self.figure(values)
        if percent is None:
            return None
        edges = (self.target,) if self.floor is None else (self.floor, self.target)
        share = share_text(percent, edges)
        arithmetic = f"{sum_text(leaf, self.part, values)} / {sum_text(leaf, self.whole, values)} = {share}"
        if self.floor is not None and percent < self.floor:
            return scored(f"{arithmetic} → dưới {show_number(self.floor)}%", ZERO)
        if percent >= self.target:
            return scored(f"{arithmetic} → đạt từ {show_number(self.target)}%", leaf.max_points)
        # one division, last: dividing first would turn some exact halves into 0,4999…
        exact = leaf.max_points * sum_of(self.part, values) * HUNDRED / (sum_of(self.whole, values) * self.target)
        goal = "" if self.target == HUNDRED else f" / {show_number(self.target)}%"
        return scored(f"{arithmetic}{goal} {times(leaf)}", within(rounded(exact, self.step), leaf.max_points))

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        target, full = show_number(self.target), points_text(leaf.max_points)
        goal = "tỷ lệ" if self.target == HUNDRED else f"tỷ lệ / {target}%"
        low = ZERO if self.floor is None else self.floor
        top = "Đủ 100%" if self.target == HUNDRED and not self.may_exceed else f"Từ {target}% trở lên"
        ladder = [Rung(top, full, stands(figure, self.target))]
        if low < self.target:
            text = f"Từ {show_number(low)}% đến dưới {target}%" if low else f"Dưới {target}%"
            ladder.append(Rung(text, f"{goal} × {full}", stands(figure, low, self.target)))
        if low:
            ladder.append(Rung(f"Dưới {show_number(low)}%", points_text(ZERO), stands(figure, ZERO, low)))
        return ladder


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedRatio(Rule):
    """Σ figure × weight ÷ whole × maximum: work done late counts half (R4)."""

    KIND: ClassVar[str] = "weighted_ratio"
    LABEL: ClassVar[str] = "Tỷ lệ có trọng số"

    weights: Mapping[str, Decimal] = entry(table_of(number(0, 1)))
    whole: tuple[str, ...] = entry(NAMES, default=("due",))
    step: Decimal = entry(STEP, default=CENT)

    def required(self) -> tuple[str, ...]:
        return (*self.weights, *self.whole)

    def wrongs(self, leaf: Leaf, values: Values) -> list[Flag]:
        return part_above_whole(leaf, tuple(self.weights), self.whole, values)

    def figure(self, values: Values) -> Decimal | None:
        whole = sum_of(self.whole, values)
        return self._weighted(values) * HUNDRED / whole if whole else None

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        percent = self.figure(values)
        if percent is None:
            return None
        addends = " + ".join(f"{show_number(values[name])} × {show_number(w)}" for name, w in self.weights.items())
        arithmetic = f"({addends}) / {sum_text(leaf, self.whole, values)} = {share_text(percent, ())} {times(leaf)}"
        exact = leaf.max_points * self._weighted(values) / sum_of(self.whole, values)
        return scored(arithmetic, within(rounded(exact, self.step), leaf.max_points))

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        full = points_text(leaf.max_points)
        weights = ", ".join(f"{leaf.label(name)} × {show_number(weight)}" for name, weight in self.weights.items())
        return [Rung(weights, f"tỷ lệ × {full}", figure is not None)]

    def _weighted(self, values: Values) -> Decimal:
        return sum((values[name] * weight for name, weight in self.weights.items()), ZERO)


DEFAULT_WEIGHTS = {"A": HUNDRED, "B": Decimal(60), "C": Decimal(20), "D": ZERO}


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Rule):
    """Σ answers × weight ÷ answers × maximum; blank answers do not count (R7). Weights in percent."""

    KIND: ClassVar[str] = "survey"
    LABEL: ClassVar[str] = "Điều tra xã hội học theo phương án trả lời"
    INPUTS: ClassVar[tuple[Input, ...]] = (
        Input("A", "Số phiếu chọn A", "phiếu"),
        Input("B", "Số phiếu chọn B", "phiếu"),
        Input("C", "Số phiếu chọn C", "phiếu"),
        Input("D", "Số phiếu chọn D", "phiếu"),
        Input("E", "Số phiếu để trống", "phiếu"),
    )

    weights: Mapping[str, Decimal] = entry(table_of(PERCENT), default=DEFAULT_WEIGHTS)
    blank: tuple[str, ...] = entry(NAMES, default=("E",))
    step: Decimal = entry(STEP, default=CENT)

    def required(self) -> tuple[str, ...]:
        return ()

    def optional(self) -> tuple[str, ...]:
        return (*self.weights, *self.blank)

    def figure(self, values: Values) -> Decimal | None:
        answered = self._answered(values)
        return self._weighted(values) / answered if answered else None

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        percent = self.figure(values)
        if percent is None:
            return None
        addends = " + ".join(
            f"{show_number(values[name])} × {show_number(w)}" for name, w in self.weights.items() if name in values
        )
        answered = self._answered(values)
        arithmetic = f"({addends}) / {show_number(answered)} phiếu = {share_text(percent, ())} {times(leaf)}"
        exact = leaf.max_points * self._weighted(values) / (answered * HUNDRED)
        return scored(arithmetic, within(rounded(exact, self.step), leaf.max_points))

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        return [
            Rung(leaf.label(name), f"{show_number(weight)}% × {points_text(leaf.max_points)}", False)
            for name, weight in self.weights.items()
        ]

    def _answered(self, values: Values) -> Decimal:
        return sum((values[name] for name in self.weights if name in values), ZERO)

    def _weighted(self, values: Values) -> Decimal:
        return sum((values[name] * weight for name, weight in self.weights.items() if name in values), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Rule):
    """An index measured elsewhere, in percent, × maximum (R7b: SIPAS)."""

    KIND: ClassVar[str] = "share"
    LABEL: ClassVar[str] = "Chỉ số phần trăm nhân điểm tối đa"
    INPUTS: ClassVar[tuple[Input, ...]] = (Input("index", "Chỉ số", "%", decimals=True),)

    step: Decimal = entry(STEP, default=CENT)

    def required(self) -> tuple[str, ...]:
        return ("index",)

    def wrongs(self, leaf: Leaf, values: Values) -> list[Flag]:
        if values["index"] <= HUNDRED:
            return []
        sentence = f"“{leaf.label('index')}” là {show_number(values['index'])}%, không được quá 100%."
        return [Flag(Severity.ERROR, sentence, "index")]

    def figure(self, values: Values) -> Decimal | None:
        return values["index"]

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        points = rounded(leaf.max_points * values["index"] / HUNDRED, self.step)
        return scored(f"{show_number(values['index'])}% {times(leaf)}", within(points, leaf.max_points))

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        return [Rung("Chỉ số đạt được", f"chỉ số × {points_text(leaf.max_points)}", figure is not None)]
