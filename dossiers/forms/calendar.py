"""Forms of the working calendar."""

from __future__ import annotations

from typing import Any

from django import forms

from dossiers.actions.calendar import DayFacts
from dossiers.enums import DayKind
from dossiers.models import CalendarDay
from units.forms.base import DeedForm, select, text_input


class DayForm(DeedForm):
    kind = forms.ChoiceField(label="Loại ngày", choices=DayKind.choices, widget=select())
    working = forms.BooleanField(
        label="Tính là ngày làm việc", required=False, help_text="Được đếm vào thời hạn giải quyết hồ sơ."
    )
    reception = forms.BooleanField(
        label="Mở tiếp nhận", required=False, help_text="Bộ phận một cửa nhận hồ sơ; không ảnh hưởng tới thời hạn."
    )
    document_number = forms.CharField(
        label="Số văn bản", max_length=60, required=False, widget=text_input(),
        help_text="Bắt buộc với nghỉ hoán đổi và làm bù, ví dụ 12729/VPCP-KGVX.",
    )  # fmt: skip
    note = forms.CharField(label="Ghi chú", max_length=200, required=False, widget=text_input())

    @classmethod
    def of(cls, day: CalendarDay, data: Any) -> DayForm:
        return cls(data, initial={name: getattr(day, name) for name in cls.base_fields})

    @property
    def facts(self) -> DayFacts:
        said = self.cleaned_data
        return DayFacts(**said | {"kind": DayKind(said["kind"])})


class CorrectionForm(DeedForm):
    reason = forms.CharField(
        label="Lý do đính chính", max_length=500, widget=forms.Textarea(attrs={"class": "in", "rows": 3}),
        help_text="Ghi số văn bản làm thay đổi lịch; lý do được lưu trong nhật ký.",
    )  # fmt: skip
    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
