"""What the page of a row's evidence sends: a new document with its file, or a document already there."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from cchc_portal.kit.text import clean
from indicators.actions.evidence import MOST_BYTES, TOO_BIG, Cited, Document
from indicators.models import Evidence, EvidenceUse

ACCEPT = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"
_DAYS = ["%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d"]
_SECTION = EvidenceUse._meta.get_field("section").max_length
_PAGE = EvidenceUse._meta.get_field("page").max_length


class _Citing(forms.Form):
    """Where in the document the criterion finds its evidence."""

    section = forms.CharField(label="Mục", required=False, max_length=_SECTION)
    page = forms.CharField(label="Trang", required=False, max_length=_PAGE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("class", "sel" if isinstance(field, forms.ModelChoiceField) else "in")
            field.widget.attrs["autocomplete"] = "off"
            if isinstance(field, forms.CharField) and field.max_length:
                field.error_messages["max_length"] = f"Dài quá {field.max_length} chữ, hãy viết ngắn lại."
            if name in ("section", "page"):
                field.widget.attrs["placeholder"] = {"section": "II.3", "page": "4–5"}[name]

    @property
    def cited(self) -> Cited:
        return Cited(clean(self.cleaned_data["section"]), clean(self.cleaned_data["page"]))


class EvidenceForm(_Citing):
    """A new document."""

    file = forms.FileField(
        label="Tệp",
        help_text="PDF, Word, Excel, ảnh JPG hoặc PNG, tối đa 20 MB.",
        max_length=200,
        error_messages={
            "required": "Hãy chọn tệp.",
            "empty": "Tệp rỗng; hãy chọn lại tệp.",
            "max_length": "Tên tệp dài quá 200 chữ, hãy đặt tên ngắn lại.",
        },
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    number = forms.CharField(label="Số, ký hiệu", required=False, max_length=80)
    issued_on = forms.DateField(
        label="Ngày văn bản",
        input_formats=_DAYS,
        error_messages={"required": "Hãy ghi ngày văn bản.", "invalid": "Ghi ngày dạng 31/12/2025."},
        widget=forms.DateInput(attrs={"placeholder": "31/12/2025"}, format="%d/%m/%Y"),
    )
    issuer = forms.CharField(
        label="Cơ quan ban hành", max_length=150, error_messages={"required": "Hãy ghi cơ quan ban hành."}
    )
    summary = forms.CharField(
        label="Trích yếu", max_length=300, error_messages={"required": "Hãy ghi văn bản nói về việc gì."}
    )
    field_order = ("file", "number", "issued_on", "issuer", "summary", "section", "page")

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_BIG)
        return file

    @property
    def document(self) -> Document:
        data = self.cleaned_data
        return Document(clean(data["number"]), data["issued_on"], clean(data["issuer"]), clean(data["summary"]))

    @property
    def name(self) -> str:
        return clean(PurePath(self.cleaned_data["file"].name).name)


class CiteForm(_Citing):
    """A document that lies with the sheet already."""

    evidence = forms.ModelChoiceField(
        Evidence.objects.none(),
        label="Văn bản đã có trong phiếu",
        empty_label=None,
        error_messages={"required": "Hãy chọn văn bản.", "invalid_choice": "Hãy chọn một văn bản trong danh sách."},
    )
    field_order = ("evidence", "section", "page")

    def __init__(self, *args: Any, documents: QuerySet[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, prefix="dan", **kwargs)
        self.fields["evidence"].queryset = documents
