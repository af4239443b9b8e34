"""Which dossiers a figure counts, so that every figure printed opens the list behind it; `cells.py` builds on it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import get_default_timezone

from dossiers.enums import Channel, Mechanism, Outcome
from dossiers.models import MonthlyCount
from dossiers.statistics.windows import DAY

RESOLVED = Q(outcome__in=[Outcome.EARLY, Outcome.ON_TIME, Outcome.LATE])


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), get_default_timezone())


def entered(slot: str) -> Exists:
    """Of a month that the unit entered as totals, which stand in place of its dossiers of that month."""
    months = MonthlyCount.objects.filter(
        Q(month=OuterRef(slot)) | Q(starts=OuterRef(slot)), unit=OuterRef("unit"), locked_at__isnull=False
    )
    return Exists(months)


@dataclass(frozen=True, slots=True)
class Counted:
    """The dossiers of a figure: by the half-month of reception or of the result, and which of those."""

    label: str
    slot: str  # "received_slot" or "finished_slot"
    which: Q

    def within(self, start: dt.date, end: dt.date) -> Q:
        """Those of a window of whole half-months."""
        window = Q(**{f"{self.slot}__range": (start, end)})
        if self.slot == "received_slot":  # the moments say the same once more: the index of the newest is by moment
            window &= Q(received_at__gte=midnight(start), received_at__lt=midnight(end + DAY))
        return self.which & window

    def counted(self, start: dt.date, end: dt.date) -> Q:
        """Of those the ones that the figure counts one by one: not in a month of totals."""
        return self.within(start, end) & ~entered(self.slot)

    @property
    def verb(self) -> str:
        return "tiếp nhận" if self.slot == "received_slot" else "có kết quả"


def _received(label: str, which: Q | None = None) -> Counted:
    return Counted(label, "received_slot", which or Q())


def _finished(label: str, which: Q) -> Counted:
    return Counted(label, "finished_slot", which)


COUNTED = {
    "received": _received("Đã tiếp nhận"),
    "received_online": _received("Nộp trực tuyến", Q(channel=Channel.ONLINE)),
    "received_interlinked": _received("Một cửa liên thông", Q(mechanism=Mechanism.INTERLINKED)),
    "finished": _finished("Đã giải quyết", RESOLVED),
    "in_time": _finished("Giải quyết trước và đúng hạn", Q(outcome__in=[Outcome.EARLY, Outcome.ON_TIME])),
    "early": _finished("Giải quyết trước hạn", Q(outcome=Outcome.EARLY)),
    "on_time": _finished("Giải quyết đúng hạn", Q(outcome=Outcome.ON_TIME)),
    "late": _finished("Giải quyết quá hạn", Q(outcome=Outcome.LATE)),
    "withdrawn": _finished("Công dân rút hồ sơ", Q(outcome=Outcome.WITHDRAWN)),
    "refused": _finished("Từ chối, dừng xử lý", Q(outcome=Outcome.REFUSED)),
    "digitisable": _finished("Thuộc diện số hóa kết quả", RESOLVED & Q(digitised__isnull=False)),
    "digitised": _finished("Đã số hóa kết quả", RESOLVED & Q(digitised=True)),
    "payable": _finished("Phải nộp phí, lệ phí", RESOLVED & Q(paid_online__isnull=False)),
    "paid_online": _finished("Thanh toán trực tuyến", RESOLVED & Q(paid_online=True)),
}
"""By the name of the figure in facts.DossierCounts; a test holds that both count the same dossiers."""
