"""Inspections of units, what they found, and what became of it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc_portal.audit.history import tracked
from indicators import policy
from indicators.enums import InspectionKind, RemedyState
from indicators.inspections.remedies import remedy_state
from indicators.models.plans import Plan
from indicators.policy import Deed
from units.models import Unit
from units.scoping import Columns, ScopedQuerySet


class InspectionQuerySet(ScopedQuerySet["Inspection"]):
    """An inspection stands in the unit that is inspected."""

    rules = {Deed.READ: policy.READ_TASKS, Deed.INSPECT: policy.INSPECT}
    columns = Columns(unit="unit")


@tracked(found_by=["unit"])
class Inspection(models.Model):
    """Kiểm tra CCHC at one unit: of the yearly plan, or by surprise."""

    kind = models.CharField("hình thức", max_length=8, choices=InspectionKind)
    year = models.PositiveSmallIntegerField("năm")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspections", verbose_name="đơn vị được kiểm tra")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="inspections")
    planned_on = models.DateField("dự kiến ngày", null=True, blank=True)
    held_on = models.DateField("ngày kiểm tra", null=True, blank=True)
    team = models.CharField("đoàn kiểm tra", max_length=300)
    content = models.CharField("nội dung kiểm tra", max_length=1000)
    conclusion = models.CharField("kết luận", max_length=2000, blank=True, default="")
    conclusion_number = models.CharField("số thông báo kết luận", max_length=80, blank=True, default="")
    concluded_on = models.DateField("ngày kết luận", null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField("ghi lúc")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "kind", "held_on", "planned_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="inspection_held_or_planned",
                condition=Q(held_on__isnull=False) | Q(kind=InspectionKind.PLANNED, planned_on__isnull=False),
            ),
            models.CheckConstraint(
                name="inspection_surprise_has_no_plan", condition=Q(kind=InspectionKind.PLANNED) | Q(plan=None)
            ),
            models.CheckConstraint(
                name="inspection_concluded_after_it_was_held",
                condition=Q(conclusion="", conclusion_number="", concluded_on=None)
                | (~Q(conclusion="") & Q(concluded_on__isnull=False, held_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{InspectionKind(self.kind).label}: {self.unit_id}"


class FindingQuerySet(ScopedQuerySet["Finding"]):
    rules = {Deed.READ: policy.READ_TASKS, Deed.INSPECT: policy.INSPECT, Deed.REMEDY: policy.REPORT_TASKS}
    columns = Columns(unit="inspection__unit")
    covered_by = ("indicators.Inspection",)

    def as_of(self, day: dt.date) -> list[Finding]:
        """What was found by that day, each knowing in `state` how it stood then."""
        findings = [each for each in self.select_related("inspection__unit") if each.inspection.held_on <= day]
        for each in findings:
            each.state = each.state_on(day)
        return findings


@tracked(found_by=["inspection"])
class Finding(models.Model):
    """One thing an inspection wants mended, by whom and by when."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    text = models.CharField("vấn đề phát hiện", max_length=1000)
    responsible = models.CharField("người, bộ phận chịu trách nhiệm", max_length=200)
    due_on = models.DateField("hạn khắc phục")
    remedied_on = models.DateField("ngày khắc phục", null=True, blank=True)
    remedy = models.CharField("kết quả khắc phục", max_length=1000, blank=True, default="")

    state: RemedyState  # set by FindingQuerySet.as_of

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["inspection_id", "due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="finding_remedied_when_and_how",
                condition=Q(remedied_on=None, remedy="") | (Q(remedied_on__isnull=False) & ~Q(remedy="")),
            )
        ]

    def __str__(self) -> str:
        return self.text

    def state_on(self, day: dt.date) -> RemedyState:
        return remedy_state(self.due_on, self.remedied_on, day)

    @property
    def stamp(self) -> str:
        """What a person saw of the remedy: a save against an older stamp would overwrite someone."""
        return f"{self.remedied_on or ''}|{self.remedy}"


class FollowUp(models.Model):
    """What inspectors saw of a remedy: accepted, or to be done again."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="follow_ups")
    accepted = models.BooleanField("đạt")
    note = models.CharField("ý kiến", max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc")

    class FollowUpQuerySet(ScopedQuerySet["FollowUp"]):
        rules = {Deed.READ: policy.READ_TASKS}
        columns = Columns(unit="finding__inspection__unit")
        covered_by = ("indicators.Finding",)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["finding_id", "id"]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.at:%d/%m/%Y}"
