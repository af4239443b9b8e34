"""The vocabulary of criteria, periods and assessments."""

from django.db.models import TextChoices


class SetState(TextChoices):
    DRAFT = "draft", "Dự thảo"
    ISSUED = "issued", "Đã ban hành"
    LOCKED = "locked", "Đã khóa"


class SetAction(TextChoices):
    EDIT = "edit", "sửa"
    ISSUE = "issue", "ban hành"
    LOCK = "lock", "khóa"


class ScoredBy(TextChoices):
    """Who gives the points of a leaf."""

    UNIT = "unit", "Đơn vị tự chấm"
    APPRAISER = "appraiser", "Sở Nội vụ chấm"
    OWNER = "owner", "Cơ quan chủ trì lĩnh vực chấm"  # enters the points of all units (R14)
    IMPORT = "import", "Lấy từ kết quả đã công bố"
    SYSTEM = "system", "Hệ thống tính từ số liệu"
    SURVEY = "survey", "Điều tra xã hội học"


class PeriodKind(TextChoices):
    QUARTER = "quarter", "Quý"
    HALF = "half", "6 tháng"
    NINE_MONTHS = "nine_months", "9 tháng"
    YEAR = "year", "Năm"


class PeriodState(TextChoices):
    PREPARING = "preparing", "Đang chuẩn bị"
    OPEN = "open", "Đang mở"
    PUBLISHED = "published", "Đã công bố"


class State(TextChoices):
    """Where an assessment (phiếu chấm) stands."""

    DRAFT = "draft", "Đang nhập"
    WAITING = "waiting", "Chờ lãnh đạo duyệt"
    SUBMITTED = "submitted", "Đã nộp"
    EXPLAINING = "explaining", "Chờ giải trình"
    EXPLAINED = "explained", "Thẩm định lần 2"
    APPRAISED = "appraised", "Đã thẩm định"
    PUBLISHED = "published", "Đã công bố"
    NOTHING = "nothing", "Không phát sinh"  # declared by the head: the unit had nothing to report
    EXEMPT = "exempt", "Được miễn"
    CLOSED = "closed", "Đã đóng, không chấm"  # the unit ended before it handed in


UNSENT = frozenset({State.DRAFT, State.WAITING})
"""Still with the unit: it owes something."""

UNSCORED = frozenset({State.NOTHING, State.EXEMPT, State.CLOSED})
"""Takes part in no table and no publication."""

JUDGED = frozenset({State.SUBMITTED, State.EXPLAINED})
"""On an inspector's desk."""

FIRST_DONE = frozenset({State.EXPLAINING, State.EXPLAINED, State.APPRAISED, State.PUBLISHED})
"""The first appraisal has ended; its points stand for good."""

FINAL = frozenset({State.APPRAISED, State.PUBLISHED})
"""Nobody judges any more."""


class Action(TextChoices):
    """A move; the label completes "Không thể …" and "Chỉ … được …"."""

    REQUEST = "request", "trình lãnh đạo duyệt"
    TAKE_BACK = "take_back", "rút lại phiếu đã trình"
    DECLINE = "decline", "trả lại cán bộ nhập"
    SUBMIT = "submit", "nộp phiếu"
    WITHDRAW = "withdraw", "rút phiếu đã nộp"
    DECLARE = "declare", "khai không phát sinh"
    EXEMPT = "exempt", "miễn nộp phiếu"
    RESUME = "resume", "mở lại phiếu cho đơn vị nhập"
    EXTEND = "extend", "gia hạn nộp"
    CLOSE = "close", "đóng phiếu không chấm"
    SEND_BACK = "send_back", "trả lại để hoàn thiện"
    FINISH_FIRST = "first", "kết thúc thẩm định lần 1"
    ACCEPT = "accept", "đồng ý kết quả thẩm định lần 1"
    EXPLAIN = "explain", "gửi giải trình"
    UNCUT = "uncut", "kết thúc vì không dòng nào bị trừ điểm"
    SILENCE = "silence", "coi như đồng ý vì hết hạn giải trình"
    TIME_UP = "time_up", "chuyển thẩm định lần 2 vì hết hạn giải trình"
    FINISH_SECOND = "second", "kết thúc thẩm định lần 2"
    REOPEN = "reopen", "mở lại thẩm định"
    PUBLISH = "publish", "công bố"


NEEDS_REASON = frozenset(
    {
        *(Action.DECLINE, Action.WITHDRAW, Action.DECLARE, Action.EXEMPT, Action.RESUME, Action.EXTEND),
        *(Action.CLOSE, Action.SEND_BACK, Action.REOPEN),
    }
)
"""Moves that somebody else must understand later."""

BY_NOBODY = frozenset({Action.UNCUT, Action.SILENCE, Action.TIME_UP})
"""Moves that follow by themselves: nothing was taken away, or a date has passed."""


class Reporting(TextChoices):
    """Lateness, silence and nothing, kept apart; computed from dates, never typed."""

    NOT_DUE = "not_due", "Chưa đến hạn"
    DUE = "due", "Đến hạn"
    OVERDUE = "overdue", "Quá hạn chưa nộp"
    LATE = "late", "Nộp muộn"
    ON_TIME = "on_time", "Nộp đúng hạn"
    NOTHING = "nothing", "Không phát sinh"
    EXEMPT = "exempt", "Được miễn"


class Stance(TextChoices):
    """What the unit says to a deduction."""

    ACCEPTED = "accepted", "Đồng ý"
    DISPUTED = "disputed", "Đề nghị xem lại"


class Ruling(TextChoices):
    """What the second appraisal made of a disputed row."""

    OPEN = "", "Chưa xem"
    KEPT = "kept", "Giữ điểm lần 1"
    CHANGED = "changed", "Đổi điểm"


class TaskOutcome(TextChoices):
    """Computed from dates, never typed."""

    EARLY = "early", "Hoàn thành trước hạn"
    ON_TIME = "on_time", "Hoàn thành đúng hạn"
    LATE = "late", "Hoàn thành quá hạn"
    IN_PROGRESS = "in_progress", "Đang thực hiện"
    OVERDUE = "overdue", "Quá hạn chưa hoàn thành"


class AssignedBy(TextChoices):
    PLAN = "plan", "Kế hoạch CCHC"
    PROVINCE = "province", "UBND giao ngoài kế hoạch"


class EvidenceKind(TextChoices):
    """What a file is by its content; the name and the browser's word count for nothing."""

    PDF = "pdf", "PDF"
    JPEG = "jpeg", "Ảnh JPG"
    PNG = "png", "Ảnh PNG"
    DOCX = "docx", "Word"
    XLSX = "xlsx", "Excel"


class ScanState(TextChoices):
    """Whether a virus scanner has looked at a file; an infected one is never kept."""

    PENDING = "pending", "Chờ quét vi-rút"
    CLEAN = "clean", "Đã quét vi-rút"
    SKIPPED = "skipped", "Chưa quét vi-rút"


class Damage(TextChoices):
    """What is wrong with a file of the store."""

    MISSING = "missing", "Mất tệp"
    ALTERED = "altered", "Nội dung khác lúc nộp"
    ORPHAN = "orphan", "Tệp thừa, đã dọn"
