"""Deeds on months of totals: type a draft, lock it into the statistics, open the last one again."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from cchc_portal.audit.trail import record
from cchc_portal.kit.refusals import Refused
from dossiers import facts
from dossiers.intake import loading
from dossiers.models import MonthlyCount, MonthlyCountQuerySet
from dossiers.statistics import rollup
from dossiers.statistics.months.lines import TYPED, line_of, month_name, why_not_locked
from dossiers.statistics.windows import reporting_month
from units.models import User

CHANGED_MEANWHILE = "Bản nháp vừa được người khác sửa; hãy mở lại trang để xem số mới rồi nhập tiếp."


class Contradicted(Refused):
    """The month cannot be locked; `sentences` say why, all at once."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@transaction.atomic
def save_month(
    *, unit_id: int, month: dt.date, figures: Mapping[str, int], seen: str, by: User | None, now: dt.datetime
) -> MonthlyCount:
    """Keep the draft of a reporting month, contradictions and all.

    `seen` names the draft that was on the screen ("" for a new month). Raises Refused when the month is locked, or
    is no longer what was seen.
    """
    loading.alone()
    known = _mine(unit_id, month).first()
    count = known or MonthlyCount(unit_id=unit_id, month=month, starts=reporting_month(month).first)
    if count.locked_at:
        raise Refused(f"{month_name(month)} đã khóa; hãy mở khóa trước khi sửa.")
    if known and not seen:
        raise Refused(f"{month_name(month)} đã có bản nháp; hãy mở bản nháp đó để sửa.")
    if known and seen != known.changed_at.isoformat():
        raise Refused(CHANGED_MEANWHILE)
    before = _told(known) if known else None
    for name in TYPED:
        setattr(count, name, figures[name])
    count.changed_by, count.changed_at = by, now
    count.save()
    record("dossiers.month_saved", count, by=by, before=before, after=_told(count), unit_id=unit_id)
    return count


@transaction.atomic
def lock_month(*, unit_id: int, month: dt.date, by: User | None, now: dt.datetime) -> MonthlyCount:
    """Put the month into the statistics in place of the unit's dossiers of that month.

    Raises Contradicted with every reason when the figures do not add up, Refused when a month is left out before it.
    """
    loading.begin()
    loading.alone()
    count = _mine(unit_id, month).first()
    if count is None or count.locked_at:
        raise Refused(f"{month_name(month)} không có bản nháp để khóa.")
    last = MonthlyCount.objects.filter(unit=unit_id).locked().order_by("-month").first()
    if last and count.starts != last.month.replace(day=15):
        raise Refused(f"Phải khóa lần lượt từng tháng; tháng khóa gần nhất là {month_name(last.month).lower()}.")
    count.stock_before = facts.stock([unit_id], count.starts)[unit_id]
    count.overdue_before = facts.overdue([unit_id], count.starts)[unit_id]
    first = not facts.has_figures_before(unit_id, count.starts)
    if wrong := why_not_locked(line_of(count), stock_before=count.stock_before, is_first=first):
        raise Contradicted(wrong)
    count.locked_by, count.locked_at = by, now
    count.save()
    _recount(count)
    record("dossiers.month_locked", count, by=by, after=_told(count), unit_id=unit_id)
    return count


@transaction.atomic
def unlock_month(*, unit_id: int, month: dt.date, reason: str, by: User | None) -> MonthlyCount:
    """Take the last locked month out of the statistics again. Raises Refused for an earlier one."""
    loading.begin()
    loading.alone()
    count = _mine(unit_id, month).locked().first()
    if count is None:
        raise Refused(f"{month_name(month)} chưa khóa.")
    if MonthlyCount.objects.filter(unit=unit_id, month__gt=month).locked().exists():
        raise Refused("Chỉ mở khóa được tháng khóa gần nhất, vì các tháng sau nối tiếp số của tháng này.")
    count.locked_by = count.locked_at = None
    count.save()
    _recount(count)
    record("dossiers.month_unlocked", count, by=by, reason=reason, after=_told(count), unit_id=unit_id)
    return count


def _mine(unit_id: int, month: dt.date) -> MonthlyCountQuerySet:
    return MonthlyCount.objects.select_for_update(of=("self",)).filter(unit=unit_id, month=month)


def _told(count: MonthlyCount) -> dict[str, object]:
    return {"month": count.month, "entered": [getattr(count, name) for name in TYPED]}


def _recount(count: MonthlyCount) -> None:
    """Both halves of the month, whose dossiers the totals stand for."""
    rollup.touch(
        "select unit_id, starts as received_slot, month as finished_slot, null::timestamptz as due_at, 0 as outcome"
        " from dossiers_monthlycount where id = %(id)s",
        {"id": count.pk},
    )
    rollup.recount()
