"""What closes units and opens others, and the lines that lead from the old to the new."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q

from cchc_portal.audit.history import tracked
from cchc_portal.kit.numbers import show_date
from units.enums import Change, Level, Stage, Succession
from units.models.tree import Block, Unit


class Reorganisation(models.Model):
    """One decision that closes units and hands their work to others; nothing of it happens before its day."""

    change = models.CharField("hình thức", max_length=10, choices=Change)
    effective_on = models.DateField("có hiệu lực từ ngày")  # first day of the new arrangement
    document_number = models.CharField("số văn bản", max_length=80)
    document_date = models.DateField("ngày văn bản")
    predecessors = models.ManyToManyField(Unit, related_name="reorganisations", verbose_name="đơn vị ngừng hoạt động")
    receivers = models.JSONField(default=dict, blank=True)  # {"tasks:12": 2}: who takes it over, by place
    stage = models.CharField("trạng thái", max_length=10, choices=Stage, default=Stage.DRAFT)
    effects = models.JSONField(null=True, blank=True)  # what it did, as the preview showed it; see succession.Effects
    drafted_by = models.ForeignKey("units.User", models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("units.User", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("units.User", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True, default="")

    class Meta:
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="reorganisation_change_known", condition=Q(change__in=Change.values)),
            models.CheckConstraint(
                name="reorganisation_stage_and_times",
                condition=Q(stage=Stage.DRAFT, confirmed_at=None, done_at=None, withdrawn_at=None)
                | Q(stage=Stage.SCHEDULED, confirmed_at__isnull=False, done_at=None, withdrawn_at=None)
                | Q(stage=Stage.DONE, confirmed_at__isnull=False, done_at__isnull=False, withdrawn_at=None)
                | Q(stage=Stage.WITHDRAWN, done_at=None, withdrawn_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reorganisation_effects_iff_done",
                condition=Q(stage=Stage.DONE, effects__isnull=False) | (~Q(stage=Stage.DONE) & Q(effects=None)),
            ),
            models.CheckConstraint(
                name="reorganisation_withdrawn_has_reason",
                condition=~Q(stage=Stage.WITHDRAWN) | ~Q(withdrawn_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_change_display()} theo {self.document_number}"

    @property
    def last_day(self) -> dt.date:
        """The last day of the units that close."""
        return self.effective_on - dt.timedelta(days=1)


class Successor(models.Model):
    """Who takes over in a reorganisation: a unit that exists, or one that opens with it (its facts wait here)."""

    reorganisation = models.ForeignKey(Reorganisation, models.PROTECT, related_name="successors")
    place = models.PositiveSmallIntegerField("thứ tự")  # 1 receives whatever has no receiver of its own
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField("mã đơn vị", max_length=30)
    official_code = models.CharField("mã định danh", max_length=35, blank=True, default="")
    name = models.CharField("tên đơn vị", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=80, blank=True, default="")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField("cấp", max_length=12, choices=Level)
    block = models.ForeignKey(Block, models.PROTECT, null=True, blank=True, related_name="+")
    ranked = models.BooleanField("được xếp hạng", default=True)
    is_new = models.BooleanField("thành lập mới")

    class Meta:
        ordering = ["reorganisation_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "place"], name="successor_place_once"),
            models.UniqueConstraint(fields=["reorganisation", "code"], name="successor_code_once"),
            models.CheckConstraint(name="successor_exists_or_is_new", condition=Q(is_new=True) | Q(unit__isnull=False)),
            models.CheckConstraint(name="successor_level_known", condition=Q(level__in=Level.values)),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class UnitLineage(models.Model):
    """What a closed unit became: history stays with the old unit, the link shows where its work went."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="became")
    successor = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="came_from")
    kind = models.CharField("hình thức", max_length=10, choices=Succession)
    on = models.DateField("ngày hoạt động cuối cùng")
    document_number = models.CharField("số văn bản", max_length=80)
    document_date = models.DateField("ngày văn bản")
    reorganisation = models.ForeignKey(Reorganisation, models.PROTECT, related_name="lineage")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], nulls_distinct=False, name="lineage_once"),
            models.CheckConstraint(
                name="lineage_not_itself", condition=Q(successor=None) | ~Q(predecessor=F("successor"))
            ),
            models.CheckConstraint(name="lineage_kind_known", condition=Q(kind__in=Succession.values)),
            models.CheckConstraint(
                name="lineage_without_successor_is_dissolved",
                condition=Q(successor__isnull=False) | Q(kind=Succession.DISSOLVED),
            ),
        ]

    def __str__(self) -> str:
        if self.successor is None:
            return f"{self.predecessor} giải thể"
        return f"{self.predecessor} {Succession(self.kind).label} {self.successor}"

    @property
    def document(self) -> str:
        return f"{self.document_number} ngày {show_date(self.document_date)}"
