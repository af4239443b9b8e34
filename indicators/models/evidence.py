"""Tài liệu kiểm chứng: documents a unit hands over with its sheet, and where each criterion cites them."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc_portal.audit.history import tracked
from indicators.enums import EvidenceKind, ScanState
from indicators.models.assessments import Assessment, OfAssessment, Score
from units.scoping import Columns


@tracked(exclude=["scan"], found_by=["assessment"])
class Evidence(models.Model):
    """One document with its file. The id is random, so that no address can be guessed from another one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="evidence")
    number = models.CharField("số/ký hiệu", max_length=80, blank=True, default="")  # a photograph has none
    issued_on = models.DateField("ngày văn bản")
    issuer = models.CharField("cơ quan ban hành", max_length=150)
    summary = models.CharField("trích yếu", max_length=300)
    stored = models.CharField(max_length=80, unique=True)  # "evidence/3f/3f…": a name of our own below FILES_DIR
    original_name = models.CharField("tên tệp", max_length=200)
    kind = models.CharField("loại tệp", max_length=5, choices=EvidenceKind)
    size = models.PositiveIntegerField("dung lượng, byte")
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField("số trang", default=0)  # that can be shown as pictures
    active = models.JSONField(default=list, blank=True)  # words for what in the file could act: "mã lệnh"
    scan = models.CharField(max_length=8, choices=ScanState)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = OfAssessment.as_manager()

    class Meta:
        ordering = ["assessment_id", "added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "sha256"], name="evidence_once"),
            models.CheckConstraint(name="evidence_kind_known", condition=Q(kind__in=EvidenceKind.values)),
            models.CheckConstraint(name="evidence_scan_known", condition=Q(scan__in=ScanState.values)),
            models.CheckConstraint(
                name="evidence_not_empty", condition=Q(size__gt=0) & Q(sha256__regex="^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.summary}".strip()


class OfUse(OfAssessment):
    covered_by = ("indicators.Assessment", "indicators.Score", "indicators.Evidence")
    columns = Columns(
        unit="score__assessment__unit", state="score__assessment__state", period="score__assessment__period__state"
    )

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
