"""What a unit says to one deduction, as it is sent."""

from typing import Any

from django import forms

from indicators.enums import Stance


class ExplanationForm(forms.Form):
    """Accept or dispute; words for the second."""

    stance = forms.ChoiceField(choices=Stance)
    text = forms.CharField(required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for problem in ("required", "invalid_choice"):
            self.fields["stance"].error_messages[problem] = "Hãy chọn “Đồng ý” hoặc “Đề nghị xem lại”."
        self.fields["text"].error_messages["max_length"] = "Giải trình dài quá 2.000 chữ, hãy viết ngắn lại."

    @property
    def sentence(self) -> str:
        return " ".join(str(sentence) for sentences in self.errors.values() for sentence in sentences)
