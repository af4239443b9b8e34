"""The kinds of scoring rule: one table from the name written in a set to the class that knows it (pure)."""

from collections.abc import Mapping
from typing import Any

from indicators.records import Place, Reader, Shape, keys_of, read, written
from indicators.rules.answers import errors, ladder, missing
from indicators.rules.bands import Bands, CountBands, ImportedClass, Lateness
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
    Source,
    Values,
    index_figure,
    leaves,
)
from indicators.rules.checks import checks
from indicators.rules.counts import Count, Deduction, DeductionPlus
from indicators.rules.formulas import Formula
from indicators.rules.identities import Severity
from indicators.rules.ratios import Ratio, Share, Survey, WeightedRatio
from indicators.rules.steps import Choice, YesNo
from indicators.shapes import described

KINDS: dict[str, type[Rule]] = {
    kind.KIND: kind
    for kind in (
        *(YesNo, Choice, Bands, CountBands, Lateness, ImportedClass),
        *(Ratio, WeightedRatio, Formula, Count, Deduction, DeductionPlus, Survey, Share),
    )
}


def _read_rule(raw: Any, place: Place) -> Rule | None:
    """The rule written as {"kind": …, parameters}, or None after saying everything that is wrong with it."""
    kind = raw.get("kind") if isinstance(raw, Mapping) else None
    if not isinstance(kind, str) or kind not in KINDS:
        if kind in (None, ""):
            place.say("chưa chọn “Loại luật”.")
        else:
            place.say(f"không có loại luật “{kind}”; chọn một trong: {', '.join(KINDS)}.")
        return None
    return read(KINDS[kind], {name: value for name, value in raw.items() if name != "kind"}, place)


read_rule = Reader(_read_rule, Shape(type="rule"))
_SHARED = tuple(keys_of(Rule))


def catalogue() -> list[dict[str, Any]]:
    """Every kind for an editor, JSON throughout: kind, label, help, the inputs it asks for where the set names none,
    and its parameters as `shapes.described` tells them, its own first, then those every kind has."""
    return [
        {
            "kind": kind.KIND,
            "label": kind.LABEL,
            "help": kind.HELP,
            "inputs": written(kind.INPUTS),
            "parameters": sorted(described(kind), key=lambda each: each["key"] in _SHARED),
        }
        for kind in KINDS.values()
    ]


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
    "catalogue",
    "checks",
    "errors",
    "index_figure",
    "ladder",
    "leaves",
    "missing",
    "read_rule",
    "written_rule",
]
