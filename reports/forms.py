"""The decision under which a result is published."""

import datetime as dt

from django import forms

from reports.models import Publication


class PublicationForm(forms.Form):
    """Title, decision, date; a reason where the period has been published before."""

    title = forms.CharField(label="Tiêu đề", max_length=250)
    decision_number = forms.CharField(label="Số quyết định", max_length=80, help_text="Ví dụ: 412/QĐ-UBND")
    decided_on = forms.DateField(label="Ngày quyết định", help_text="Ví dụ: 24/02/2027")
    reason = forms.CharField(label="Lý do đính chính", max_length=300)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, last: Publication | None, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if not last:
            del self.fields["reason"]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "in"
            field.error_messages["required"] = f"Hãy nhập {field.label.lower() if field.label else 'đủ biểu mẫu'}."
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"hint-{name}"
        self.fields["decided_on"].error_messages["invalid"] = "Ngày viết dạng 24/02/2027."

    def clean_decided_on(self) -> dt.date:
        day = self.cleaned_data["decided_on"]
        if day > self.today:
            raise forms.ValidationError(f"Ngày quyết định không thể sau hôm nay ({self.today:%d/%m/%Y}).")
        return day
