"""Answers added up: the mean, the margin of a small sample, and nothing where nobody answered."""

from decimal import Decimal

import pytest

from indicators.surveys.board import UNKNOWN, scored_by_rule
from indicators.surveys.options import USUAL, Option, read_options
from indicators.surveys.results import Sample, Tally, enough, figures_for, sampled, small, standard_error
from tests.factories.criteria import leaf
from tests.factories.surveys import WORKED

USED = read_options(USUAL)
BOTH = read_options("Hài lòng = 100\nKhông = 0")
SURVEY, SHARE = leaf({"kind": "survey"}, "2", code="8.1"), leaf({"kind": "share"}, "3", code="8.2")


def counted(counts: dict[str, int], *, survey: int = 1, question: int = 1, options: tuple[Option, ...] = USED) -> Tally:
    return Tally(survey, question, options, counts)


def of_index(percent: str, people: int) -> Tally:
    return Tally(1, 9, (), {}, Decimal(percent), people)


def test_the_worked_example_gives_131() -> None:
    tallies = [counted(WORKED)]

    found = sampled(tallies)
    assert (found.ballots, found.people, found.answers, round(found.percent, 4)) == (100, 95, 95, Decimal("65.2632"))
    assert figures_for(SURVEY, tallies) == ({"A": 40, "B": 30, "C": 20, "D": 5, "E": 5}, None)
    assert scored_by_rule(SURVEY, tallies).points == Decimal("1.31")


def test_channels_questions_and_surveys_are_added() -> None:
    """40 A on paper and online together; an index counts for as many as it speaks for."""
    halves = [counted({"A": 30, "B": 30, "C": 20, "D": 5}), counted({"A": 10, "blank": 5})]

    assert scored_by_rule(SURVEY, halves).points == Decimal("1.31")
    assert sampled([of_index("80", 300), of_index("60", 100)]).percent == Decimal(75)
    assert figures_for(SHARE, [of_index("80", 3), of_index("70", 3), of_index("70", 3)]) == ({}, Decimal("73.3333"))


def test_one_person_who_answers_three_questions_is_one_person() -> None:
    three = [counted({"A": 20, "B": 20}, question=at) for at in (1, 2, 3)]
    elsewhere = [counted({"A": 5}, survey=2, question=7)]

    assert (sampled(three).people, sampled(three).answers) == (40, 120)
    assert sampled([*three, *elsewhere]).people == 45
    assert sampled(three).margin > sampled([counted({"A": 60, "B": 60})]).margin


@pytest.mark.parametrize("tallies", [[], [counted({"blank": 12})], [counted({})]])
def test_no_valid_answer_is_unknown_and_not_zero(tallies: list[Tally]) -> None:
    found = sampled(tallies)

    assert (found.percent, found.margin, small(found, Decimal(5))) == (None, None, "")
    assert figures_for(SURVEY, tallies) is None
    assert figures_for(SHARE, tallies) is None
    assert scored_by_rule(SURVEY, tallies) == UNKNOWN
    assert scored_by_rule(SURVEY, [counted({"D": 3})]).points == 0  # that is an answer


@pytest.mark.parametrize(
    ("yes", "no", "margin"),
    [  # 1.96 * sqrt(p(1-p)/(n+4)) with p = (yes+2)/(n+4), by hand
        (5, 0, "27.16"),
        (10, 0, "18.33"),
        (50, 50, "9.61"),
        (80, 20, "7.85"),
        (400, 0, "0.68"),
        (0, 400, "0.68"),
    ],
)
def test_the_margin_is_the_plus_four_interval(yes: int, no: int, margin: str) -> None:
    assert sampled([counted({"A": yes, "B": no}, options=BOTH)]).margin == Decimal(margin)


def test_an_index_has_the_margin_of_its_people() -> None:
    assert sampled([of_index("80", 100)]).margin == sampled([counted({"A": 80, "B": 20}, options=BOTH)]).margin


@pytest.mark.parametrize(
    ("people", "margin", "said"),
    [
        (29, "4.9", "29 người trả lời, dưới 30"),
        (30, "5.0", ""),
        (30, "5.1", "sai số vượt mức cho phép ±5"),
        (500, "2.0", ""),
    ],
)
def test_a_small_sample_says_why(people: int, margin: str, said: str) -> None:
    assert small(Sample(people, people, people, Decimal(50), Decimal(margin)), Decimal(5)) == said


def test_the_error_of_a_mean_counts_people_and_adds_two_good_and_two_bad_answers() -> None:
    """48 full and 48 empty of 96 become 50 of 100: spread 50, mean known to 5 points of percent."""
    half = [(Decimal(100), Decimal(48)), (Decimal(0), Decimal(48))]

    assert standard_error(half, 96) == 5
    assert standard_error(half, 21) == 10  # the same answers from few people, several questions each
    assert standard_error([(Decimal(100), Decimal(5))], 5) > 10  # five people prove little
    assert (standard_error([(Decimal(100), Decimal(0))], 9), standard_error(half, 0)) == (0, 0)


@pytest.mark.parametrize(("people", "seen"), [(4, 0), (5, 1), (6, 1)])
def test_what_fewer_people_than_the_setting_said_is_not_seen(people: int, seen: int) -> None:
    assert len(enough([counted({"A": people, "blank": 40})], 5)) == seen


def test_each_survey_needs_its_own_people_so_that_no_difference_gives_them_away() -> None:
    """20 people, then one more asked by another form: the one is left out, all channels of the twenty stay."""
    twenty = [counted({"A": 18}), counted({"D": 2})]
    one = [counted({"D": 1}, survey=2, question=7)]

    assert enough([*twenty, *one], 5) == twenty
