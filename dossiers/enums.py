"""The vocabulary of one-stop dossiers."""

from django.db.models import IntegerChoices, TextChoices


class Outcome(IntegerChoices):
    """What became of a dossier; small integers because there are millions of rows."""

    PENDING = 0, "Đang giải quyết"
    EARLY = 1, "Trước hạn"
    ON_TIME = 2, "Đúng hạn"
    LATE = 3, "Quá hạn"
    WITHDRAWN = 4, "Đã rút"
    REFUSED = 5, "Từ chối, dừng xử lý"


class Mechanism(IntegerChoices):
    ONE_STOP = 1, "Một cửa"
    INTERLINKED = 2, "Một cửa liên thông"


class Channel(IntegerChoices):
    COUNTER = 1, "Trực tiếp"
    ONLINE = 2, "Trực tuyến"
    POSTAL = 3, "Bưu chính công ích"


class DayKind(TextChoices):
    ORDINARY = "ordinary", "Ngày thường"
    WEEKEND = "weekend", "Ngày nghỉ hằng tuần"
    HOLIDAY = "holiday", "Ngày lễ, Tết"
    COMPENSATORY = "compensatory", "Nghỉ bù"
    SWAPPED_OFF = "swapped_off", "Nghỉ hoán đổi"
    MAKEUP = "makeup", "Làm bù"


class UploadState(TextChoices):
    RECEIVED = "received", "Đã nhận"
    LOADED = "loaded", "Đã nhập"
    REFUSED = "refused", "Không nhập được"


class Boundary(TextChoices):
    """When a dossier finished on its due day counts as late."""

    DAY = "day", "Đến hết ngày hẹn trả"
    MOMENT = "moment", "Đến đúng giờ hẹn trả"


LOOKS: dict[int | str, tuple[str, str]] = {
    Outcome.PENDING: ("half", "plain"),
    Outcome.EARLY: ("check", "ok"),
    Outcome.ON_TIME: ("check", "ok"),
    Outcome.LATE: ("warn", "err"),
    Outcome.WITHDRAWN: ("x", "plain"),
    Outcome.REFUSED: ("x", "plain"),
    UploadState.RECEIVED: ("half", "info"),
    UploadState.LOADED: ("check", "ok"),
    UploadState.REFUSED: ("err", "err"),
}
"""Icon and tone of the tag that shows the value."""
