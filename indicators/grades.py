"""Grades (xếp loại): bands of a set, conditions that cap or lower a grade, and quotas, each with a reason (pure)."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import TextChoices

from cchc_portal.kit.numbers import show_number
from indicators.records import entry, flag, list_of, number, one_of, text, whole

LABEL = text(30)
LIMIT = number(-1_000_000_000, 1_000_000_000)
NO_FACTS: Mapping[str, Decimal | None] = MappingProxyType({})

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Band:
    """A grade and the value it begins at, which belongs to it unless `inclusive` is false."""

    label: str = entry(LABEL, label="Tên mức", help="Ví dụ Tốt.")
    edge: Decimal = entry(number(0), key="from", label="Từ", help="Điểm hoặc chỉ số thấp nhất của mức.")
    inclusive: bool = entry(flag, default=True, label="Kể cả ngưỡng", help="Tắt thì phải lớn hơn hẳn ngưỡng.")

    def holds(self, value: Decimal) -> bool:
        return value >= self.edge if self.inclusive else value > self.edge


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Where the fact `of` meets every limit given, the grade is at most `cap`, or `down` steps lower (R11).

    `of` is the code of a criterion or area (its percent of the maximum), a figure of a criterion ("5.6.head") or the
    name of a measured figure. The points stay.
    """

    of: str = entry(
        text(60), label="Xét theo", help="Mã tiêu chí (tính % điểm tối đa), 5.6.head (số liệu) hoặc plan.done."
    )
    below: Decimal | None = entry(LIMIT, default=None, label="Nhỏ hơn")
    at_most: Decimal | None = entry(LIMIT, default=None, label="Không quá")
    above: Decimal | None = entry(LIMIT, default=None, label="Lớn hơn")
    at_least: Decimal | None = entry(LIMIT, default=None, label="Từ")
    cap: str = entry(LABEL, default="", label="Thì cao nhất là", help="Tên mức; mức cuối là buộc xếp mức ấy.")
    down: int = entry(whole(0, 9), default=0, label="Thì hạ", help="Số bậc hạ xuống.", unit="bậc")
    reason: str = entry(text(80), label="Lý do in ra", help="Ví dụ “chỉ số hài lòng dưới 80%”.")

    @property
    def limited(self) -> bool:
        return (self.below, self.at_most, self.above, self.at_least) != (None, None, None, None)

    def closes(self, fact: Decimal | None) -> bool:
        """Whether the condition is met; an unknown fact meets none."""
        return fact is not None and (
            (self.below is None or fact < self.below)
            and (self.at_most is None or fact <= self.at_most)
            and (self.above is None or fact > self.above)
            and (self.at_least is None or fact >= self.at_least)
        )

    def lowered(self, place: int, labels: Sequence[str]) -> int:
        """The place in the list of grades, best first, that a grade at `place` falls to."""
        capped = max(place, labels.index(self.cap)) if self.cap else place
        return min(capped + self.down, len(labels) - 1)


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
    *,
    is_percent: bool = False,
) -> Grade:
    """The grade of a value by bands ordered from best to worst, then lowered by the gates in the order written.

    The last band takes whatever is left. An unknown value or a set without bands has no grade. `is_percent` says what
    the reason calls the value: an index or points.
    """
    if value is None or not bands:
        return Grade("")
    labels = [band.label for band in bands]
    natural = next((place for place, band in enumerate(bands) if band.holds(value)), len(bands) - 1)
    place, falls = natural, dict[int, list[str]]()
    for gate in gates:
        if not gate.closes(facts.get(gate.of)):
            continue
        now = gate.lowered(place, labels)
        if now > place or (now in falls and labels[now] == gate.cap):
            falls.setdefault(now, []).append(gate.reason)
        place = now
    if not falls:
        return Grade(labels[natural])
    why = "; ".join(f"{', '.join(reasons)} → {labels[at]}" for at, reasons in falls.items())
    return Grade(labels[place], f"{_enough(value, labels[natural], is_percent=is_percent)} {why}")


def _enough(value: Decimal | None, label: str, *, is_percent: bool) -> str:
    """ "92,03 điểm: đủ điểm Tốt nhưng", or "92,03%: đủ mức Tốt nhưng" where an index is graded."""
    number = show_number(value, 2)
    return f"{number}%: đủ mức {label} nhưng" if is_percent else f"{number} điểm: đủ điểm {label} nhưng"


# --- quotas: how many of a block may hold a grade -----------------------------------------------------------------


class QuotaRounding(TextChoices):
    """What a part of a unit becomes: a quarter of 18 units is 4,5."""

    DOWN = "down", "Làm tròn xuống"
    HALF_UP = "half_up", "Nửa làm tròn lên"
    UP = "up", "Làm tròn lên"


class Tied(TextChoices):
    """What becomes of units that are equal in everything at the edge of the quota."""

    OUT = "out", "Cùng hạ mức"
    IN = "in", "Cùng giữ mức"
    BY_CODE = "by_code", "Theo mã đơn vị"


_ROUND = {
    QuotaRounding.DOWN: ROUND_FLOOR,
    QuotaRounding.HALF_UP: ROUND_HALF_UP,
    QuotaRounding.UP: ROUND_CEILING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """At most `percent` of the graded units of a block hold the grade `label`; the others fall one step."""

    label: str = entry(LABEL, label="Mức", help="Tên mức bị giới hạn, ví dụ Xuất sắc.")
    percent: Decimal = entry(number(0, 100), label="Tối đa", help="Phần trăm số đơn vị được xếp loại.", unit="%")
    rounding: QuotaRounding = entry(
        one_of(QuotaRounding), default=QuotaRounding.DOWN, label="Số đơn vị lẻ", help="25% của 18 là 4,5."
    )
    ties: tuple[str, ...] = entry(
        list_of(text(20), empty=True), default=(), label="Xét tiếp khi bằng điểm", help="Mã lĩnh vực, theo thứ tự."
    )
    tied: Tied = entry(one_of(Tied), default=Tied.OUT, label="Khi vẫn bằng nhau")

    def allowed(self, units: int) -> int:
        return int((units * self.percent / 100).quantize(Decimal(1), _ROUND[self.rounding]))


class Candidate(NamedTuple, Generic[Key]):
    """A graded unit before quotas: `by_code` are its points by criterion code, for ties."""

    key: Key
    value: Decimal | None
    by_code: Mapping[str, Decimal | None]
    grade: Grade


def within_quotas(
    candidates: Sequence[Candidate[Any]], bands: Sequence[Band], quotas: Sequence[Quota], *, is_percent: bool = False
) -> dict[Any, Grade]:
    """The grade of every candidate after the quotas, applied in the order written; reasons are added to, not lost.

    Keys must sort, as unit codes do. A unit that falls counts towards the quota of the grade it falls to only if
    that quota comes later.
    """
    labels = [band.label for band in bands]
    grades = {each.key: each.grade for each in candidates}
    units = sum(1 for each in candidates if each.grade.label)
    for quota in quotas:
        holders = [each for each in candidates if grades[each.key].label == quota.label]
        below = labels[labels.index(quota.label) + 1]  # the last grade has no quota
        allowed = quota.allowed(units)
        why = f"tỷ lệ {quota.label} tối đa {show_number(quota.percent)}% là {allowed}/{units} đơn vị → {below}"
        for each in _beyond(holders, allowed, quota):
            before = grades[each.key]
            start = before.reason or _enough(each.value, before.label, is_percent=is_percent)
            grades[each.key] = Grade(below, f"{start}{';' if before.reason else ''} {why}")
    return grades


def _beyond(holders: list[Candidate[Any]], allowed: int, quota: Quota) -> list[Candidate[Any]]:
    def merit(each: Candidate[Any]) -> tuple[Decimal, ...]:
        return (each.value or Decimal(0), *(each.by_code.get(code) or Decimal(0) for code in quota.ties))

    ordered = sorted(sorted(holders, key=lambda each: each.key), key=merit, reverse=True)
    if len(ordered) <= allowed:
        return []
    if quota.tied is Tied.BY_CODE:
        return ordered[allowed:]
    if quota.tied is Tied.IN:
        return [each for each in ordered[allowed:] if not allowed or merit(each) < merit(ordered[allowed - 1])]
    return [each for each in ordered if merit(each) <= merit(ordered[allowed])]
