"""Reading for pages and commands of this app: the working calendar, and why a dossier is due when it is."""

import datetime as dt
from collections.abc import Mapping

from django.utils.timezone import localtime

from dossiers.deadlines import Calendar, Reckoning, Rules, Stop, calendar_of, reckon
from dossiers.enums import DayKind, PauseReason
from dossiers.models import CalendarDay, Dossier


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
    stops = [
        Stop(PauseReason(pause.reason), _local(pause.started_at), pause.ended_at and _local(pause.ended_at))
        for pause in dossier.pauses.all()
    ]
    finished = dossier.finished_at and _local(dossier.finished_at)
    received = _local(dossier.received_at)
    return reckon(received, dossier.working_days, working_calendar(), rules=rules, stops=stops, finished=finished)


def _local(moment: dt.datetime) -> dt.datetime:
    return localtime(moment).replace(tzinfo=None)
