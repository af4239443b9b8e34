"""Indexes that others have published: one figure of one unit in one period, with the document it was taken from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from cchc_portal.audit.history import tracked
from indicators import policy
from indicators.models.assessments import Period
from indicators.policy import Deed
from units.models import Unit
from units.scoping import Columns, ScopedQuerySet


class PublishedIndexQuerySet(ScopedQuerySet["PublishedIndex"]):
    rules = {Deed.READ: policy.READ_SHEETS}
    columns = Columns(unit="unit")


@tracked(found_by=["unit"])
class PublishedIndex(models.Model):
    """Chỉ số đã công bố: the 766 index of a unit, its SIPAS; a criterion asks for it by its code ("766").

    Press and portals contradict each other, so no value stands without the document and page it was read from.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="indexes")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.SlugField("mã chỉ số", max_length=30)
    name = models.CharField("tên chỉ số", max_length=200)
    value = models.DecimalField("giá trị", max_digits=12, decimal_places=4)
    measure = models.CharField("đơn vị tính", max_length=30, blank=True, default="")
    document_number = models.CharField("số văn bản", max_length=80)
    document_date = models.DateField("ngày văn bản")
    issuer = models.CharField("cơ quan ban hành", max_length=200)
    page = models.CharField("trang", max_length=40, blank=True, default="")
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    loaded_at = models.DateTimeField("nạp lúc")

    objects = PublishedIndexQuerySet.as_manager()

    class Meta:
        ordering = ["period_id", "code", "unit__sort_name", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["period", "unit", "code"], name="published_index_once"),
            models.CheckConstraint(name="published_index_not_negative", condition=Q(value__gte=0)),
            models.CheckConstraint(
                name="published_index_has_document", condition=~Q(document_number="") & ~Q(issuer="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"

    @property
    def document(self) -> str:
        """The document as it is cited: "766/QĐ-TTg ngày 23/06/2022 của Thủ tướng Chính phủ, trang 4"."""
        page = f", trang {self.page}" if self.page else ""
        return f"{self.document_number} ngày {self.document_date:%d/%m/%Y} của {self.issuer}{page}"
