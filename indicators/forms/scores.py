"""What the grid and the appraiser's desk send, as plain values; actions know the rules of each row."""

import re

from django.http import QueryDict

from indicators.actions.scores import Typed
from indicators.models import Score
from indicators.rules import Leaf

NEVER_SEEN = -1
_VERSION = re.compile(r"[0-9]{1,9}")
_REASON = Score._meta.get_field("appraisal_reason").max_length


def version_seen(data: QueryDict, *, row: str = "") -> int:
    """The version of the row the person saw; a missing or broken one counts as never seen. `row`: as for typed_row."""
    text = data.get(f"{row}v", "").partition(";")[0]
    return int(text) if _VERSION.fullmatch(text) else NEVER_SEEN


def typed_row(data: QueryDict, leaf: Leaf, *, row: str) -> Typed:
    """The row as typed: only what the leaf asks for, whatever else was sent.

    All rows of the grid stand in one form, so each name begins with its `row` ("12-"): "12-done", "12-self". "12-v" is
    what the clerk saw, version and own points: "3;0,40".
    """
    shown = data.get(f"{row}v", "").partition(";")
    return Typed(
        values={item.name: data[f"{row}{item.name}"] for item in leaf.inputs if f"{row}{item.name}" in data},
        self_points=data.get(f"{row}self", ""),
        no_occurrence=f"{row}none" in data,
        citation=data.get(f"{row}citation", ""),
        remark=data.get(f"{row}remark"),
        shown=shown[2] if shown[1] else None,
    )


def given_points(data: QueryDict, score: Score) -> tuple[str, str]:
    """Points and reason as given; a button ([Theo tự chấm], [Theo hệ thống]) stands for the points beside it."""
    chosen = {"self": score.self_points, "computed": score.computed_points}.get(data.get("take", ""))
    points = data.get("points", "") if chosen is None else format(chosen, "f").replace(".", ",")
    return points, data.get("reason", "")[:_REASON]
