"""Which figures are typed, which points count, which rows an appraiser need not look at twice."""

from decimal import Decimal

import pytest

from indicators.answers import (
    agrees,
    answer_of,
    counting_points,
    flags_of,
    gate_figures,
    is_appraised,
    is_asked,
    is_measured,
    own_points,
)
from indicators.enums import ScoredBy
from indicators.grades import Gate
from indicators.models import Score
from indicators.rules import Answer, Input, Source
from indicators.rules.checks import Beside
from tests.factories.criteria import leaf

TYPED = (Input("done", "Số đã làm"), Input("due", "Số phải làm"))
MIXED = (Input("done", "Số đã làm"), Input("due", "Số quá hạn", source=Source.LATE))
MEASURED = (Input("done", "Số đúng hạn", source=Source.IN_TIME), Input("due", "Số xong", source=Source.FINISHED))
RATIO = {"kind": "ratio"}


@pytest.mark.parametrize(
    ("inputs", "scored_by", "measured", "asked", "appraised"),
    [
        (TYPED, ScoredBy.UNIT, False, True, True),
        (MIXED, ScoredBy.UNIT, False, True, True),
        (MEASURED, ScoredBy.UNIT, True, False, False),
        (MEASURED, ScoredBy.SYSTEM, True, False, False),
        (TYPED, ScoredBy.APPRAISER, False, False, True),
        (TYPED, ScoredBy.OWNER, False, False, True),
        (TYPED, ScoredBy.IMPORT, False, False, True),
        (TYPED, ScoredBy.SURVEY, True, False, False),
    ],
)
def test_a_leaf_is_answered_by_the_unit_the_appraiser_or_nobody(inputs, scored_by, measured, asked, appraised):
    criterion = leaf(RATIO, inputs=inputs, scored_by=scored_by)

    assert (is_measured(criterion), is_asked(criterion), is_appraised(criterion)) == (measured, asked, appraised)


def test_answer_takes_typed_figures_from_the_score_and_the_others_from_the_measured_ones():
    figures = {"dossiers.late": Decimal(10), "survey.1.1.due": Decimal(9)}
    score = Score(answer={"done": "4", "due": "3"}, no_occurrence=True)

    assert answer_of(score, leaf(RATIO, inputs=MIXED), figures) == Answer(
        {"done": Decimal(4), "due": Decimal(10)}, no_occurrence=True
    )
    assert answer_of(score, leaf(RATIO, inputs=MIXED), {}).values == {"done": Decimal(4)}
    assert answer_of(score, leaf(RATIO, inputs=TYPED, scored_by=ScoredBy.SURVEY), figures).values == {"due": Decimal(9)}


@pytest.mark.parametrize(
    ("inputs", "scored_by", "score", "counting", "own"),
    [
        (TYPED, ScoredBy.UNIT, {"self_points": 1, "computed_points": 2}, 1, 1),
        (TYPED, ScoredBy.UNIT, {"self_points": 1, "appraised_points": 0}, 0, 1),
        (TYPED, ScoredBy.UNIT, {"self_points": 1, "not_applicable": True}, None, None),
        (MEASURED, ScoredBy.UNIT, {"computed_points": 2}, 2, 2),
        (MEASURED, ScoredBy.SYSTEM, {"computed_points": 2}, 2, 2),
        (TYPED, ScoredBy.SURVEY, {"computed_points": 2}, 2, 2),
        (TYPED, ScoredBy.APPRAISER, {"computed_points": 2}, None, None),
        (TYPED, ScoredBy.APPRAISER, {"appraised_points": 2}, 2, None),
    ],
)
def test_points_that_count_and_points_of_the_unit(inputs, scored_by, score, counting, own):
    criterion, stored = leaf(RATIO, inputs=inputs, scored_by=scored_by), Score(**score)

    assert counting_points(stored, criterion, stored.computed_points) == counting
    assert own_points(stored, criterion) == own


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ({}, True),
        ({"self_points": 2}, False),
        ({"self_points": None, "computed_points": None}, False),
        ({"appraised_points": 1}, False),
        ({"flags": [{"severity": "warning", "message": "lạ", "input": "done"}]}, False),
        ({"no_occurrence": True}, False),
        ({"not_applicable": True}, False),
    ],
)
def test_only_rows_without_any_doubt_agree(score, expected):
    stored = Score(**{"self_points": 1, "computed_points": 1} | score)

    assert agrees(stored, leaf(RATIO)) == expected


def test_rows_the_unit_is_not_asked_never_agree():
    assert not agrees(Score(self_points=1, computed_points=1), leaf(RATIO, scored_by=ScoredBy.APPRAISER))


@pytest.mark.parametrize(
    ("score", "flags"),
    [
        ({"answer": {"done": "1", "due": "2"}}, []),
        (
            {"answer": {"done": "3", "due": "2"}, "self_points": 2},
            [("error", "done"), ("error", "self"), ("error", "citation")],
        ),
        ({"answer": {"done": "18691", "due": "18961"}}, [("warning", "done")]),
        ({"self_points": 1}, [("error", "citation")]),
        ({"self_points": 1, "citation": "12/KH"}, []),
        ({"self_points": 0}, []),
        ({"self_points": 1, "no_occurrence": True}, []),
    ],
)
def test_flags_say_what_is_wrong_where(score, flags):
    criterion, row = leaf(RATIO, evidence_required=True), Score(**score)

    assert [
        (flag["severity"], flag["input"]) for flag in flags_of(row, criterion, answer_of(row, criterion, {}), Beside())
    ] == flags


def test_only_a_remedy_asks_for_the_document():
    remedy = {"when": "urged", "points": 1, "reason": "đã đôn đốc"}
    score = Score(answer={}, citation="Công văn 12")

    assert answer_of(score, leaf({**RATIO, "remedy": remedy}), {}) == Answer({}, citation="Công văn 12")
    assert answer_of(score, leaf(RATIO), {}) == Answer({})


def test_gates_look_at_the_answered_figures_they_name():
    discipline = leaf({"kind": "deduction", "per": 1, "zero_when": ["head"]}, "2", code="5.6")
    other = leaf({"kind": "count", "per": 1}, "2", code="5.7")
    rows = [(Score(answer={"count": "3", "head": "1"}), discipline), (Score(answer={"count": "4"}), other)]
    gates = [Gate(of=of, above=Decimal(0), down=1, reason="thử") for of in ("5.6.head", "5.6", "plan.done")]

    assert gate_figures(rows, {}, gates) == {"5.6.head": Decimal(1)}
    assert gate_figures([(Score(answer={"head": "1"}, not_applicable=True), discipline)], {}, gates) == {}
    assert gate_figures(rows, {}, ()) == {}
