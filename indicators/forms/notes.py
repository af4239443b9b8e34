"""One thing said about a row."""

from django import forms

from indicators.actions.notes import SAY_SOMETHING
from indicators.models import Note

LONGEST = Note._meta.get_field("text").max_length


class NoteForm(forms.Form):
    text = forms.CharField(
        label="Nội dung trao đổi",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"class": "in", "rows": 4, "maxlength": LONGEST}),
        error_messages={
            "required": SAY_SOMETHING,
            "max_length": f"Dài quá {LONGEST} chữ, hãy viết ngắn lại hoặc gửi làm hai lần.",
        },
    )
