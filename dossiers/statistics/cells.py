"""Which dossiers a number of the statistics counts: the same conditions as the roll-ups, for the list behind it."""

import datetime as dt
from collections.abc import Callable

from django.db.models import Q, TextChoices

from dossiers.enums import UNMET, Channel, Outcome
from dossiers.models import DossierQuerySet
from dossiers.statistics.counted import COUNTED, Counted, entered, midnight
from dossiers.statistics.windows import Window


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


FIGURE_OF = {
    Cell.RECEIVED: "received",
    Cell.ONLINE: "received_online",
    Cell.INTERLINKED: "received_interlinked",
    Cell.FINISHED: "finished",
    Cell.EARLY: "early",
    Cell.EXACTLY: "on_time",
    Cell.LATE: "late",
    Cell.WITHDRAWN: "withdrawn",
    Cell.REFUSED: "refused",
    Cell.DIGITISED: "digitised",
    Cell.DIGITISABLE: "digitisable",
    Cell.PAID_ONLINE: "paid_online",
    Cell.PAYABLE: "payable",
}
"""The cells that are one figure of facts.DossierCounts; the others are sums of figures, and stocks."""

_CLOSED = Counted("", "finished_slot", Q())
_IN_TIME_OR_CLOSED = (Outcome.ON_TIME, Outcome.WITHDRAWN, Outcome.REFUSED)


def _flow(figure: Counted, which: Q | None = None) -> Callable[[Window], Q]:
    return lambda w: figure.counted(w.first, w.last) & (which or Q())


_received = _flow(COUNTED["received"])


def _open_before(day: dt.date) -> Q:
    """Received before the day and not closed before it."""
    open_then = Q(finished_slot=None) | Q(finished_slot__gte=day)
    return Q(received_slot__lt=day) & open_then & ~entered("received_slot")


def _overdue(window: Window) -> Q:
    return Q(due_at__lt=midnight(window.after), outcome__in=UNMET)


CONDITIONS: dict[str, Callable[[Window], Q]] = {
    **{cell: _flow(COUNTED[figure]) for cell, figure in FIGURE_OF.items()},
    Cell.OTHER: _flow(COUNTED["received"], ~Q(channel=Channel.ONLINE)),
    Cell.RESOLVED: _flow(_CLOSED),
    Cell.ON_TIME: _flow(_CLOSED, Q(outcome__in=_IN_TIME_OR_CLOSED)),
    Cell.TIMED: _flow(COUNTED["finished"], Q(taken_days__isnull=False, working_days__isnull=False)),
    Cell.TAKEN_ON: lambda w: _received(w) | _open_before(w.first),
    Cell.CARRIED: lambda w: _open_before(w.first),
    Cell.PENDING: lambda w: _open_before(w.after),
    Cell.PENDING_IN_TIME: lambda w: (
        _open_before(w.after) & (Q(due_at=None) | Q(due_at__gte=midnight(w.after)) | ~Q(outcome__in=UNMET))
    ),
    Cell.PENDING_OVERDUE: lambda w: _open_before(w.after) & _overdue(w),
}
"""Cell → the dossiers that it counts in a window."""


def counted(dossiers: DossierQuerySet, cell: Cell, window: Window) -> DossierQuerySet:
    """The dossiers behind a number, newest first."""
    return dossiers.filter(CONDITIONS[cell](window)).order_by("-received_at", "code")
