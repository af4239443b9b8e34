"""Đợt đánh giá: a period with its data window, its deadlines, and which criteria set scores which block."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cchc_portal.audit.history import tracked
from indicators import policy
from indicators.enums import PeriodKind, PeriodState
from indicators.models.criteria import CriteriaSet
from indicators.period_dates import MOMENTS, WINDOW, Calendar
from indicators.policy import Deed
from units.models import Block
from units.scoping import Columns, ScopedQuerySet


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
    first_due_at = models.DateTimeField("hạn thẩm định lần 1")
    explain_due_at = models.DateTimeField("hạn giải trình")
    second_due_at = models.DateTimeField("hạn thẩm định lần 2")
    state = models.CharField(max_length=10, choices=PeriodState, default=PeriodState.PREPARING)
    version = models.BigIntegerField(default=1)  # rises with every change of points: cache key and ETag
    scored_at = models.DateTimeField("tính điểm lúc", null=True, blank=True)
    figures_due_on = models.DateField("ngày chốt số liệu", null=True, blank=True)  # the last on which they move
    figures_closed_at = models.DateTimeField("chốt số liệu lúc", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-data_to", "-data_from", "code"]
        constraints = [
            models.CheckConstraint(name="period_window_in_order", condition=Q(data_to__gte=F("data_from"))),
            models.CheckConstraint(name="period_deadline_after_opening", condition=Q(self_due_at__gt=F("opens_at"))),
            models.CheckConstraint(
                name="period_deadlines_in_order",
                condition=Q(first_due_at__gt=F("self_due_at"))
                & Q(explain_due_at__gt=F("first_due_at"))
                & Q(second_due_at__gt=F("explain_due_at")),
            ),
            models.CheckConstraint(name="period_kind_known", condition=Q(kind__in=PeriodKind.values)),
            models.CheckConstraint(  # so that half-month roll-ups add up exactly to the window
                name="period_window_on_half_months",
                condition=Q(data_from__day__in=[1, 15]) & (Q(data_to__day=14) | Q(data_to__day__gte=28)),
            ),
            models.CheckConstraint(name="period_state_known", condition=Q(state__in=PeriodState.values)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def calendar(self) -> Calendar:
        return Calendar(**{name: getattr(self, name) for name in (*WINDOW, *MOMENTS)})


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
