"""What is asked for and how long it may take: the procedures with their dated versions, and the working calendar."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from cchc_portal.kit.text import folded
from dossiers.clock.explanations import WEEKDAYS
from dossiers.enums import DayKind, OnlineService, ProcedureLevel


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def with_versions(self) -> ProcedureQuerySet:
        """All versions at hand, in one more query."""
        return self.prefetch_related("versions")


class Procedure(models.Model):
    """Thủ tục hành chính: what is asked for. What the law may change stands in its dated versions."""

    code = models.CharField("mã TTHC", max_length=40, unique=True)
    name = models.CharField("tên TTHC", max_length=500)
    area = models.CharField("lĩnh vực TTHC", max_length=200, blank=True, default="")
    search_key = models.TextField(editable=False, default="")  # code, name and area without diacritics

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_key = self.searchable()
        super().save(*args, **kwargs)

    def in_force(self, on: dt.date) -> ProcedureVersion | None:
        """The version of that day, among the versions at hand."""
        return next((version for version in self.versions.all() if version.in_force(on)), None)

    def searchable(self) -> str:
        return folded(f"{self.code} {self.name} {self.area}")


class ProcedureVersion(models.Model):
    """A procedure as it was decided for a span of days; the one in force on the day of reception gives the time."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="versions")
    valid_from = models.DateField("áp dụng từ")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    level = models.CharField("cấp thực hiện", max_length=10, choices=ProcedureLevel, blank=True, default="")
    online_service = models.CharField(
        "dịch vụ công trực tuyến", max_length=8, choices=OnlineService, default=OnlineService.NONE
    )
    working_days = models.PositiveSmallIntegerField("thời hạn (ngày làm việc)", null=True, blank=True)
    has_fee = models.BooleanField("có phí, lệ phí", default=False)
    fee = models.BigIntegerField("mức phí, lệ phí (đồng)", null=True, blank=True)  # None: depends on the dossier
    decision_number = models.CharField("số quyết định công bố", max_length=60, blank=True, default="")

    class Meta:
        ordering = ["procedure_id", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="procedure_version_days_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="procedure_version_fee_when_charged",
                condition=Q(fee=None) | Q(has_fee=True, fee__gte=0),
            ),
            ExclusionConstraint(  # of one procedure, never two on a day; a range of ids needs no btree_gist
                name="procedure_version_one_a_day",
                expressions=[
                    (
                        Func(F("procedure"), F("procedure"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("valid_from"), F("valid_to"), Value("[]"),
                            function="daterange", output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.valid_from:%d/%m/%Y}"

    def in_force(self, on: dt.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class CalendarDay(models.Model):
    """One day; `ordinal` counts working days up to and including it, so a due date is two look-ups."""

    day = models.DateField(primary_key=True)
    working = models.BooleanField("tính là ngày làm việc")
    reception = models.BooleanField(
        "mở tiếp nhận", default=False
    )  # QĐ 14/2010/QĐ-TTg: Saturdays may take in without counting
    ordinal = models.IntegerField()
    kind = models.CharField("loại ngày", max_length=14, choices=DayKind)
    note = models.CharField("ghi chú", max_length=200, blank=True, default="")
    document_number = models.CharField("số văn bản", max_length=60, blank=True, default="")

    class Meta:
        ordering = ["day"]
        indexes = [models.Index(fields=["ordinal"], condition=Q(working=True), name="calendar_working_ordinal")]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"

    @property
    def look(self) -> str:
        """The words by which the year view colours the day."""
        kind = {DayKind.ORDINARY: "", DayKind.WEEKEND: "weekend", DayKind.MAKEUP: "makeup"}.get(self.kind, "holiday")
        return f"{kind} open".strip() if self.reception and not self.working else kind

    @property
    def title(self) -> str:
        """Ngày lễ, Tết – Giỗ Tổ Hùng Vương (số văn bản), and whether the counter is open."""
        parts = [self.get_kind_display(), self.note, self.document_number]
        if self.reception and not self.working:
            parts.append("mở tiếp nhận")
        return " – ".join(filter(None, parts))

    @property
    def weekday_name(self) -> str:
        return WEEKDAYS[self.day.weekday()].capitalize()


class CalendarComparison(models.Model):
    """What today's calendar and rules would make of the closed dossiers received in a year, as it was last looked at.

    Derived, and only shown: whoever corrects the dossiers counts them again.
    """

    year = models.PositiveSmallIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    ground = models.CharField(max_length=32)  # the calendar and rules it holds for, see redating.ground
    moved = models.PositiveIntegerField()  # dossiers of which something would be otherwise
    dated = models.PositiveIntegerField()  # of them with another due date
    judged = models.PositiveIntegerField()  # of them with another outcome
    examples = models.JSONField(default=list, blank=True)  # see redating.Example

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year}"
