"""Trao đổi: what unit and inspectors say to each other about one row of a sheet, and how far each has read."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from indicators import policy
from indicators.models.assessments import OF_ROW, SHEET_RULES, Assessment, OfAssessment, Score
from indicators.policy import Deed


class OfRow(OfAssessment):
    """What hangs on one row is read by whoever reads the sheet."""

    rules = {**SHEET_RULES, Deed.DISCUSS: policy.DISCUSS_SHEETS}
    covered_by = ("indicators.Assessment", "indicators.Score")
    columns = OF_ROW

    def of_sheet(self, assessment: Assessment) -> Self:
        """All of one sheet; whoever holds the sheet was allowed to see it."""
        return self.scoped(Q(score__assessment=assessment)).order_by("score_id", "id")


class Note(models.Model):
    """One thing said about a row. It stays as it was said: nobody alters or takes back a note."""

    score = models.ForeignKey(Score, models.PROTECT, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    speaks_as = models.CharField("nói với tư cách", max_length=300)  # "Sở Tài chính · Cán bộ đầu mối", that day
    text = models.CharField("nội dung", max_length=2000)
    at = models.DateTimeField()

    objects = OfRow.as_manager()

    class Meta:
        ordering = ["score_id", "id"]
        constraints = [models.CheckConstraint(name="note_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.by_id} {self.at:%d/%m/%Y}"


class NoteRead(models.Model):
    """Up to which note one person has read the talk about a row."""

    score = models.ForeignKey(Score, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    upto = models.PositiveBigIntegerField()  # the id of the last note read

    objects = OfRow.as_manager()

    class Meta:
        ordering = ["score_id", "id"]
        constraints = [models.UniqueConstraint(fields=["score", "user"], name="note_read_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.score_id}"
