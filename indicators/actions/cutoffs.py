"""Chốt số liệu: from a day on, what the portal measures for a period no longer moves."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from indicators.actions.measurements import refresh_measured
from indicators.enums import PeriodState
from indicators.models import Period
from units.access import person_of
from units.enums import Role
from units.models import User


@transaction.atomic
def plan_cutoff(*, period_id: int, on: dt.date | None, by: User, now: dt.datetime) -> Period:
    """Name the last day on which measured figures still move; None: they move until the publication."""
    period = _asked(period_id, by, now)
    if period.figures_closed_at:
        raise Refused(f"Số liệu của {period.name} đã chốt. Hãy mở lại số liệu trước khi đổi ngày chốt.")
    before, period.figures_due_on = {"cutoff_on": period.figures_due_on}, on
    period.save(update_fields=["figures_due_on"])
    trail.record("period.plan_cutoff", period, by=by, before=before, after={"cutoff_on": on}, period_id=period.pk)
    return period


@transaction.atomic
def close_figures(*, period_id: int, by: User | None, now: dt.datetime) -> Period:
    """Measure once more and keep it so. `by` is None at night, when the day planned is over."""
    if by is not None:
        _asked(period_id, by, now)
    refresh_measured(period_id=period_id, now=now)
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    if period.figures_closed_at:
        return period
    period.figures_closed_at = now
    period.version += 1
    period.save(update_fields=["figures_closed_at", "version"])
    trail.record("period.close_figures", period, by=by, before=None, after={"closed_at": now}, period_id=period.pk)
    return period


@transaction.atomic
def reopen_figures(*, period_id: int, by: User, reason: str, now: dt.datetime) -> Period:
    """Let the figures move again, with a reason; the day planned is forgotten, else they would close tonight."""
    period = _asked(period_id, by, now)
    if not period.figures_closed_at:
        raise Refused(f"Số liệu của {period.name} chưa chốt.")
    if not reason.strip():
        raise Refused("Hãy ghi lý do mở lại số liệu.")
    before = {"closed_at": period.figures_closed_at}
    period.figures_closed_at = period.figures_due_on = None
    period.version += 1
    period.save(update_fields=["figures_closed_at", "figures_due_on", "version"])
    said = {"before": before, "after": {"closed_at": None}, "reason": reason.strip()}
    trail.record("period.reopen_figures", period, by=by, period_id=period.pk, **said)
    return period


def _asked(period_id: int, by: User, now: dt.datetime) -> Period:
    """The period, locked, where this person may say when its figures rest."""
    if not person_of(by, localdate(now)).has(Role.COORDINATOR):
        raise Refused("Chỉ Điều phối CCHC được chốt số liệu.")
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    if period.state == PeriodState.PUBLISHED:
        raise Refused(f"{period.name} đã công bố, số liệu đã nằm trong bản công bố.")
    return period
