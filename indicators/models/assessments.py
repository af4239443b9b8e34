"""Judgement: periods, one assessment per unit, one score per leaf criterion, and the measured facts beneath."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cchc_portal.audit.history import tracked
from indicators import policy
from indicators.enums import Action, PeriodKind, PeriodState, State
from indicators.models.criteria import CriteriaSet, Criterion
from indicators.policy import Deed
from units.models import Block, Unit
from units.scoping import Columns, ScopedQuerySet

POINTS = {"max_digits": 7, "decimal_places": 2, "null": True, "blank": True}


class PeriodQuerySet(ScopedQuerySet["Period"]):
    rules = {Deed.READ: policy.READ_CALENDAR}
    columns = Columns()


@tracked(exclude=["version", "scored_at"])
class Period(models.Model):
    """Đợt đánh giá: has explicit dates because the reporting year runs 15/12–14/12 (581/BNV-CCHC)."""

    code = models.SlugField("mã kỳ", max_length=20, unique=True)
    name = models.CharField("tên kỳ", max_length=80)
    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField(max_length=12, choices=PeriodKind)
    data_from = models.DateField("số liệu từ ngày")
    data_to = models.DateField("đến hết ngày")
    opens_at = models.DateTimeField("mở nhập")
    self_due_at = models.DateTimeField("hạn tự chấm")
    state = models.CharField(max_length=10, choices=PeriodState, default=PeriodState.PREPARING)
    version = models.BigIntegerField(default=1)  # rises with every change of points: cache key and ETag
    scored_at = models.DateTimeField("tính điểm lúc", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-data_to", "-data_from", "code"]
        constraints = [
            models.CheckConstraint(name="period_window_in_order", condition=Q(data_to__gte=F("data_from"))),
            models.CheckConstraint(name="period_deadline_after_opening", condition=Q(self_due_at__gt=F("opens_at"))),
            models.CheckConstraint(  # so that half-month roll-ups add up exactly to the window
                name="period_window_on_half_months",
                condition=Q(data_from__day__in=[1, 15]) & (Q(data_to__day=14) | Q(data_to__day__gte=28)),
            ),
            models.CheckConstraint(name="period_state_known", condition=Q(state__in=PeriodState.values)),
        ]

    def __str__(self) -> str:
        return self.name


class PeriodSet(models.Model):
    """Which criteria set scores which block in a period."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="sets")
    block = models.ForeignKey(Block, models.PROTECT, related_name="+")
    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="period_sets")

    class Meta:
        ordering = ["period_id", "block__position"]
        constraints = [models.UniqueConstraint(fields=["period", "block"], name="period_block_once")]

    def __str__(self) -> str:
        return f"{self.period_id} {self.block_id}"


SHEET_RULES = {
    Deed.READ: policy.READ_SHEETS,
    Deed.ENTER: policy.ENTER_SHEETS,
    Deed.APPRAISE: policy.APPRAISE_SHEETS,
}


class AssessmentQuerySet(ScopedQuerySet["Assessment"]):
    rules = SHEET_RULES
    columns = Columns(unit="unit", state="state", period="period__state")

    def taking_part(self) -> AssessmentQuerySet:
        """Without the sheets closed unscored: they are in no table and no publication."""
        return self.exclude(state=State.CLOSED)


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
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    appraised_at = models.DateTimeField(null=True, blank=True)
    appraised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    extended_to = models.DateTimeField("hạn nộp riêng", null=True, blank=True)  # sent back, or late with leave

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["period_id", "unit__sort_name", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["period", "unit"], name="assessment_once"),
            models.CheckConstraint(name="assessment_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="assessment_submitted_who_and_when",
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="assessment_appraised_who_and_when",
                condition=Q(appraised_at=None, appraised_by=None)
                | Q(appraised_at__isnull=False, appraised_by__isnull=False),
            ),
            models.CheckConstraint(
                name="assessment_draft_iff_not_submitted",
                condition=Q(state__in=[State.DRAFT, State.CLOSED], submitted_at=None)
                | (~Q(state__in=[State.DRAFT, State.CLOSED]) & Q(submitted_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="assessment_appraised_iff_state",
                condition=Q(state__in=[State.DRAFT, State.SUBMITTED, State.CLOSED], appraised_at=None)
                | Q(state__in=[State.APPRAISED, State.PUBLISHED], appraised_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.period}"

    @property
    def due_at(self) -> dt.datetime:
        """When typing ends for this unit: the period's deadline, or a later one of its own."""
        return max(filter(None, (self.period.self_due_at, self.extended_to)))


class OfAssessment(ScopedQuerySet[Any]):
    """Rows that stand and fall with their assessment."""

    rules = SHEET_RULES
    columns = Columns(unit="assessment__unit", state="assessment__state", period="assessment__period__state")
    covered_by = ("indicators.Assessment",)


class AssessmentEvent(models.Model):
    """One move of an assessment: who, when, why."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="events")
    action = models.CharField(max_length=10, choices=Action)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")

    objects = OfAssessment.as_manager()

    class Meta:
        ordering = ["assessment_id", "id"]
        constraints = [
            models.CheckConstraint(
                name="assessment_return_needs_reason",
                condition=~Q(action__in=[Action.SEND_BACK, Action.REOPEN, Action.EXTEND, Action.CLOSE]) | ~Q(reason=""),
            )
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
    points = models.DecimalField("điểm được tính", **POINTS)
    explanation = models.TextField("cách tính", blank=True, default="")
    flags = models.JSONField(
        default=list, blank=True
    )  # [{"severity", "message", "input", "kind", "answered"}]: rules.checks
    version = models.PositiveIntegerField(default=0)  # rises with every human edit: the guard against overwriting
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(null=True, blank=True)

    objects = OfAssessment.as_manager()

    class Meta:
        ordering = ["assessment_id", "criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="score_once"),
            models.CheckConstraint(
                name="score_points_not_negative",
                condition=(Q(points=None) | Q(points__gte=0))
                & (Q(self_points=None) | Q(self_points__gte=0))
                & (Q(appraised_points=None) | Q(appraised_points__gte=0)),
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

    class Meta:
        ordering = ["period_id", "unit_id", "criterion_code"]
        constraints = [
            models.UniqueConstraint(fields=["period", "unit", "criterion_code"], name="survey_result_once"),
            models.CheckConstraint(
                name="survey_index_is_percent", condition=Q(index=None) | Q(index__gte=0, index__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.criterion_code}"
