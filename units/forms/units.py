"""Forms of units."""

import datetime as dt
from typing import Any

from django import forms

from units.enums import Succession
from units.forms.base import DeedForm, day_field, select, text_input
from units.models import Unit


class CloseForm(DeedForm):
    on = day_field("Ngày hoạt động cuối cùng")
    document = forms.CharField(
        label="Văn bản",
        max_length=120,
        required=False,
        widget=text_input(),
        help_text="Số, ngày của nghị quyết, quyết định.",
    )
    kind = forms.ChoiceField(
        label="Hình thức sắp xếp",
        required=False,
        choices=[("", "Giải thể, không có đơn vị kế thừa"), *Succession.choices],
        widget=select(),
    )
    successors = forms.ModelMultipleChoiceField(
        label="Đơn vị kế thừa",
        required=False,
        queryset=Unit.objects.none(),
        widget=forms.SelectMultiple(attrs={"class": "sel", "size": "8"}),
        help_text="Giữ phím Ctrl để chọn nhiều đơn vị.",
    )

    def __init__(self, *args: Any, unit: Unit, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": on}, **kwargs)
        self.fields["successors"].queryset = Unit.objects.exclude(pk=unit.pk).filter(valid_to=None)

    def clean_kind(self) -> Succession | None:
        kind = self.cleaned_data["kind"]
        return Succession(kind) if kind else None
