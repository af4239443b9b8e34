"""Rules on a share: ratio with floor or target, weighted ratio, survey answers, an index (R3, R4, R7)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar

from cchc_portal.kit.numbers import CENT, rounded, show_number
from indicators.records import Reader, entry, flag, list_of, number, table_of, text
from indicators.rules.base import HUNDRED, INPUT_NAME, ZERO, Flag, Input, Leaf, Rule, Rung, Scored, Values
from indicators.rules.identities import Severity
from indicators.rules.words import (
    constant,
    points_text,
    scored,
    share_text,
    stands,
    sum_of,
    sum_text,
    summed,
    whole_of,
    whole_text,
    within,
)

NAMES = list_of(INPUT_NAME)
STEP = number(CENT, cents=True)
PERCENT = number(0, 100)
EXCLUDED = table_of(text(80))
NONE_LEFT_OUT: Mapping[str, str] = MappingProxyType({})


def part_entry() -> Any:
    return entry(NAMES, default=("done",), label="Tử số", help="Tên các số liệu cộng lại làm tử số.")


def whole_entry() -> Any:
    return entry(NAMES, default=("due",), label="Mẫu số", help="Tên các số liệu cộng lại làm mẫu số.")


def excluded_entry() -> Any:
    return entry(
        EXCLUDED,
        default={},
        label="Loại khỏi mẫu số",
        help="Tên số liệu và lý do in ra, ví dụ secret = “văn bản mật”.",
    )


def step_entry(reader: Reader) -> Any:
    return entry(
        reader, default=CENT, label="Làm tròn đến", help="Bội số gần nhất, nửa làm tròn lên; ví dụ 0,25.", unit="điểm"
    )


def part_above_whole(
    leaf: Leaf,
    part: tuple[str, ...],
    whole: tuple[str, ...],
    values: Values,
    excluded: Mapping[str, str] = NONE_LEFT_OUT,
) -> list[Flag]:
    """The error of a share above 100%, or of more left out of the denominator than stands in it."""
    above, below = sum_of(part, values), whole_of(whole, excluded, values)
    if ZERO <= below >= above:
        return []
    if below < 0:
        labels = " + ".join(leaf.label(name) for name in excluded)
        sentence = f"“{labels}” loại khỏi mẫu số nhiều hơn chính mẫu số ({show_number(sum_of(whole, values))})."
        return [Flag(Severity.ERROR, sentence, next(iter(excluded)))]
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


def left_out_twice(whole: tuple[str, ...], excluded: Mapping[str, str]) -> list[str]:
    """A name cannot stand in the denominator and be left out of it."""
    return [f"“{name}” vừa ở mẫu số vừa bị loại khỏi mẫu số." for name in excluded if name in whole]


def times(leaf: Leaf) -> str:
    return f"× {constant(leaf.max_points)} điểm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio(Rule):
    """part ÷ whole × maximum, never above it; below `floor` percent nothing, from `target` percent everything."""

    KIND: ClassVar[str] = "ratio"
    LABEL: ClassVar[str] = "Tỷ lệ nhân điểm tối đa"
    HELP: ClassVar[str] = "Tử số chia mẫu số nhân điểm tối đa; có thể có ngưỡng dưới và mục tiêu."

    part: tuple[str, ...] = part_entry()
    whole: tuple[str, ...] = whole_entry()
    excluded: Mapping[str, str] = excluded_entry()
    floor: Decimal | None = entry(
        PERCENT, default=None, label="Ngưỡng tối thiểu", help="Tỷ lệ thấp hơn ngưỡng này thì được 0 điểm.", unit="%"
    )
    target: Decimal = entry(
        number(1, 100), default=HUNDRED, label="Mục tiêu", help="Đạt từ tỷ lệ này thì được đủ điểm.", unit="%"
    )
    step: Decimal = step_entry(STEP)
    may_exceed: bool = entry(  # a plan may be over-fulfilled; a share may not
        flag, default=False, label="Cho phép vượt 100%", help="Bật khi làm vượt kế hoạch là hợp lệ; điểm vẫn tối đa."
    )

    def required(self) -> tuple[str, ...]:
        return (*self.part, *self.whole, *self.excluded)

    def faults(self, max_points: Decimal) -> list[str]:
        found = left_out_twice(self.whole, self.excluded)
        if self.floor is not None and self.floor > self.target:
            found.append(f"“Ngưỡng tối thiểu” ({constant(self.floor)}%) lớn hơn “Mục tiêu” ({constant(self.target)}%).")
        return found

    def wrongs(self, leaf: Leaf, values: Values) -> list[Flag]:
        if self.may_exceed and whole_of(self.whole, self.excluded, values) > 0:
            return []
        return part_above_whole(leaf, self.part, self.whole, values, self.excluded)

    def figure(self, values: Values) -> Decimal | None:
        whole = whole_of(self.whole, self.excluded, values)
        return sum_of(self.part, values) * HUNDRED / whole if whole else None

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        part, whole = sum_of(self.part, values), whole_of(self.whole, self.excluded, values)
        if not whole:
            return None
        percent = part * HUNDRED / whole
        share = share_text(percent, (self.target,) if self.floor is None else (self.floor, self.target))
        below = whole_text(leaf, self.whole, self.excluded, values)
        arithmetic = f"{sum_text(leaf, self.part, values)} / {below} = {share}"
        if self.floor is not None and percent < self.floor:
            return scored(f"{arithmetic} → dưới {constant(self.floor)}%", ZERO)
        if percent >= self.target:
            return scored(f"{arithmetic} → đạt từ {constant(self.target)}%", leaf.max_points)
        goal, needed = "", whole
        if self.target != HUNDRED:
            goal, needed = f" / {constant(self.target)}%", whole * self.target / HUNDRED
        exact = leaf.max_points * part / needed  # one division, last: else some exact halves turn into 0,4999…
        return scored(f"{arithmetic}{goal} {times(leaf)}", within(rounded(exact, self.step), leaf.max_points))

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        target, full = constant(self.target), points_text(leaf.max_points)
        goal = "tỷ lệ" if self.target == HUNDRED else f"tỷ lệ / {target}%"
        low = ZERO if self.floor is None else self.floor
        top = "Đủ 100%" if self.target == HUNDRED and not self.may_exceed else f"Từ {target}% trở lên"
        ladder = [Rung(top, full, stands(figure, self.target))]
        if low < self.target:
            text = f"Từ {constant(low)}% đến dưới {target}%" if low else f"Dưới {target}%"
            ladder.append(Rung(text, f"{goal} × {full}", stands(figure, low, self.target)))
        if low:
            ladder.append(Rung(f"Dưới {constant(low)}%", points_text(ZERO), stands(figure, ZERO, low)))
        return ladder

    def formula(self, max_points: Decimal, known: Collection[str]) -> str:
        part, whole = summed(self.part), summed(self.whole, self.excluded)
        exact = f"round({max_points:f} * {part} * 100 / ({whole} * {self.target:f}), {self.step:f})"
        linear = f"if({part} * 100 >= {self.target:f} * {whole}, {max_points:f}, min({max_points:f}, {exact}))"
        if self.floor is not None:
            linear = f"if({part} * 100 < {self.floor:f} * {whole}, 0, {linear})"
        return f"{linear} + 0 / {whole}"  # nothing due is no answer, whatever the branches say


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedRatio(Rule):
    """Σ figure × weight ÷ whole × maximum: work done late counts half (R4)."""

    KIND: ClassVar[str] = "weighted_ratio"
    LABEL: ClassVar[str] = "Tỷ lệ có trọng số"
    HELP: ClassVar[str] = "Mỗi số liệu nhân trọng số, cộng lại, chia mẫu số, nhân điểm tối đa."

    weights: Mapping[str, Decimal] = entry(
        table_of(number(0, 1)), label="Trọng số", help="Tên số liệu và trọng số từ 0 đến 1: đúng hạn 1, muộn 0,5."
    )
    whole: tuple[str, ...] = whole_entry()
    excluded: Mapping[str, str] = excluded_entry()
    step: Decimal = step_entry(STEP)

    def required(self) -> tuple[str, ...]:
        return (*self.weights, *self.whole, *self.excluded)

    def faults(self, max_points: Decimal) -> list[str]:
        return left_out_twice(self.whole, self.excluded)

    def wrongs(self, leaf: Leaf, values: Values) -> list[Flag]:
        return part_above_whole(leaf, tuple(self.weights), self.whole, values, self.excluded)

    def figure(self, values: Values) -> Decimal | None:
        whole = whole_of(self.whole, self.excluded, values)
        return self._weighted(values) * HUNDRED / whole if whole else None

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        percent = self.figure(values)
        if percent is None:
            return None
        addends = " + ".join(f"{show_number(values[name])} × {constant(w)}" for name, w in self.weights.items())
        below = whole_text(leaf, self.whole, self.excluded, values)
        arithmetic = f"({addends}) / {below} = {share_text(percent, ())} {times(leaf)}"
        exact = leaf.max_points * self._weighted(values) / whole_of(self.whole, self.excluded, values)
        return scored(arithmetic, within(rounded(exact, self.step), leaf.max_points))

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        full = points_text(leaf.max_points)
        weights = ", ".join(f"{leaf.label(name)} × {constant(weight)}" for name, weight in self.weights.items())
        return [Rung(weights, f"tỷ lệ × {full}", figure is not None)]

    def formula(self, max_points: Decimal, known: Collection[str]) -> str:
        weighted = weighed(self.weights, known)
        exact = f"{max_points:f} * {weighted} / {summed(self.whole, self.excluded)}"
        return f"min({max_points:f}, round({exact}, {self.step:f}))"

    def _weighted(self, values: Values) -> Decimal:
        return sum((values[name] * weight for name, weight in self.weights.items()), ZERO)


def weighed(weights: Mapping[str, Decimal], known: Collection[str]) -> str:
    """Σ figure × weight in the language of expressions, over the figures that are known."""
    return f"({' + '.join(f'{name} * {weight:f}' for name, weight in weights.items() if name in known)})"


DEFAULT_WEIGHTS = {"A": HUNDRED, "B": Decimal(60), "C": Decimal(20), "D": ZERO}


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Rule):
    """Σ answers × weight ÷ answers × maximum; blank answers do not count (R7). Weights in percent."""

    KIND: ClassVar[str] = "survey"
    LABEL: ClassVar[str] = "Điều tra xã hội học theo phương án trả lời"
    HELP: ClassVar[str] = "Số phiếu từng phương án nhân trọng số, chia số phiếu trả lời."
    INPUTS: ClassVar[tuple[Input, ...]] = (
        Input("A", "Số phiếu chọn A", "phiếu"),
        Input("B", "Số phiếu chọn B", "phiếu"),
        Input("C", "Số phiếu chọn C", "phiếu"),
        Input("D", "Số phiếu chọn D", "phiếu"),
        Input("E", "Số phiếu để trống", "phiếu"),
    )

    weights: Mapping[str, Decimal] = entry(
        table_of(PERCENT),
        default=DEFAULT_WEIGHTS,
        label="Trọng số từng phương án",
        help="Phần trăm điểm tối đa: A 100, B 60, C 20, D 0.",
        unit="%",
    )
    blank: tuple[str, ...] = entry(
        NAMES, default=("E",), label="Phiếu không tính", help="Phương án để trống, không vào mẫu số."
    )
    step: Decimal = step_entry(STEP)

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
            f"{show_number(values[name])} × {constant(w)}" for name, w in self.weights.items() if name in values
        )
        answered = self._answered(values)
        arithmetic = f"({addends}) / {show_number(answered)} phiếu = {share_text(percent, ())} {times(leaf)}"
        exact = leaf.max_points * self._weighted(values) / (answered * HUNDRED)
        return scored(arithmetic, within(rounded(exact, self.step), leaf.max_points))

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        return [
            Rung(leaf.label(name), f"{constant(weight)}% × {points_text(leaf.max_points)}", False)
            for name, weight in self.weights.items()
        ]

    def formula(self, max_points: Decimal, known: Collection[str]) -> str:
        answered = [name for name in self.weights if name in known]
        if not answered:
            return "0 / 0"
        exact = f"{max_points:f} * {weighed(self.weights, known)} / ({summed(answered)} * 100)"
        return f"min({max_points:f}, round({exact}, {self.step:f}))"

    def _answered(self, values: Values) -> Decimal:
        return sum((values[name] for name in self.weights if name in values), ZERO)

    def _weighted(self, values: Values) -> Decimal:
        return sum((values[name] * weight for name, weight in self.weights.items() if name in values), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Rule):
    """An index measured elsewhere, in percent, × maximum (R7b: SIPAS)."""

    KIND: ClassVar[str] = "share"
    LABEL: ClassVar[str] = "Chỉ số phần trăm nhân điểm tối đa"
    HELP: ClassVar[str] = "Chỉ số đo ở nơi khác (SIPAS) nhân điểm tối đa."
    INPUTS: ClassVar[tuple[Input, ...]] = (Input("index", "Chỉ số", "%", decimals=True),)

    step: Decimal = step_entry(STEP)

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

    def formula(self, max_points: Decimal, known: Collection[str]) -> str:
        return f"min({max_points:f}, round({max_points:f} * index / 100, {self.step:f}))"
