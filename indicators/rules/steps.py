"""Rules in steps: yes or no, a choice, bands on a share or a count, days late (R1, R2, R8)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar

from cchc_portal.kit.numbers import show_number
from indicators.records import entry, list_of, number, one_of, record, text
from indicators.rules.base import HUNDRED, ZERO, Flag, Input, Leaf, Rule, Rung, Scored, Severity, Values
from indicators.rules.ratios import NAMES, part_above_whole
from indicators.rules.words import points_text, scored, share_text, stands, sum_of, sum_text

POINTS = number(0, cents=True)


def not_full(points: list[Decimal], max_points: Decimal) -> list[str]:
    """The best step must give exactly the maximum."""
    best = max(points)
    if best == max_points:
        return []
    return [f"mức cao nhất là {best} điểm, phải bằng điểm tối đa {max_points}."]


def repeated(edges: list[Decimal], key: str) -> list[str]:
    twice = sorted({edge for edge in edges if edges.count(edge) > 1})
    return [f"ngưỡng {key} = {edge} có hai mức điểm." for edge in twice]


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo(Rule):
    """Everything or nothing (R1)."""

    KIND: ClassVar[str] = "yes_no"
    LABEL: ClassVar[str] = "Đạt hoặc không đạt"
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

    def choices(self) -> tuple[tuple[int, str], ...]:
        return (1, "Đạt"), (0, "Không đạt")


@dataclass(frozen=True, slots=True)
class Option:
    label: str = entry(text(200))
    points: Decimal = entry(POINTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Rule):
    """One of the described options; the answer is its place in the list, from 1 (R2c)."""

    KIND: ClassVar[str] = "choice"
    LABEL: ClassVar[str] = "Chọn một trong các mức mô tả"
    INPUTS: ClassVar[tuple[Input, ...]] = (Input("choice", "Mức đạt được"),)

    options: tuple[Option, ...] = entry(list_of(record(Option)))

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

    def choices(self) -> tuple[tuple[int, str], ...]:
        return tuple((place, option.label) for place, option in enumerate(self.options, start=1))


@dataclass(frozen=True, slots=True)
class Band:
    """From this edge (inclusive) up to the next one: so many points."""

    edge: Decimal = entry(number(0), key="from")
    points: Decimal = entry(POINTS)


class On(StrEnum):
    """What bands are laid over."""

    RATIO = "ratio"  # part ÷ whole, in percent
    PERCENT = "percent"  # a percentage known from elsewhere, in the input "value"
    VALUE = "value"  # any number, in the input "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands(Rule):
    """Points by the band a share or value falls into; below the lowest band nothing (R2)."""

    KIND: ClassVar[str] = "bands"
    LABEL: ClassVar[str] = "Mức điểm theo ngưỡng"

    bands: tuple[Band, ...] = entry(list_of(record(Band)))
    on: On = entry(one_of(On), default=On.RATIO)
    part: tuple[str, ...] = entry(NAMES, default=("done",))
    whole: tuple[str, ...] = entry(NAMES, default=("due",))

    def required(self) -> tuple[str, ...]:
        return self.part + self.whole if self.on is On.RATIO else ("value",)

    def faults(self, max_points: Decimal) -> list[str]:
        return band_faults(self.bands, max_points)

    def wrongs(self, leaf: Leaf, values: Values) -> list[Flag]:
        if self.on is On.RATIO:
            return part_above_whole(leaf, self.part, self.whole, values)
        if self.on is On.PERCENT and values["value"] > HUNDRED:
            sentence = f"“{leaf.label('value')}” là {show_number(values['value'])}%, không được quá 100%."
            return [Flag(Severity.ERROR, sentence, "value")]
        return []

    def figure(self, values: Values) -> Decimal | None:
        if self.on is not On.RATIO:
            return values["value"]
        whole = sum_of(self.whole, values)
        return sum_of(self.part, values) * HUNDRED / whole if whole else None

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        figure = self.figure(values)
        if figure is None:
            return None
        if self.on is On.RATIO:
            share = share_text(figure, [band.edge for band in self.bands])
            arithmetic = f"{sum_text(leaf, self.part, values)} / {sum_text(leaf, self.whole, values)} = {share}"
        else:
            arithmetic = show_number(figure) + self._sign(leaf)
        return banded(arithmetic, self.bands, figure, self._sign(leaf))

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        return band_rungs(self.bands, figure, self._sign(leaf))

    def _sign(self, leaf: Leaf) -> str:
        return "%" if self.on is not On.VALUE else unit_of(leaf)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBands(Rule):
    """Points by how many there are; more may also be worse (R2b)."""

    KIND: ClassVar[str] = "count_bands"
    LABEL: ClassVar[str] = "Mức điểm theo số lượng"

    bands: tuple[Band, ...] = entry(list_of(record(Band)))

    def required(self) -> tuple[str, ...]:
        return ("count",)

    def faults(self, max_points: Decimal) -> list[str]:
        return band_faults(self.bands, max_points)

    def figure(self, values: Values) -> Decimal | None:
        return values["count"]

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        unit = unit_of(leaf)
        return banded(f"{show_number(values['count'])}{unit}", self.bands, values["count"], unit)

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        return band_rungs(self.bands, figure, unit_of(leaf), whole=True)


def unit_of(leaf: Leaf) -> str:
    """The unit of the leaf's first input as it follows a number."""
    return f" {leaf.inputs[0].unit}" if leaf.inputs[0].unit else ""


def band_faults(bands: tuple[Band, ...], max_points: Decimal) -> list[str]:
    edges = [band.edge for band in bands]
    return repeated(edges, "from") + not_full([band.points for band in bands], max_points)


def banded(arithmetic: str, bands: tuple[Band, ...], figure: Decimal, sign: str) -> Scored:
    reached = [band for band in bands if figure >= band.edge]
    if not reached:
        lowest = min(band.edge for band in bands)
        return scored(f"{arithmetic} → dưới {show_number(lowest)}{sign}", ZERO)
    best = max(reached, key=lambda band: band.edge)
    return scored(f"{arithmetic} → đạt từ {show_number(best.edge)}{sign}", best.points)


def band_rungs(bands: tuple[Band, ...], figure: Decimal | None, sign: str, *, whole: bool = False) -> list[Rung]:
    """The ladder of bands from the highest edge down; whole counts name one number where a band holds only one."""
    down = sorted(bands, key=lambda band: -band.edge)
    ladder = [
        Rung(f"Từ {show_number(down[0].edge)}{sign} trở lên", points_text(down[0].points), stands(figure, down[0].edge))
    ]
    for above, band in pairwise(down):
        text = f"Từ {show_number(band.edge)}{sign} đến dưới {show_number(above.edge)}{sign}"
        if whole and above.edge - band.edge == 1:
            text = f"{show_number(band.edge)}{sign}"
        ladder.append(Rung(text, points_text(band.points), stands(figure, band.edge, above.edge)))
    if down[-1].edge > 0:
        text = f"Dưới {show_number(down[-1].edge)}{sign}"
        ladder.append(Rung(text, points_text(ZERO), stands(figure, ZERO, down[-1].edge)))
    return ladder


@dataclass(frozen=True, slots=True)
class Delay:
    """Up to so many days late (inclusive): so many points."""

    days: Decimal = entry(number(0), key="up_to")
    points: Decimal = entry(POINTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness(Rule):
    """Points by days late, 0 being in time; later than the last step nothing (R8)."""

    KIND: ClassVar[str] = "lateness"
    LABEL: ClassVar[str] = "Mức điểm theo số ngày chậm"
    INPUTS: ClassVar[tuple[Input, ...]] = (Input("days", "Số ngày chậm", "ngày"),)

    bands: tuple[Delay, ...] = entry(list_of(record(Delay)))

    def required(self) -> tuple[str, ...]:
        return ("days",)

    def faults(self, max_points: Decimal) -> list[str]:
        edges = [delay.days for delay in self.bands]
        return repeated(edges, "up_to") + not_full([delay.points for delay in self.bands], max_points)

    def figure(self, values: Values) -> Decimal | None:
        return values["days"]

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        days = values["days"]
        said = f"Chậm {show_number(days)} ngày" if days else "Đúng hạn"
        within = [delay for delay in self.bands if days <= delay.days]
        if not within:
            last = max(delay.days for delay in self.bands)
            return scored(f"{said} → quá {show_number(last)} ngày", ZERO)
        step = min(within, key=lambda delay: delay.days)
        limit = f" → không quá {show_number(step.days)} ngày" if step.days else ""
        return scored(said + limit, step.points)

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        up = sorted(self.bands, key=lambda delay: delay.days)
        ladder, start = [], ZERO
        for delay in up:
            hit = figure is not None and start <= figure <= delay.days
            text = f"Chậm từ {show_number(start)} đến {show_number(delay.days)} ngày" if start else "Đúng hạn"
            if not start and delay.days:
                text = f"Chậm không quá {show_number(delay.days)} ngày"
            ladder.append(Rung(text, points_text(delay.points), hit))
            start = delay.days + 1
        last = f"Chậm quá {show_number(up[-1].days)} ngày" if up[-1].days else "Chậm"
        ladder.append(Rung(last, points_text(ZERO), figure is not None and figure > up[-1].days))
        return ladder
