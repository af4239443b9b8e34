"""What an appraisal took away from a unit (pure)."""

from decimal import Decimal
from typing import Protocol

from indicators.answers import is_appraised
from indicators.rules import Leaf


class Judged(Protocol):
    """What is asked of a row."""

    not_applicable: bool
    self_points: Decimal | None
    appraised_points: Decimal | None
    first_points: Decimal | None


def expected(score: Judged, leaf: Leaf) -> Decimal:
    """What the unit counted on: its self score, or everything where it was not asked."""
    return leaf.max_points if score.self_points is None else score.self_points


def taken_away(score: Judged, leaf: Leaf) -> Decimal:
    """Points between what the unit counted on and the first appraisal; negative where it gave more; 0 if undecided."""
    given = score.appraised_points if score.first_points is None else score.first_points
    if given is None or score.not_applicable or not is_appraised(leaf):
        return Decimal(0)
    return expected(score, leaf) - given


def is_deduction(score: Judged, leaf: Leaf) -> bool:
    """Whether the unit is asked what it says to this row."""
    return taken_away(score, leaf) > 0
