"""Refreshing what the portal measures: only figures that moved are written."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from cchc_portal.kit.storing import plan_for
from indicators.enums import PeriodState
from indicators.facts import measured
from indicators.models import Assessment, Measurement, Period


@transaction.atomic
def refresh_measured(*, period_id: int, now: dt.datetime) -> int:
    """Measure every assessed unit of the period anew; the number of figures that changed.

    Raises Refused once the period is published: its figures rest with the publication.
    """
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    if period.state == PeriodState.PUBLISHED:
        raise Refused(f"{period.name} đã công bố, số liệu đo không cập nhật nữa.")
    if period.figures_closed_at:  # chốt số liệu: what comes later is of another period
        return 0
    unit_ids = list(Assessment.objects.filter(period=period).order_by("unit_id").values_list("unit_id", flat=True))
    fresh = measured(unit_ids, year=period.year, start=period.data_from, end=period.data_to, now=now)
    stored = {
        (unit_id, name): value
        for unit_id, name, value in Measurement.objects.filter(period=period)
        .order_by("pk")
        .values_list("unit_id", "name", "value")
    }
    changed = [
        Measurement(period=period, unit_id=unit_id, name=name, value=value, measured_at=now)
        for unit_id, figures in fresh.items()
        for name, value in figures.items()
        if stored.get((unit_id, name)) != value
    ]
    if changed:
        _write(period, changed)
    return len(changed)


def _write(period: Period, changed: list[Measurement]) -> None:
    plan_for(len(changed))
    Measurement.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["period", "unit", "name"],
        update_fields=["value", "measured_at"],
    )
    Period.objects.filter(pk=period.pk).update(version=F("version") + 1)
    trail.record("period.measure", period, after={"changed": len(changed)}, period_id=period.pk)
