"""What may still be moved of a period once it has been announced, and in which order its dates stand (pure)."""

import calendar
import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from cchc_portal.kit.text import mid_sentence
from indicators.enums import PeriodState

MOMENTS = {
    "opens_at": "Lúc mở nhập",
    "self_due_at": "Hạn tự chấm",
    "first_due_at": "Hạn thẩm định lần 1",
    "explain_due_at": "Hạn giải trình",
    "second_due_at": "Hạn thẩm định lần 2",
}
"""The moments of a period in their order, with what people call them."""

WINDOW = ("data_from", "data_to")

INSTEAD = {"self_due_at": "; hãy gia hạn cho từng đơn vị ở trang xem lại của phiếu"}
"""What to do where a moment that has passed can no longer be moved."""

Faults = list[tuple[str, str]]
"""(name of the date, sentence)."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The window of figures and the moments of one period; None where a date could not be read."""

    data_from: dt.date | None
    data_to: dt.date | None
    opens_at: dt.datetime | None
    self_due_at: dt.datetime | None
    first_due_at: dt.datetime | None
    explain_due_at: dt.datetime | None
    second_due_at: dt.datetime | None

    def changed(self, other: "Calendar") -> list[str]:
        """The names of the dates that differ."""
        return [name for name in (*WINDOW, *MOMENTS) if getattr(self, name) != getattr(other, name)]


def out_of_order(dates: Calendar) -> Faults:
    """Everything that is wrong with these dates by themselves, whatever the period."""
    found: Faults = []
    start, end = dates.data_from, dates.data_to
    if start and start.day not in (1, 15):
        found.append(("data_from", "Số liệu phải bắt đầu từ ngày 01 hoặc ngày 15."))
    if end and end.day not in (14, calendar.monthrange(end.year, end.month)[1]):
        found.append(("data_to", "Số liệu phải kết thúc ở ngày 14 hoặc ngày cuối tháng."))
    if start and end and end < start:
        found.append(("data_to", "Ngày cuối phải sau ngày đầu."))
    for earlier, later in pairwise(MOMENTS):
        first, then = getattr(dates, earlier), getattr(dates, later)
        if first and then and then <= first:
            before = MOMENTS[earlier]
            found.append((later, f"{MOMENTS[later]} phải sau {mid_sentence(before)}."))
    return found


def not_to_be_moved(
    before: Calendar,
    after: Calendar,
    *,
    state: PeriodState,
    handed_in: int,
    figures_closed: bool,
    now: dt.datetime,
) -> Faults:
    """Why some of these dates stay as they are, each with its sentence; empty: all may be moved.

    Once a period is open, a moment that has passed stays: what was late stays late, what was in time stays in time. Nor
    is one moved into the past. The window of figures stays once a unit has handed in (`handed_in`: sheets) what it
    measured.
    """
    names = before.changed(after)
    if state == PeriodState.PUBLISHED:
        return [(name, "Kỳ đã công bố nên không đổi được.") for name in names]
    if state == PeriodState.PREPARING:
        return []
    return [(name, why) for name in names if (why := _stays(name, before, after, handed_in, figures_closed, now))]


def _stays(
    name: str, before: Calendar, after: Calendar, handed_in: int, figures_closed: bool, now: dt.datetime
) -> str | None:
    if name in WINDOW:
        if handed_in:
            return f"Đã có {handed_in} đơn vị nộp phiếu theo khoảng số liệu này nên không đổi được."
        return "Số liệu của kỳ đã chốt; hãy mở lại số liệu trước khi đổi." if figures_closed else None
    if getattr(before, name) <= now:
        return f"{MOMENTS[name]} đã qua nên không đổi được{INSTEAD.get(name, '')}."
    if getattr(after, name) <= now:
        return f"{MOMENTS[name]} mới phải sau lúc này."
    return None
