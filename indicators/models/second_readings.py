"""Chấm lại độc lập: rows that a second inspector judged without seeing the first one's points; never a score."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators import policy
from indicators.models.assessments import POINTS, Score
from indicators.policy import Deed
from units.scoping import Columns, ScopedQuerySet


class SecondReadingQuerySet(ScopedQuerySet["SecondReading"]):
    rules = {Deed.READ: policy.READ_SECOND_READINGS}
    columns = Columns(owner="inspector")
    covered_by = ("indicators.Period",)

    def waiting(self) -> SecondReadingQuerySet:
        return self.filter(given_at=None)


class SecondReading(models.Model):
    """One row drawn for one inspector; it waits until `given_at`. What it says changes no point of anybody."""

    score = models.OneToOneField(Score, models.CASCADE, related_name="second_reading")
    inspector = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField("rút mẫu lúc")
    points = models.DecimalField("điểm chấm lại", **POINTS)
    reason = models.CharField("lý do", max_length=500, blank=True, default="")
    given_at = models.DateTimeField("chấm lúc", null=True, blank=True)

    objects = SecondReadingQuerySet.as_manager()

    class Meta:
        ordering = ["drawn_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="second_reading_given_with_points",
                condition=Q(points=None, given_at=None) | Q(points__gte=0, given_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["inspector"], condition=Q(given_at=None), name="second_reading_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.score_id}: {self.inspector_id}"
