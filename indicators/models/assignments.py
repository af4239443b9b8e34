"""Phân công thẩm định: whose desk a unit, a criterion, or one criterion of one unit lies on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators import policy
from indicators.models.periods import Period
from indicators.policy import Deed
from units.models import Unit
from units.scoping import Columns, ScopedQuerySet


class AssignmentQuerySet(ScopedQuerySet["Assignment"]):
    rules = {Deed.READ: policy.READ_CALENDAR}
    columns = Columns()
    covered_by = ("indicators.Period",)


class Assignment(models.Model):
    """An appraiser judges these rows in a period: of one unit, of one criterion with all below it, or of both."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="assignments")
    appraiser = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    criterion_code = models.CharField("mã tiêu chí", max_length=20, blank=True, default="")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["period_id", "appraiser_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "appraiser", "unit", "criterion_code"],
                name="assignment_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="assignment_names_something", condition=Q(unit__isnull=False) | ~Q(criterion_code="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appraiser_id}: {self.unit_id or ''} {self.criterion_code}".strip()
