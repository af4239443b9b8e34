"""Who did what, when, and from what to what: a trail that only grows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc_portal.kit.scoping import GuardedQuerySet


class AuditEventQuerySet(GuardedQuerySet["AuditEvent"]):
    def log(self) -> AuditEventQuerySet:
        """All of it: for those whom audit.access.refuse_strangers has let in."""
        return self.scoped(Q())

    def about(self, obj: models.Model) -> AuditEventQuerySet:
        """Everything that was done to this object, newest first; whoever holds the object was allowed to see it."""
        return self.scoped(Q(object_type=obj._meta.label_lower, object_id=str(obj.pk))).order_by("-seq")


class AuditEvent(models.Model):
    """One deed. All columns are derived from `canonical`, the text that `hash` seals (see chain.py).

    Triggers of the database refuse UPDATE, DELETE and TRUNCATE. Unit and period are plain numbers: the trail is
    the ground floor and knows no domain app.
    """

    seq = models.BigIntegerField("số thứ tự", primary_key=True)
    at = models.DateTimeField("lúc")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    actor_name = models.CharField("người thực hiện", max_length=120)  # by value: people are renamed
    request_id = models.CharField(max_length=64)
    ip = models.CharField("địa chỉ mạng", max_length=45)
    action = models.CharField("việc", max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    object_label = models.CharField("đối tượng", max_length=300)
    unit_id = models.BigIntegerField(null=True)
    period_id = models.BigIntegerField(null=True)
    before = models.TextField("trước", null=True)  # canonical JSON
    after = models.TextField("sau", null=True)  # canonical JSON
    reason = models.TextField("lý do")
    transaction = models.BigIntegerField()  # of the database; the versions of rows it wrote carry the same number
    rows = models.TextField(null=True)  # canonical JSON: those versions, see seals
    canonical = models.TextField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "seq"], name="audit_about"),
            models.Index(fields=["transaction"], name="audit_of_transaction"),
            models.Index(fields=["unit_id", "seq"], name="audit_of_unit"),
            models.Index(fields=["period_id", "seq"], name="audit_of_period"),
        ]
        constraints = [models.CheckConstraint(name="audit_seq_from_one", condition=Q(seq__gte=1))]

    def __str__(self) -> str:
        return f"{self.seq}: {self.action} {self.object_label}"
