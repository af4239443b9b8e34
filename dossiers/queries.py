"""Reading for pages and commands of this app: the working calendar, and why a dossier is due when it is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.timezone import localtime

from dossiers.clock.deadlines import (
    Calendar,
    Reckoning,
    Rules,
    Stop,
    UnknownDay,
    asked_too_often,
    calendar_of,
    reckon,
)
from dossiers.clock.explanations import Line, explained
from dossiers.clock.province import clock_rules
from dossiers.enums import DayKind, Outcome, PauseReason
from dossiers.models import CalendarDay, Dossier

OTHER_CALENDAR = "Hồ sơ đã có kết quả giữ hạn trả đã dùng khi kết thúc; tính theo lịch hiện nay thì như dưới đây."
TOO_OFTEN = "Đã yêu cầu bổ sung quá một lần nên khi giải quyết xong thì tính quá hạn (QĐ 766/QĐ-TTg)."
ENDS = {
    Outcome.PENDING: "",
    Outcome.EARLY: "Có kết quả, trước hạn",
    Outcome.ON_TIME: "Có kết quả, đúng hạn",
    Outcome.LATE: "Có kết quả, quá hạn",
    Outcome.WITHDRAWN: "Công dân rút hồ sơ",
    Outcome.REFUSED: "Từ chối, dừng xử lý",
}


def working_calendar() -> Calendar:
    """The whole calendar. Raises ValueError while there is none."""
    return calendar_of(CalendarDay.objects.order_by("day").values_list("day", "working"))


def names_of_days_off(first: dt.date, last: dt.date) -> Mapping[dt.date, str]:
    """What each day that does not count is: Ngày lễ, Tết – Giỗ Tổ Hùng Vương."""
    days = CalendarDay.objects.filter(day__range=(first, last), working=False).order_by("day")
    return {
        day: DayKind(kind).label + (f" – {note}" if note else "")
        for day, kind, note in days.values_list("day", "kind", "note")
    }


def reckoning_of(dossier: Dossier, rules: Rules) -> Reckoning | None:
    """The clock of one dossier as the calendar stands today; None when its statutory time is not known.

    Raises UnknownDay outside the calendar.
    """
    if dossier.working_days is None:
        return None
    finished = dossier.finished_at and _local(dossier.finished_at)
    received = _local(dossier.received_at)
    return reckon(
        received, dossier.working_days, working_calendar(), rules=rules, stops=stops_of(dossier), finished=finished
    )


def stops_of(dossier: Dossier) -> list[Stop]:
    """Its pauses in local time."""
    return [
        Stop(PauseReason(pause.reason), _local(pause.started_at), pause.ended_at and _local(pause.ended_at))
        for pause in dossier.pauses.all()
    ]


def _local(moment: dt.datetime) -> dt.datetime:
    return localtime(moment).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Story:
    """Why a dossier is due when it is: `source` in a sentence, then line by line where the clock is ours."""

    source: str
    lines: list[Line]
    differs: str = ""  # what today's calendar says, when the dossier was dated under another one


def story_of(dossier: Dossier) -> Story:
    """Reads the calendar and the pauses; never raises."""
    extension = getattr(dossier, "extension", None)
    source = "Hạn trả do hệ thống một cửa gửi, không tính lại theo lịch."
    if extension:
        number = f" theo {extension.decision_number}" if extension.decision_number else ""
        source = f"Hạn trả đã được gia hạn{number}."
    elif not dossier.due_given:
        source = "Hạn trả tính theo lịch làm việc." if dossier.working_days is not None else "Chưa biết hạn trả."
    if asked_too_often(stops_of(dossier), clock_rules()):
        source = f"{source} {TOO_OFTEN}"
    try:
        reckoning = reckoning_of(dossier, clock_rules())
    except (UnknownDay, ValueError) as unknown:
        return Story(f"{source} {unknown}" if isinstance(unknown, UnknownDay) else source, [])
    if reckoning is None:
        return Story(source, [])
    last = max([reckoning.received.date(), *reckoning.skipped])
    lines = explained(reckoning, names_of_days_off(reckoning.received.date(), last))
    same = extension or dossier.due_given or reckoning.due_at == (dossier.due_at and _local(dossier.due_at))
    return Story(source, lines, "" if same else OTHER_CALENDAR)


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened to a dossier."""

    at: dt.datetime
    text: str
    tone: str = ""


def timeline(dossier: Dossier) -> list[Moment]:
    """From reception to delivery, in order."""
    known = [(dossier.received_at, f"Tiếp nhận, {dossier.get_channel_display().lower()}")]
    for pause in dossier.pauses.all():
        known.append((pause.started_at, pause.get_reason_display()))
        known.append((pause.ended_at, f"Hết {pause.get_reason_display().lower()}"))
    known += [(dossier.finished_at, ENDS[dossier.outcome]), (dossier.delivered_at, "Trả kết quả")]
    moments = [Moment(at, text) for at, text in known if at] + (
        [Moment(dossier.due_at, "Hẹn trả kết quả", "due")] if dossier.due_at else []
    )
    return sorted(moments, key=lambda moment: (moment.at, moment.tone))


def years_of_calendar() -> list[int]:
    """Those that the calendar knows, ascending."""
    return [day.year for day in CalendarDay.objects.dates("day", "year")]


@dataclass(frozen=True, slots=True)
class Month:
    """A month as its weeks, Monday first; a place without a day is None."""

    first: dt.date
    weeks: list[list[CalendarDay | None]]
    working: int


def months_of(year: int) -> list[Month]:
    """The twelve months of a year that the calendar knows; none otherwise."""
    found: dict[int, list[CalendarDay]] = {}
    for day in CalendarDay.objects.filter(day__year=year).order_by("day"):
        found.setdefault(day.day.month, []).append(day)
    return [_month(days) for days in found.values()]


def _month(days: list[CalendarDay]) -> Month:
    places: list[CalendarDay | None] = [*[None] * days[0].day.weekday(), *days]
    places += [None] * (-len(places) % 7)
    weeks = [places[start : start + 7] for start in range(0, len(places), 7)]
    return Month(days[0].day.replace(day=1), weeks, sum(day.working for day in days))
