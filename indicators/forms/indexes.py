"""The form of a small file that a coordinator sends: looked at first, then loaded."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

LARGEST = 2 * 1024 * 1024


class IndexFileForm(forms.Form):
    """A small file of rows; `holds` is what it is a file of, for the sentence that refuses a large one."""

    holds = "danh sách chỉ số"
    file = forms.FileField(
        label="Tệp chỉ số",
        help_text="Excel (.xlsx) hoặc CSV UTF-8, tối đa 2 MB.",
        error_messages={"required": "Chưa chọn tệp.", "empty": "Tệp rỗng; hãy chọn lại tệp."},
        widget=forms.ClearableFileInput(attrs={"class": "in", "accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(f"Tệp quá 2 MB; {self.holds} không lớn như vậy, hãy xem lại tệp.")
        return file
