"""The form of a file of official results: the decision it was taken from, and the file."""

import datetime as dt
from typing import Any

from django import forms

from indicators.actions.officials import Decision
from indicators.forms.indexes import IndexFileForm
from indicators.forms.plans import day_field


class OfficialForm(IndexFileForm):
    """`has_file` is False where the file was looked at before and only the decision is sent again."""

    decision_number = forms.CharField(
        label="Số quyết định",
        max_length=80,
        help_text="Ví dụ 617/QĐ-UBND",
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off"}),
        error_messages={"required": "Chưa ghi số quyết định."},
    )
    decided_on = day_field("Ngày quyết định")
    field_order = ("decision_number", "decided_on", "file")

    def __init__(self, *args: Any, today: dt.date, has_file: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["decided_on"].required = True
        self.fields["decided_on"].error_messages["required"] = "Chưa ghi ngày quyết định."
        self.fields["file"].label = "Tệp kết quả"
        if not has_file:
            del self.fields["file"]

    def clean_decided_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["decided_on"]
        if day > self.today:
            raise forms.ValidationError(f"Ngày quyết định không thể sau hôm nay ({self.today:%d/%m/%Y}).")
        return day

    @property
    def decision(self) -> Decision:
        return Decision(self.cleaned_data["decision_number"], self.cleaned_data["decided_on"])
