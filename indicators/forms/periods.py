"""The forms that announce a period, and that move its dates later."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import Any

from django import forms

from indicators.enums import PeriodState, SetState
from indicators.models import CriteriaSet, Period
from indicators.period_dates import MOMENTS, WINDOW, Calendar, out_of_order
from units.models import Block

DAY = {"class": "in", "placeholder": "31/12/2025", "autocomplete": "off"}
MOMENT = {"class": "in", "placeholder": "31/12/2025 08:00", "autocomplete": "off"}
PROPOSED = {"first_due_at": 20, "explain_due_at": 7, "second_due_at": 14}
"""Days after the deadline before, where nobody says another date."""

MOMENT_FORMATS = ["%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M"]


class DatesForm(forms.ModelForm):
    """The window of figures and the moments of a period, in order."""

    class Meta:
        model = Period
        fields = ["name", *WINDOW, *MOMENTS]
        labels = {"data_from": "Số liệu từ ngày", "data_to": "Số liệu đến hết ngày", **MOMENTS}
        widgets = {
            "name": forms.TextInput(attrs={"class": "in", "autocomplete": "off"}),
            **{name: forms.DateInput(attrs=DAY, format="%d/%m/%Y") for name in WINDOW},
            **{name: forms.DateTimeInput(attrs=MOMENT, format="%d/%m/%Y %H:%M") for name in MOMENTS},
        }
        help_texts = {
            "name": "Ví dụ: Quý III/2026",
            "data_from": "Ngày 01 hoặc 15, ví dụ 15/12/2025",
            "data_to": "Ngày 14 hoặc ngày cuối tháng, ví dụ 14/03/2026",
            "opens_at": "Ví dụ 20/03/2026 08:00",
            "self_due_at": "Hết giờ này phiếu tự khóa, ví dụ 05/04/2026 17:00",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = "Chưa ghi mục này."
            if isinstance(field, forms.DateTimeField):
                field.input_formats = MOMENT_FORMATS
                field.error_messages["invalid"] = "Ghi ngày và giờ dạng 05/04/2026 17:00."
            elif isinstance(field, forms.DateField):
                field.error_messages["invalid"] = "Ghi ngày dạng 15/12/2025."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, sentence in out_of_order(self.dates()):
            self.add_error(name, sentence)
        return data

    def dates(self) -> Calendar:
        return Calendar(**{name: self.cleaned_data.get(name) for name in (*WINDOW, *MOMENTS)})


class PeriodForm(DatesForm):
    """Dates of the data window and of entry, and the criteria set of every block."""

    class Meta(DatesForm.Meta):
        fields = ["code", "name", "year", "kind", *WINDOW, *MOMENTS]
        labels = {"kind": "Loại kỳ", **DatesForm.Meta.labels}
        widgets = {
            **DatesForm.Meta.widgets,
            "code": forms.TextInput(attrs={"class": "in", "autocomplete": "off"}),
            "year": forms.NumberInput(attrs={"class": "in", "inputmode": "numeric"}),
            "kind": forms.Select(attrs={"class": "sel"}),
        }
        help_texts = {
            **DatesForm.Meta.help_texts,
            "code": "Chữ không dấu, ví dụ: quy-3-2026",
            "first_due_at": "Để trống: 20 ngày sau hạn tự chấm. Báo đơn vị các điểm bị trừ",
            "explain_due_at": "Để trống: 7 ngày sau hạn lần 1. Hết giờ này đơn vị không trả lời là đồng ý",
            "second_due_at": "Để trống: 14 ngày sau hạn giải trình. Điểm lần 2 là cuối cùng",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issued = CriteriaSet.objects.exclude(state=SetState.DRAFT).order_by("-decided_on", "code")
        for block in Block.objects.order_by("position", "code"):
            self.fields[f"set_{block.pk}"] = forms.ModelChoiceField(
                issued.filter(block=block),
                required=False,
                label=f"Bộ tiêu chí · {block.name}",
                empty_label="Không đánh giá khối này",
                widget=forms.Select(attrs={"class": "sel"}),
            )
        for name in PROPOSED:
            self.fields[name].required = False
        self.fields["code"].error_messages |= {
            "invalid": "Mã chỉ gồm chữ không dấu, chữ số và dấu gạch nối, ví dụ quy-3-2026.",
            "unique": "Mã này đã dùng cho một kỳ khác.",
        }

    def clean(self) -> dict[str, Any]:
        self._propose()
        data = super().clean()
        if not self.sets():
            self.add_error(None, "Hãy chọn bộ tiêu chí cho ít nhất một khối.")
        return data

    def _propose(self) -> None:
        data = self.cleaned_data
        for earlier, later in pairwise(list(MOMENTS)[1:]):
            if data.get(earlier) and later in data and not data[later]:
                data[later] = data[earlier] + dt.timedelta(days=PROPOSED[later])

    def validate_unique(self) -> None:
        """A code is taken whoever asks; Django's own question would stand under the guard."""
        taken = Period.objects.unscoped(reason="whether a code is taken").filter(code=self.cleaned_data.get("code"))
        if taken.exists():
            self.add_error("code", "Mã kỳ này đã có; hãy chọn mã khác.")

    def sets(self) -> dict[int, int]:
        """{block id: criteria set id} as chosen."""
        return {
            int(name.removeprefix("set_")): chosen.pk
            for name, chosen in self.cleaned_data.items()
            if name.startswith("set_") and chosen
        }


class PeriodDatesForm(DatesForm):
    """The dates of an announced period; why they move is told to the units once they are at work."""

    reason = forms.CharField(
        label="Lý do",
        required=False,
        max_length=300,
        help_text="Ví dụ: theo Công văn 12/SNV-CCHC. Ghi vào nhật ký.",
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stood = self.instance.calendar
        if self.instance.state != PeriodState.PREPARING:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = (
                "Hãy ghi lý do đổi ngày: các đơn vị đang làm theo ngày cũ."
            )

    def dates(self) -> Calendar:
        """As typed; a moment shown to the minute and left alone keeps its seconds."""
        typed = super().dates()
        kept = {
            name: moment
            for name in MOMENTS
            if _to_the_minute(moment := getattr(self.stood, name)) == getattr(typed, name)
        }
        return replace(typed, **kept)

    def validate_unique(self) -> None:
        """Nothing here is unique."""


def _to_the_minute(moment: dt.datetime | None) -> dt.datetime | None:
    return moment and moment.replace(second=0, microsecond=0)
