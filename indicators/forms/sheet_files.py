"""The workbook that comes back."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from indicators.imports.sheets import MOST_ZIPPED, TOO_BIG


class SheetFileForm(forms.Form):
    file = forms.FileField(
        label="Tệp phiếu đã điền",
        help_text="Tệp Excel (.xlsx) đã tải từ trang này, tối đa 3 MB.",
        max_length=200,
        error_messages={
            "required": "Hãy chọn tệp.",
            "empty": "Tệp rỗng; hãy chọn lại tệp.",
            "max_length": "Tên tệp dài quá 200 chữ, hãy đặt tên ngắn lại.",
        },
        widget=forms.FileInput(attrs={"class": "in", "accept": ".xlsx"}),
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_ZIPPED:
            raise forms.ValidationError(TOO_BIG)
        return file
