"""The borders of plans as documents: a new draft, the decision that issues or adjusts, an appendix that is sent."""

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cchc_portal.kit.text import clean
from indicators.actions.plans import Decision
from indicators.enums import PlanKind
from indicators.forms.plans import day_field
from units.models import UnitQuerySet

LINE = {"class": "in", "autocomplete": "off"}
MOST_BYTES = 5 * 1024 * 1024
YEARS = (2011, 2100)  # the first state programme of reform; a typing error


def line_field(label: str, longest: int, required: str = "", **options: Any) -> forms.CharField:
    """One line of text; `required` is the sentence that asks for it."""
    messages = {"max_length": f"Dài quá {longest} chữ, hãy viết ngắn lại."} | (
        {"required": required} if required else {}
    )
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(required),
        widget=forms.TextInput(attrs=LINE),
        error_messages=messages,
        **options,
    )


class PlanForm(forms.Form):
    """A new draft: which kind, whose, which year."""

    kind = forms.ChoiceField(
        label="Loại kế hoạch", choices=PlanKind.choices, widget=forms.Select(attrs={"class": "sel"})
    )
    unit = forms.ModelChoiceField(
        None,
        label="Của",
        required=False,
        empty_label=None,
        to_field_name="code",
        widget=forms.Select(attrs={"class": "sel"}),
        error_messages={"invalid_choice": "Chọn một đơn vị trong danh sách."},
    )
    year = forms.IntegerField(
        label="Năm",
        min_value=YEARS[0],
        max_value=YEARS[1],
        widget=forms.TextInput(attrs=LINE | {"inputmode": "numeric"}),
        error_messages={
            "required": "Chưa ghi năm.",
            "invalid": "Ghi năm bằng bốn chữ số, ví dụ 2026.",
            "min_value": f"Năm phải từ {YEARS[0]}.",
            "max_value": "Kiểm tra lại năm.",
        },
    )
    name = line_field("Tên kế hoạch", 250, "Chưa ghi tên kế hoạch.", help_text="Như trên trang đầu của kế hoạch")

    def __init__(self, *args: Any, units: UnitQuerySet, province: bool, today: dt.date, **options: Any) -> None:
        super().__init__(*args, initial={"year": today.year}, **options)
        self.fields["unit"].queryset = units
        if province:
            self.fields["unit"].empty_label = "Của tỉnh, thành phố"
        else:
            self.fields["unit"].required = True

    def clean_name(self) -> str:
        return clean(self.cleaned_data["name"])


class DecisionForm(forms.Form):
    """The document behind an issue or an adjustment."""

    number = line_field("Số văn bản", 80, "Chưa ghi số văn bản.", help_text="Ví dụ 275/KH-UBND")
    decided_on = day_field("Ngày ký")
    signer = line_field("Người ký", 120, "Chưa ghi người ký.", help_text="Họ tên, chức vụ")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decided_on"].required = True
        self.fields["decided_on"].error_messages["required"] = "Chưa ghi ngày ký."

    @property
    def decision(self) -> Decision:
        data = self.cleaned_data
        return Decision(
            clean(data["number"]), data["decided_on"], clean(data["signer"]), clean(data.get("summary", ""))
        )


class PlanFileForm(forms.Form):
    """An appendix for a draft."""

    file = forms.FileField(
        label="Tệp phụ lục",
        help_text="Excel (.xlsx) hoặc CSV UTF-8, tối đa 5 MB. Gửi lên chưa ghi gì: xem bảng thay đổi trước.",
        max_length=200,
        error_messages={
            "required": "Hãy chọn tệp.",
            "empty": "Tệp rỗng; hãy chọn lại tệp.",
            "max_length": "Tên tệp dài quá 200 chữ, hãy đặt tên ngắn lại.",
        },
        widget=forms.FileInput(attrs={"class": "in", "accept": ".xlsx,.csv"}),
    )
    drops_missing = forms.BooleanField(
        label="Nhiệm vụ không có trong tệp thì đưa ra khỏi kế hoạch",
        required=False,
        help_text="Chỉ chọn khi tệp là toàn bộ phụ lục. Nhiệm vụ đã ban hành vẫn tính cho những ngày trước đó.",
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("Tệp lớn hơn 5 MB. Hãy bỏ hình ảnh, trang tính không cần rồi gửi lại.")
        return file

    @property
    def decision(self) -> Decision | None:
        return None


class AdjustmentFileForm(PlanFileForm, DecisionForm):
    """An appendix that changes an issued plan, with the document that says so."""

    summary = line_field("Nội dung điều chỉnh", 500, "Chưa ghi nội dung điều chỉnh.", help_text="Điều chỉnh gì, vì sao")
    field_order = ("number", "decided_on", "signer", "summary", "file", "drops_missing")
    decision = DecisionForm.decision
