"""What every form of this app shares: its widgets and its plain words."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator

from cchc_portal.kit.refusals import Refused
from units.models import Unit
from units.policy import Person

LONGEST_LIST = 2 * 1024 * 1024  # bytes
DAY = {"class": "in", "placeholder": "31/12/2025", "autocomplete": "off"}


def text_input(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "in", **attrs})


def password_input(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"class": "in", "autocomplete": autocomplete})


def day_field(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DAY), **options)


class LinkedDayField(forms.DateField):
    """A day of an address: links carry it as 2025-12-31, people type and read it as 31/12/2025."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs=DAY), input_formats=["%d/%m/%Y", "%Y-%m-%d"], **options)
        self.error_messages["invalid"] = "Hãy ghi ngày dạng 31/12/2025."

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return f"{dt.date.fromisoformat(data):%d/%m/%Y}"
        except (TypeError, ValueError):
            return data


def select() -> forms.Select:
    return forms.Select(attrs={"class": "sel"})


class PlainWords:
    """What every form here says about an empty or unreadable field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = "Chưa ghi mục này."
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = "Ghi ngày dạng 31/12/2025."
            if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
                field.error_messages["invalid_choice"] = "Hãy chọn một mục trong danh sách."


class DeedForm(PlainWords, forms.Form):
    """A form behind one action: a refusal comes back as its first sentences, with everything still typed in."""

    def refused(self, refusal: Refused) -> None:
        for sentence in str(refusal).splitlines():
            self.add_error(None, sentence)


class ListFileForm(DeedForm):
    """A list as a file, small enough to be read while one waits; `listed` is what it lists."""

    listed: str

    file = forms.FileField(
        help_text="Excel (.xlsx) hoặc CSV UTF-8, tối đa 2 MB.",
        error_messages={"empty": "Tệp rỗng; hãy chọn lại tệp."},
        widget=forms.ClearableFileInput(attrs={"class": "in", "accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = f"Tệp danh sách {self.listed}"

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size > LONGEST_LIST:
            raise forms.ValidationError(f"Tệp quá 2 MB; danh sách {self.listed} không lớn như vậy, hãy xem lại tệp.")
        return file


class UnitChoiceField(forms.ModelChoiceField):
    """One of the units a list is about, or "cua-toi": the own one of whoever reads; the address keeps the word."""

    OWN = "cua-toi"

    class _WithOwn(ModelChoiceIterator):
        def __iter__(self) -> Iterator[tuple[Any, str]]:
            found = super().__iter__()
            if self.field.empty_label is not None:
                yield next(found)
            if self.field.own_id is not None:
                yield self.field.OWN, f"Đơn vị của tôi ({self.field.own_label})"
            yield from found

    iterator = _WithOwn
    own_id: int | None = None
    own_label = ""

    def __init__(self, **options: Any) -> None:
        super().__init__(Unit.objects.none(), **{"required": False, "widget": select()} | options)
        self.error_messages["invalid_choice"] = "Không có đơn vị này trong số đơn vị anh/chị được xem."

    def offer(self, units: QuerySet[Unit], person: Person) -> None:
        """Told when the form is made: which units there are for this person, and which is the own one."""
        self.own_id, self.own_label = person.main_unit_id, person.main_unit
        self.queryset = units

    def to_python(self, value: Any) -> Unit | None:
        if value != self.OWN:
            found: Unit | None = super().to_python(value)
            return found
        unit = self.queryset.filter(pk=self.own_id).first() if self.own_id is not None else None
        if unit is None:
            raise forms.ValidationError("“Đơn vị của tôi” không chọn được gì: anh/chị không có đơn vị ở đây.")
        return unit
