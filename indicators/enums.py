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
    SUBMITTED = "submitted", "Đã nộp"
    APPRAISED = "appraised", "Đã thẩm định"
    PUBLISHED = "published", "Đã công bố"
    CLOSED = "closed", "Đã đóng, không chấm"  # the unit ended before it handed in


class Action(TextChoices):
    SUBMIT = "submit", "nộp phiếu"
    SEND_BACK = "send_back", "trả lại để hoàn thiện"
    APPRAISE = "appraise", "hoàn thành thẩm định"
    REOPEN = "reopen", "mở lại thẩm định"
    PUBLISH = "publish", "công bố"
    EXTEND = "extend", "gia hạn nộp"
    CLOSE = "close", "đóng phiếu không chấm"


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
