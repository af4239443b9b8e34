"""Not applicable (không áp dụng): a criterion taken from one unit's maximum, on somebody's decision."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc_portal.audit.history import tracked
from indicators import policy
from indicators.models.criteria import Criterion
from indicators.policy import Deed
from units.models import Unit
from units.scoping import Columns, ScopedQuerySet


class ExemptionQuerySet(ScopedQuerySet["Exemption"]):
    rules = {Deed.READ: policy.READ_SHEETS}
    columns = Columns(unit="unit")

    def standing(self) -> ExemptionQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


@tracked(found_by=["unit"])
class Exemption(models.Model):
    """A criterion, with everything below it, that does not apply to a unit as long as its set scores that unit.

    It reaches every period of the set that is not published; what is published stays as it was.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="exemptions")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="exemptions")
    decision_number = models.CharField("số văn bản", max_length=80)
    decided_on = models.DateField("ngày văn bản")
    reason = models.CharField("lý do", max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField("lý do bãi bỏ", max_length=300, blank=True, default="")

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ["unit__sort_name", "criterion__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "criterion"], condition=Q(withdrawn_at=None), name="exemption_stands_once"
            ),
            models.CheckConstraint(name="exemption_says_why", condition=~Q(decision_number="") & ~Q(reason="")),
            models.CheckConstraint(
                name="exemption_withdrawn_who_when_why",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.criterion_id}"

    @property
    def document(self) -> str:
        """The decision as it is cited: "12/QĐ-UBND ngày 03/02/2026"."""
        return f"{self.decision_number} ngày {self.decided_on:%d/%m/%Y}"
