"""Forms of the dossiers app: which file for which unit, and which dossiers to show."""

from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from dossiers.intake.archives import MAX_CSV, MAX_WORKBOOK, MIB
from dossiers.intake.columns import COLUMNS, LABELS
from dossiers.models import Upload
from dossiers.policy import LOAD_FOR_UNIT
from units.enums import Role
from units.models import Unit
from units.policy import Person
from units.scoping import Columns, scope

LOADERS = tuple(LOAD_FOR_UNIT.reach)
LIMITS = {".xlsx": MAX_WORKBOOK, ".csv": MAX_CSV}


def loadable_units(person: Person) -> QuerySet[Unit]:
    """Units whose dossiers the person may send (policy.LOAD_FOR_UNIT); closed ones never."""
    return Unit.objects.scoped(scope(person, LOAD_FOR_UNIT, Columns(unit="pk"))).active_on(person.on)


def may_load(person: Person, upload: Upload) -> bool:
    """Whether the person may act on this file: it is of a unit they send for, or of several and they coordinate."""
    if upload.unit_id is None:
        return person.has(Role.COORDINATOR)
    return loadable_units(person).filter(pk=upload.unit_id).exists()


class HeadingsForm(forms.Form):
    """Which column each heading of a file is; the choices of one heading are a field."""

    def __init__(self, *args: Any, upload: Upload, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = upload.headings
        choices = [("", "— bỏ qua cột này —"), *((column.key, column.label) for column in COLUMNS)]
        for place, heading in enumerate(self.headings):
            self.fields[f"h{place}"] = forms.ChoiceField(
                label=f"Cột {heading['letter']}: {heading['text']}", choices=choices, required=False,
                initial=heading["key"], widget=forms.Select(attrs={"class": "sel"}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        chosen = [key for key in self.cleaned_data.values() if key]
        for key in dict.fromkeys(key for key in chosen if chosen.count(key) > 1):
            raise forms.ValidationError(f"“{LABELS[key]}” được chọn cho nhiều cột; hãy giữ một cột.")
        missing = [f"“{column.label}”" for column in COLUMNS if column.required and column.key not in chosen]
        if missing:
            raise forms.ValidationError(f"Chưa chỉ cột {', '.join(missing)}; tệp cần có cột này.")
        return self.cleaned_data

    def names(self) -> dict[str, str]:
        """Text → key of the headings whose meaning the person changed."""
        found = zip(self.headings, (self.cleaned_data[f"h{n}"] for n in range(len(self.headings))), strict=True)
        return {heading["text"]: key for heading, key in found if key != heading["key"]}


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
            "invalid_choice": "Anh/chị không được nhập hồ sơ cho đơn vị này; hãy chọn đơn vị của mình.",
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


class ProgramUploadForm(UploadForm):
    """The same file sent by a program, which names the unit by its code."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        to_field_name="code",
        error_messages={
            "required": "Hãy ghi mã đơn vị (unit).",
            "invalid_choice": "Tài khoản này không gửi hồ sơ cho đơn vị có mã ấy.",
        },
    )
