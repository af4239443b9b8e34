"""From a stored score and measured figures to what the engine reads, and which points count."""

from collections.abc import Mapping
from decimal import Decimal

from indicators.enums import ScoredBy
from indicators.models import Score
from indicators.scoring import Answer, Leaf

TYPED = "typed"
SURVEY_SOURCE = "survey."


def answer_of(score: Score, leaf: Leaf, figures: Mapping[str, Decimal]) -> Answer:
    """Typed inputs from the score, the others from the measured figures of the unit; missing ones stay missing."""
    values = {}
    for item in leaf.inputs:
        if item.source == TYPED:
            if (text := score.answer.get(item.name)) is not None:
                values[item.name] = Decimal(text)
        else:
            name = item.source
            if item.source.startswith(SURVEY_SOURCE):
                name = f"{SURVEY_SOURCE}{leaf.code}.{item.source.removeprefix(SURVEY_SOURCE)}"
            if (figure := figures.get(name)) is not None:
                values[item.name] = figure
    return Answer(values=values, no_occurrence=score.no_occurrence, not_applicable=score.not_applicable)


def is_measured(leaf: Leaf) -> bool:
    """True when every figure of the leaf is filled in by the portal, so nobody types it."""
    return bool(leaf.inputs) and all(item.source != TYPED for item in leaf.inputs)


def counting_points(score: Score, leaf: Leaf, computed: Decimal | None) -> Decimal | None:
    """Which points count: the appraiser's once given; until then the measured ones, else the self score."""
    if score.not_applicable:
        return None
    if score.appraised_points is not None:
        return score.appraised_points
    if leaf.scored_by in (ScoredBy.SURVEY, ScoredBy.SYSTEM) or is_measured(leaf):
        return computed
    return score.self_points
