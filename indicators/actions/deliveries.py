"""Deeds around what leaves the portal: claim it, note how it went, try again."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from cchc_portal.audit import trail
from cchc_portal.jobs.actions import start
from cchc_portal.jobs.models import Job
from cchc_portal.kit.clock import ClockNow, database_now
from cchc_portal.kit.refusals import Refused
from indicators.enums import DeliveryState, ReminderChannel
from indicators.models import Delivery, Reminder
from units.models import User

DELIVER = "indicators.deliver"
AGAIN = (dt.timedelta(minutes=10), dt.timedelta(hours=1), dt.timedelta(hours=4))
"""How long after each attempt that failed the next one comes; after the last the administrator decides."""

SILENT = dt.timedelta(minutes=15)
"""After so long without a word the worker that was sending is dead."""

NOBODY_KNOWS = "Máy chủ dừng giữa lúc gửi nên không rõ thư đã đi hay chưa. Hãy hỏi người nhận trước khi gửi lại."


@dataclass(frozen=True, slots=True)
class Parcel:
    """All that a channel needs to carry one delivery."""

    id: uuid.UUID
    channel: ReminderChannel
    on: dt.date
    user: User
    reminders: tuple[Reminder, ...]


@transaction.atomic
def request_delivery() -> Job | None:
    """Queue the sending where something waits or was left behind; None where nothing does."""
    now = database_now()
    unsent = Delivery.objects.filter(state__in=(DeliveryState.WAITING, DeliveryState.SENDING), next_try_at__lte=now)
    if not unsent.exists():
        return None
    return start(DELIVER, key=DELIVER, params={}, by=None, label="Gửi thư và tin nhắc việc")


@transaction.atomic
def collect(*, now: dt.datetime) -> list[uuid.UUID]:
    """What is to be sent now, the oldest first; what a dead worker was sending is given up first."""
    lost = Delivery.objects.filter(state=DeliveryState.SENDING, tried_at__lt=now - SILENT)
    lost.update(state=DeliveryState.FAILED, error=NOBODY_KNOWS)
    return list(Delivery.objects.waiting_at(now).order_by("on", "pk").values_list("pk", flat=True))


@transaction.atomic
def claim(*, delivery_id: uuid.UUID, now: dt.datetime) -> Parcel | None:
    """Take it, for this worker alone; None where another one has it, or it is not to be sent now."""
    mine = Delivery.objects.waiting_at(now).filter(pk=delivery_id)
    if not mine.update(state=DeliveryState.SENDING, attempts=F("attempts") + 1, tried_at=ClockNow()):
        return None
    delivery = Delivery.objects.select_related("user").get(pk=delivery_id)
    reminders = tuple(delivery.reminders.order_by("due_on", "pk"))
    return Parcel(delivery.pk, ReminderChannel(delivery.channel), delivery.on, delivery.user, reminders)


@transaction.atomic
def settle(*, delivery_id: uuid.UUID, error: str, now: dt.datetime) -> None:
    """Note that it was sent (no error), or when it is tried again; after the last attempt it has failed."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    delivery.error = error[:300]
    if not error:
        delivery.state, delivery.sent_at = DeliveryState.SENT, now
    elif delivery.attempts > len(AGAIN):
        delivery.state = DeliveryState.FAILED
    else:
        delivery.state, delivery.next_try_at = DeliveryState.WAITING, now + AGAIN[delivery.attempts - 1]
    delivery.save(update_fields=["state", "error", "sent_at", "next_try_at"])


@transaction.atomic
def send_again(*, delivery_id: uuid.UUID, by: User, now: dt.datetime) -> Delivery:
    """The administrator wants it tried once more. Raises Refused unless it has failed."""
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("user").get(pk=delivery_id)
    if delivery.state != DeliveryState.FAILED:
        raise Refused("Chỉ gửi lại được thư đã gửi không thành công.")
    delivery.state, delivery.attempts, delivery.next_try_at = DeliveryState.WAITING, 0, now
    delivery.save(update_fields=["state", "attempts", "next_try_at"])
    after = {"full_name": delivery.user.full_name, "on": delivery.on.isoformat()}
    trail.record("reminders.sent_again", delivery, by=by, after=after)
    return delivery
