"""The frozen record: a publication, the standing of every unit in it, and the two people who made it one."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cchc_portal.audit.history import tracked
from cchc_portal.kit.clock import ClockNow
from indicators.models import Period
from reports import policy
from reports.enums import TEMPLATED, Outcome
from reports.policy import Deed
from units.models import Unit
from units.policy import Person
from units.scoping import Columns, ScopedQuerySet


class ReleasedQuerySet(ScopedQuerySet):
    """What is published, as far as its audience has been let in: leaders at once, units and the public by date."""

    release = "release"
    period = "period"

    def of_person(self, person: Person, deed: str = "read") -> Self:
        found = super().of_person(person, deed)
        return found if policy.sees_early(person) else found.released()

    def released(self) -> Self:
        """Those the units may read by now."""
        return self.filter(**{f"{self.release}__units_at__lte": ClockNow()})

    def a_year_before(self, period: Period) -> Self:
        """Of the same months one year earlier: a quarter is compared with the same quarter, not with any."""
        same = {"year": period.year - 1, "kind": period.kind, "data_to__month": period.data_to.month}
        return self.filter(**{f"{self.period}__{name}": value for name, value in same.items()})

    def public(self) -> Self:
        """Those that everybody may read by now, signed in or not."""
        return self.scoped(Q(**{f"{self.release}__public_at__lte": ClockNow()}))


class PublicationQuerySet(ReleasedQuerySet):
    rules = {Deed.READ: policy.READ_RESULTS}
    columns = Columns()

    def latest_versions(self, *, early: bool) -> Self:
        """Of each period the version in force: corrections supersede, they never overwrite.

        `early`: for those who see a version before the units do.
        """
        newer = Publication.objects.filter(period=OuterRef("period"), version__gt=OuterRef("version"))
        if early:
            return self.exclude(Exists(newer))
        return self.released().exclude(Exists(newer.released()))

    def without_bundle(self) -> Self:
        """The bundle is megabytes; pages read the standings."""
        return self.defer("bundle")


class StandingQuerySet(ReleasedQuerySet):
    rules = {Deed.READ: policy.READ_RESULTS}
    columns = Columns(unit="unit")
    covered_by = ("reports.Publication",)
    release = "publication__release"
    period = "publication__period"

    def in_force(self, *, early: bool) -> Self:
        latest = Publication.objects.latest_versions(early=early)
        return self.filter(publication__in=latest.order_by().values("pk"))

    def without_leaves(self) -> Self:
        return self.defer("leaves")


@tracked(exclude=["bundle"])
class Publication(models.Model):
    """Công bố: everything the result rests on, by value. A correction is a new version with a reason."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="publications")
    version = models.PositiveSmallIntegerField("lần công bố", default=1)
    final = models.BooleanField("chính thức")  # a year; a quarter or half year is provisional
    title = models.CharField("tiêu đề", max_length=250)
    decision_number = models.CharField("số quyết định", max_length=80)
    decided_on = models.DateField("ngày quyết định")
    reason = models.CharField("lý do đính chính", max_length=300, blank=True, default="")
    bundle = models.BinaryField()  # the zip: rules, inputs, results, names of that day, verify.py
    digest = models.CharField(max_length=64)  # SHA-256 of the bundle
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["period", "version"], name="publication_version_once"),
            models.CheckConstraint(name="publication_correction_has_reason", condition=Q(version=1) | ~Q(reason="")),
            models.CheckConstraint(name="publication_needs_two_people", condition=~Q(proposed_by=F("published_by"))),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def status(self) -> str:
        return "chính thức" if self.final else "tạm tính"


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


@tracked()
class Release(models.Model):
    """Who may read a publication from when. Leaders and those who appraise see it at once; dates may still move."""

    publication = models.OneToOneField(Publication, models.PROTECT, related_name="release")
    units_at = models.DateTimeField("các đơn vị xem từ")
    public_at = models.DateTimeField("công khai từ", null=True, blank=True)  # none: not decided yet
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="release_units_before_public", condition=Q(public_at=None) | Q(public_at__gte=F("units_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.units_at}"


class OfPeriod(ScopedQuerySet):
    rules = {Deed.READ: policy.READ_PROPOSALS}
    columns = Columns()


@tracked()
class Minutes(models.Model):
    """Biên bản họp hội đồng thẩm định on the result of a period; the newest one counts."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="minutes")
    number = models.CharField("số biên bản", max_length=80)
    held_on = models.DateField("ngày họp")
    chair = models.CharField("người chủ trì", max_length=120)
    conclusion = models.TextField("kết luận", max_length=2000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = OfPeriod.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-id"]

    def __str__(self) -> str:
        return self.number


@tracked()
class Proposal(models.Model):
    """Đề nghị công bố: what one person proposes and another approves, bound to the figures by their digest."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="proposals")
    version = models.PositiveSmallIntegerField("lần công bố")
    title = models.CharField("tiêu đề", max_length=250)
    decision_number = models.CharField("số quyết định", max_length=80)
    decided_on = models.DateField("ngày quyết định")
    reason = models.CharField("lý do đính chính", max_length=300, blank=True, default="")
    units_at = models.DateTimeField("các đơn vị xem từ")
    public_at = models.DateTimeField("công khai từ", null=True, blank=True)
    figures = models.CharField(max_length=64)  # SHA-256 of rules, inputs, results and words: bundle.figures_digest
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField("lý do", max_length=300, blank=True, default="")

    objects = OfPeriod.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["period"], condition=Q(outcome=Outcome.OPEN), name="proposal_open_once"),
            models.CheckConstraint(name="proposal_outcome_known", condition=Q(outcome__in=Outcome.values)),
            models.CheckConstraint(
                name="proposal_closed_who_and_when",
                condition=Q(outcome=Outcome.OPEN, closed_by=None, closed_at=None)
                | (~Q(outcome=Outcome.OPEN) & Q(closed_by__isnull=False, closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="proposal_approved_by_another",
                condition=~Q(outcome=Outcome.APPROVED) | ~Q(closed_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="proposal_declined_with_reason",
                condition=~Q(outcome=Outcome.DECLINED) | ~Q(closed_reason=""),
            ),
            models.CheckConstraint(
                name="proposal_units_before_public", condition=Q(public_at=None) | Q(public_at__gte=F("units_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.title


class WordTemplateQuerySet(ScopedQuerySet):
    rules = {Deed.READ: policy.READ_TEMPLATES}
    columns = Columns()

    def without_content(self) -> Self:
        return self.defer("content")


class WordTemplate(models.Model):
    """Mẫu Word of a report or annex, as the province set it; of each paper the newest version counts.

    An empty `content` says: the portal's own again. The database refuses every change, so that it can be told later
    with which words and layout a document was drawn.
    """

    paper = models.CharField("tài liệu", max_length=20, choices=[(paper.value, paper.label) for paper in TEMPLATED])
    version = models.PositiveSmallIntegerField("lần")
    content = models.BinaryField(default=bytes)
    file_name = models.CharField("tên tệp", max_length=200, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")  # SHA-256 of content
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = WordTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["paper", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "version"], name="word_template_version_once"),
            models.CheckConstraint(name="word_template_paper_known", condition=Q(paper__in=TEMPLATED)),
            models.CheckConstraint(
                name="word_template_is_file_or_none",
                condition=Q(content=b"", digest="", file_name="")
                | (~Q(content=b"") & ~Q(digest="") & ~Q(file_name="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_paper_display()}, mẫu lần {self.version}"

    @property
    def is_own(self) -> bool:
        """Whether it gives the portal's own template back."""
        return not self.digest
