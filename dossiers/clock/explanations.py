"""Why a due date is what it is, line by line, in the words of a clerk (pure)."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from dossiers.clock.deadlines import Effect, Reckoning, Weighed

WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")


@dataclass(frozen=True, slots=True)
class Line:
    """One reason: the days it is about, what it says, and by how many working days it moved the due date."""

    first: dt.date
    last: dt.date
    text: str
    moved: int = 0

    @property
    def span(self) -> str:
        """07/04/2022, 09/04–10/04/2022 or 31/12/2024–01/01/2025."""
        if self.first == self.last:
            return f"{self.first:%d/%m/%Y}"
        start = f"{self.first:%d/%m}" if self.first.year == self.last.year else f"{self.first:%d/%m/%Y}"
        return f"{start}–{self.last:%d/%m/%Y}"


def explained(reckoning: Reckoning, names: Mapping[dt.date, str]) -> list[Line]:
    """The whole story from reception to due date in the order of its days; `names` says what a day off is."""
    day, days = reckoning.received.date(), reckoning.working_days
    first = f"Tiếp nhận {reckoning.received:%H:%M} {named(day)}; ngày tiếp nhận là ngày 0."
    lines = [Line(day, day, first)]
    if reckoning.after_cutoff:
        lines.append(Line(day, day, f"Tiếp nhận sau {reckoning.rules.cutoff:%H:%M}: tính từ ngày làm việc kế tiếp.", 1))
    then = [*_days_off(reckoning, names), *map(_stopped, reckoning.weighed)]
    if reckoning.due:
        when = f"Hẹn trả {reckoning.rules.closes:%H:%M} {named(reckoning.due)}, đủ {days} ngày làm việc."
        then.append(Line(reckoning.due, reckoning.due, when))
    return lines + sorted(then, key=lambda line: (line.first, line.last))


def named(day: dt.date) -> str:
    """thứ năm 07/04/2022."""
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def _days_off(reckoning: Reckoning, names: Mapping[dt.date, str]) -> Iterator[Line]:
    """Neighbouring days with the same name stand in one line."""
    numbered = (
        (day.toordinal() - place, names.get(day, "Ngày nghỉ"), day) for place, day in enumerate(reckoning.skipped)
    )
    for (_, name), group in groupby(numbered, key=lambda each: each[:2]):
        days = [day for *_, day in group]
        yield Line(days[0], days[-1], f"Không tính: {name}.")


def _stopped(weighed: Weighed) -> Line:
    stop = weighed.stop
    start, end = stop.start.date(), (stop.end or stop.start).date()
    why = f"{stop.reason.label} từ {stop.start:%H:%M %d/%m/%Y}"
    until = f"{why} đến {stop.end:%H:%M %d/%m/%Y}" if stop.end else why
    said = {
        Effect.MOVED: f"{until}: lùi hạn {weighed.days} ngày làm việc.",
        Effect.RESTARTED: f"{until}: đủ hồ sơ nên tính lại thời hạn từ đầu.",
        Effect.STANDING: f"{why}, chưa xong: đồng hồ đang dừng, chưa có hạn trả.",
        Effect.TOO_LATE: f"{until}: bắt đầu sau hạn trả nên không lùi hạn.",
        Effect.COVERED: f"{until}: đã nằm trong lần tạm dừng khác, không lùi thêm.",
    }
    return Line(start, max(start, end), said[weighed.effect], weighed.days)
