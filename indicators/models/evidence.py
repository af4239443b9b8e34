"""Tài liệu kiểm chứng: documents a unit hands over with its sheet, and where each criterion cites them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from cchc_portal.audit.history import tracked
from indicators.models.assessments import OF_ROW, Assessment, OfAssessment, Score
from indicators.models.documents import FiledDocument
from indicators.policy import Deed
from units.policy import Person
from units.scoping import scope


class OfDocument(OfAssessment):
    def of_person(self, person: Person, deed: str = Deed.READ) -> Self:
        """With the sheet, or with a row that cites the document."""
        of_sheet = scope(person, self.rules[deed], self.columns)
        if not (self.rules[deed].field and person.field_ids):
            return self.scoped(of_sheet)
        cited = EvidenceUse.objects.of_person(person, deed).order_by().values("evidence")
        return self.scoped(of_sheet | Q(pk__in=cited))


@tracked(exclude=["scan"], found_by=["assessment"])
class Evidence(FiledDocument):
    """One document of a sheet with its file."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="evidence")

    objects = OfDocument.as_manager()

    class Meta(FiledDocument.Meta):
        ordering = ["assessment_id", "added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "sha256"], name="evidence_once"),
            *FiledDocument.Meta.constraints,
        ]


class OfUse(OfAssessment):
    covered_by = ("indicators.Assessment", "indicators.Score", "indicators.Evidence")
    columns = OF_ROW

    def of_sheet(self, assessment: Assessment) -> Self:
        """Every citation of one sheet; whoever holds the sheet was allowed to see it."""
        return self.scoped(Q(score__assessment=assessment)).select_related("evidence").order_by("score_id", "id")


@tracked(found_by=["score"])
class EvidenceUse(models.Model):
    """One criterion citing a document: which section, which page."""

    score = models.ForeignKey(Score, models.PROTECT, related_name="uses")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="uses")
    section = models.CharField("mục", max_length=60, blank=True, default="")
    page = models.CharField("trang", max_length=30, blank=True, default="")

    objects = OfUse.as_manager()

    class Meta:
        ordering = ["score_id", "id"]
        constraints = [models.UniqueConstraint(fields=["score", "evidence"], name="evidence_cited_once")]

    def __str__(self) -> str:
        return f"{self.score_id} {self.evidence_id}"
