"""Deeds about periods themselves: announce one, and ask for its recalculation."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from cchc_portal.audit import trail
from cchc_portal.jobs import actions as jobs
from cchc_portal.jobs.models import Job
from cchc_portal.kit.refusals import Refused
from indicators.enums import PeriodState
from indicators.models import Period, PeriodSet
from units.access import person_of
from units.enums import Role
from units.models import User

RECALCULATE = "indicators.recalculate"


@transaction.atomic
def create_period(*, period: Period, sets: Mapping[int, int], by: User, now: dt.datetime) -> Period:
    """Announce a period; `sets` maps each block to the criteria set that scores it."""
    if not person_of(by, now.date()).has(Role.COORDINATOR):
        raise Refused("Chỉ Điều phối CCHC được tạo kỳ đánh giá.")
    if not sets:
        raise Refused("Hãy chọn bộ tiêu chí cho ít nhất một khối.")
    period.save()
    PeriodSet.objects.bulk_create(
        PeriodSet(period=period, block_id=block, criteria_set_id=chosen) for block, chosen in sorted(sets.items())
    )
    after = {"code": period.code, "from": period.data_from, "to": period.data_to, "sets": len(sets)}
    trail.record("period.create", period, by=by, before=None, after=after, period_id=period.pk)
    return period


def request_recalculation(*, period: Period, by: User | None) -> Job:
    """Queue the recalculation of a period; a second click returns the job that is already waiting."""
    if period.state == PeriodState.PUBLISHED:
        raise Refused(f"Kỳ “{period.name}” đã công bố nên điểm không tính lại được.")
    return jobs.start(
        RECALCULATE,
        key=f"{RECALCULATE}:{period.pk}",
        params={"period_id": period.pk},
        by=by,
        label=f"Tính lại điểm {period.name}",
    )
