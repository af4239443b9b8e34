"""One delivery on its way: claimed, carried by its channel, and noted how it went."""

import uuid

import structlog

from cchc_portal.kit.clock import database_now
from indicators.actions.deliveries import claim, settle
from indicators.duties.letters import mail
from indicators.duties.messages import NotTaken, post
from indicators.enums import ReminderChannel

log = structlog.get_logger(__name__)


def carry(delivery_id: uuid.UUID) -> bool:
    """Send it unless another worker does; whether it went. What fails is written down, never raised."""
    now = database_now()
    parcel = claim(delivery_id=delivery_id, now=now)
    if parcel is None:
        return False
    error = ""
    try:
        if not parcel.user.is_active:  # it was promised before the account was locked
            raise NotTaken("Tài khoản của người nhận đã khóa.")
        if parcel.channel == ReminderChannel.MAIL:
            mail(parcel)
        else:
            post(parcel, now)
    except NotTaken as refusal:
        error = str(refusal)
    except OSError as failure:  # smtplib's errors too
        log.warning("reminder_not_sent", delivery=str(delivery_id), error=repr(failure))
        error = f"Máy chủ nhận không trả lời ({type(failure).__name__})."
    except ValueError as fault:  # an address no mail can have
        error = f"Địa chỉ nhận không dùng được: {fault}"
    settle(delivery_id=delivery_id, error=error, now=database_now())
    return not error
