"""The moves offered on the pages of a sheet: a refusal stands on the button it disables, in words."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.timezone import localdate

from cchc_portal.kit.moves import why_not
from indicators.actions.assessments import why_not_withdraw
from indicators.actions.moving import why_published
from indicators.actions.scores import why_not_now
from indicators.enums import NEEDS_REASON, Action, State
from indicators.models import Assessment
from indicators.workflow import MOVES
from units.enums import Role

UNIT = frozenset({Role.REPORTER, Role.HEAD})
HEAD = frozenset({Role.HEAD})
COORDINATOR = frozenset({Role.COORDINATOR})
READ_BY_UNIT = "Lý do (đơn vị sẽ đọc)"


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: its words, whom it is shown to, and what a form behind it asks."""

    action: Action
    label: str
    to: frozenset[Role]
    primary: bool = False
    ask: str = "Lý do"
    say: str = ""
    until: str = ""


OFFERS = (
    Offer(Action.TAKE_BACK, "Rút lại để sửa", frozenset({Role.REPORTER})),
    Offer(Action.DECLINE, "Trả lại cán bộ", HEAD, ask="Lý do (cán bộ nhập sẽ đọc)"),
    Offer(
        Action.DECLARE,
        "Không phát sinh",
        HEAD,
        ask="Lý do",
        say="Lãnh đạo khai đơn vị không có nội dung để báo cáo kỳ này. Phiếu không được chấm và không xếp hạng. "
        "Riêng một tiêu chí không phát sinh thì đánh dấu ngay ở dòng.",
    ),
    Offer(
        Action.WITHDRAW, "Rút phiếu để sửa", HEAD, say="Phiếu trở lại bản nháp và tính là chưa nộp cho đến khi nộp lại."
    ),
    Offer(Action.EXTEND, "Gia hạn nộp", COORDINATOR, ask=READ_BY_UNIT, until="Hạn nộp mới, đến hết ngày"),
    Offer(
        Action.EXEMPT, "Miễn nộp", COORDINATOR, ask="Lý do, văn bản cho miễn", say="Phiếu kỳ này không được chấm điểm."
    ),
    Offer(Action.RESUME, "Mở lại cho đơn vị nhập", COORDINATOR, ask=READ_BY_UNIT),
    Offer(
        Action.CLOSE,
        "Đóng phiếu, không chấm",
        COORDINATOR,
        ask="Lý do, căn cứ",
        say="Đơn vị đã kết thúc hoạt động nên không còn ai nộp phiếu. Phiếu giữ nguyên số liệu đã nhập nhưng không "
        "được chấm, không xếp hạng và không mở lại được.",
    ),
    Offer(Action.REQUEST, "Trình lãnh đạo duyệt", frozenset({Role.REPORTER}), primary=True),
    Offer(Action.SUBMIT, "Nộp phiếu cho Sở Nội vụ", UNIT, primary=True),
)

Clock = Callable[[Assessment, dt.datetime], str | None]
IN_TIME: dict[Action, Clock] = {
    Action.REQUEST: why_not_now,
    Action.SUBMIT: why_not_now,
    Action.DECLARE: why_not_now,
    Action.WITHDRAW: why_not_withdraw,
}


@dataclass(frozen=True, slots=True)
class Button:
    """One offer to one person now; `refused`: why it is disabled."""

    offer: Offer
    refused: str

    @property
    def action(self) -> str:
        return self.offer.action.value

    @property
    def asks(self) -> bool:
        return self.offer.action in NEEDS_REASON

    @property
    def primary(self) -> bool:
        return self.offer.primary and not self.refused


def buttons(assessment: Assessment, roles: Collection[Role], now: dt.datetime) -> list[Button]:
    """What this person is offered on the sheet as it stands, refused or not."""
    state = State(assessment.state)
    found = []
    for offer in OFFERS:
        if (
            state not in MOVES[offer.action].sources
            or not offer.to & set(roles)
            or _beside(offer, assessment, roles, now)
        ):
            continue
        refused = why_not(MOVES, offer.action, state=state, roles=roles) or why_published(assessment)
        in_time = IN_TIME.get(offer.action)
        found.append(Button(offer, refused or (in_time and in_time(assessment, now)) or ""))
    return found


def _beside(offer: Offer, assessment: Assessment, roles: Collection[Role], now: dt.datetime) -> bool:
    """What would only be in the way: asking oneself, closing a sheet of a living unit."""
    if offer.action == Action.REQUEST:
        return Role.HEAD in roles
    if offer.action == Action.CLOSE:
        last = assessment.unit.valid_to
        return last is None or last >= localdate(now)
    return False
