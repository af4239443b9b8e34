"""The forms of exemptions: one unit, one criterion, the document that says so."""

from typing import Any

from django import forms

from indicators.enums import SetState
from indicators.forms.plans import day_field
from indicators.models import CriteriaSet, Criterion
from units.models import UnitQuerySet

LINE = {"class": "in", "autocomplete": "off"}


class ExemptionForm(forms.Form):
    """Which criterion does not apply to which unit, by which document and why."""

    unit_id = forms.ModelChoiceField(
        None,
        label="Đơn vị",
        empty_label="Chọn đơn vị",
        widget=forms.Select(attrs={"class": "sel"}),
        error_messages={"required": "Chưa chọn đơn vị.", "invalid_choice": "Chọn một đơn vị trong danh sách."},
    )
    code = forms.CharField(
        label="Mã tiêu chí hoặc lĩnh vực",
        max_length=20,
        widget=forms.TextInput(attrs=LINE),
        help_text="Ví dụ 7.3, hoặc 3 để bỏ cả lĩnh vực 3",
        error_messages={"required": "Chưa ghi mã tiêu chí."},
    )
    decision_number = forms.CharField(
        label="Số văn bản cho phép",
        max_length=80,
        widget=forms.TextInput(attrs=LINE),
        help_text="Ví dụ 12/QĐ-UBND",
        error_messages={"required": "Chưa ghi số văn bản."},
    )
    decided_on = day_field("Ngày văn bản")
    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        widget=forms.TextInput(attrs=LINE),
        help_text="Ví dụ: đơn vị không có thủ tục hành chính",
        error_messages={"required": "Chưa ghi lý do."},
    )

    def __init__(self, data: Any, *, units: UnitQuerySet, rules: CriteriaSet) -> None:
        super().__init__(data)
        self.rules = rules
        self.fields["unit_id"].queryset = units.filter(block=rules.block)
        self.fields["decided_on"].required = True
        self.fields["decided_on"].error_messages["required"] = "Chưa ghi ngày văn bản."

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip()
        self.criterion = Criterion.objects.filter(criteria_set=self.rules, code=code).first()
        if self.criterion is None:
            raise forms.ValidationError(f"“{self.rules.name}” không có tiêu chí {code}.")
        return code


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Lý do bãi bỏ",
        max_length=300,
        widget=forms.TextInput(attrs=LINE),
        error_messages={"required": "Hãy ghi lý do bãi bỏ."},
    )


def issued_sets() -> Any:
    """The sets exemptions may be granted on, newest first."""
    return (
        CriteriaSet.objects.exclude(state=SetState.DRAFT)
        .select_related("block")
        .order_by("-year", "block__position", "block__code", "-edition")
    )
