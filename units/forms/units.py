"""Forms of units: what becomes of them, and their list as a file."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cchc_portal.kit.text import clean
from units.actions import Draft, NewUnit
from units.enums import Change, Level
from units.forms.base import DeedForm, ListFileForm, PlainWords, day_field, select, text_input
from units.models import Block, Unit


class Several(forms.ModelMultipleChoiceField):
    """Units as a list of boxes to tick, each with its code."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, unit: Unit) -> str:
        return f"{unit.name} ({unit.code})"


class ReorganisationForm(DeedForm):
    change = forms.ChoiceField(label="Hình thức", choices=Change, widget=select())
    effective_on = day_field("Có hiệu lực từ ngày", help_text="Ngày đầu tiên theo cơ cấu mới, ví dụ 01/07/2025.")
    document_number = forms.CharField(label="Số văn bản", max_length=80, widget=text_input(placeholder="45/NQ-HĐND"))
    document_date = day_field("Ngày văn bản")
    predecessors = Several(label="Đơn vị ngừng hoạt động", queryset=Unit.objects.none())
    existing = Several(label="Đơn vị đang có nhận bàn giao hoặc kế thừa", queryset=Unit.objects.none(), required=False)
    parent = forms.ModelChoiceField(
        label="Cấp trên của đơn vị mới",
        queryset=Unit.objects.none(),
        required=False,
        empty_label="Như đơn vị cũ",
        widget=select(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everywhere = Unit.objects.unscoped(reason="a reorganisation may touch any unit")
        living = everywhere.filter(valid_to=None).in_blocks()
        for name in ("predecessors", "existing", "parent"):
            self.fields[name].queryset = living

    def draft(self, new: Sequence[dict[str, Any]]) -> Draft:
        """What the form says, with the units to be opened; what they leave out is as in the first unit that closes."""
        wanted = self.cleaned_data
        model: Unit = wanted["predecessors"][0]
        parent = wanted["parent"].pk if wanted["parent"] else model.parent_id
        return Draft(
            change=Change(wanted["change"]),
            effective_on=wanted["effective_on"],
            document_number=wanted["document_number"],
            document_date=wanted["document_date"],
            closing=[unit.pk for unit in wanted["predecessors"]],
            new=[
                NewUnit(
                    code=row["code"],
                    name=clean(row["name"]),
                    official_code=row["official_code"],
                    short_name=clean(row["short_name"]),
                    level=Level(row["level"] or model.level),
                    block_id=row["block"].pk if row["block"] else model.block_id,
                    parent_id=parent,
                )
                for row in new
            ],
            existing=[unit.pk for unit in wanted["existing"]],
        )


class NewUnitForm(PlainWords, forms.Form):
    """One unit to be opened; an empty row is none."""

    code = forms.CharField(label="Mã đơn vị", max_length=30, widget=text_input(autocomplete="off"))
    official_code = forms.CharField(
        label="Mã định danh", max_length=35, required=False, widget=text_input(autocomplete="off")
    )
    name = forms.CharField(label="Tên đơn vị", max_length=200, widget=text_input(autocomplete="off"))
    short_name = forms.CharField(label="Tên ngắn", max_length=80, required=False, widget=text_input(autocomplete="off"))
    level = forms.ChoiceField(
        label="Cấp",
        choices=[("", "Như đơn vị cũ"), *Level.choices],
        required=False,
        widget=select(),
    )
    block = forms.ModelChoiceField(
        label="Khối",
        queryset=Block.objects.order_by("position", "code"),
        required=False,
        empty_label="Như đơn vị cũ",
        widget=select(),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if " " in code:
            raise forms.ValidationError(f"Mã “{code}” có dấu cách.")
        return code


class NewUnits(forms.BaseFormSet):
    """The rows for units to be opened."""

    @property
    def filled(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.forms if form.cleaned_data]

    def clean(self) -> None:
        codes = [form.cleaned_data.get("code") for form in self.forms if form.cleaned_data]
        for form in self.forms:
            code = form.cleaned_data.get("code") if hasattr(form, "cleaned_data") else None
            if code and codes.count(code) > 1:
                form.add_error("code", f"Mã “{code}” ghi hai lần.")


NewUnitFormSet = forms.formset_factory(NewUnitForm, formset=NewUnits, extra=6, max_num=40)


class WithdrawForm(DeedForm):
    reason = forms.CharField(label="Lý do rút", max_length=300, widget=text_input())


class UnitFileForm(ListFileForm):
    listed = "đơn vị"
