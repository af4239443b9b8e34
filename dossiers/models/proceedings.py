"""What happened to single dossiers: kept beside the register, whose rows are many and must stay slim."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dossiers.enums import PauseReason
from dossiers.models.register import Dossier


class Pause(models.Model):
    """The clock stood still: waiting for papers or for the fee. Without an end it still stands."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="pauses", db_index=False)
    reason = models.PositiveSmallIntegerField("lý do", choices=PauseReason)
    started_at = models.DateTimeField("từ")
    ended_at = models.DateTimeField("đến", null=True, blank=True)

    class Meta:
        ordering = ["dossier_id", "started_at", "reason"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "started_at", "reason"], name="pause_once"),
            models.CheckConstraint(
                name="pause_in_order", condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.get_reason_display()}"


class Extension(models.Model):
    """A decision that gave the dossier a later due date; `Dossier.due_at` is that date from then on."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="extension")
    due_at = models.DateTimeField("gia hạn đến")
    decision_number = models.CharField("số văn bản gia hạn", max_length=60, blank=True, default="")

    class Meta:
        ordering = ["dossier_id"]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.decision_number}"


class Lateness(models.Model):
    """Why a dossier is late, and the written apology with its new date (form 04 of TT 01/2018/TT-VPCP)."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="lateness")
    cause = models.CharField("nguyên nhân quá hạn", max_length=500)
    apology_number = models.CharField("số phiếu xin lỗi", max_length=60, blank=True, default="")
    apology_on = models.DateField("ngày xin lỗi", null=True, blank=True)
    promised_on = models.DateField("ngày hẹn lại", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["dossier_id"]
        constraints = [
            models.CheckConstraint(name="lateness_has_a_cause", condition=~Q(cause="")),
            models.CheckConstraint(
                name="lateness_apology_whole",
                condition=Q(apology_number="", apology_on=None, promised_on=None)
                | (~Q(apology_number="") & Q(apology_on__isnull=False, promised_on__gte=F("apology_on"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.cause[:40]}"
