"""What the department of the story has to mend these days, and the reminders of this morning."""

import datetime as dt

from django.utils.timezone import localdate

from cchc_portal.demo.casting import Cast
from cchc_portal.demo.province import STORY
from indicators.actions.inspections import add_finding
from indicators.actions.reminders import remind
from indicators.models import Inspection

FOUND = (  # text, calendar days from today to the last day
    ("Phiếu tiếp nhận chưa ghi giờ hẹn trả", -2),
    ("Chưa niêm yết số điện thoại tiếp nhận phản ánh", 5),
)


def tell_reminders(cast: Cast, *, now: dt.datetime) -> None:
    """One thing overdue, of which the head is told too, and one due in a few days."""
    held = Inspection.objects.filter(unit=cast.units[STORY]).order_by("held_on", "pk")[0]
    for text, days in FOUND:
        due_on = localdate(now) + dt.timedelta(days=days)
        add_finding(
            inspection_id=held.pk, text=text, responsible="Văn phòng", due_on=due_on, by=cast.coordinator, now=now
        )
    remind(now=now)
