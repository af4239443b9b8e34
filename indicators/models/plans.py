"""Plans and tasks; what became of a task is computed from its dates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import Q

from cchc_portal.audit.history import tracked
from cchc_portal.kit.numbers import percent
from indicators import policy
from indicators.enums import AssignedBy, TaskOutcome
from indicators.plans.outcomes import due_date, outcome
from indicators.policy import Deed
from units.models import Unit
from units.scoping import Columns, ScopedQuerySet


class PlanQuerySet(ScopedQuerySet["Plan"]):
    rules = {Deed.READ: policy.READ_CALENDAR}
    columns = Columns()


class Plan(models.Model):
    """Kế hoạch CCHC of a year."""

    year = models.PositiveSmallIntegerField("năm")
    name = models.CharField("tên kế hoạch", max_length=250)
    number = models.CharField("số kế hoạch", max_length=80, unique=True)
    decided_on = models.DateField("ngày ban hành")

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "number"]

    def __str__(self) -> str:
        return self.name


class TaskQuerySet(ScopedQuerySet["Task"]):
    """A task stands in the unit that leads it."""

    rules = {Deed.READ: policy.READ_TASKS, Deed.REPORT: policy.REPORT_TASKS}
    columns = Columns(unit="lead")

    def as_of(self, day: dt.date) -> list[Task]:
        """The tasks, each knowing in `outcome` how it stood at the end of that day."""
        tasks = list(self)
        for task in tasks:
            task.outcome = outcome(task.due_on, task.finished_on, day, task.year)
        return tasks


@tracked()
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

    outcome: TaskOutcome  # set by TaskQuerySet.as_of

    objects = TaskQuerySet.as_manager()

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

    @property
    def due(self) -> dt.date:
        return due_date(self.due_on, self.year)

    @property
    def is_done(self) -> bool:
        """Done by the day it was asked for (see as_of)."""
        return self.outcome not in {TaskOutcome.IN_PROGRESS, TaskOutcome.OVERDUE}

    @property
    def stamp(self) -> str:
        """What a person saw of the report: a save against an older stamp would overwrite someone."""
        return f"{self.finished_on or ''}|{self.achieved if self.achieved is not None else ''}"

    @property
    def achieved_percent(self) -> Decimal | None:
        """Achieved ÷ target in percent, over-achievement included (200 %); None without a target or a report."""
        return None if self.target is None or self.achieved is None else percent(self.achieved, self.target)
