"""Publicity (tuyên truyền) by channel, and initiatives (sáng kiến): registered, recognised, counted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc_portal.audit.history import tracked
from indicators import policy
from indicators.enums import Channel, InitiativeState
from indicators.models.plans import Plan
from indicators.policy import Deed
from units.models import Unit
from units.scoping import Columns, ScopedQuerySet


class OfUnit(ScopedQuerySet["PublicityActivity"]):
    """Read like tasks; written by the unit itself and by coordinators."""

    rules = {Deed.READ: policy.READ_TASKS, Deed.REPORT: policy.REPORT_TASKS}
    columns = Columns(unit="unit")


@tracked(found_by=["unit"])
class PublicityActivity(models.Model):
    """What a unit did on one channel, with its quantity: 19 electronic bulletins, 4.000 posters."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="publicity")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="activities")
    channel = models.CharField("hình thức", max_length=12, choices=Channel)
    title = models.CharField("nội dung", max_length=300)
    quantity = models.PositiveIntegerField("số lượng")
    audience = models.PositiveIntegerField("số lượt người xem, dự", null=True, blank=True)
    done_on = models.DateField("ngày thực hiện")
    source = models.CharField("minh chứng (văn bản, đường dẫn)", max_length=300, blank=True, default="")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField("ghi lúc")

    objects = OfUnit.as_manager()

    class Meta:
        ordering = ["-done_on", "-id"]
        constraints = [models.CheckConstraint(name="activity_has_a_quantity", condition=Q(quantity__gte=1))]

    def __str__(self) -> str:
        return self.title


class InitiativeQuerySet(ScopedQuerySet["Initiative"]):
    rules = {Deed.READ: policy.READ_TASKS, Deed.REPORT: policy.REPORT_TASKS, Deed.RECOGNISE: policy.RECOGNISE}
    columns = Columns(unit="unit")


@tracked(found_by=["unit"])
class Initiative(models.Model):
    """Sáng kiến CCHC: registered by a unit, recognised by a decision or turned down with a reason."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="initiatives")
    title = models.CharField("tên sáng kiến", max_length=300)
    author = models.CharField("tác giả", max_length=200)
    summary = models.CharField("nội dung, hiệu quả", max_length=1000)
    registered_on = models.DateField("ngày đăng ký")
    state = models.CharField("trạng thái", max_length=10, choices=InitiativeState, default=InitiativeState.REGISTERED)
    decision_number = models.CharField("số quyết định", max_length=80, blank=True, default="")
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    reason = models.CharField("lý do không công nhận", max_length=500, blank=True, default="")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField("ghi lúc")

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        ordering = ["-registered_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="initiative_decided_by_a_document",
                condition=Q(state=InitiativeState.REGISTERED, decision_number="", decided_on=None, reason="")
                | (Q(state=InitiativeState.RECOGNISED, decided_on__isnull=False, reason="") & ~Q(decision_number=""))
                | (Q(state=InitiativeState.REFUSED, decided_on__isnull=False) & ~Q(reason="")),
            )
        ]

    def __str__(self) -> str:
        return self.title
