"""Documents that are handed over with their file: of a sheet, of a task, of an inspection."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc_portal.audit.history import tracked
from indicators import policy
from indicators.enums import EvidenceKind, ScanState
from indicators.models.inspections import Finding
from indicators.models.plans import Task
from indicators.policy import Deed
from units.models import Unit
from units.scoping import Columns, ScopedQuerySet


class FiledDocument(models.Model):
    """What stands at the head of a document, and its file in the vault.

    The id is random, so that no address can be guessed from another one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
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

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_kind_known", condition=Q(kind__in=EvidenceKind.values)),
            models.CheckConstraint(name="%(class)s_scan_known", condition=Q(scan__in=ScanState.values)),
            models.CheckConstraint(
                name="%(class)s_not_empty", condition=Q(size__gt=0) & Q(sha256__regex="^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.summary}".strip()


class WorkPaperQuerySet(ScopedQuerySet["WorkPaper"]):
    """Read by whoever reads the work of the unit that handed it over."""

    rules = {Deed.READ: policy.READ_TASKS}
    columns = Columns(unit="unit")
    covered_by = ("indicators.Task", "indicators.Finding")


@tracked(exclude=["scan"], found_by=["task", "finding"])
class WorkPaper(FiledDocument):
    """A document by which a unit shows what it did: the product of a task, the remedy of a finding."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="papers")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="papers")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, blank=True, related_name="papers")

    objects = WorkPaperQuerySet.as_manager()

    class Meta(FiledDocument.Meta):
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "finding", "sha256"], nulls_distinct=False, name="work_paper_once"),
            models.CheckConstraint(
                name="work_paper_of_one_thing",
                condition=Q(task__isnull=False, finding=None) | Q(task=None, finding__isnull=False),
            ),
            *FiledDocument.Meta.constraints,
        ]
