"""Forms of late dossiers: which to list, and what the unit says about one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import F, QuerySet

from dossiers.actions.lateness import Said
from dossiers.models import Dossier, DossierQuerySet
from units.forms.base import DeedForm, UnitChoiceField, day_field, text_input
from units.models import Unit
from units.policy import Person

LISTS = [("", "Đang giải quyết và đã có kết quả"), ("open", "Đang giải quyết"), ("closed", "Đã có kết quả")]
EXPLAINED = [("", "Tất cả"), ("no", "Chưa ghi nguyên nhân"), ("yes", "Đã ghi nguyên nhân")]


class LateFilterForm(forms.Form):
    unit = UnitChoiceField(label="Đơn vị", empty_label="Tất cả đơn vị")
    which = forms.ChoiceField(label="Hồ sơ", required=False, choices=LISTS, widget=forms.Select(attrs={"class": "sel"}))
    explained = forms.ChoiceField(
        label="Nguyên nhân", required=False, choices=EXPLAINED, widget=forms.Select(attrs={"class": "sel"})
    )

    def __init__(self, data: Any, *, units: QuerySet[Unit], person: Person, now: dt.datetime) -> None:
        super().__init__(data)
        self.fields["unit"].offer(units, person)
        self.now = now

    def filter(self, dossiers: DossierQuerySet) -> DossierQuerySet:
        """Those still open first, the longest overdue of them on top; then the last finished.

        None of them while something in the address cannot be read.
        """
        if not self.is_valid():
            return dossiers.none()
        wanted, late = self.cleaned_data, dossiers.late(self.now)
        if wanted.get("unit"):
            late = late.filter(unit=wanted["unit"])
        if wanted.get("which"):
            late = late.filter(finished_at__isnull=wanted["which"] == "open")
        if wanted.get("explained"):
            late = late.filter(lateness__isnull=wanted["explained"] == "no")
        return late.order_by(F("finished_at").desc(nulls_first=True), "due_at", "code")


class LatenessForm(DeedForm):
    cause = forms.CharField(
        label="Nguyên nhân quá hạn", max_length=500, widget=forms.Textarea(attrs={"class": "in", "rows": 3})
    )
    apology_number = forms.CharField(
        label="Số phiếu xin lỗi và hẹn lại", max_length=60, required=False, widget=text_input()
    )
    apology_on = day_field("Ngày phiếu xin lỗi", required=False)
    promised_on = day_field("Hẹn trả lại ngày", required=False)

    @classmethod
    def of(cls, dossier: Dossier, data: Any) -> LatenessForm:
        """What has been written down already stands in the form."""
        known = getattr(dossier, "lateness", None)
        initial = {name: getattr(known, name) for name in cls.base_fields} if known else {}
        return cls(data, initial=initial)

    @property
    def said(self) -> Said:
        return Said(**self.cleaned_data)
