"""Workbooks of a sheet that came back from a unit."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators.models.assessments import Assessment, OfAssessment


class SheetFile(models.Model):
    """A filled-in workbook, kept so that it can be looked at, applied and given back with its faults marked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="files")
    stored = models.CharField(max_length=80, unique=True)
    original_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField(max_length=64)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("gửi lúc")
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField("áp dụng lúc", null=True)

    objects = OfAssessment.as_manager()

    class Meta:
        ordering = ["assessment_id", "-sent_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="sheet_file_applied_who_and_when",
                condition=Q(applied_at=None, applied_by=None) | Q(applied_at__isnull=False, applied_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.original_name
