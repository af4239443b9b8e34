"""What the coordinator sees of the periods that are open: how many sheets are still to come, or that all are in."""

import datetime as dt

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from cchc_portal.kit.text import mid_sentence
from indicators.duties.waiting import Duty, of_day
from indicators.enums import FINAL, UNSCORED, DutyKind, PeriodState
from indicators.models import Period
from units.enums import Role

COORDINATORS = frozenset({Role.COORDINATOR})


def period_duties(periods: QuerySet[Period], now: dt.datetime) -> list[Duty]:
    """One line per open period with sheets; one query."""
    finished = Q(assessments__state__in=FINAL)
    taking_part = ~Q(assessments__state__in=UNSCORED)
    counted = periods.filter(state=PeriodState.OPEN).annotate(
        sheets=Count("assessments", filter=taking_part), finished=Count("assessments", filter=finished)
    )
    return [_duty(each, now) for each in counted.filter(sheets__gt=0).order_by("-data_to", "code")]


def _duty(period: Period, now: dt.datetime) -> Duty:
    about = {"about": f"period:{period.pk}", "doers": COORDINATORS}
    if period.sheets == period.finished:
        return Duty(
            kind=DutyKind.PROPOSE,
            title=f"Công bố {mid_sentence(period.name)}",
            sentence="Mọi phiếu đã thẩm định xong.",
            label="Xem và công bố",
            url=reverse("reports:consolidation", args=[period.code]),
            blocks=True,
            **about,
        )
    due_on = localtime(period.second_due_at).date()
    return Duty(
        kind=DutyKind.FOLLOW,
        title=f"Theo dõi {mid_sentence(period.name)}",
        sentence=f"Còn {period.sheets - period.finished} phiếu chưa thẩm định xong. Hạn {due_on:%d/%m/%Y}.",
        label="Xem tiến độ",
        url=reverse("indicators:assessment_list") + f"?ky={period.code}",
        **about,
        **of_day(due_on, localdate(now)),
    )
