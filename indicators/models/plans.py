"""Plans and tasks; what became of a task is computed from its dates."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc_portal.audit.history import tracked
from cchc_portal.kit.numbers import percent
from indicators import policy
from indicators.enums import AssignedBy, PlanKind, PlanState, TaskChangeKind, TaskOutcome
from indicators.plans.outcomes import Dates
from indicators.policy import Deed
from units.models import Unit
from units.policy import Person
from units.scoping import Columns, ScopedQuerySet, scope


class PlanQuerySet(ScopedQuerySet["Plan"]):
    rules = {Deed.READ: policy.READ_PLANS, Deed.WRITE: policy.WRITE_PLANS, Deed.ISSUE: policy.ISSUE_PLANS}
    columns = Columns(unit="unit", state="state")

    def open_to(self, person: Person) -> Self:
        """Issued ones, and the drafts this person writes."""
        return self.of_person(person) | self.of_person(person, Deed.WRITE)


@tracked(found_by=["unit"])
class Plan(models.Model):
    """Kế hoạch of a year: the province's (no unit), or a unit's own below it."""

    kind = models.CharField("loại kế hoạch", max_length=10, choices=PlanKind, default=PlanKind.CCHC)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name="đơn vị"
    )  # none: the province's
    year = models.PositiveSmallIntegerField("năm")
    name = models.CharField("tên kế hoạch", max_length=250)
    state = models.CharField("trạng thái", max_length=8, choices=PlanState, default=PlanState.DRAFT)
    number = models.CharField("số kế hoạch", max_length=80, blank=True, default="")
    decided_on = models.DateField("ngày ban hành", null=True, blank=True)
    signer = models.CharField("người ký", max_length=120, blank=True, default="")

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "kind", "unit__sort_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "kind", "unit"], nulls_distinct=False, name="plan_once_a_year"),
            models.UniqueConstraint(
                fields=["unit", "number"], nulls_distinct=False, condition=~Q(number=""), name="plan_number_once"
            ),
            models.CheckConstraint(
                name="plan_issued_by_a_decision",
                condition=Q(state=PlanState.DRAFT, number="", decided_on=None, signer="")
                | (~Q(state=PlanState.DRAFT) & ~Q(number="") & ~Q(signer="") & Q(decided_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def source(self) -> AssignedBy:
        """Where its tasks come from."""
        return AssignedBy.UNIT if self.unit_id else SOURCES[PlanKind(self.kind)]

    @property
    def is_draft(self) -> bool:
        return self.state == PlanState.DRAFT

    @property
    def document(self) -> str:
        """ "275/KH-UBND ngày 27/12/2022"; "" for a draft."""
        return f"{self.number} ngày {self.decided_on:%d/%m/%Y}" if self.decided_on else ""


SOURCES = {
    PlanKind.CCHC: AssignedBy.PLAN,
    PlanKind.INSPECTION: AssignedBy.INSPECTION,
    PlanKind.PUBLICITY: AssignedBy.PUBLICITY,
}


class TaskQuerySet(ScopedQuerySet["Task"]):
    """A task stands in the unit that leads it; units that co-ordinate read it too."""

    rules = {Deed.READ: policy.READ_TASKS, Deed.REPORT: policy.REPORT_TASKS}
    columns = Columns(unit="lead")

    def of_person(self, person: Person, deed: str = Deed.READ) -> Self:
        reached = scope(person, self.rules[deed], self.columns)
        if deed == Deed.READ:
            helped = Task.supporters.through.objects.filter(scope(person, self.rules[deed], Columns(unit="unit")))
            reached |= Q(pk__in=helped.values("task"))
        if not person.is_wide:  # what the province still drafts is nobody's task yet
            reached &= ~Q(plan__unit=None, plan__state=PlanState.DRAFT)
        return self.scoped(reached)

    def standing(self) -> Self:
        """Of issued plans, or given outside any plan."""
        return self.exclude(plan__state=PlanState.DRAFT)

    def as_of(self, day: dt.date) -> list[Task]:
        """The tasks there were at the end of that day, each knowing in `outcome` how it stood then."""
        tasks = [task for task in self if task.dates.there(day)]
        for task in tasks:
            task.outcome = task.dates.outcome(day)
        return tasks


@tracked(found_by=["plan"])
class Task(models.Model):
    """Nhiệm vụ: from a plan, or given by the People's Committee outside it."""

    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="tasks")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="details")
    carried_from = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="carried_to")
    year = models.PositiveSmallIntegerField("năm")
    number = models.CharField("số thứ tự", max_length=20)
    area = models.CharField("lĩnh vực", max_length=120)
    title = models.CharField("nhiệm vụ", max_length=500)
    product = models.CharField("sản phẩm", max_length=300, blank=True, default="")
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="led_tasks", verbose_name="chủ trì")
    supporting = models.CharField("phối hợp", max_length=300, blank=True, default="")  # as the decision words it
    supporters = models.ManyToManyField(Unit, related_name="supported_tasks", blank=True)  # whom the words name
    budget = models.CharField("kinh phí", max_length=200, blank=True, default="")
    assigned_by = models.CharField(max_length=10, choices=AssignedBy, default=AssignedBy.PLAN)
    due_on = models.DateField("thời hạn", null=True, blank=True)  # none: all-year work, closed at year end
    earlier_dues = models.JSONField(default=list, blank=True)  # [["2023-08-01", "2023-06-30"], …]: until then, due then
    added_on = models.DateField("bổ sung từ ngày", null=True, blank=True)  # by an adjustment; none: from the start
    dropped_on = models.DateField("đưa ra khỏi kế hoạch từ ngày", null=True, blank=True)
    finished_on = models.DateField("ngày hoàn thành", null=True, blank=True)
    target = models.DecimalField("chỉ tiêu", max_digits=14, decimal_places=2, null=True, blank=True)
    achieved = models.DecimalField("thực hiện", max_digits=14, decimal_places=2, null=True, blank=True)

    outcome: TaskOutcome  # set by TaskQuerySet.as_of

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["year", "assigned_by", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "year", "number", "lead"], nulls_distinct=False, name="task_number_once"
            ),
            models.CheckConstraint(
                name="task_of_plan_has_plan",
                condition=(~Q(assigned_by=AssignedBy.PROVINCE) & Q(plan__isnull=False))
                | Q(assigned_by=AssignedBy.PROVINCE, plan=None),
            ),
            models.CheckConstraint(name="task_details_another", condition=Q(parent=None) | ~Q(parent=models.F("id"))),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def dates(self) -> Dates:
        earlier = tuple(
            (dt.date.fromisoformat(until), due and dt.date.fromisoformat(due)) for until, due in self.earlier_dues
        )
        return Dates(self.year, self.due_on, self.finished_on, self.added_on, self.dropped_on, earlier)

    @property
    def due(self) -> dt.date:
        return self.dates.due()

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

    @property
    def is_exceeded(self) -> bool:
        """More was achieved than asked for: vượt chỉ tiêu."""
        return self.target is not None and self.achieved is not None and self.achieved > self.target

    @property
    def is_missed(self) -> bool:
        """The work is over, and less was achieved than asked for: chưa đạt chỉ tiêu (see as_of)."""
        over = self.outcome != TaskOutcome.IN_PROGRESS
        return over and self.target is not None and self.achieved is not None and self.achieved < self.target


class OfPlan(ScopedQuerySet["PlanAdjustment"]):
    """Read by whoever reads the plan."""

    rules = {Deed.READ: policy.READ_PLANS, Deed.WRITE: policy.WRITE_PLANS}
    columns = Columns(unit="plan__unit", state="plan__state")
    covered_by = ("indicators.Plan",)


class PlanAdjustment(models.Model):
    """A decision that changed an issued plan."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="adjustments")
    number = models.CharField("số quyết định", max_length=80)
    decided_on = models.DateField("ngày quyết định")
    signer = models.CharField("người ký", max_length=120)
    summary = models.CharField("nội dung điều chỉnh", max_length=500)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("ghi lúc")

    objects = OfPlan.as_manager()

    class Meta:
        ordering = ["plan_id", "decided_on", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="adjustment_once")]

    def __str__(self) -> str:
        return f"{self.number} ngày {self.decided_on:%d/%m/%Y}"


class TaskChangeQuerySet(ScopedQuerySet["TaskChange"]):
    """Read by whoever reads the task."""

    rules = {Deed.READ: policy.READ_TASKS}
    columns = Columns(unit="task__lead")
    covered_by = ("indicators.Task",)


class TaskChange(models.Model):
    """What one adjustment did to one task: the old wording and the new, by column."""

    adjustment = models.ForeignKey(PlanAdjustment, models.PROTECT, related_name="changes")
    task = models.ForeignKey(Task, models.PROTECT, related_name="changes")
    kind = models.CharField("thay đổi", max_length=7, choices=TaskChangeKind)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    objects = TaskChangeQuerySet.as_manager()

    class Meta:
        ordering = ["adjustment_id", "task_id"]
        constraints = [models.UniqueConstraint(fields=["adjustment", "task"], name="task_changed_once")]

    def __str__(self) -> str:
        return f"{self.adjustment_id} {self.task_id}"


class TaskReportQuerySet(ScopedQuerySet["TaskReport"]):
    rules = {Deed.READ: policy.READ_TASKS}
    columns = Columns(unit="task__lead")
    covered_by = ("indicators.Task",)


@tracked(found_by=["task"])
class TaskReport(models.Model):
    """Where a task stood at the end of a quarter, in the words of its lead unit."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="reports")
    quarter = models.PositiveSmallIntegerField("quý")
    progress = models.CharField("tiến độ", max_length=1000)
    product = models.CharField("sản phẩm đã có", max_length=300, blank=True, default="")
    achieved = models.DecimalField("thực hiện", max_digits=14, decimal_places=2, null=True, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField("báo cáo lúc")

    objects = TaskReportQuerySet.as_manager()

    class Meta:
        ordering = ["task_id", "quarter"]
        constraints = [
            models.UniqueConstraint(fields=["task", "quarter"], name="task_reported_once_a_quarter"),
            models.CheckConstraint(name="task_report_quarter", condition=Q(quarter__gte=1, quarter__lte=4)),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} quý {self.quarter}"


class PlanFileQuerySet(ScopedQuerySet["PlanFile"]):
    """Files are for those who write the plan."""

    rules = {Deed.READ: policy.WRITE_PLANS}
    columns = Columns(unit="plan__unit")
    covered_by = ("indicators.Plan",)


class PlanFile(models.Model):
    """An appendix that was sent, kept so that it can be looked at, written, and given back with its faults marked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="files")
    stored = models.CharField(max_length=80, unique=True)
    original_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField(max_length=64)
    decision = models.JSONField(default=dict, blank=True)  # of an adjustment: number, decided_on, signer, summary
    drops_missing = models.BooleanField("đưa ra khỏi kế hoạch nhiệm vụ không có trong tệp", default=False)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("gửi lúc")
    written_at = models.DateTimeField("ghi lúc", null=True, blank=True)

    objects = PlanFileQuerySet.as_manager()

    class Meta:
        ordering = ["plan_id", "-sent_at", "id"]

    def __str__(self) -> str:
        return self.original_name
