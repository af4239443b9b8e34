"""The files dossiers come in, and what people have said about their headings."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models

from cchc_portal.kit.numbers import show_number
from dossiers import policy
from dossiers.enums import LOOKS, UploadState
from dossiers.policy import Deed
from units.models import Unit
from units.scoping import Columns, ScopedQuerySet


def quarantined(upload: Upload, name: str) -> str:
    """A name of our own: what the sender called the file is kept in the row only."""
    return f"uploads/{uuid.uuid4().hex}{Path(name).suffix.lower()[:5]}"


class UploadQuerySet(ScopedQuerySet["Upload"]):
    """A file of many units has no unit: it is seen by its sender and by those who read the whole province."""

    rules = {Deed.READ: policy.READ_UPLOADS}
    columns = Columns(unit="unit", owner="uploaded_by")

    def without_details(self) -> UploadQuerySet:
        """For lists: the long JSON columns stay in the database."""
        return self.defer("errors", "warnings", "totals", "headings", "preview")


class Upload(models.Model):
    """A dossier file as it was received: kept by value, so that an import can be repeated and explained."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="uploads")
    file = models.FileField(upload_to=quarantined)
    original_name = models.CharField("tên tệp", max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField("dung lượng (byte)")
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.RECEIVED)
    rows = models.IntegerField("số dòng", null=True, blank=True)
    added = models.IntegerField("thêm mới", null=True, blank=True)
    changed = models.IntegerField("thay đổi", null=True, blank=True)
    wrong_rows = models.IntegerField("dòng có lỗi", default=0)
    left_out = models.IntegerField("chưa tiếp nhận", default=0)  # registered only, or refused at the counter
    repeated = models.IntegerField("lặp mã trong tệp", default=0)  # the last row of a code wins
    errors = models.JSONField(default=list, blank=True)  # [{"cell": "C14", "message": "..."}], at most 1.000 kept
    error_count = models.IntegerField(default=0)
    warnings = models.JSONField(default=list, blank=True)  # same shape as errors
    totals = models.JSONField(default=dict, blank=True)  # control totals of the distinct dossiers, see loading.totals
    headings = models.JSONField(default=list, blank=True)  # [{"letter": "A", "text": "Mã hồ sơ", "key": "code"}]
    preview = models.JSONField(default=dict, blank=True)  # what the file would do, see actions.uploads
    checks = models.IntegerField("số lần đối chiếu", default=0)  # which comparison a person has seen
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField("kết thúc", null=True, blank=True)  # written or given up
    file_gone_at = models.DateTimeField("đã hủy tệp gốc", null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.original_name

    @property
    def unchanged(self) -> int | None:
        """Rows that say what is known; with added, changed, left_out, repeated and wrong_rows they make up `rows`."""
        if self.added is None:
            return None
        return self.rows - self.added - self.changed - self.left_out - self.repeated - self.wrong_rows

    @property
    def kept_path(self) -> Path:
        """Where the comparison lies until it is written or given up."""
        return Path(self.file.path).with_suffix(".ready")

    @property
    def marked_path(self) -> Path:
        """Where the copy with coloured cells lies, if there is one."""
        path = Path(self.file.path)
        return path.with_name(f"{path.stem}-danh-dau{path.suffix}")

    @property
    def is_marked(self) -> bool:
        return bool(self.file) and self.marked_path.exists()

    @property
    def marked_name(self) -> str:
        """What that copy is called for its sender."""
        name = Path(self.original_name)
        return f"{name.stem} - danh dau loi{name.suffix}"

    @property
    def open(self) -> bool:
        """Neither written nor refused nor given up."""
        return self.state in (UploadState.RECEIVED, UploadState.HEADINGS, UploadState.CHECKED)

    @property
    def step(self) -> int:
        """1 read, 2 compared, 3 written."""
        return {UploadState.RECEIVED: 1, UploadState.HEADINGS: 1, UploadState.LOADED: 3}.get(UploadState(self.state), 2)

    @property
    def unknown_headings(self) -> list[dict[str, str]]:
        return [heading for heading in self.headings if not heading["key"]]

    @property
    def icon(self) -> str:
        return LOOKS[self.state][0]

    @property
    def tone(self) -> str:
        return LOOKS[self.state][1]

    @property
    def summary(self) -> str:
        """What became of the file, in a sentence."""
        if self.state == UploadState.RECEIVED:
            return "Đã nhận tệp, đang chờ đọc."
        if self.state == UploadState.HEADINGS:
            return "Có cột cổng chưa biết tên; hãy chỉ cột nào là cột nào."
        if self.state == UploadState.REFUSED:
            return f"Tệp có {show_number(self.error_count)} lỗi nên chưa ghi dòng nào."
        if self.state == UploadState.DISCARDED:
            return "Tệp đã bỏ, không dòng nào được ghi."
        parts = [f"thêm mới {show_number(self.added)}", f"thay đổi {show_number(self.changed)}"]
        parts.append(f"giữ nguyên {show_number(self.unchanged)}")
        if self.state == UploadState.CHECKED:
            return f"Đã đọc {show_number(self.rows)} dòng, chưa ghi: {', '.join(parts)}."
        return f"Đã nhập {show_number(self.rows)} dòng: {', '.join(parts)}."


class HeadingName(models.Model):
    """What a heading of a unit's files means, explained once by a person; without unit: in files of several units."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    plain = models.CharField("tên cột, không dấu", max_length=120)
    text = models.CharField("tên cột trong tệp", max_length=120)
    key = models.CharField("là cột", max_length=20, blank=True)  # of columns.COLUMNS; "" to leave it out
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    named_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["unit_id", "plain"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "plain"], name="heading_named_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.text
