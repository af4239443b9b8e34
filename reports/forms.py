"""What coordinators write when a result is consolidated and proposed, and leaders when they decide."""

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from reports.actions.proposals import Wording
from reports.models import Publication
from reports.papers.word.containers import LARGEST
from units.forms.base import DeedForm, day_field, text_input

MOMENT = {"class": "in", "placeholder": "24/02/2027 08:00", "autocomplete": "off"}
MOMENTS = ["%d/%m/%Y %H:%M", "%d/%m/%Y"]
NO_YEAR_0 = "Ghi ngày và giờ dạng 24/02/2027 08:00."


def moment_field(label: str, **options: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs=MOMENT, format="%d/%m/%Y %H:%M")
    field = forms.DateTimeField(label=label, widget=widget, input_formats=MOMENTS, **options)
    field.error_messages["invalid"] = NO_YEAR_0
    return field


def reason_field(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, widget=text_input(autocomplete="off"), **options)


class MomentsForm(DeedForm):
    """From when the units and the public read a publication."""

    units_at = moment_field("Các đơn vị xem từ", help_text="Lãnh đạo UBND, hội đồng và Sở Nội vụ xem được ngay.")
    public_at = moment_field(
        "Công khai cho mọi người từ", required=False, help_text="Bỏ trống: chưa công khai, sẽ định sau."
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("units_at") and data.get("public_at") and data["public_at"] < data["units_at"]:
            self.add_error("public_at", "Phải sau hoặc cùng lúc các đơn vị được xem.")
        return data


class ProposalForm(MomentsForm):
    """Title, decision, dates; a reason where the period has been published before."""

    title = forms.CharField(label="Tiêu đề", max_length=250, widget=text_input())
    decision_number = forms.CharField(
        label="Số quyết định", max_length=80, help_text="Ví dụ: 412/QĐ-UBND", widget=text_input(autocomplete="off")
    )
    decided_on = day_field("Ngày quyết định", help_text="Ví dụ: 24/02/2027")
    reason = reason_field("Lý do đính chính", help_text="In trên mọi bản của lần công bố này.")
    seen = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("title", "decision_number", "decided_on", "reason", "units_at", "public_at")

    def __init__(self, *args: Any, last: Publication | None, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if not last:
            del self.fields["reason"]

    def clean_decided_on(self) -> dt.date:
        day = self.cleaned_data["decided_on"]
        if day > self.today:
            raise forms.ValidationError(f"Ngày quyết định không thể sau hôm nay ({self.today:%d/%m/%Y}).")
        return day

    @property
    def wording(self) -> Wording:
        return Wording(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})


class MinutesForm(DeedForm):
    """The council's meeting."""

    number = forms.CharField(
        label="Số biên bản", max_length=80, help_text="Ví dụ: 05/BB-HĐTĐ", widget=text_input(autocomplete="off")
    )
    held_on = day_field("Ngày họp")
    chair = forms.CharField(label="Người chủ trì", max_length=120, widget=text_input(autocomplete="off"))
    conclusion = forms.CharField(
        label="Kết luận", max_length=2000, widget=forms.Textarea(attrs={"class": "in", "rows": "3"})
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_held_on(self) -> dt.date:
        if (day := self.cleaned_data["held_on"]) > self.today:
            raise forms.ValidationError(f"Ngày họp không thể sau hôm nay ({self.today:%d/%m/%Y}).")
        return day


class CutoffForm(DeedForm):
    """The day after which what the portal measures no longer moves."""

    on = day_field("Chốt sau ngày", required=False, help_text="Hết ngày này, đêm hôm đó hệ thống tự chốt.")


class ReasonForm(DeedForm):
    """Why something is declined, opened again or corrected."""

    reason = reason_field("Lý do")


class TemplateForm(DeedForm):
    """A Word file that is to become a template."""

    file = forms.FileField(
        label="Tệp mẫu",
        help_text="Word (.docx), tối đa 5 MB.",
        error_messages={"required": "Chưa chọn tệp.", "empty": "Tệp rỗng; hãy chọn lại tệp."},
        widget=forms.ClearableFileInput(attrs={"class": "in", "accept": ".docx"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("Tệp quá 5 MB. Hãy nén hoặc bỏ bớt hình ảnh rồi gửi lại.")
        return file
