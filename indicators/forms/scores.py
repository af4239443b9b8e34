"""What a row of the grid sends, as plain values; cleaning happens where the rule of the row is known."""

from django import forms
from django.http import QueryDict

from indicators.actions.scores import Typed

RESERVED = frozenset({"v", "self", "none", "citation", "csrfmiddlewaretoken"})


def typed_row(data: QueryDict) -> tuple[int, Typed]:
    """The version the clerk saw, and the row as typed; a missing or broken version counts as never seen."""
    version = data.get("v", "")
    typed = Typed(
        values={name: text for name, text in data.items() if name not in RESERVED},
        self_points=data.get("self", ""),
        no_occurrence=data.get("none") == "1",
        citation=data.get("citation", "")[:300],
    )
    return (int(version) if version.isdigit() else -1), typed


class MoveForm(forms.Form):
    """A move of an assessment with its reason."""

    action = forms.ChoiceField(choices=[(name, name) for name in ("submit", "send_back", "appraise", "reopen")])
    reason = forms.CharField(label="Lý do", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
