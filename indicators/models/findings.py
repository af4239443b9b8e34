"""What the nightly look into the store of evidence found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from indicators.enums import Damage


class VaultFinding(models.Model):
    """One file that is not as it was handed over, or that nobody's row names; open until it is put right."""

    stored = models.CharField("tệp trong kho", max_length=80)
    damage = models.CharField("tình trạng", max_length=8, choices=Damage)
    about = models.CharField("của", max_length=400, blank=True, default="")  # unit and period; no document, no figure
    found_at = models.DateTimeField("thấy lúc")
    settled_at = models.DateTimeField("xong lúc", null=True, blank=True)

    class Meta:
        ordering = ["-found_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["stored", "damage"], condition=Q(settled_at=None), name="vault_finding_open_once"
            ),
            models.CheckConstraint(name="vault_finding_damage_known", condition=Q(damage__in=Damage.values)),
        ]

    def __str__(self) -> str:
        return f"{self.stored} {self.damage}"
