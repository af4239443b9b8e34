"""Forms on which a unit types its months: which unit and month, the eight figures, why a month is opened again."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet

from cchc_portal.kit.numbers import Unreadable, read_number
from dossiers.models import MonthlyCount
from dossiers.policy import COUNT_FOR_UNIT
from dossiers.statistics.months.lines import TYPED, month_name
from dossiers.statistics.windows import month_of
from units.models import Unit
from units.policy import Person
from units.scoping import Columns, scope

COUNTERS = tuple(COUNT_FOR_UNIT.reach)
MONTHS_OFFERED = 24
MOST = 10_000_000


def countable_units(person: Person) -> QuerySet[Unit]:
    """Units whose months the person may type (policy.COUNT_FOR_UNIT); closed ones never."""
    return Unit.objects.scoped(scope(person, COUNT_FOR_UNIT, Columns(unit="pk"))).active_on(person.on)


class MonthChoiceForm(forms.Form):
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="Đơn vị", empty_label="Chọn đơn vị", widget=forms.Select(attrs={"class": "sel"}),
        error_messages={
            "required": "Hãy chọn đơn vị.",
            "invalid_choice": "Anh/chị không được nhập số liệu cho đơn vị này; hãy chọn đơn vị của mình.",
        },
    )  # fmt: skip
    month = forms.TypedChoiceField(
        label="Tháng báo cáo (từ ngày 15 tháng trước đến ngày 14)", coerce=dt.date.fromisoformat,
        widget=forms.Select(attrs={"class": "sel"}),
        error_messages={"required": "Hãy chọn tháng.", "invalid_choice": "Hãy chọn một tháng trong danh sách."},
    )  # fmt: skip

    def __init__(self, *args: Any, units: QuerySet[Unit], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        months = [month_of(today)]
        while len(months) < MONTHS_OFFERED:
            months.append((months[-1] - dt.timedelta(days=1)).replace(day=1))
        self.fields["month"].choices = [(f"{month:%Y-%m-%d}", month_name(month)) for month in months]


class CountField(forms.CharField):
    """A whole number as people write it: 1.250 or 1250; empty is 0."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "in num", "inputmode": "numeric", "autocomplete": "off"})
        super().__init__(required=False, max_length=15, widget=widget, **kwargs)

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        if not text:
            return 0
        try:
            number = read_number(text)
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        if number != int(number) or not 0 <= number <= MOST:
            raise forms.ValidationError("Phải là số nguyên từ 0 đến 10.000.000.")
        return int(number)


class MonthForm(forms.Form):
    """The typed columns; `seen` is the state of the draft that was on the screen."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (column, label) in TYPED.items():
            self.fields[name] = CountField(label=f"({column}) {label}")

    @staticmethod
    def of(month: MonthlyCount) -> dict[str, Any]:
        return {"seen": month.changed_at.isoformat(), **{name: getattr(month, name) for name in TYPED}}

    @property
    def typed(self) -> list[forms.BoundField]:
        return [self[name] for name in TYPED]


class UnlockForm(forms.Form):
    reason = forms.CharField(
        label="Lý do mở khóa", max_length=300, widget=forms.TextInput(attrs={"class": "in"}),
        error_messages={"required": "Hãy ghi lý do mở khóa."},
    )  # fmt: skip
