"""Judgement: one assessment per unit, one score per leaf criterion, and the measured facts beneath."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cchc_portal.audit.history import tracked
from indicators import policy
from indicators.enums import (
    BY_NOBODY,
    FINAL,
    FIRST_DONE,
    NEEDS_REASON,
    UNSCORED,
    UNSENT,
    Action,
    Reporting,
    ResultSource,
    State,
)
from indicators.models.criteria import CriteriaSet, Criterion
from indicators.models.periods import Period
from indicators.policy import Deed
from indicators.reporting import Dates, days_late, reporting
from units.models import Unit
from units.scoping import Columns, ScopedQuerySet

POINTS = {"max_digits": 7, "decimal_places": 2, "null": True, "blank": True}


SHEET_RULES = {
    Deed.READ: policy.READ_SHEETS,
    Deed.LOOK: policy.LOOK_SHEETS,
    Deed.ENTER: policy.ENTER_SHEETS,
    Deed.APPRAISE: policy.APPRAISE_SHEETS,
    Deed.EXPLAIN: policy.EXPLAIN_SHEETS,
}


def _who_and_when(what: str) -> models.CheckConstraint:
    at, by = f"{what}_at", f"{what}_by"
    return models.CheckConstraint(
        name=f"assessment_{what}_who_and_when",
        condition=Q((at, None), (by, None)) | Q((f"{at}__isnull", False), (f"{by}__isnull", False)),
    )


def _iff(what: str, states: Collection[str], *, name: str) -> models.CheckConstraint:
    """The date stands in exactly these states."""
    here = Q(state__in=sorted(states))
    return models.CheckConstraint(
        name=name, condition=(here & Q((f"{what}__isnull", False))) | (~here & Q((what, None)))
    )


class AssessmentQuerySet(ScopedQuerySet["Assessment"]):
    rules = SHEET_RULES
    columns = Columns(unit="unit", state="state", period="period__state")

    def taking_part(self) -> AssessmentQuerySet:
        """Without the sheets nobody scores (closed, exempt, nothing to report): they are in no table."""
        return self.exclude(state__in=UNSCORED)

    def maybe_due(self, first: dt.datetime, last: dt.datetime) -> AssessmentQuerySet:
        """With their periods, those that may have been due then; reporting.due_between decides."""
        later = Q(period__self_due_at__gte=first) | Q(timely_until__gte=first)
        return self.filter(later, period__self_due_at__lte=last).select_related("period")


@tracked()
class Assessment(models.Model):
    """Phiếu chấm of one unit in one period; its totals are written only by recalculation."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="assessments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assessments")
    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="assessments")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    self_points = models.DecimalField("điểm tự chấm", **POINTS)
    computed_points = models.DecimalField("điểm hệ thống tính", **POINTS)
    appraised_points = models.DecimalField("điểm thẩm định", **POINTS)
    survey_points = models.DecimalField("điểm điều tra", **POINTS)
    total_points = models.DecimalField("tổng điểm", **POINTS)
    max_points = models.DecimalField("điểm tối đa của đơn vị", **POINTS)
    percent = models.DecimalField("chỉ số, %", **POINTS)
    grade = models.CharField("xếp loại", max_length=30, blank=True, default="")
    grade_reason = models.CharField("lý do xếp loại", max_length=1000, blank=True, default="")
    # What the sheet alone earns; the quotas of its set may leave it a lower grade above.
    grade_before_quota = models.CharField("xếp loại trước tỷ lệ", max_length=30, blank=True, default="")
    reason_before_quota = models.CharField("lý do trước tỷ lệ", max_length=1000, blank=True, default="")
    requested_at = models.DateTimeField("trình duyệt lúc", null=True, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # The first handing in that still counts: a return keeps it, a withdrawal takes it back.
    handed_in_at = models.DateTimeField("nộp lần đầu lúc", null=True, blank=True)
    extended_to = models.DateTimeField("hạn nộp riêng", null=True, blank=True)  # sent back, or late with leave
    timely_until = models.DateTimeField("đúng hạn đến", null=True, blank=True)  # leave given before the deadline
    first_at = models.DateTimeField("thẩm định lần 1 xong lúc", null=True, blank=True)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    explain_until = models.DateTimeField("giải trình đến", null=True, blank=True)
    answered_at = models.DateTimeField("đơn vị trả lời lúc", null=True, blank=True)  # null: silent, or not yet
    appraised_at = models.DateTimeField("thẩm định xong lúc", null=True, blank=True)
    appraised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["period_id", "unit__sort_name", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["period", "unit"], name="assessment_once"),
            models.CheckConstraint(name="assessment_state_known", condition=Q(state__in=State.values)),
            *map(_who_and_when, ("requested", "submitted", "first", "appraised")),
            models.CheckConstraint(
                name="assessment_waiting_was_requested",
                condition=~Q(state__in=[State.DRAFT, State.WAITING])
                | Q(state=State.DRAFT, requested_at=None)
                | Q(state=State.WAITING, requested_at__isnull=False),
            ),
            _iff("submitted_at", set(State) - UNSENT - UNSCORED, name="assessment_draft_iff_not_submitted"),
            _iff("first_at", FIRST_DONE, name="assessment_first_iff_state"),
            _iff("explain_until", FIRST_DONE, name="assessment_window_iff_first"),
            _iff("appraised_at", FINAL, name="assessment_appraised_iff_state"),
            models.CheckConstraint(  # a date that is not there bars nothing
                name="assessment_dates_in_order",
                condition=(Q(submitted_at=None) | Q(handed_in_at__lte=F("submitted_at")))
                & (Q(first_at=None) | Q(first_at__gte=F("submitted_at"), explain_until__gte=F("first_at")))
                & (Q(answered_at=None) | Q(answered_at__gte=F("first_at"), answered_at__lte=F("explain_until")))
                & (Q(appraised_at=None) | Q(appraised_at__gte=F("first_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.period}"

    @property
    def due_at(self) -> dt.datetime:
        """When typing ends for this unit: the period's deadline, or a later one of its own."""
        return max(filter(None, (self.period.self_due_at, self.extended_to)))

    @property
    def dates(self) -> Dates:
        """What lateness depends on."""
        timely = max(filter(None, (self.period.self_due_at, self.timely_until)))
        return Dates(State(self.state), self.due_at, timely, self.handed_in_at)

    def reporting(self, now: dt.datetime) -> Reporting:
        return reporting(self.dates, now)

    def days_late(self, now: dt.datetime) -> int:
        return days_late(self.dates, now)

    def window_open(self, now: dt.datetime) -> bool:
        """Whether the unit may still explain; the last moment belongs to it."""
        return self.state == State.EXPLAINING and self.explain_until is not None and now <= self.explain_until


class OfAssessment(ScopedQuerySet[Any]):
    """Rows that stand and fall with their assessment."""

    rules = SHEET_RULES
    columns = Columns(unit="assessment__unit", state="assessment__state", period="assessment__period__state")
    covered_by = ("indicators.Assessment",)


OF_ROW = Columns(
    unit="score__assessment__unit",
    state="score__assessment__state",
    period="score__assessment__period__state",
    field="score__criterion__owner",
)
"""Of what hangs on one row of a sheet."""


class OfCriterion(OfAssessment):
    """Rows of a sheet: who owns the field of their criterion reads them, too."""

    columns = replace(OfAssessment.columns, field="criterion__owner")


class AssessmentEvent(models.Model):
    """One move of an assessment: who (nobody where it followed by itself), when, why."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="events")
    action = models.CharField(max_length=10, choices=Action)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")

    objects = OfAssessment.as_manager()

    class Meta:
        ordering = ["assessment_id", "id"]
        constraints = [
            models.CheckConstraint(
                name="assessment_return_needs_reason", condition=~Q(action__in=sorted(NEEDS_REASON)) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="assessment_moved_by_somebody_or_by_itself",
                condition=Q(action__in=sorted(BY_NOBODY), by=None)
                | (~Q(action__in=sorted(BY_NOBODY)) & Q(by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.action}"


@tracked(found_by=["assessment"])
class Score(models.Model):
    """One leaf of one assessment: what the unit answered, what the portal computed, what the appraiser decided.

    Null points mean "not known yet", never zero. Self, computed and appraised points stand side by side and
    none overwrites another; `points` is the one that counts.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    answer = models.JSONField(default=dict, blank=True)  # typed inputs: {"done": "42", "due": "68"}
    no_occurrence = models.BooleanField("không phát sinh", default=False)
    not_applicable = models.BooleanField("không áp dụng", default=False)
    exemption = models.CharField("văn bản cho phép không áp dụng", max_length=200, blank=True, default="")
    citation = models.CharField("minh chứng (số/ký hiệu, ngày, trang)", max_length=300, blank=True, default="")
    documents = models.PositiveSmallIntegerField("số tệp minh chứng", default=0)  # counted by actions.evidence
    remark = models.CharField("lý do, giải trình của đơn vị", max_length=500, blank=True, default="")
    self_points = models.DecimalField("điểm tự chấm", **POINTS)
    computed_points = models.DecimalField("điểm hệ thống tính", **POINTS)
    appraised_points = models.DecimalField("điểm thẩm định", **POINTS)
    appraisal_reason = models.CharField("lý do thẩm định", max_length=500, blank=True, default="")
    appraised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    first_points = models.DecimalField("điểm thẩm định lần 1", **POINTS)  # kept for good when the first round ends
    first_reason = models.CharField("lý do thẩm định lần 1", max_length=500, blank=True, default="")
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    points = models.DecimalField("điểm được tính", **POINTS)
    explanation = models.TextField("cách tính", blank=True, default="")
    flags = models.JSONField(
        default=list, blank=True
    )  # [{"severity", "message", "input", "kind", "answered"}]: rules.checks
    version = models.PositiveIntegerField(default=0)  # rises with every human edit: the guard against overwriting
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(null=True, blank=True)

    objects = OfCriterion.as_manager()

    class Meta:
        ordering = ["assessment_id", "criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="score_once"),
            models.CheckConstraint(
                name="score_points_not_negative",
                condition=(Q(points=None) | Q(points__gte=0))
                & (Q(self_points=None) | Q(self_points__gte=0))
                & (Q(appraised_points=None) | Q(appraised_points__gte=0))
                & (Q(first_points=None) | Q(first_points__gte=0)),
            ),
            models.CheckConstraint(
                name="score_exemption_has_document", condition=Q(not_applicable=False) | ~Q(exemption="")
            ),
            models.CheckConstraint(
                name="score_changed_points_have_reason",
                condition=Q(appraised_points=None)
                | Q(self_points=None)
                | Q(appraised_points=F("self_points"))
                | ~Q(appraisal_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.criterion_id}"


@tracked(found_by=["unit"])
class Measurement(models.Model):
    """A figure the portal measured itself for a unit and period (dossiers, tasks), with its source in words."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="measurements")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)  # e.g. "dossiers.in_time": the names criteria inputs refer to
    value = models.DecimalField(max_digits=18, decimal_places=4)
    measured_at = models.DateTimeField()

    class Meta:
        ordering = ["period_id", "unit_id", "name"]
        constraints = [models.UniqueConstraint(fields=["period", "unit", "name"], name="measurement_once")]

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


@tracked(found_by=["unit"])
class SurveyResult(models.Model):
    """Điều tra xã hội học: counts per option, or an index in percent, for one unit and one survey criterion."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="survey_results")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    criterion_code = models.CharField("mã tiêu chí", max_length=20)
    counts = models.JSONField(default=dict, blank=True)  # {"A": 40, "B": 30, "C": 20, "D": 5, "E": 5}; E is blank
    index = models.DecimalField("chỉ số, %", max_digits=7, decimal_places=4, null=True, blank=True)
    respondents = models.PositiveIntegerField("số phiếu", default=0)
    source = models.CharField(max_length=10, choices=ResultSource, default=ResultSource.FILE)

    class Meta:
        ordering = ["period_id", "unit_id", "criterion_code"]
        constraints = [
            models.UniqueConstraint(fields=["period", "unit", "criterion_code"], name="survey_result_once"),
            models.CheckConstraint(
                name="survey_index_is_percent", condition=Q(index=None) | Q(index__gte=0, index__lte=100)
            ),
            models.CheckConstraint(name="survey_source_known", condition=Q(source__in=ResultSource.values)),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.criterion_code}"
