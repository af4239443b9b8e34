"""Forms of the dossiers app: which file for which unit, and which dossiers to show."""

import datetime as dt
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from dossiers.archives import MAX_CSV, MAX_WORKBOOK, MIB
from dossiers.counted import COUNTED, Counted
from dossiers.enums import Outcome
from dossiers.models import Dossier
from dossiers.policy import LOAD_FOR_UNIT
from dossiers.slots import is_window, month_window
from units.enums import Role
from units.models import Unit
from units.policy import Person
from units.scoping import Columns, scope

LOADERS = tuple(LOAD_FOR_UNIT.reach)
LIMITS = {".xlsx": MAX_WORKBOOK, ".csv": MAX_CSV}


def loadable_units(person: Person) -> QuerySet[Unit]:
    """Units whose dossiers the person may send (policy.LOAD_FOR_UNIT); closed ones never."""
    return Unit.objects.scoped(scope(person, LOAD_FOR_UNIT, Columns(unit="pk"))).active_on(person.on)


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Tệp hồ sơ",
        help_text="Excel (.xlsx) tối đa 50 MB hoặc CSV UTF-8 (.csv) tối đa 200 MB, 500.000 dòng.",
        error_messages={"required": "Hãy chọn tệp.", "empty": "Tệp rỗng; hãy chọn lại tệp."},
        widget=forms.ClearableFileInput(attrs={"class": "in", "accept": ".xlsx,.csv"}),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="Đơn vị",
        error_messages={
            "required": "Hãy chọn đơn vị.",
            "invalid_choice": "Bạn không được nhập hồ sơ cho đơn vị này; hãy chọn đơn vị của mình.",
        },
        widget=forms.Select(attrs={"class": "sel"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        field.queryset = loadable_units(person)
        if person.has(Role.COORDINATOR):
            field.required = False
            field.empty_label = "Nhiều đơn vị, theo cột “Mã đơn vị” của tệp"
        else:
            field.empty_label = None

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        limit = LIMITS.get(Path(file.name).suffix.lower())
        if limit is None:
            raise forms.ValidationError(
                "Chỉ nhận .xlsx hoặc .csv; tệp .xls, .xlsm hãy mở bằng Excel rồi lưu thành .xlsx."
            )
        if file.size > limit:
            raise forms.ValidationError(f"Tệp quá {limit // MIB} MB; hãy chia thành nhiều tệp.")
        return file


class DossierFilterForm(forms.Form):
    """What the list shows; every choice is in the URL, so it can be shared."""

    q = forms.CharField(
        label="Mã hồ sơ (cả mã hoặc phần đầu)", required=False, max_length=60,
        widget=forms.TextInput(attrs={"class": "in", "type": "search"}),
    )  # fmt: skip
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="Đơn vị", required=False, empty_label="Tất cả đơn vị",
        widget=forms.Select(attrs={"class": "sel"}),
    )  # fmt: skip
    month = forms.ChoiceField(label="Tháng tiếp nhận", required=False, widget=forms.Select(attrs={"class": "sel"}))
    outcome = forms.TypedChoiceField(
        label="Kết quả", required=False, coerce=int, empty_value=None, choices=[("", "Tất cả"), *Outcome.choices],
        widget=forms.Select(attrs={"class": "sel"}),
    )  # fmt: skip

    figure = forms.ChoiceField(
        label="Số liệu", required=False,
        choices=[("", "Mọi hồ sơ"), *((name, each.label) for name, each in COUNTED.items())],
        widget=forms.Select(attrs={"class": "sel"}),
    )  # fmt: skip
    start = forms.DateField(required=False, widget=forms.HiddenInput)
    end = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: QuerySet[Unit], months: list[dt.date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["month"].choices = [("", "Mới nhất"), *((f"{m:%Y-%m}", f"Tháng {m:%m/%Y}") for m in months)]
        self.months = months

    @property
    def window(self) -> tuple[dt.date, dt.date] | None:
        """The month chosen, else the window of a link, else the newest month with dossiers.

        None when a code is looked for, or nothing is there.
        """
        chosen = self.cleaned_data.get("month")
        if chosen:
            return month_window(dt.date.fromisoformat(f"{chosen}-01"))
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and is_window(start, end):
            return start, end
        if self.cleaned_data.get("q") or not self.months:
            return None
        return month_window(self.months[0])

    @property
    def counted(self) -> Counted:
        """The dossiers of the figure asked for; without one, those received."""
        return COUNTED[self.cleaned_data.get("figure") or "received"]

    def filter(self, dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
        """A wrong value in the URL narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if self.window:
            dossiers = dossiers.filter(self.counted.within(*self.window))
        else:
            dossiers = dossiers.filter(self.counted.which)
        if wanted.get("q"):
            dossiers = dossiers.coded(wanted["q"].strip())
        if wanted.get("unit"):
            dossiers = dossiers.filter(unit=wanted["unit"])
        if wanted.get("outcome") is not None:
            dossiers = dossiers.filter(outcome=wanted["outcome"])
        return dossiers
