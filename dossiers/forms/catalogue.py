"""Forms of the catalogue of procedures."""

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet

from cchc_portal.kit.text import folded
from dossiers.enums import OnlineService, ProcedureLevel
from dossiers.models import Procedure, ProcedureVersion
from units.forms.base import DeedForm, select

LONGEST_LIST = 5 * 1024 * 1024


class ProcedureFilterForm(forms.Form):
    q = forms.CharField(
        label="Mã, tên hoặc lĩnh vực", required=False, max_length=100,
        widget=forms.TextInput(attrs={"class": "in", "type": "search"}),
    )  # fmt: skip
    level = forms.ChoiceField(
        label="Cấp thực hiện", required=False, choices=[("", "Tất cả"), *ProcedureLevel.choices], widget=select()
    )
    service = forms.ChoiceField(
        label="Dịch vụ công", required=False, choices=[("", "Tất cả"), *OnlineService.choices], widget=select()
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def filter(self, procedures: QuerySet[Procedure]) -> QuerySet[Procedure]:
        """Every word must be found, with or without diacritics; level and service are those of today.

        None while something in the address cannot be read.
        """
        if not self.is_valid():
            return procedures.none()
        wanted = self.cleaned_data
        for word in folded(wanted.get("q") or "").split():
            procedures = procedures.filter(search_key__contains=word)
        facts = {"level": wanted.get("level"), "online_service": wanted.get("service")}
        if asked := {name: value for name, value in facts.items() if value}:
            since = Q(valid_to=None) | Q(valid_to__gte=self.today)
            current = ProcedureVersion.objects.filter(since, valid_from__lte=self.today, **asked)
            procedures = procedures.filter(pk__in=current.order_by().values("procedure"))
        return procedures


class ProcedureFileForm(DeedForm):
    file = forms.FileField(
        label="Tệp danh mục thủ tục",
        help_text="Excel (.xlsx) hoặc CSV UTF-8, tối đa 5 MB.",
        error_messages={"empty": "Tệp rỗng; hãy chọn lại tệp."},
        widget=forms.ClearableFileInput(attrs={"class": "in", "accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size > LONGEST_LIST:
            raise forms.ValidationError("Tệp quá 5 MB; danh mục thủ tục không lớn như vậy, hãy xem lại tệp.")
        return file
