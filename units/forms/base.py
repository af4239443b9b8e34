"""What every form of this app shares: its widgets and its plain words."""

import datetime as dt
from typing import Any

from django import forms

from cchc_portal.kit.refusals import Refused

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
