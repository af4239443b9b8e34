"""What the grid and the appraiser's desk send, as plain values; actions know the rules of each row."""

import re

from django.http import QueryDict

from indicators.actions.scores import Typed
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
