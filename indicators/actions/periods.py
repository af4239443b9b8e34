"""Deeds about periods themselves: announce one, move its dates, open it for its units, ask for its recalculation."""

import calendar
import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.jobs import actions as jobs
from cchc_portal.jobs.models import Job
from cchc_portal.kit.refusals import Refused
from indicators.actions.criteria import lock_sets
from indicators.actions.exemptions import apply_exemptions
from indicators.actions.locking import lock_tied
from indicators.actions.moving import refuse_unless
from indicators.enums import UNSCORED, UNSENT, PeriodState
from indicators.models import Assessment, Period, PeriodSet, Score
from indicators.period_dates import WINDOW, Calendar, Faults, not_to_be_moved, out_of_order
from indicators.sets.trees import tree_of
from indicators.sheets.carried import starting_answers
from units.access import person_of
from units.enums import Role
from units.models import Unit, User

RECALCULATE = "indicators.recalculate"


@transaction.atomic
def create_period(*, period: Period, sets: Mapping[int, int], by: User, now: dt.datetime) -> Period:
    """Announce a period; `sets` maps each block to the criteria set that scores it."""
    if not person_of(by, localdate(now)).has(Role.COORDINATOR):
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


class DatesStay(Refused):
    """Some of the dates may no longer be moved; `faults` says which and why."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(" ".join(sentence for _, sentence in faults))
        self.faults = faults


@transaction.atomic
def edit_period(*, period_id: int, name: str, dates: Calendar, reason: str, by: User, now: dt.datetime) -> Period:
    """Move the dates of an announced period, as far as its state lets them; the same again changes nothing.

    Where the window of figures moves, a recalculation measures anew. Raises Refused where the caller is no coordinator
    or gives no reason while units are at work, DatesStay where a date has passed or has been relied upon.
    """
    refuse_unless(person_of(by, localdate(now)).has(Role.COORDINATOR), "Chỉ Điều phối CCHC được sửa kỳ đánh giá.")
    lock_tied(Assessment.objects.filter(period=period_id))
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    stood, moved = period.calendar, period.calendar.changed(dates)
    if not moved and name == period.name:
        return period
    _refuse_to_move(period, stood, dates, now)
    refuse_unless(period.state == PeriodState.PREPARING or bool(reason.strip()), "Hãy ghi lý do đổi ngày của kỳ.")
    before = {"name": period.name, **{each: getattr(stood, each) for each in moved}}
    for each in moved:
        setattr(period, each, getattr(dates, each))
    period.name, period.version = name, period.version + 1
    period.save(update_fields=["name", "version", *moved])
    after = {each: getattr(period, each) for each in before}
    trail.record("period.edit", period, by=by, before=before, after=after, reason=reason.strip(), period_id=period.pk)
    if period.state == PeriodState.OPEN and set(moved) & set(WINDOW):
        request_recalculation(period=period, by=by)
    return period


def _refuse_to_move(period: Period, stood: Calendar, dates: Calendar, now: dt.datetime) -> None:
    faults = out_of_order(dates) + not_to_be_moved(
        stood,
        dates,
        state=PeriodState(period.state),
        handed_in=period.assessments.exclude(state__in=UNSENT | UNSCORED).count(),
        figures_closed=period.figures_closed_at is not None,
        now=now,
    )
    if faults:
        raise DatesStay(faults)


@transaction.atomic
def open_period(*, period_id: int, by: User, now: dt.datetime) -> int:
    """Give every unit of the period's blocks its assessment with empty scores; returns how many were new (rows).

    A year's sheets start from what the units answered in its quarters.
    Safe to run again: units that joined a block since then get theirs, nobody else changes. A recalculation is queued,
    so that measured rows have their points before the first clerk looks. The period's sets are locked.
    Raises Refused when the caller is no coordinator, the period has no criteria set, or one of them is a draft.
    """
    lock_tied(Assessment.objects.filter(period=period_id))
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    refuse_unless(person_of(by, localdate(now)).has(Role.COORDINATOR), "Chỉ Điều phối CCHC được mở kỳ đánh giá.")
    refuse_unless(period.state != PeriodState.PUBLISHED, f"Kỳ “{period.name}” đã công bố nên không mở lại được.")
    last = calendar.monthrange(period.data_to.year, period.data_to.month)[1]
    refuse_unless(period.data_to.day in (14, last), "Ngày cuối của kỳ phải là ngày 14 hoặc ngày cuối tháng.")
    sets = {s.block_id: s.criteria_set for s in period.sets.select_related("criteria_set").order_by("block_id")}
    refuse_unless(bool(sets), f"Kỳ “{period.name}” chưa có bộ tiêu chí. Hãy chọn bộ tiêu chí cho từng khối trước.")
    lock_sets(period=period, by=by)

    units = Unit.objects.active_on(period.data_to).filter(block__in=sets).exclude(assessments__period=period)
    fresh = Assessment.objects.bulk_create(
        Assessment(period=period, unit=unit, criteria_set=sets[unit.block_id]) for unit in units.order_by("pk")
    )
    begun = _give_rows(period, fresh)
    apply_exemptions(fresh)
    period.state = PeriodState.OPEN
    period.version += 1
    period.save(update_fields=["state", "version"])
    after = {"assessments": len(fresh), "rows": begun}
    trail.record("period.open", period, by=by, before=None, after=after, period_id=period.pk)
    request_recalculation(period=period, by=by)
    return len(fresh)


def _give_rows(period: Period, fresh: list[Assessment]) -> int:
    """Every leaf of every new sheet, empty but for what a year takes from its quarters; returns rows that begin so."""
    starts, rows, begun = starting_answers(period, fresh), [], 0
    for sheet in fresh:
        for pk, leaf in tree_of(sheet.criteria_set).leaf_by_id.items():
            row, start = Score(assessment=sheet, criterion_id=pk), starts.get((sheet.unit_id, leaf.code))
            if start:
                row.answer, row.no_occurrence = start.answer, start.no_occurrence
                begun += 1
            rows.append(row)
    Score.objects.bulk_create(rows, batch_size=2000)
    return begun


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
