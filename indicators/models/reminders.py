"""Reminders in the inbox of a person, and the letters and messages that carry them out of the portal."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators import policy
from indicators.enums import DeliveryState, DutyKind, ReminderChannel
from units.scoping import Columns, ScopedQuerySet


class ReminderQuerySet(ScopedQuerySet["Reminder"]):
    rules = {"read": policy.READ_REMINDERS}
    columns = Columns(owner="user")
    covered_by = ("indicators.Delivery",)

    def unread(self) -> ReminderQuerySet:
        return self.filter(read_at=None)


class Reminder(models.Model):
    """One person was told of one duty on one occasion, in the words of that morning; never twice (slots.py)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders", db_index=False)
    kind = models.CharField("loại việc", max_length=10, choices=DutyKind)
    about = models.CharField(max_length=60)  # the object: "sheet:12"
    due_on = models.DateField("hạn")
    slot = models.CharField(max_length=12)  # "before-3", "last", "late-1"
    escalated = models.BooleanField("báo lãnh đạo", default=False)
    title = models.CharField("việc", max_length=400)
    sentence = models.CharField("nội dung", max_length=1500)
    left = models.CharField("còn lại", max_length=60)
    url = models.CharField(max_length=200)
    made_at = models.DateTimeField("nhắc lúc")
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "about", "due_on", "slot"], name="reminded_once"),
            models.CheckConstraint(name="reminder_leads_into_the_portal", condition=Q(url__startswith="/")),
        ]
        indexes = [
            models.Index(fields=["user", "-made_at"], name="reminder_of_person"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="reminder_unread"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def late(self) -> bool:
        return self.slot.startswith("late")

    @property
    def key(self) -> tuple[int, str, str, dt.date, str]:
        """What exists once (duties.slots.Notice.key)."""
        return self.user_id, self.kind, self.about, self.due_on, self.slot


class DeliveryQuerySet(ScopedQuerySet["Delivery"]):
    rules = {"read": policy.READ_DELIVERIES}
    columns = Columns()

    def waiting_at(self, now: dt.datetime) -> DeliveryQuerySet:
        """Those to be sent now."""
        return self.filter(state=DeliveryState.WAITING, next_try_at__lte=now)


class Delivery(models.Model):
    """One letter or message to one person on one day, with all that was new to them: promised, then sent or not.

    The row is claimed before anything leaves the portal, so a worker that dies in between leaves SENDING behind: it is
    shown as failed and never repeated by itself. `id` goes out as message id, so that a receiver can tell a repeat.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    channel = models.CharField("kênh", max_length=7, choices=ReminderChannel)
    on = models.DateField("ngày")
    reminders = models.ManyToManyField(Reminder, related_name="deliveries")
    state = models.CharField("trạng thái", max_length=7, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField("số lần gửi", default=0)
    error = models.CharField("lý do", max_length=300, blank=True, default="")
    next_try_at = models.DateTimeField("gửi lúc")
    tried_at = models.DateTimeField("lần gửi gần nhất", null=True, blank=True)
    sent_at = models.DateTimeField("đã gửi lúc", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "user_id", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["user", "channel", "on"], name="delivered_once_a_day"),
            models.CheckConstraint(
                name="delivery_sent_iff_state",
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~Q(state=DeliveryState.SENT) & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="delivery_failed_says_why", condition=~Q(state=DeliveryState.FAILED) | ~Q(error="")
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=~Q(state=DeliveryState.SENT), name="delivery_unsent"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.on:%d/%m/%Y}"
