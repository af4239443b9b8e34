"""The keys with which programs of other systems ask the API."""

from __future__ import annotations

import datetime as dt

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cchc_portal.audit.history import tracked
from units.models.people import User


@tracked(exclude=["digest", "last_used_on"])
class ApiKey(models.Model):
    """A key of one API account: shown once when it is made, known to us only by its digest."""

    account = models.ForeignKey(User, models.PROTECT, related_name="api_keys", verbose_name="tài khoản")
    name = models.CharField("tên", max_length=80)  # the program or server that has it
    selector = models.CharField("nhận dạng", max_length=16, unique=True)  # the half of the key that may be seen
    digest = models.CharField(max_length=64)  # SHA-256 of the whole key, as 64 hexadecimal digits
    addresses = ArrayField(models.CharField(max_length=45), verbose_name="địa chỉ được phép", default=list, blank=True)
    expires_on = models.DateField("dùng đến hết ngày")
    created_at = models.DateTimeField("cấp lúc")
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="người cấp")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    last_used_on = models.DateField("dùng gần nhất", null=True, blank=True)  # the day is enough, and seldom written

    class Meta:
        ordering = ["-created_at", "-pk"]
        triggers = [
            # the digest is a secret and has no history, so it must not change at all: nobody slips in another key
            pgtrigger.Protect(
                name="key_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("account", "selector", "digest"),
            )
        ]
        constraints = [
            models.CheckConstraint(name="api_key_has_digest", condition=Q(digest__regex="^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="api_key_revoked_after_created", condition=Q(revoked_at=None) | Q(revoked_at__gte=F("created_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.selector}"

    def usable_on(self, day: dt.date) -> bool:
        return self.revoked_at is None and day <= self.expires_on
