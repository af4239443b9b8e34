"""Commendations after a publication, and the province's own indices year by year."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc_portal.audit.history import tracked
from indicators import policy
from indicators.enums import CommendationFor, CommendationState, IndexName
from indicators.models.assessments import Period
from indicators.policy import Deed
from units.models import Unit
from units.scoping import Columns, ScopedQuerySet


class CommendationQuerySet(ScopedQuerySet["Commendation"]):
    """Decided ones are read like results; what is only proposed by those who decide."""

    rules = {Deed.READ: policy.READ_COMMENDED, Deed.PROPOSED: policy.READ_PROPOSED, Deed.COMMEND: policy.COMMEND}
    columns = Columns(unit="unit", state="state")

    def open_to(self, person):
        return self.of_person(person) | self.of_person(person, Deed.PROPOSED)


@tracked(found_by=["unit"])
class Commendation(models.Model):
    """Khen thưởng for a published period: of a unit as a whole, or of a person in it."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="commendations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="commendations")
    given_to = models.CharField("đối tượng", max_length=10, choices=CommendationFor)
    person = models.CharField("cá nhân", max_length=120, blank=True, default="")
    form = models.CharField("hình thức khen", max_length=120)
    reason = models.CharField("thành tích", max_length=500)
    state = models.CharField("trạng thái", max_length=8, choices=CommendationState, default=CommendationState.PROPOSED)
    decision_number = models.CharField("số quyết định", max_length=80, blank=True, default="")
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField("đề nghị lúc")

    objects = CommendationQuerySet.as_manager()

    class Meta:
        ordering = ["-period__data_to", "given_to", "unit__sort_name", "person", "id"]
        constraints = [
            models.UniqueConstraint(fields=["period", "unit", "person", "form"], name="commended_once"),
            models.CheckConstraint(
                name="commendation_names_a_person",
                condition=Q(given_to=CommendationFor.UNIT, person="")
                | (Q(given_to=CommendationFor.PERSON) & ~Q(person="")),
            ),
            models.CheckConstraint(
                name="commendation_decided_by_a_document",
                condition=Q(state=CommendationState.PROPOSED, decision_number="", decided_on=None)
                | (Q(state=CommendationState.DECIDED, decided_on__isnull=False) & ~Q(decision_number="")),
            ),
        ]

    def __str__(self) -> str:
        return self.person or str(self.unit)


class RelatedIndexQuerySet(ScopedQuerySet["RelatedIndex"]):
    rules = {Deed.READ: policy.READ_CALENDAR}
    columns = Columns()


@tracked()
class RelatedIndex(models.Model):
    """What the province itself got in one year, with the document that says so; percent or points, as published."""

    name = models.CharField("chỉ số", max_length=9, choices=IndexName)
    year = models.PositiveSmallIntegerField("năm")
    value = models.DecimalField("kết quả", max_digits=6, decimal_places=2)
    rank = models.PositiveSmallIntegerField("hạng", null=True, blank=True)
    ranked_of = models.PositiveSmallIntegerField("trên số tỉnh, thành", null=True, blank=True)
    document = models.CharField("văn bản công bố", max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField("ghi lúc")

    objects = RelatedIndexQuerySet.as_manager()

    class Meta:
        ordering = ["name", "year"]
        constraints = [
            models.UniqueConstraint(fields=["name", "year"], name="index_once_a_year"),
            models.CheckConstraint(name="index_value", condition=Q(value__gte=0, value__lte=100) & ~Q(document="")),
            models.CheckConstraint(
                name="index_rank_of_how_many",
                condition=Q(rank=None, ranked_of=None) | Q(rank__gte=1, ranked_of__gte=models.F("rank")),
            ),
        ]

    def __str__(self) -> str:
        return f"{IndexName(self.name).label} {self.year}"
