"""What is counted per half-month: the roll-ups of the register, and months that units enter as totals."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dossiers import policy
from dossiers.models.catalogue import Procedure
from dossiers.policy import Deed
from units.models import Unit
from units.scoping import Columns, ScopedQuerySet


class Flows(models.Model):
    """What came in and went out in one half-month (1–14, 15–end); see rollup.FLOWS for what counts.

    The legal reporting windows start on the 15th and end on the 14th (581/BNV-CCHC), so half-months add up
    exactly both to them and to calendar months. Stocks are flows cumulated: open = brought in + received − closed,
    open past the due date = fell overdue − overdue closed.
    """

    slot = models.DateField()  # first day of the half-month: the 1st or the 15th
    manual = models.BooleanField(default=False)  # a month entered as totals, in the half-month in which it ends
    received = models.IntegerField(default=0)
    received_online = models.IntegerField(default=0)
    received_postal = models.IntegerField(default=0)
    received_interlinked = models.IntegerField(default=0)
    early = models.IntegerField(default=0)
    on_time = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    withdrawn = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    digitised = models.IntegerField(default=0)  # among those resolved in the slot
    digitisable = models.IntegerField(default=0)
    paid_online = models.IntegerField(default=0)
    payable = models.IntegerField(default=0)
    overdue_closed = models.IntegerField(default=0)  # closed in the slot, overdue when it began
    timed = models.IntegerField(default=0)  # resolved in the slot, with known working days
    fell_overdue = models.IntegerField(default=0)  # due in the slot, still open when it ended
    days_taken = models.IntegerField(default=0)  # working days of the timed ones
    days_allowed = models.IntegerField(default=0)
    brought_in = models.IntegerField(default=0)  # open before the first month of totals

    class Meta:
        abstract = True


class UnitSlot(Flows):
    """Roll-up that screens and scoring read: the sums of ProcedureSlot per unit and half-month."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["unit_id", "slot"]
        indexes = [models.Index(fields=["slot"], name="unit_slot_newest")]  # the default window of every page
        constraints = [models.UniqueConstraint(fields=["unit", "slot"], name="unit_slot_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.slot:%d/%m/%Y}"


class ProcedureSlot(Flows):
    """Roll-up per unit, procedure and half-month. Without foreign keys in the database: it is derived, row by row,
    from dossiers that have them, and checking each of its rows again would cost as much as writing them."""

    unit = models.ForeignKey(Unit, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    procedure = models.ForeignKey(
        Procedure, models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        ordering = ["unit_id", "slot", "procedure_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "slot", "procedure"], nulls_distinct=False, name="procedure_slot_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.procedure_id} {self.slot:%d/%m/%Y}"


class ProvinceSlot(Flows):
    """Roll-up per procedure and half-month of all units together, where the whole province is compared by procedure.

    Its length depends on the catalogue alone; that of ProcedureSlot grows until every unit has had every procedure.
    Derived as ProcedureSlot is, without months of totals, which know no procedures.
    """

    procedure = models.ForeignKey(Procedure, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        ordering = ["slot", "procedure_id"]
        constraints = [models.UniqueConstraint(fields=["slot", "procedure"], name="province_slot_once")]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.slot:%d/%m/%Y}"


class Stock(models.Model):
    """What was open when a reporting year began, and what of it was past its due date: the sum of all flows before.

    See statistics/stocks.py for what readers may rely on.
    """

    slot = models.DateField()  # 15 December
    open = models.IntegerField()
    overdue = models.IntegerField()

    class Meta:
        abstract = True


class UnitStock(Stock):
    """Of a unit, beside UnitSlot."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["slot", "unit_id"]
        constraints = [models.UniqueConstraint(fields=["slot", "unit"], name="unit_stock_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.slot:%d/%m/%Y}"


class ProcedureStock(Stock):
    """Of a unit and procedure, beside ProcedureSlot and, as that is, without foreign keys in the database."""

    unit = models.ForeignKey(Unit, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    procedure = models.ForeignKey(
        Procedure, models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )
    manual = models.BooleanField(default=False)

    class Meta:
        ordering = ["slot", "unit_id", "procedure_id", "manual"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "unit", "procedure", "manual"], nulls_distinct=False, name="procedure_stock_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.procedure_id} {self.slot:%d/%m/%Y}"


class MonthlyCountQuerySet(ScopedQuerySet["MonthlyCount"]):
    rules = {Deed.READ: policy.READ_DOSSIERS, Deed.COUNT: policy.COUNT_FOR_UNIT}
    columns = Columns(unit="unit")

    def locked(self) -> MonthlyCountQuerySet:
        return self.filter(locked_at__isnull=False)


class MonthlyCount(models.Model):
    """A reporting month (15th to 14th) of form II.06 entered as totals by a unit without dossier-level data.

    A draft counts nowhere and may still contradict itself; once locked it stands in the statistics in place of the
    unit's dossiers of that month.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.DateField("tháng báo cáo")  # 1 April: 15 March to 14 April
    starts = models.DateField()  # the 15th of the month before
    received_online = models.PositiveIntegerField("trực tuyến", default=0)
    received_other = models.PositiveIntegerField("trực tiếp, dịch vụ bưu chính", default=0)
    opening = models.PositiveIntegerField("từ kỳ trước", default=0)
    early = models.PositiveIntegerField("trước hạn", default=0)
    on_time = models.PositiveIntegerField("đúng hạn", default=0)
    late = models.PositiveIntegerField("quá hạn", default=0)
    pending_in_time = models.PositiveIntegerField("trong hạn", default=0)
    pending_overdue = models.PositiveIntegerField("quá hạn (đang giải quyết)", default=0)
    stock_before = models.IntegerField(default=0)  # open before the month, from the roll-up when it was locked
    overdue_before = models.IntegerField(default=0)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    locked_at = models.DateTimeField("khóa lúc", null=True)

    objects = MonthlyCountQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="monthly_count_once"),
            models.CheckConstraint(
                name="monthly_count_adds_up",
                condition=Q(locked_at=None)
                | Q(
                    received_online=F("early") + F("on_time") + F("late") + F("pending_in_time")
                    + F("pending_overdue") - F("received_other") - F("opening")
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month:%m/%Y}"
