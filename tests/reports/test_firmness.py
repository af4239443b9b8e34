"""How firm the ranks of a block are: what its surveys say of the figure that ranks."""

from decimal import Decimal

import pytest

from indicators.models import SurveyResult
from indicators.sets.trees import tree_of
from reports import queries
from reports.firmness import firmness, survey_errors
from reports.stability import Range
from tests.asserts import same_query_count
from tests.factories import reports as make

pytestmark = pytest.mark.django_db
SURVEY = {"kind": "survey", "weights": {"done": "100", "due": "0"}}


def errors_of(period, **given) -> dict[int, float]:
    SurveyResult.objects.update(**given)
    rules = period.assessments.first().criteria_set
    return survey_errors(period, tree_of(rules), [make.department(0).pk])


def test_survey_errors_add_up_what_the_criteria_say_one_by_one() -> None:
    """48 of 96 full answers leave 0,5 of 10 points in each of two criteria."""
    period = make.appraised_period([("9", "7")], rules=make.criteria_set("bo", rule=SURVEY))
    answers = {"counts": {"done": 48, "due": 48}}

    known = errors_of(period, respondents=96, **answers)

    assert known == {make.department(0).pk: pytest.approx(0.5 * 2**0.5)}
    assert errors_of(period, respondents=0, **answers) == known  # nobody said how many people: as many as answers
    assert errors_of(period, respondents=900, **answers) == known  # and blank ballots prove nothing


def test_survey_errors_of_a_share_take_the_widest_spread_that_gives_it() -> None:
    period = make.appraised_period([("9", "7")])
    half = {"counts": {"done": 50, "due": 100}}

    assert errors_of(period, respondents=96, **half) == {make.department(0).pk: pytest.approx(0.5 * 2**0.5)}
    assert errors_of(period, respondents=96, counts={}) == {make.department(0).pk: 0}


def test_ranks_are_as_firm_as_gaps_and_samples_allow() -> None:
    period = make.appraised_period([("9", "7"), ("8", "8"), ("6", "5")])
    rows = queries.league(period, "so", None)

    found = firmness(period, "so", rows)

    assert [found[make.department(number).pk].range for number in range(3)] == [Range(1, 2), Range(1, 2), Range(3, 3)]
    assert firmness(period, "khong-co", rows) == {}
    assert firmness(period, "so", rows[:1]) == {}


def test_firmness_asks_as_much_for_three_units_as_for_two() -> None:
    period = make.appraised_period([("9", "7"), ("8", "8")])
    rules = period.assessments.first().criteria_set

    def grow() -> None:
        make.assessment(period, make.department(2), rules, [Decimal(6), Decimal(5)])

    same_query_count(lambda: firmness(period, "so", queries.league(period, "so", None)), grow)
