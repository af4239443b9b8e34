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


class PlanKind(TextChoices):
    CCHC = "cchc", "Kế hoạch CCHC"
    INSPECTION = "inspection", "Kế hoạch kiểm tra CCHC"
    PUBLICITY = "publicity", "Kế hoạch tuyên truyền CCHC"


class PlanState(TextChoices):
    DRAFT = "draft", "Dự thảo"
    ISSUED = "issued", "Đã ban hành"
    ADJUSTED = "adjusted", "Đã điều chỉnh"


class PlanAction(TextChoices):
    EDIT = "edit", "sửa kế hoạch"
    ISSUE = "issue", "ban hành kế hoạch"
    ADJUST = "adjust", "điều chỉnh kế hoạch"


class TaskChangeKind(TextChoices):
    """What an adjustment of a plan did to a task."""

    ADDED = "added", "Bổ sung"
    CHANGED = "changed", "Sửa"
    DROPPED = "dropped", "Đưa ra khỏi kế hoạch"


class AssignedBy(TextChoices):
    """Where a task comes from: a plan of the province by its kind, a unit's own plan, or no plan at all."""

    PLAN = "plan", "Kế hoạch CCHC"
    INSPECTION = "inspection", "Kế hoạch kiểm tra CCHC"
    PUBLICITY = "publicity", "Kế hoạch tuyên truyền CCHC"
    UNIT = "unit", "Kế hoạch của đơn vị"
    PROVINCE = "province", "UBND giao ngoài kế hoạch"


class InspectionKind(TextChoices):
    PLANNED = "planned", "Theo kế hoạch"
    SURPRISE = "surprise", "Đột xuất"


class RemedyState(TextChoices):
    """What became of a finding; computed from dates, never typed."""

    IN_TIME = "in_time", "Đã khắc phục đúng hạn"
    LATE = "late", "Đã khắc phục, quá hạn"
    OPEN = "open", "Đang khắc phục"
    OVERDUE = "overdue", "Quá hạn chưa khắc phục"


class Channel(TextChoices):
    """How reform is made known (kế hoạch tuyên truyền)."""

    PAGE = "page", "Chuyên trang, chuyên mục"
    ARTICLE = "article", "Tin, bài"
    BULLETIN = "bulletin", "Bản tin điện tử"
    BROADCAST = "broadcast", "Phát thanh, truyền hình"
    POSTER = "poster", "Áp phích, tờ rơi"
    SHOW = "show", "Biểu diễn, tuyên truyền lưu động"
    MEETING = "meeting", "Hội nghị, tập huấn"
    CONTEST = "contest", "Cuộc thi tìm hiểu"
    SOCIAL = "social", "Mạng xã hội, Zalo"


class InitiativeState(TextChoices):
    REGISTERED = "registered", "Đã đăng ký"
    RECOGNISED = "recognised", "Được công nhận"
    REFUSED = "refused", "Không công nhận"


class CommendationFor(TextChoices):
    UNIT = "unit", "Tập thể"
    PERSON = "person", "Cá nhân"


class CommendationState(TextChoices):
    PROPOSED = "proposed", "Đề nghị"
    DECIDED = "decided", "Đã quyết định"


class IndexName(TextChoices):
    """What others publish of the province every year."""

    PAR = "par_index", "PAR Index"
    SIPAS = "sipas", "SIPAS"
    PAPI = "papi", "PAPI"
    PCI = "pci", "PCI"


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


class DutyKind(TextChoices):
    """What may wait for a person, in the order in which equally urgent things are done."""

    MEND = "mend", "Hoàn thiện phiếu bị trả lại"
    APPROVE = "approve", "Duyệt phiếu"
    EXPLAIN = "explain", "Giải trình điểm bị trừ"
    FILL_IN = "fill_in", "Tự chấm điểm"
    SECOND = "second", "Thẩm định lần 2"
    FIRST = "first", "Thẩm định lần 1"
    FINISH = "finish", "Kết thúc thẩm định"
    DECIDE = "decide", "Phê duyệt công bố"
    PROPOSE = "propose", "Tổng hợp, đề nghị công bố"
    REMEDY = "remedy", "Khắc phục sau kiểm tra"
    TASK = "task", "Nhiệm vụ"
    PROGRESS = "progress", "Báo cáo tiến độ nhiệm vụ"
    TALK = "talk", "Trao đổi chưa đọc"
    FOLLOW = "follow", "Theo dõi kỳ đánh giá"


class ReminderChannel(TextChoices):
    """How reminders leave the portal; the inbox needs none."""

    MAIL = "mail", "Thư điện tử"
    MESSAGE = "message", "Kênh nhắn tin"


class DeliveryState(TextChoices):
    WAITING = "waiting", "Chờ gửi"
    SENDING = "sending", "Đang gửi"
    SENT = "sent", "Đã gửi"
    FAILED = "failed", "Không gửi được"


class SurveyState(TextChoices):
    """A survey on its way from its questions to the points."""

    DRAFT = "draft", "Đang soạn"
    OPEN = "open", "Đang thu phiếu"
    CLOSED = "closed", "Đã khóa phiếu"
    RELEASED = "released", "Đã đưa vào điểm"


class SurveyAction(TextChoices):
    EDIT = "edit", "sửa câu hỏi"
    OPEN = "open", "mở thu phiếu"
    PRINT = "print", "in phiếu mã"
    LOAD = "load", "nhập kết quả"
    ANSWER = "answer", "trả lời"
    CLOSE = "close", "khóa phiếu"
    REOPEN = "reopen", "thu phiếu tiếp"
    RELEASE = "release", "đưa kết quả vào điểm"
    TAKE_BACK = "take_back", "rút kết quả khỏi điểm"


class ResultSource(TextChoices):
    """How the result of a unit on a survey criterion came into the scoring."""

    FILE = "file", "Nạp từ tệp"
    SURVEY = "survey", "Từ phiếu khảo sát"


class AnswerChannel(TextChoices):
    """How answers came in; each channel is counted by itself, and results add them up."""

    ONLINE = "online", "Trực tuyến"
    PAPER = "paper", "Phiếu giấy, tệp"
