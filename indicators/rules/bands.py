"""Rules in bands: on a share, a value, a count, days late, or the class of another index (R2, R2b, R8, R15)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, ClassVar

from django.db.models import TextChoices

from cchc_portal.kit.numbers import show_number
from indicators.records import entry, list_of, number, one_of, record, text
from indicators.rules.base import HUNDRED, ZERO, Flag, Input, Leaf, Rule, Rung, Scored, Values
from indicators.rules.identities import Severity
from indicators.rules.ratios import excluded_entry, left_out_twice, part_above_whole, part_entry, whole_entry
from indicators.rules.steps import POINTS, not_full, points_entry, repeated
from indicators.rules.words import (
    constant,
    points_text,
    scored,
    share_text,
    stands,
    sum_of,
    sum_text,
    summed,
    unit_of,
    whole_of,
    whole_text,
)


@dataclass(frozen=True, slots=True)
class Band:
    """From this edge (inclusive) up to the next one: so many points."""

    edge: Decimal = entry(number(0), key="from", label="Từ", help="Ngưỡng dưới, kể cả chính nó.")
    points: Decimal = points_entry()


def bands_entry() -> Any:
    return entry(list_of(record(Band)), label="Các mức điểm", help="Mỗi mức tính từ ngưỡng của nó trở lên.")


def below_entry() -> Any:
    return entry(POINTS, default=ZERO, label="Dưới mức thấp nhất", help="Điểm khi chưa đạt mức nào.", unit="điểm")


class On(TextChoices):
    """What bands are laid over."""

    RATIO = "ratio", "Tỷ lệ tử số / mẫu số"  # in percent
    PERCENT = "percent", "Phần trăm biết sẵn"  # from elsewhere, in the input "value"
    VALUE = "value", "Một con số"  # any, in the input "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands(Rule):
    """Points by the band a share or value falls into; below the lowest band nothing (R2)."""

    KIND: ClassVar[str] = "bands"
    LABEL: ClassVar[str] = "Mức điểm theo ngưỡng"
    HELP: ClassVar[str] = "Tỷ lệ hoặc con số rơi vào mức nào thì được điểm của mức ấy."

    bands: tuple[Band, ...] = bands_entry()
    below: Decimal = below_entry()
    on: On = entry(one_of(On), default=On.RATIO, label="Ngưỡng đặt trên", help="Tỷ lệ, phần trăm hay con số.")
    part: tuple[str, ...] = part_entry()
    whole: tuple[str, ...] = whole_entry()
    excluded: Mapping[str, str] = excluded_entry()

    def required(self) -> tuple[str, ...]:
        return (*self.part, *self.whole, *self.excluded) if self.on is On.RATIO else ("value",)

    def faults(self, max_points: Decimal) -> list[str]:
        return left_out_twice(self.whole, self.excluded) + band_faults(self.bands, self.below, max_points)

    def wrongs(self, leaf: Leaf, values: Values) -> list[Flag]:
        if self.on is On.RATIO:
            return part_above_whole(leaf, self.part, self.whole, values, self.excluded)
        if self.on is On.PERCENT and values["value"] > HUNDRED:
            sentence = f"“{leaf.label('value')}” là {show_number(values['value'])}%, không được quá 100%."
            return [Flag(Severity.ERROR, sentence, "value")]
        return []

    def figure(self, values: Values) -> Decimal | None:
        if self.on is not On.RATIO:
            return values["value"]
        whole = whole_of(self.whole, self.excluded, values)
        return sum_of(self.part, values) * HUNDRED / whole if whole else None

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        figure = self.figure(values)
        if figure is None:
            return None
        if self.on is On.RATIO:
            share = share_text(figure, [band.edge for band in self.bands])
            below = whole_text(leaf, self.whole, self.excluded, values)
            arithmetic = f"{sum_text(leaf, self.part, values)} / {below} = {share}"
        else:
            arithmetic = show_number(figure) + self._sign(leaf)
        return banded(arithmetic, self.bands, self.below, figure, self._sign(leaf))

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        return band_rungs(self.bands, self.below, figure, self._sign(leaf))

    def formula(self, max_points: Decimal, known: Collection[str]) -> str:
        if self.on is not On.RATIO:
            return band_formula(self.bands, self.below, "value")
        whole = summed(self.whole, self.excluded)
        return band_formula(self.bands, self.below, f"{summed(self.part)} * 100", f" * {whole}") + f" + 0 / {whole}"

    def _sign(self, leaf: Leaf) -> str:
        return "%" if self.on is not On.VALUE else unit_of(leaf)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountBands(Rule):
    """Points by how many there are; more may also be worse (R2b)."""

    KIND: ClassVar[str] = "count_bands"
    LABEL: ClassVar[str] = "Mức điểm theo số lượng"
    HELP: ClassVar[str] = "Số lượng rơi vào mức nào thì được điểm của mức ấy; nhiều hơn có thể được ít điểm hơn."

    bands: tuple[Band, ...] = bands_entry()
    below: Decimal = below_entry()

    def required(self) -> tuple[str, ...]:
        return ("count",)

    def faults(self, max_points: Decimal) -> list[str]:
        return band_faults(self.bands, self.below, max_points)

    def figure(self, values: Values) -> Decimal | None:
        return values["count"]

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        unit = unit_of(leaf)
        return banded(f"{show_number(values['count'])}{unit}", self.bands, self.below, values["count"], unit)

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        return band_rungs(self.bands, self.below, figure, unit_of(leaf), whole=True)

    def formula(self, max_points: Decimal, known: Collection[str]) -> str:
        return band_formula(self.bands, self.below, "count")


def band_faults(bands: tuple[Band, ...], below: Decimal, max_points: Decimal) -> list[str]:
    edges = [band.edge for band in bands]
    return repeated(edges, "Từ") + not_full([below, *(band.points for band in bands)], max_points)


def band_formula(bands: tuple[Band, ...], below: Decimal, figure: str, scale: str = "") -> str:
    """The band a figure falls into in the language of expressions; a share compares without dividing."""
    found = f"{below:f}"
    for band in sorted(bands, key=lambda each: each.edge):
        found = f"if({figure} >= {band.edge:f}{scale}, {band.points:f}, {found})"
    return found


def banded(arithmetic: str, bands: tuple[Band, ...], below: Decimal, figure: Decimal, sign: str) -> Scored:
    best = None
    for band in bands:
        if figure >= band.edge and (best is None or band.edge > best.edge):
            best = band
    if best is None:
        lowest = min(band.edge for band in bands)
        return scored(f"{arithmetic} → dưới {constant(lowest)}{sign}", below)
    return scored(f"{arithmetic} → đạt từ {constant(best.edge)}{sign}", best.points)


def band_rungs(
    bands: tuple[Band, ...], below: Decimal, figure: Decimal | None, sign: str, *, whole: bool = False
) -> list[Rung]:
    """The ladder of bands from the highest edge down; whole counts name one number where a band holds only one."""
    down = sorted(bands, key=lambda band: -band.edge)
    ladder = [
        Rung(f"Từ {constant(down[0].edge)}{sign} trở lên", points_text(down[0].points), stands(figure, down[0].edge))
    ]
    for above, band in pairwise(down):
        text = f"Từ {constant(band.edge)}{sign} đến dưới {constant(above.edge)}{sign}"
        if whole and above.edge - band.edge == 1:
            text = f"{constant(band.edge)}{sign}"
        ladder.append(Rung(text, points_text(band.points), stands(figure, band.edge, above.edge)))
    if down[-1].edge > 0:
        text = f"Dưới {constant(down[-1].edge)}{sign}"
        ladder.append(Rung(text, points_text(below), stands(figure, ZERO, down[-1].edge)))
    return ladder


@dataclass(frozen=True, slots=True)
class Class:
    """A class of another index and the points it brings."""

    label: str = entry(text(60), label="Xếp loại", help="Ví dụ Xuất sắc.")
    edge: Decimal = entry(number(0), key="from", label="Từ", help="Chỉ số thấp nhất của loại này, kể cả chính nó.")
    points: Decimal = points_entry()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedClass(Rule):
    """Another index gives a class, and the class gives the points (R15: QĐ 766, quarterly ratings)."""

    KIND: ClassVar[str] = "imported_class"
    LABEL: ClassVar[str] = "Điểm theo xếp loại của chỉ số khác"
    HELP: ClassVar[str] = "Lấy chỉ số đã công bố ở nơi khác, xác định xếp loại rồi tính điểm theo loại."
    INPUTS: ClassVar[tuple[Input, ...]] = (Input("index", "Chỉ số đã công bố", decimals=True),)

    classes: tuple[Class, ...] = entry(
        list_of(record(Class)), label="Các loại", help="Viết từ loại cao xuống; loại cuối bắt đầu từ 0."
    )

    def required(self) -> tuple[str, ...]:
        return ("index",)

    def faults(self, max_points: Decimal) -> list[str]:
        edges = [each.edge for each in self.classes]
        found = not_full([each.points for each in self.classes], max_points)
        if edges != sorted(set(edges), reverse=True):
            found.append("các loại phải viết từ cao xuống thấp, mỗi ngưỡng một lần.")
        if edges[-1]:
            found.append("loại cuối cùng phải bắt đầu từ 0.")
        return found

    def figure(self, values: Values) -> Decimal | None:
        return values["index"]

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        reached = next(each for each in self.classes if values["index"] >= each.edge)
        return scored(f"{show_number(values['index'])}{unit_of(leaf)} → {reached.label}", reached.points)

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        above: list[Decimal | None] = [None, *(each.edge for each in self.classes)]
        return [
            Rung(
                f"{each.label} (từ {constant(each.edge)})",
                points_text(each.points),
                stands(figure, each.edge, limit),
            )
            for each, limit in zip(self.classes, above, strict=False)
        ]

    def formula(self, max_points: Decimal, known: Collection[str]) -> str:
        return band_formula(tuple(Band(each.edge, each.points) for each in self.classes), ZERO, "index")


@dataclass(frozen=True, slots=True)
class Delay:
    """Up to so many days late (inclusive): so many points."""

    days: Decimal = entry(number(0), key="up_to", label="Chậm đến", help="Kể cả ngày này; 0 là đúng hạn.", unit="ngày")
    points: Decimal = points_entry()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness(Rule):
    """Points by days late, 0 being in time; later than the last step nothing (R8)."""

    KIND: ClassVar[str] = "lateness"
    LABEL: ClassVar[str] = "Mức điểm theo số ngày chậm"
    HELP: ClassVar[str] = "Đúng hạn thì đủ điểm, chậm đến mức nào thì được điểm của mức ấy."
    INPUTS: ClassVar[tuple[Input, ...]] = (Input("days", "Số ngày chậm", "ngày"),)

    bands: tuple[Delay, ...] = entry(
        list_of(record(Delay)), label="Các mức chậm", help="Mỗi mức tính đến hết số ngày của nó."
    )
    beyond: Decimal = entry(
        POINTS, default=ZERO, label="Chậm hơn mức cuối", help="Điểm khi chậm quá mọi mức.", unit="điểm"
    )

    def required(self) -> tuple[str, ...]:
        return ("days",)

    def faults(self, max_points: Decimal) -> list[str]:
        edges = [delay.days for delay in self.bands]
        points = [self.beyond, *(delay.points for delay in self.bands)]
        return repeated(edges, "Chậm đến") + not_full(points, max_points)

    def figure(self, values: Values) -> Decimal | None:
        return values["days"]

    def score(self, leaf: Leaf, values: Values) -> Scored | None:
        days = values["days"]
        said = f"Chậm {show_number(days)} ngày" if days else "Đúng hạn"
        within = [delay for delay in self.bands if days <= delay.days]
        if not within:
            last = max(delay.days for delay in self.bands)
            return scored(f"{said} → quá {constant(last)} ngày", self.beyond)
        step = min(within, key=lambda delay: delay.days)
        limit = f" → không quá {constant(step.days)} ngày" if step.days else ""
        return scored(said + limit, step.points)

    def rungs(self, leaf: Leaf, figure: Decimal | None) -> list[Rung]:
        up = sorted(self.bands, key=lambda delay: delay.days)
        ladder, start = [], ZERO
        for delay in up:
            hit = figure is not None and start <= figure <= delay.days
            text = f"Chậm từ {show_number(start)} đến {constant(delay.days)} ngày" if start else "Đúng hạn"
            if not start and delay.days:
                text = f"Chậm không quá {constant(delay.days)} ngày"
            ladder.append(Rung(text, points_text(delay.points), hit))
            start = delay.days + 1
        last = f"Chậm quá {constant(up[-1].days)} ngày" if up[-1].days else "Chậm"
        ladder.append(Rung(last, points_text(self.beyond), figure is not None and figure > up[-1].days))
        return ladder

    def formula(self, max_points: Decimal, known: Collection[str]) -> str:
        found = f"{self.beyond:f}"
        for delay in sorted(self.bands, key=lambda each: -each.days):
            found = f"if(days <= {delay.days:f}, {delay.points:f}, {found})"
        return found
