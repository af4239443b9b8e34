"""What the grid, the appraiser's desk and the moves send, as plain values; actions know the rules of each row."""

import re
from typing import Any

from django import forms
from django.http import QueryDict

from indicators.actions.scores import Typed
from indicators.enums import Action
from indicators.models import Score
from indicators.rules import Leaf

NEVER_SEEN = -1
_VERSION = re.compile(r"[0-9]{1,9}")
_CITATION = Score._meta.get_field("citation").max_length
_REMARK = Score._meta.get_field("remark").max_length
_REASON = Score._meta.get_field("appraisal_reason").max_length


def version_seen(data: QueryDict) -> int:
    """The version of the row the person saw; a missing or broken one counts as never seen."""
    text = data.get("v", "")
    return int(text) if _VERSION.fullmatch(text) else NEVER_SEEN


def typed_row(data: QueryDict, leaf: Leaf) -> Typed:
    """The row as typed: only what the leaf asks for, whatever else was sent."""
    return Typed(
        values={item.name: data[item.name] for item in leaf.inputs if item.name in data},
        self_points=data.get("self", ""),
        no_occurrence=data.get("none") == "1",
        citation=data.get("citation", "")[:_CITATION],
        remark=data["remark"][:_REMARK] if "remark" in data else None,
        shown=data.get("shown"),
    )


def given_points(data: QueryDict, score: Score) -> tuple[str, str]:
    """Points and reason as given; a button ([Theo tự chấm], [Theo hệ thống]) stands for the points beside it."""
    chosen = {"self": score.self_points, "computed": score.computed_points}.get(data.get("take", ""))
    points = data.get("points", "") if chosen is None else format(chosen, "f").replace(".", ",")
    return points, data.get("reason", "")[:_REASON]


class MoveForm(forms.Form):
    """A move of an assessment with its reason."""

    MOVES = (Action.SUBMIT, Action.SEND_BACK, Action.APPRAISE, Action.REOPEN, Action.EXTEND, Action.CLOSE)

    action = forms.ChoiceField(choices=[(str(action), str(action.label)) for action in MOVES])
    reason = forms.CharField(label="Lý do", required=False, max_length=500)
    until = forms.DateField(label="Hạn nộp mới", required=False)

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
