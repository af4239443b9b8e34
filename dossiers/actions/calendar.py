"""Deeds on the working calendar."""

from django.db import connection, transaction
from django.db.models import Count, Max, Min

from cchc_portal.audit.trail import record
from cchc_portal.kit.refusals import Refused
from dossiers import calendars, loading
from dossiers.models import CalendarDay
from dossiers.province import makeup_days_count
from units.models import User

FIRST_YEAR, LAST_YEAR = 2015, 2027


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
                day=day.day, working=day.working, ordinal=0, kind=day.kind, note=day.note,
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


def _recount_ordinals() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update dossiers_calendarday c set ordinal = n.ordinal"
            " from (select day, count(*) filter (where working) over (order by day) as ordinal"
            " from dossiers_calendarday) n where n.day = c.day and n.ordinal <> c.ordinal"
        )
