"""From a stored score and measured figures to what the engine reads, and which points count."""

from collections.abc import Mapping
from decimal import Decimal

from indicators.enums import ScoredBy
from indicators.models import Score
from indicators.rules import Answer, Input, Leaf, Source


def survey_figure(code: str, name: str) -> str:
    """The name under which a survey's figure stands among the measured ones: "survey.8.1.A"."""
    return f"survey.{code}.{name}"


def is_typed(leaf: Leaf, item: Input) -> bool:
    return item.source == Source.TYPED and leaf.scored_by != ScoredBy.SURVEY


def is_measured(leaf: Leaf) -> bool:
    """True when the portal fills in every figure of the leaf, so nobody types it."""
    return bool(leaf.inputs) and not any(is_typed(leaf, item) for item in leaf.inputs)


def answer_of(score: Score, leaf: Leaf, figures: Mapping[str, Decimal]) -> Answer:
    """Typed inputs from the score, the others from the measured figures of the unit; missing ones stay missing."""
    values = {}
    for item in leaf.inputs:
        if is_typed(leaf, item):
            text = score.answer.get(item.name)
            value = None if text is None else Decimal(text)
        else:
            measured = item.source != Source.TYPED
            value = figures.get(item.source if measured else survey_figure(leaf.code, item.name))
        if value is not None:
            values[item.name] = value
    return Answer(values=values, no_occurrence=score.no_occurrence, not_applicable=score.not_applicable)


def counting_points(score: Score, leaf: Leaf, computed: Decimal | None) -> Decimal | None:
    """Which points count: the appraiser's once given; until then the measured ones, else the self score."""
    if score.not_applicable:
        return None
    if score.appraised_points is not None:
        return score.appraised_points
    if leaf.scored_by in (ScoredBy.SURVEY, ScoredBy.SYSTEM) or is_measured(leaf):
        return computed
    return score.self_points
