"""Deeds on the working calendar: seed it, change a day, correct what was closed under the calendar as it was."""

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db import connection, transaction
from django.db.models import Count, Max, Min
from django.utils.timezone import localdate

from cchc_portal.audit.trail import record
from cchc_portal.kit.numbers import show_number
from cchc_portal.kit.refusals import Refused
from dossiers.actions.checks import unguarded
from dossiers.clock import calendars, redating
from dossiers.clock.province import clock_rules, makeup_days_count
from dossiers.enums import DayKind
from dossiers.intake import loading
from dossiers.models import CalendarComparison as Comparison
from dossiers.models import CalendarDay
from dossiers.policy import why_not_day
from dossiers.slots import slot_of
from units.access import person_of
from units.enums import Role
from units.models import User

FIRST_YEAR, LAST_YEAR = 2015, 2027
BUSY = "Đang có tệp hồ sơ được ghi vào sổ; hãy thử lại sau ít phút."
EXAMPLES = 20
FOREVER = dt.date(9999, 12, 31)


@transaction.atomic
def seed_calendar(*, first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR, by: User | None = None) -> int:
    """Add the days that are missing and recount the ordinals; days already there, corrected or not, stay as they are.

    Returns the number of days added. Raises Refused when the years would leave a gap in the calendar.
    """
    loading.begin()
    loading.alone()
    known = set(CalendarDay.objects.order_by("day").values_list("day", flat=True))
    days = calendars.days_of_years(first_year, last_year, makeup_counts=makeup_days_count())
    missing = [day for day in days if day.day not in known]
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(
                day=day.day, working=day.working, reception=day.reception, ordinal=0, kind=day.kind, note=day.note,
                document_number=day.document_number,
            )
            for day in missing
        ],
        batch_size=1000,
    )  # fmt: skip
    span = CalendarDay.objects.aggregate(first=Min("day"), last=Max("day"), days=Count("day"))
    if span["days"] != (span["last"] - span["first"]).days + 1:
        raise Refused("Lịch làm việc phải liền ngày; hãy nạp cả những năm ở giữa.")
    _recount_ordinals()
    if missing:
        record("dossiers.calendar_seeded", None, by=by, after={"years": [first_year, last_year], "added": len(missing)})
    return len(missing)


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What the coordinator says of a day: `working` counts towards the time, `reception` is open at the counter."""

    kind: DayKind
    working: bool
    reception: bool
    note: str
    document_number: str


@transaction.atomic
def change_day(*, day: dt.date, facts: DayFacts, by: User, now: dt.datetime) -> int:
    """Change one day and date the open dossiers anew; what is closed stays as it was judged.

    Returns how many open dossiers got another due date. Raises Refused for anybody but the coordinator, for a day the
    calendar has not, for facts that contradict each other, and while a file is being written.
    """
    _only_coordinator(by, now)
    if refusal := why_not_day(day, facts.kind, facts.working, facts.document_number):
        raise Refused(refusal)
    _begin_alone()
    known = CalendarDay.objects.select_for_update().filter(pk=day).first()
    if known is None:
        raise Refused(f"Lịch làm việc chưa có ngày {day:%d/%m/%Y}; hãy nạp lịch của năm này trước.")
    before = _told(known)
    known.kind, known.working, known.reception = facts.kind, facts.working, facts.reception
    known.note, known.document_number = facts.note, facts.document_number
    if _told(known) == before:
        return 0
    known.save()
    _recount_ordinals()
    moved = redating.redate_open(dt.date.min, slot_of(FOREVER), clock_rules())
    record("dossiers.day_changed", known, by=by, before=before, after=_told(known) | {"redated": moved})
    return moved


@transaction.atomic
def compare_closed(*, year: int, by: User, now: dt.datetime, guard: Callable[[], None] = unguarded) -> Comparison:
    """Look what today's calendar would make of the closed dossiers received in a year, and keep it to be shown.

    Raises Refused for anybody but the coordinator.
    """
    _only_coordinator(by, now)
    loading.begin()
    compared = _compared(year, now)
    guard()
    record("dossiers.calendar_compared", None, by=by, after={"year": year, "moved": compared.moved})
    return compared


def _compared(year: int, now: dt.datetime) -> Comparison:
    first, last = _received_in(year)
    rules = clock_rules()
    found = asdict(redating.preview(first, last, rules, EXAMPLES))
    compared, _ = Comparison.objects.update_or_create(
        year=year, defaults=found | {"ground": redating.ground(rules), "made_at": now}
    )
    return compared


def _received_in(year: int) -> tuple[dt.date, dt.date]:
    """The first and the last half-month of the year."""
    return dt.date(year, 1, 1), dt.date(year, 12, 15)


@transaction.atomic
def correct_closed(
    *, year: int, reason: str, seen: int, by: User, now: dt.datetime, guard: Callable[[], None] = unguarded
) -> int:
    """Judge the closed dossiers received in a year anew by today's calendar: the one way a closed outcome changes.
    The working days they used are counted anew too.

    `seen` is the number of dossiers the person was shown; when it is another one by now, nothing is done. Returns how
    many were corrected. Raises Refused.
    """
    _only_coordinator(by, now)
    if not reason.strip():
        raise Refused("Hãy ghi lý do đính chính.")
    _begin_alone()
    first, last = _received_in(year)
    before = redating.preview(first, last, clock_rules())
    if before.moved != seen:
        counts = f"lúc xem trước là {show_number(seen)}, nay là {show_number(before.moved)}"
        raise Refused(f"Số hồ sơ cần đính chính đã thay đổi ({counts}); hãy đối chiếu lại.")
    corrected = redating.redate_closed(first, last, clock_rules())
    _compared(year, now)
    guard()
    after = {"year": year, "corrected": corrected, "redated": before.dated, "judged": before.judged}
    record("dossiers.outcomes_corrected", None, by=by, after=after, reason=reason.strip())
    return corrected


def _only_coordinator(by: User, now: dt.datetime) -> None:
    if not person_of(by, localdate(now)).has(Role.COORDINATOR):
        raise Refused("Chỉ Điều phối CCHC được sửa lịch làm việc.")


def _begin_alone() -> None:
    loading.begin()
    if not loading.alone_at_once():
        raise Refused(BUSY)


def _told(day: CalendarDay) -> dict[str, object]:
    return {
        "day": day.day.isoformat(),
        "day_kind": str(day.kind),
        "working": day.working,
        "reception": day.reception,
        "note": day.note,
        "document": day.document_number,
    }


def _recount_ordinals() -> None:
    """Days just added are unknown to the planner: taking them for one row, it would compare each day with each."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_nestloop = off")
        cursor.execute(
            "update dossiers_calendarday c set ordinal = n.ordinal"
            " from (select day, count(*) filter (where working) over (order by day) as ordinal"
            " from dossiers_calendarday) n where n.day = c.day and n.ordinal <> c.ordinal"
        )
        cursor.execute("set local enable_nestloop = default")
