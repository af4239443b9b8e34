"""Giải trình: what a unit says to one deduction, and what the second appraisal made of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cchc_portal.audit.history import tracked
from indicators.enums import Ruling, Stance
from indicators.models.assessments import OF_ROW, OfAssessment, Score


class OfScore(OfAssessment):
    covered_by = ("indicators.Assessment", "indicators.Score")
    columns = OF_ROW


@tracked(found_by=["score"])
class Justification(models.Model):
    """One row of a sheet that lost points: accepted or disputed by the unit, then ruled on in words."""

    score = models.OneToOneField(Score, models.PROTECT, related_name="justification")
    stance = models.CharField("ý kiến", max_length=10, choices=Stance)
    text = models.TextField("giải trình", max_length=2000, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ruling = models.CharField("kết luận", max_length=10, choices=Ruling, blank=True, default=Ruling.OPEN)
    ruling_reason = models.CharField("trả lời đơn vị", max_length=500, blank=True, default="")
    ruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True, blank=True)

    objects = OfScore.as_manager()

    class Meta:
        ordering = ["score_id"]
        constraints = [
            models.CheckConstraint(name="justification_stance_known", condition=Q(stance__in=Stance.values)),
            models.CheckConstraint(
                name="justification_dispute_has_words", condition=~Q(stance=Stance.DISPUTED) | ~Q(text="")
            ),
            models.CheckConstraint(
                name="justification_ruled_in_words",
                condition=Q(ruling=Ruling.OPEN, ruling_reason="", ruled_by=None, ruled_at=None)
                | (
                    Q(ruling__in=[Ruling.KEPT, Ruling.CHANGED], stance=Stance.DISPUTED)
                    & ~Q(ruling_reason="")
                    & Q(ruled_by__isnull=False, ruled_at__gte=F("at"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score_id} {self.stance}"
