"""Which dossiers a number of the statistics counts: the same conditions as the roll-ups, for the list behind it."""

import datetime as dt
from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils.timezone import get_default_timezone

from dossiers.enums import UNMET, Channel, Mechanism, Outcome
from dossiers.models import DossierQuerySet, MonthlyCount
from dossiers.statistics.windows import Window

RESOLVED = (Outcome.EARLY, Outcome.ON_TIME, Outcome.LATE)


class Cell(TextChoices):
    """The numbers that can be opened; the label is the heading of the list."""

    TAKEN_ON = "taken_on", "Hồ sơ nhận giải quyết"
    ONLINE = "online", "Tiếp nhận trực tuyến trong kỳ"
    OTHER = "other", "Tiếp nhận trực tiếp, qua bưu chính trong kỳ"
    CARRIED = "carried", "Từ kỳ trước chuyển sang"
    RESOLVED = "resolved", "Đã giải quyết trong kỳ"
    EARLY = "early", "Giải quyết trước hạn"
    ON_TIME = "on_time", "Giải quyết đúng hạn (kể cả xin rút, từ chối)"
    LATE = "late", "Giải quyết quá hạn"
    PENDING = "pending", "Đang giải quyết khi hết kỳ"
    PENDING_IN_TIME = "pending_in_time", "Đang giải quyết, trong hạn khi hết kỳ"
    PENDING_OVERDUE = "pending_overdue", "Đang giải quyết, quá hạn khi hết kỳ"
    RECEIVED = "received", "Tiếp nhận trong kỳ"
    FINISHED = "finished", "Có kết quả trong kỳ"
    EXACTLY = "exactly", "Giải quyết đúng hạn"
    WITHDRAWN = "withdrawn", "Công dân rút hồ sơ"
    REFUSED = "refused", "Từ chối, dừng xử lý"
    DIGITISED = "digitised", "Đã số hóa kết quả"
    DIGITISABLE = "digitisable", "Kết quả phải số hóa"
    PAID_ONLINE = "paid_online", "Thanh toán trực tuyến"
    PAYABLE = "payable", "Có nghĩa vụ tài chính"
    INTERLINKED = "interlinked", "Một cửa liên thông, tiếp nhận trong kỳ"
    TIMED = "timed", "Đã giải quyết, biết số ngày làm việc"


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), get_default_timezone())


def _received(window: Window) -> Q:
    return Q(received_slot__range=(window.first, window.last)) & ~_entered("received_slot")


def _finished(window: Window) -> Q:
    return Q(finished_slot__range=(window.first, window.last)) & ~_entered("finished_slot")


def _resolved(window: Window) -> Q:
    return _finished(window) & Q(outcome__in=RESOLVED)


def _open_before(day: dt.date) -> Q:
    """Received before the day and not closed before it."""
    open_then = Q(finished_slot=None) | Q(finished_slot__gte=day)
    return Q(received_slot__lt=day) & open_then & ~_entered("received_slot")


def _overdue(window: Window) -> Q:
    return Q(due_at__lt=_midnight(window.after), outcome__in=UNMET)


def _entered(slot: str) -> Exists:
    """A month that the unit entered as totals stands in place of its dossiers of that month."""
    months = MonthlyCount.objects.filter(
        Q(month=OuterRef(slot)) | Q(starts=OuterRef(slot)), unit=OuterRef("unit"), locked_at__isnull=False
    )
    return Exists(months)


CONDITIONS: dict[str, Callable[[Window], Q]] = {
    Cell.TAKEN_ON: lambda w: _received(w) | _open_before(w.first),
    Cell.ONLINE: lambda w: _received(w) & Q(channel=Channel.ONLINE),
    Cell.OTHER: lambda w: _received(w) & ~Q(channel=Channel.ONLINE),
    Cell.CARRIED: lambda w: _open_before(w.first),
    Cell.RESOLVED: _finished,
    Cell.EARLY: lambda w: _finished(w) & Q(outcome=Outcome.EARLY),
    Cell.ON_TIME: lambda w: _finished(w) & Q(outcome__in=(Outcome.ON_TIME, Outcome.WITHDRAWN, Outcome.REFUSED)),
    Cell.LATE: lambda w: _finished(w) & Q(outcome=Outcome.LATE),
    Cell.PENDING: lambda w: _open_before(w.after),
    Cell.PENDING_IN_TIME: lambda w: (
        _open_before(w.after) & (Q(due_at=None) | Q(due_at__gte=_midnight(w.after)) | ~Q(outcome__in=UNMET))
    ),
    Cell.PENDING_OVERDUE: lambda w: _open_before(w.after) & _overdue(w),
    Cell.RECEIVED: _received,
    Cell.FINISHED: _resolved,
    Cell.EXACTLY: lambda w: _finished(w) & Q(outcome=Outcome.ON_TIME),
    Cell.WITHDRAWN: lambda w: _finished(w) & Q(outcome=Outcome.WITHDRAWN),
    Cell.REFUSED: lambda w: _finished(w) & Q(outcome=Outcome.REFUSED),
    Cell.DIGITISED: lambda w: _resolved(w) & Q(digitised=True),
    Cell.DIGITISABLE: lambda w: _resolved(w) & Q(digitised__isnull=False),
    Cell.PAID_ONLINE: lambda w: _resolved(w) & Q(paid_online=True),
    Cell.PAYABLE: lambda w: _resolved(w) & Q(paid_online__isnull=False),
    Cell.INTERLINKED: lambda w: _received(w) & Q(mechanism=Mechanism.INTERLINKED),
    Cell.TIMED: lambda w: _resolved(w) & Q(taken_days__isnull=False, working_days__isnull=False),
}
"""Cell → the dossiers that it counts in a window."""


def counted(dossiers: DossierQuerySet, cell: Cell, window: Window) -> DossierQuerySet:
    """The dossiers behind a number, newest first."""
    return dossiers.filter(CONDITIONS[cell](window)).order_by("-received_at", "code")
