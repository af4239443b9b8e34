"""The form that announces a period."""

import calendar
import datetime as dt
from itertools import pairwise
from typing import Any

from django import forms

from indicators.enums import SetState
from indicators.models import CriteriaSet, Period
from units.models import Block

DAY = {"class": "in", "placeholder": "dd/mm/yyyy", "autocomplete": "off"}
MOMENT = {"class": "in", "placeholder": "dd/mm/yyyy 08:00", "autocomplete": "off"}
MOMENTS = ("opens_at", "self_due_at", "first_due_at", "explain_due_at", "second_due_at")
PROPOSED = {"first_due_at": 20, "explain_due_at": 7, "second_due_at": 14}
"""Days after the deadline before, where nobody says another date."""

MOMENT_FORMATS = ["%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M"]


class PeriodForm(forms.ModelForm):
    """Dates of the data window and of entry, and the criteria set of every block."""

    class Meta:
        model = Period
        fields = ["code", "name", "year", "kind", "data_from", "data_to", *MOMENTS]
        labels = {
            "kind": "Loại kỳ",
            "data_from": "Số liệu từ ngày",
            "data_to": "Số liệu đến hết ngày",
            "opens_at": "Lúc mở nhập",
            "self_due_at": "Hạn tự chấm",
            "first_due_at": "Hạn thẩm định lần 1",
            "explain_due_at": "Hạn giải trình",
            "second_due_at": "Hạn thẩm định lần 2",
        }
        widgets = {
            **{name: forms.TextInput(attrs={"class": "in", "autocomplete": "off"}) for name in ("code", "name")},
            "year": forms.NumberInput(attrs={"class": "in", "inputmode": "numeric"}),
            "kind": forms.Select(attrs={"class": "sel"}),
            **{name: forms.DateInput(attrs=DAY) for name in ("data_from", "data_to")},
            **{name: forms.DateTimeInput(attrs=MOMENT, format="%d/%m/%Y %H:%M") for name in MOMENTS},
        }
        help_texts = {
            "code": "Chữ không dấu, ví dụ: quy-3-2026",
            "name": "Ví dụ: Quý III/2026",
            "data_from": "Ngày 01 hoặc 15, ví dụ 15/12/2025",
            "data_to": "Ngày 14 hoặc ngày cuối tháng, ví dụ 14/03/2026",
            "opens_at": "Ví dụ 20/03/2026 08:00",
            "self_due_at": "Hết giờ này phiếu tự khóa, ví dụ 05/04/2026 17:00",
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
        self._speak_plainly()

    def _speak_plainly(self) -> None:
        for name, field in self.fields.items():
            field.error_messages["required"] = "Chưa ghi mục này."
            if isinstance(field, forms.DateTimeField):
                field.input_formats = MOMENT_FORMATS
                field.error_messages["invalid"] = "Ghi ngày và giờ dạng 05/04/2026 17:00."
            elif isinstance(field, forms.DateField):
                field.error_messages["invalid"] = "Ghi ngày dạng 15/12/2025."
            elif name == "code":
                field.error_messages |= {
                    "invalid": "Mã chỉ gồm chữ không dấu, chữ số và dấu gạch nối, ví dụ quy-3-2026.",
                    "unique": "Mã này đã dùng cho một kỳ khác.",
                }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("data_from"), data.get("data_to")
        if start and start.day not in (1, 15):
            self.add_error("data_from", "Số liệu phải bắt đầu từ ngày 01 hoặc ngày 15.")
        if end and end.day not in (14, calendar.monthrange(end.year, end.month)[1]):
            self.add_error("data_to", "Số liệu phải kết thúc ở ngày 14 hoặc ngày cuối tháng.")
        if start and end and end < start:
            self.add_error("data_to", "Ngày cuối phải sau ngày đầu.")
        for earlier, later in pairwise(MOMENTS[1:]):
            if data.get(earlier) and later in data and not data[later]:
                data[later] = data[earlier] + dt.timedelta(days=PROPOSED[later])
        for earlier, later in pairwise(MOMENTS):
            if data.get(earlier) and data.get(later) and data[later] <= data[earlier]:
                before = self.fields[earlier].label
                self.add_error(later, f"{self.fields[later].label} phải sau {before[:1].lower()}{before[1:]}.")
        if not self.sets():
            self.add_error(None, "Hãy chọn bộ tiêu chí cho ít nhất một khối.")
        return data

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
