"""Criteria as data: a set per block and year, and its tree of criteria."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Deferrable, Q

from cchc_portal.audit.history import tracked
from indicators.enums import ScoredBy, SetState
from units.models import Block


@tracked(exclude=["source"])
class CriteriaSet(models.Model):
    """Bộ tiêu chí: the rules by which the units of one block are scored in a year; never edited once issued.

    `source` is the set itself, a TOML document that may still be faulty while it is a draft. Everything else here,
    and the criteria below, is read from it whenever it is sound.
    """

    code = models.SlugField("mã bộ tiêu chí", max_length=40, unique=True)
    name = models.CharField("tên", max_length=250)
    block = models.ForeignKey(Block, models.PROTECT, related_name="criteria_sets")
    year = models.PositiveSmallIntegerField("năm")
    edition = models.PositiveSmallIntegerField("lần", default=1)  # of the same block and year: 2 amends 1
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")  # copied from it
    decision_number = models.CharField("số quyết định", max_length=80, blank=True, default="")
    decided_on = models.DateField("ngày ban hành", null=True, blank=True)
    state = models.CharField(max_length=10, choices=SetState, default=SetState.DRAFT)
    max_points = models.DecimalField("tổng điểm tối đa", max_digits=7, decimal_places=2)
    scoring = models.JSONField(default=dict)  # indicators.scoring.Options, written; read by indicators.sets.trees
    source = models.TextField()  # the TOML file as it was loaded, or as the browser has written it
    digest = models.CharField(max_length=64)  # SHA-256 of the source

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="criteria_set_state_known", condition=Q(state__in=SetState.values)),
            models.CheckConstraint(name="criteria_set_max_positive", condition=Q(max_points__gt=0)),
            models.CheckConstraint(
                name="criteria_set_issued_by_a_decision",
                condition=Q(state=SetState.DRAFT) | (~Q(decision_number="") & Q(decided_on__isnull=False)),
            ),
            models.UniqueConstraint(fields=["block", "year", "edition"], name="criteria_set_edition_once"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Criterion(models.Model):
    """A node of the tree: a root is an area (lĩnh vực), a leaf carries points and a rule."""

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="criteria")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField()  # order of the whole tree, depth first
    code = models.CharField("mã", max_length=20)
    name = models.CharField("tên", max_length=400)
    short_name = models.CharField("tên ngắn", max_length=60, blank=True, default="")
    max_points = models.DecimalField("điểm tối đa", max_digits=6, decimal_places=2)
    is_leaf = models.BooleanField()
    rule = models.JSONField(default=dict, blank=True)  # {"kind": "ratio", "floor": "80", ...}: shares in percent
    inputs = models.JSONField(default=list, blank=True)  # [{"name", "label", "unit", "source", "decimals"}]
    scored_by = models.CharField(max_length=10, choices=ScoredBy, default=ScoredBy.UNIT)
    owner = models.CharField("cơ quan chủ trì chấm", max_length=20, blank=True, default="")  # code of a unit
    evidence_required = models.BooleanField("bắt buộc minh chứng", default=False)
    explanation_required = models.BooleanField("bắt buộc giải trình", default=False)
    document_required = models.BooleanField("bắt buộc tệp minh chứng", default=False)
    guidance = models.TextField("hướng dẫn", blank=True, default="")
    clause = models.CharField("căn cứ", max_length=200, blank=True, default="")
    was = models.JSONField(
        "mã năm trước", default=list, blank=True
    )  # ["1.1.3"]: codes in the set that this one follows

    class Meta:
        ordering = ["criteria_set_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "code"], name="criterion_code_once"),
            models.UniqueConstraint(  # deferred: criteria change places with one another
                fields=["criteria_set", "position"], name="criterion_position_once", deferrable=Deferrable.DEFERRED
            ),
            models.CheckConstraint(name="criterion_max_not_negative", condition=Q(max_points__gte=0)),
            models.CheckConstraint(name="criterion_scorer_known", condition=Q(scored_by__in=ScoredBy.values)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Trial(models.Model):
    """A rule tried on sample values: asked for before the set is issued. A rule that changes must be tried again."""

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="trials")
    code = models.CharField("mã", max_length=20)
    digest = models.CharField(max_length=64)  # of rule, inputs and maximum as they were tried
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["criteria_set_id", "code", "id"]
        constraints = [models.UniqueConstraint(fields=["criteria_set", "code", "digest"], name="trial_once")]

    def __str__(self) -> str:
        return f"{self.criteria_set_id} {self.code}"
