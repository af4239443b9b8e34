"""Words that stand on every page of an assessment: title, steps, days left, why it came back."""

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import localtime

from cchc_portal.kit.text import mid_sentence
from indicators.duties.waiting import left_until
from indicators.enums import UNSENT, Action, State
from indicators.models import Assessment, AssessmentEvent
from indicators.workflow import RETURNS

STEPS = (
    ("Nhập kết quả", State.DRAFT),
    ("Lãnh đạo duyệt, nộp", State.WAITING),
    ("Thẩm định lần 1", State.SUBMITTED),
    ("Giải trình", State.EXPLAINING),
    ("Thẩm định lần 2", State.EXPLAINED),
    ("Chờ công bố", State.APPRAISED),
    ("Đã công bố", State.PUBLISHED),
)


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    current: bool


def title_of(assessment: Assessment) -> str:
    """ "Tự chấm điểm quý III/2026"."""
    return f"Tự chấm điểm {mid_sentence(assessment.period.name)}"


def steps_of(assessment: Assessment, *, reviewing: bool = False) -> list[Step]:
    here = State.WAITING if reviewing and assessment.state == State.DRAFT else assessment.state
    return [Step(label, state == here) for label, state in STEPS]


def days_left(assessment: Assessment, now: dt.datetime) -> str | None:
    """ "còn 6 ngày", "hạn cuối hôm nay, trước 17:00", "đã quá hạn 2 ngày"; None once handed in."""
    return left_until(localtime(assessment.due_at), localtime(now)) if assessment.state in UNSENT else None


def returned_because(assessment: Assessment) -> AssessmentEvent | None:
    """The latest return, while the sheet is still being mended."""
    if assessment.state != State.DRAFT:
        return None
    moves = assessment.events.select_related("by").exclude(action=Action.EXTEND).order_by("-id")
    last = moves.first()
    return last if last is not None and last.action in RETURNS else None
