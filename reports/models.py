"""The frozen record: a publication and the standing of every unit in it, never edited."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from cchc_portal.audit.history import tracked
from indicators.models import Period
from reports import policy
from reports.policy import Deed
from units.models import Unit
from units.scoping import Columns, ScopedQuerySet


class PublicationQuerySet(ScopedQuerySet["Publication"]):
    rules = {Deed.READ: policy.READ_RESULTS}
    columns = Columns()

    def latest_versions(self) -> PublicationQuerySet:
        """Of each period only the version in force: corrections supersede, they never overwrite."""
        newer = Publication.objects.filter(period=OuterRef("period"), version__gt=OuterRef("version"))
        return self.exclude(Exists(newer))

    def without_document(self) -> PublicationQuerySet:
        """The document is megabytes; pages read the standings."""
        return self.defer("document")


class StandingQuerySet(ScopedQuerySet["Standing"]):
    rules = {Deed.READ: policy.READ_RESULTS}
    columns = Columns(unit="unit")
    covered_by = ("reports.Publication",)

    def in_force(self) -> StandingQuerySet:
        return self.filter(publication__in=Publication.objects.latest_versions().order_by().values("pk"))

    def without_leaves(self) -> StandingQuerySet:
        return self.defer("leaves")


@tracked(exclude=["document"])
class Publication(models.Model):
    """Công bố: everything the result rests on, by value. A correction is a new version with a reason."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="publications")
    version = models.PositiveSmallIntegerField("lần công bố", default=1)
    title = models.CharField("tiêu đề", max_length=250)
    decision_number = models.CharField("số quyết định", max_length=80)
    decided_on = models.DateField("ngày quyết định")
    reason = models.CharField("lý do đính chính", max_length=300, blank=True, default="")
    document = models.TextField()  # canonical JSON: sets, inputs, points, names of that day
    digest = models.CharField(max_length=64)  # SHA-256 of the document
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["period", "version"], name="publication_version_once"),
            models.CheckConstraint(name="publication_correction_has_reason", condition=Q(version=1) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.title


class Standing(models.Model):
    """A unit's frozen place in a publication: its name of that day, points, rank inside the block, grade."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="standings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="standings")
    unit_code = models.CharField(max_length=30)
    unit_name = models.CharField(max_length=200)
    block_code = models.CharField(max_length=20)
    block_name = models.CharField(max_length=100)
    rank = models.PositiveSmallIntegerField(null=True)  # none: scored but not ranked
    ranked_of = models.PositiveSmallIntegerField()
    appraised_points = models.DecimalField(max_digits=7, decimal_places=2)
    survey_points = models.DecimalField(max_digits=7, decimal_places=2)
    total_points = models.DecimalField(max_digits=7, decimal_places=2)
    max_points = models.DecimalField(max_digits=7, decimal_places=2)
    percent = models.DecimalField(max_digits=7, decimal_places=2)
    grade = models.CharField(max_length=30)
    grade_reason = models.CharField(max_length=1000, blank=True, default="")
    submitted_at = models.DateTimeField(null=True)
    areas = models.JSONField(default=list)  # [{"code", "name", "points", "max", "percent"}] as decimal strings
    dossiers = models.JSONField(default=dict)  # {"received", "early", "on_time", "late"} counted in the period's window
    leaves = models.JSONField(default=list)  # the scorecard: one entry per leaf criterion, see figures.Leaf

    objects = StandingQuerySet.as_manager()

    class Meta:
        ordering = ["publication_id", "block_code", "rank", "unit_name", "unit_id"]
        constraints = [models.UniqueConstraint(fields=["publication", "unit"], name="standing_once")]

    def __str__(self) -> str:
        return f"{self.rank}. {self.unit_name}"
