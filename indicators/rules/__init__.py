"""The kinds of scoring rule: one table from the name written in a set to the class that knows it (pure)."""

from collections.abc import Mapping
from typing import Any

from indicators.records import Place, read, written
from indicators.rules.answers import checks, errors, ladder, missing
from indicators.rules.base import (
    Answer,
    Flag,
    Input,
    Leaf,
    Node,
    Nothing,
    Rule,
    Rung,
    Scored,
    Severity,
    Source,
    Values,
    leaves,
)
from indicators.rules.counts import Count, Deduction
from indicators.rules.ratios import Ratio, Share, Survey, WeightedRatio
from indicators.rules.steps import Bands, Choice, CountBands, Lateness, YesNo

KINDS: dict[str, type[Rule]] = {
    kind.KIND: kind
    for kind in (
        *(YesNo, Choice, Bands, CountBands, Lateness),
        *(Ratio, WeightedRatio, Count, Deduction, Survey, Share),
    )
}


def read_rule(raw: Any, place: Place) -> Rule | None:
    """The rule written as {"kind": …, parameters}, or None after saying everything that is wrong with it."""
    kind = raw.get("kind") if isinstance(raw, Mapping) else None
    if not isinstance(kind, str) or kind not in KINDS:
        place.say(f"loại luật (kind) “{kind or ''}” không có; chọn một trong: {', '.join(KINDS)}.")
        return None
    return read(KINDS[kind], {name: value for name, value in raw.items() if name != "kind"}, place)


def written_rule(rule: Rule) -> dict[str, Any]:
    """Plain JSON data that `read_rule` reads back."""
    return {"kind": rule.KIND, **written(rule)}


__all__ = [
    "KINDS",
    "Answer",
    "Flag",
    "Input",
    "Leaf",
    "Node",
    "Nothing",
    "Rule",
    "Rung",
    "Scored",
    "Severity",
    "Source",
    "Values",
    "checks",
    "errors",
    "ladder",
    "leaves",
    "missing",
    "read_rule",
    "written_rule",
]
