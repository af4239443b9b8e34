"""Plans and tasks; what became of a task is computed from its dates."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from indicators.enums import AssignedBy
from units.models import Unit


class Plan(models.Model):
    """Kế hoạch CCHC of a year."""

    year = models.PositiveSmallIntegerField("năm")
    name = models.CharField("tên kế hoạch", max_length=250)
    number = models.CharField("số kế hoạch", max_length=80, unique=True)
    decided_on = models.DateField("ngày ban hành")

    class Meta:
        ordering = ["-year", "number"]

    def __str__(self) -> str:
        return self.name


class Task(models.Model):
    """Nhiệm vụ: from the plan, or given by the People's Committee outside it."""

    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="tasks")
    year = models.PositiveSmallIntegerField("năm")
    number = models.CharField("số thứ tự", max_length=20)
    area = models.CharField("lĩnh vực", max_length=120)
    title = models.CharField("nhiệm vụ", max_length=500)
    product = models.CharField("sản phẩm", max_length=300, blank=True, default="")
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="led_tasks", verbose_name="chủ trì")
    supporting = models.CharField("phối hợp", max_length=300, blank=True, default="")
    assigned_by = models.CharField(max_length=10, choices=AssignedBy, default=AssignedBy.PLAN)
    due_on = models.DateField("thời hạn", null=True, blank=True)  # none: all-year work, closed at year end
    finished_on = models.DateField("ngày hoàn thành", null=True, blank=True)
    target = models.DecimalField("chỉ tiêu", max_digits=14, decimal_places=2, null=True, blank=True)
    achieved = models.DecimalField("thực hiện", max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["year", "assigned_by", "id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "assigned_by", "number", "lead"], name="task_number_once"),
            models.CheckConstraint(
                name="task_of_plan_has_plan",
                condition=Q(assigned_by=AssignedBy.PLAN, plan__isnull=False)
                | Q(assigned_by=AssignedBy.PROVINCE, plan=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"
