"""A move of a sheet as it is sent: which, why, until when."""

from typing import Any

from django import forms

from indicators.enums import BY_NOBODY, Action

DAY_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]


class MoveForm(forms.Form):
    """A move of an assessment with its reason; publishing has a page of its own, and some moves are nobody's."""

    MOVES = tuple(action for action in Action if action not in BY_NOBODY | {Action.PUBLISH})

    action = forms.ChoiceField(choices=[(str(action), str(action.label)) for action in MOVES])
    reason = forms.CharField(label="Lý do", required=False, max_length=500)
    until = forms.DateField(label="Hạn mới", required=False, input_formats=DAY_FORMATS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["max_length"] = "Lý do dài quá 500 chữ, hãy viết ngắn lại."
        self.fields["until"].error_messages["invalid"] = "Ghi hạn nộp mới dạng 31/12/2025."
        self.fields["action"].error_messages["invalid_choice"] = "Không hiểu thao tác. Hãy tải lại trang rồi làm lại."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("action") == Action.EXTEND and not data.get("until") and "until" not in self.errors:
            self.add_error("until", "Hãy ghi hạn nộp mới, ví dụ 31/12/2025.")
        return data

    @property
    def sentences(self) -> list[str]:
        return [str(sentence) for sentences in self.errors.values() for sentence in sentences]
