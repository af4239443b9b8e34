"""The border of kept filters: an address read with the filter of its list, and the forms that name and share one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.http import QueryDict

from cchc_portal.kit.lists import ListPage
from units.enums import Audience
from units.forms.base import DeedForm, UnitChoiceField, text_input
from units.models import SavedFilter, Unit
from units.policy import Deed, Person, why_not
from units.saved_queries import NAME_LENGTH, NONE, OPENED, kept, lost, suggested


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a list, as one person reads it."""

    query: str  # in the order in which filters are kept; "" for all of the list
    words: tuple[str, ...]  # what is chosen, as the page says it
    wrong: tuple[str, ...]  # sentences on what cannot be read or is not there any more
    without_wrong: str  # the query of the same list without those
    old: tuple[Unit, ...]  # units chosen that are closed


def asked(page: ListPage, person: Person, data: QueryDict, form: forms.Form | None = None) -> Asked:
    """Read an address; `form` where the page has its filter at hand already."""
    form = form if form is not None else page.form(person, data)
    form.is_valid()
    pairs = [(name, value) for name, values in data.lists() for value in values]
    usual = page.usual(person)
    names = {name for name, value in pairs if value and usual.get(name) != value}
    chosen = [bound for bound in form if bound.name in names and bound.name not in form.errors]
    units = (form.cleaned_data.get(bound.name) for bound in chosen)
    old = [unit for unit in units if isinstance(unit, Unit) and unit.valid_to and unit.valid_to < person.on]
    gone = [f"Danh sách này không còn điều kiện “{name}”." for name in lost(data.urlencode(), form.fields)]
    return Asked(
        query=kept(pairs, form.fields, usual),
        words=tuple(filter(None, (_word(bound, form.cleaned_data.get(bound.name)) for bound in chosen))),
        wrong=(*_wrong(form), *(gone if data.get(OPENED, NONE) != NONE else ())),
        without_wrong=kept(pairs, form.fields.keys() - form.errors.keys(), usual),
        old=tuple(old),
    )


def _word(bound: forms.BoundField, value: Any) -> str:
    """What was chosen: the label of the choice, the name of the unit, or what was typed."""
    if bound.is_hidden:
        return ""
    if bound.value() == UnitChoiceField.OWN:
        return "Đơn vị của tôi"  # whose it is now would be wrong in the name of a filter that is shared
    if isinstance(value, Model):
        return str(getattr(value, "label", value))
    return _label(bound) or str(bound.value())


def _label(bound: forms.BoundField) -> str:
    choices = getattr(bound.field, "choices", None) or getattr(bound.field.widget, "choices", ())
    return next((str(label) for key, label in choices if str(key) == str(bound.value())), "")


def _wrong(form: forms.Form) -> Iterator[str]:
    for name, errors in form.errors.as_data().items():
        field = form.fields.get(name)
        for error in errors:
            if error.code == "invalid_choice" and field is not None and not isinstance(field, forms.ModelChoiceField):
                yield f"{field.label}: không có lựa chọn “{form[name].value()}”."
            elif error.code == "max_length":
                yield f"{field.label}: dài quá, hãy ghi ngắn lại."
            else:
                said = " ".join(error.messages)
                yield f"{field.label}: {said}" if field is not None and field.label else said


class FilterNameForm(DeedForm):
    name = forms.CharField(
        label="Tên bộ lọc", max_length=NAME_LENGTH, widget=text_input(autocomplete="off", maxlength=str(NAME_LENGTH)),
        error_messages={"max_length": f"Tên dài quá {NAME_LENGTH} chữ, hãy đặt ngắn lại."},
    )  # fmt: skip

    @classmethod
    def suggesting(cls, words: tuple[str, ...]) -> "FilterNameForm":
        return cls(initial={"name": suggested(words)}, auto_id="luu-%s")


class FilterForm(FilterNameForm):
    """Its name, and who else finds it: nobody, one of the own units, or everyone."""

    shared = forms.ChoiceField(label="Ai thấy bộ lọc này", widget=forms.RadioSelect)

    def __init__(self, *args: Any, person: Person, saved: SavedFilter, **kwargs: Any) -> None:
        now = f"{saved.audience}:{saved.unit_id or ''}"
        super().__init__(*args, initial={"name": saved.name, "shared": now}, **kwargs)
        units = {post.unit_id: post.unit_label for post in person.posts}
        if saved.unit is not None:
            over = saved.unit.valid_to is not None and saved.unit.valid_to < person.on
            units[saved.unit.pk] = f"{saved.unit.label}{' (đã kết thúc hoạt động)' if over else ''}"
        offered = [(f"{Audience.OWNER}:", "Chỉ mình tôi")]
        offered += [(f"{Audience.UNIT}:{pk}", f"Mọi người của {label}") for pk, label in units.items()]
        if why_not(person, Deed.SHARE_WITH_EVERYONE) is None or saved.audience == Audience.EVERYONE:
            offered.append((f"{Audience.EVERYONE}:", "Mọi người dùng cổng"))
        self.fields["shared"].choices = offered

    @property
    def said(self) -> dict[str, Any]:
        audience, _, unit_id = self.cleaned_data["shared"].partition(":")
        name = self.cleaned_data["name"]
        return {"name": name, "audience": Audience(audience), "unit_id": int(unit_id) if unit_id else None}
