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


class Status(IntegerChoices):
    """The national portal's codes; 1 and 3 are never stored, because those dossiers were not received."""

    RECEIVED = 2, "Được tiếp nhận"
    PROCESSING = 4, "Đang xử lý"
    SUPPLEMENT = 5, "Yêu cầu bổ sung giấy tờ"
    DUTY = 6, "Yêu cầu thực hiện nghĩa vụ tài chính"
    WITHDRAWN = 7, "Công dân yêu cầu rút hồ sơ"
    STOPPED = 8, "Dừng xử lý"
    RESOLVED = 9, "Đã xử lý xong"
    DELIVERED = 10, "Đã trả kết quả"


_RESOLVED = (Outcome.EARLY, Outcome.ON_TIME, Outcome.LATE)
OUTCOME_OF: dict[Status, tuple[Outcome, ...]] = {
    Status.RECEIVED: (Outcome.PENDING,),
    Status.PROCESSING: (Outcome.PENDING,),
    Status.SUPPLEMENT: (Outcome.PENDING,),
    Status.DUTY: (Outcome.PENDING,),
    Status.WITHDRAWN: (Outcome.WITHDRAWN,),
    Status.STOPPED: (Outcome.REFUSED,),
    Status.RESOLVED: _RESOLVED,
    Status.DELIVERED: _RESOLVED,
}
"""The outcomes that a dossier of each status can have; a constraint of the register."""


class PauseReason(IntegerChoices):
    """Why the clock stands still; the law restarts it after a supplement, never after a payment."""

    SUPPLEMENT = 1, "Chờ bổ sung giấy tờ"
    FEE = 2, "Chờ nộp phí, thực hiện nghĩa vụ tài chính"


class ProcedureLevel(TextChoices):
    """Who settles the procedure; districts until 30/6/2025."""

    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"
    VERTICAL = "vertical", "Cơ quan ngành dọc"


class OnlineService(TextChoices):
    """NĐ 42/2022/NĐ-CP; before it there were levels 1 to 4."""

    NONE = "none", "Chưa cung cấp trực tuyến"
    PART = "part", "Một phần"
    FULL = "full", "Toàn trình"


UNMET = (Outcome.PENDING, Outcome.LATE, Outcome.WITHDRAWN, Outcome.REFUSED)
"""What may still have been open after its due day; early and on time never were. An index on due_at holds these."""

MAYBE_LATE = (Outcome.PENDING, Outcome.LATE)
"""What the list of late dossiers is made of: those finished late, and those open past their due date."""


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
    HEADINGS = "headings", "Chờ chỉ cột"
    CHECKED = "checked", "Chờ ghi vào sổ"
    LOADED = "loaded", "Đã ghi vào sổ"
    REFUSED = "refused", "Có lỗi, chưa ghi"
    DISCARDED = "discarded", "Đã bỏ"


class PausePolicy(TextChoices):
    """What a supplement does to the clock: it goes on from where it stood, or begins again (NĐ 61/2018, Art. 19)."""

    PAUSE = "pause", "Tạm dừng rồi tính tiếp"
    RESTART = "restart", "Tính lại từ đầu khi đủ hồ sơ"


class Supplements(TextChoices):
    """What it means that papers were asked for more than once (QĐ 766/QĐ-TTg, indicator 2.1, counts it as late)."""

    ANY = "any", "Không xét số lần yêu cầu bổ sung"
    ONCE = "once", "Yêu cầu bổ sung quá một lần thì tính quá hạn"


class MakeupDays(TextChoices):
    """Whether Saturdays worked for a swapped day count towards the legal time."""

    COUNT = "count", "Tính là ngày làm việc"
    SKIP = "skip", "Không tính"


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
    UploadState.HEADINGS: ("warn", "warn"),
    UploadState.CHECKED: ("half", "warn"),
    UploadState.LOADED: ("check", "ok"),
    UploadState.DISCARDED: ("x", "plain"),
    UploadState.REFUSED: ("err", "err"),
}
"""Icon and tone of the tag that shows the value."""
