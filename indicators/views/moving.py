"""The moves of a sheet, one address for all; a refusal comes back as a sentence on the page it came from."""

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.doors import scoped
from cchc_portal.kit.refusals import Refused
from indicators.actions import assessments as deeds
from indicators.actions import rounds
from indicators.enums import Action
from indicators.forms.moving import MoveForm
from indicators.models import Assessment
from indicators.views.visible import visible_assessment
from units.models import User

UNREADY = "Chưa nộp được phiếu: hãy hoàn thiện các chỗ nêu dưới đây."

Mover = Callable[[int, User, MoveForm, dt.datetime], Assessment]


def _plain(deed: Callable[..., Assessment]) -> Mover:
    return lambda pk, by, form, now: deed(assessment_id=pk, by=by, now=now)


def _because(deed: Callable[..., Assessment]) -> Mover:
    return lambda pk, by, form, now: deed(assessment_id=pk, by=by, reason=form.cleaned_data["reason"], now=now)


def _until(deed: Callable[..., Assessment]) -> Mover:
    return lambda pk, by, form, now: deed(
        assessment_id=pk, by=by, reason=form.cleaned_data["reason"], until=form.cleaned_data["until"], now=now
    )


MOVERS: dict[Action, Mover] = {
    Action.REQUEST: _plain(deeds.request_approval),
    Action.TAKE_BACK: _plain(deeds.take_back),
    Action.DECLINE: _because(deeds.decline),
    Action.SUBMIT: _plain(deeds.submit),
    Action.WITHDRAW: _because(deeds.withdraw),
    Action.DECLARE: _because(deeds.declare_nothing),
    Action.EXEMPT: _because(deeds.exempt),
    Action.RESUME: _because(deeds.resume),
    Action.EXTEND: _until(deeds.extend),
    Action.CLOSE: _because(deeds.close_unscored),
    Action.SEND_BACK: _until(deeds.send_back),
    Action.FINISH_FIRST: _plain(rounds.finish_first),
    Action.ACCEPT: _plain(rounds.accept_result),
    Action.EXPLAIN: _plain(rounds.send_explanations),
    Action.FINISH_SECOND: _plain(rounds.finish_second),
    Action.REOPEN: _because(rounds.reopen),
}
DONE = {
    Action.REQUEST: "Đã trình lãnh đạo duyệt. Trong lúc chờ, phiếu không sửa được; cần sửa thì rút lại.",
    Action.TAKE_BACK: "Đã rút lại phiếu, có thể nhập tiếp.",
    Action.DECLINE: "Đã trả lại phiếu cho cán bộ nhập kèm lý do.",
    Action.SUBMIT: "Đã nộp phiếu. Sở Nội vụ sẽ thẩm định; kết quả hiện ở trang này.",
    Action.WITHDRAW: "Đã rút phiếu về để sửa. Nhớ nộp lại trước hạn.",
    Action.DECLARE: "Đã khai không phát sinh. Phiếu kỳ này không được chấm điểm.",
    Action.EXEMPT: "Đã miễn nộp phiếu kỳ này cho đơn vị.",
    Action.RESUME: "Đã mở lại phiếu cho đơn vị nhập.",
    Action.EXTEND: "Đã gia hạn nộp cho đơn vị này.",
    Action.CLOSE: "Đã đóng phiếu; đơn vị này không còn trong bảng xếp hạng của kỳ.",
    Action.SEND_BACK: "Đã trả lại phiếu cho đơn vị kèm lý do.",
    Action.FINISH_FIRST: "Đã kết thúc thẩm định lần 1. Đơn vị được báo các điểm bị trừ và hạn giải trình.",
    Action.ACCEPT: "Đã đồng ý kết quả thẩm định. Điểm lần 1 là điểm cuối cùng.",
    Action.EXPLAIN: "Đã gửi giải trình. Sở Nội vụ sẽ xem lại từng dòng và trả lời ở trang này.",
    Action.FINISH_SECOND: "Đã kết thúc thẩm định lần 2. Điểm này là cuối cùng.",
    Action.REOPEN: "Đã mở lại thẩm định phiếu này.",
}
BACK = {
    "appraisal": "indicators:appraisal",
    "explanation": "indicators:explanation",
    "receipt": "indicators:receipt",
}
"""Pages a move comes from and returns to; any other returns to the review."""


@scoped("indicators.Assessment")
@require_POST
def assessment_move(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Make one move; a refusal comes back as a sentence on the same page."""
    assessment = visible_assessment(request, assessment_id)
    form = MoveForm(request.POST)
    back = BACK.get(request.POST.get("from", ""), "indicators:review")
    try:
        if not form.is_valid():
            raise Refused(" ".join(form.sentences))
        action = Action(form.cleaned_data["action"])
        MOVERS[action](assessment.pk, request.user, form, database_now())
    except deeds.Unready:
        messages.error(request, UNREADY)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, DONE[action])
        if action == Action.SUBMIT:
            back = "indicators:receipt"
    return redirect(back, assessment.pk)
