"""Words that stand on every page of an assessment: title, steps, days left, why it came back."""

import datetime as dt

from django.utils.timezone import localdate

from indicators.enums import Action, State
from indicators.models import Assessment, AssessmentEvent

STEPS = (
    ("Nhập kết quả", State.DRAFT),
    ("Xem lại, nộp", None),
    ("Sở Nội vụ thẩm định", State.SUBMITTED),
    ("Chờ công bố", State.APPRAISED),
    ("Đã công bố", State.PUBLISHED),
)


def title_of(assessment: Assessment) -> str:
    return f"Tự chấm điểm {assessment.period.name[:1].lower()}{assessment.period.name[1:]}"


def steps_of(assessment: Assessment, *, reviewing: bool = False) -> list[dict]:
    here = "Xem lại, nộp" if reviewing and assessment.state == State.DRAFT else None
    return [{"label": label, "current": label == here if here else state == assessment.state} for label, state in STEPS]


def days_left(assessment: Assessment, now: dt.datetime) -> str | None:
    """ "còn 6 ngày", "hôm nay là hạn cuối", "đã quá hạn 2 ngày"; None once handed in."""
    if assessment.state != State.DRAFT:
        return None
    days = (localdate(assessment.period.self_due_at) - localdate(now)).days
    if days > 0:
        return f"còn {days} ngày"
    return "hôm nay là hạn cuối" if days == 0 else f"đã quá hạn {-days} ngày"


def returned_because(assessment: Assessment) -> AssessmentEvent | None:
    """The latest return, while the sheet is still being mended."""
    if assessment.state != State.DRAFT:
        return None
    last = assessment.events.select_related("by").order_by("-id").first()
    return last if last is not None and last.action == Action.SEND_BACK else None
