"""What a decision says a unit achieved, kept beside what the portal computes; neither ever overwrites the other."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators import policy
from indicators.models.assessments import POINTS, Period
from indicators.policy import Deed
from units.models import Unit
from units.scoping import Columns, ScopedQuerySet


class OfficialFigureQuerySet(ScopedQuerySet["OfficialFigure"]):
    rules = {Deed.READ: policy.READ_SHEETS}
    columns = Columns(unit="unit")

    def newest_first(self) -> OfficialFigureQuerySet:
        """A later decision corrects an earlier one."""
        return self.order_by("-decided_on", "-loaded_at", "-pk")


class OfficialFigure(models.Model):
    """Kết quả theo quyết định: of a unit as a whole (`criterion_code` ""), or of one of its criteria.

    Nam Định 2020 printed 62,62/70 as 89,45% where half-up gives 89,46: what was signed stays as it was signed. The
    database refuses every change; a correction is another decision with rows of its own.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="official_figures")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    criterion_code = models.CharField("mã tiêu chí", max_length=20, blank=True, default="")
    points = models.DecimalField("điểm", **POINTS | {"decimal_places": 4, "max_digits": 9})
    max_points = models.DecimalField("điểm tối đa", **POINTS)
    percent = models.DecimalField("chỉ số, %", **POINTS | {"decimal_places": 4, "max_digits": 9})
    rank = models.PositiveSmallIntegerField("hạng", null=True, blank=True)
    grade = models.CharField("xếp loại", max_length=30, blank=True, default="")
    decision_number = models.CharField("số quyết định", max_length=80)
    decided_on = models.DateField("ngày quyết định")
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    loaded_at = models.DateTimeField("nạp lúc")

    objects = OfficialFigureQuerySet.as_manager()

    class Meta:
        ordering = ["period_id", "unit__sort_name", "unit_id", "criterion_code", "decided_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "criterion_code", "decision_number"], name="official_figure_once"
            ),
            models.CheckConstraint(
                name="official_figure_says_something",
                condition=Q(points__isnull=False) | Q(percent__isnull=False) | Q(rank__isnull=False) | ~Q(grade=""),
            ),
            models.CheckConstraint(name="official_figure_has_decision", condition=~Q(decision_number="")),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.criterion_code} {self.decision_number}"

    @property
    def decision(self) -> str:
        """As it is cited: "617/QĐ-UBND ngày 29/03/2023"."""
        return f"{self.decision_number} ngày {self.decided_on:%d/%m/%Y}"
