"""Survey results of the invented city: answers that bring a unit to its total (pure)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

WEIGHTS = {"A": 100, "B": 60, "C": 20, "D": 0}  # percent of the maximum, as in the demo's criteria sets
BALLOTS = 240
LEAST, MOST = Decimal(60), Decimal(99)


class SurveyQuestion(NamedTuple):
    code: str
    kind: str  # "survey": counted answers; "share": an index
    max_points: Decimal


class SurveyAnswer(NamedTuple):
    code: str
    counts: dict[str, int]
    index: Decimal | None


def survey_answers(
    questions: Sequence[SurveyQuestion], *, points: Decimal, satisfaction: Decimal
) -> list[SurveyAnswer]:
    """Every question answered so that together they give nearly `points`; an index is always `satisfaction`."""
    shared = sum((q.max_points for q in questions if q.kind == "share"), Decimal(0))
    counted = sum((q.max_points for q in questions if q.kind == "survey"), Decimal(0))
    percent = (points - shared * satisfaction / 100) * 100 / counted if counted else Decimal(0)
    percent = min(max(percent, LEAST), MOST)
    return [
        SurveyAnswer(q.code, {}, satisfaction) if q.kind == "share" else SurveyAnswer(q.code, ballots(percent), None)
        for q in questions
    ]


def ballots(percent: Decimal) -> dict[str, int]:
    """Counts per option whose weighted mean is nearly `percent`; E is blank and not counted."""
    blank = 4
    answered = BALLOTS - blank
    unhappy = (100 - percent) / 100
    d, c = round(answered * unhappy * Decimal("0.08")), round(answered * unhappy * Decimal("0.30"))
    a = round((percent * answered - WEIGHTS["C"] * c - WEIGHTS["B"] * (answered - c - d)) / (100 - WEIGHTS["B"]))
    return {"A": a, "B": answered - a - c - d, "C": c, "D": d, "E": blank}
