"""From counted answers to what a criterion is scored on, and how far a small sample can be trusted (pure).

Mean: Σ answers × weight ÷ Σ answers, in percent of the maximum; blank answers are left out (domain: phiếu trống không
tính). Without a valid answer there is no mean: unknown, never 0.

Standard error, in points of percent, by the "plus four" interval (Agresti and Coull, "Approximate is better than
'exact'", The American Statistician 52, 1998), written for weights from 0 to 100: two answers of weight 0 and two of
weight 100 are added, and the error is √(variance ÷ (people + 4)); the margin of 95 % is 1,96 times that. It stays
honest where the textbook formula √(p(1−p)/n) breaks: five people who all say "tốt" do not prove 100 %. Answers of one
person to several questions are alike, so not answers but people count: for each survey the most that answered any one
question. No correction for a finite population is made, so the margin errs on the wide side. A sample is small below
30 people (the usual limit of the normal approximation: Cochran, Sampling Techniques, 1977) or where the margin is above
what the survey allows (SIPAS plans its samples for 5 %).

Fewer than `fewest` people of one survey are nobody's to see: three answers about a unit of twelve give people away.
Such a survey is left out for that unit and criterion, before anything is added up, so that no difference shows it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cchc_portal.kit.numbers import rounded, show_number
from indicators.rules import Leaf
from indicators.rules.ratios import Survey
from indicators.surveys.options import BLANK, Option, asks_index

ZERO, HUNDRED = Decimal(0), Decimal(100)
DEVIATIONS, ADDED_EACH = Decimal("1.96"), Decimal(2)
FEW = 30
INDEX_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Tally:
    """What came in for one unit and one question on one channel: counts by letter, or an index among so many."""

    survey: int  # which survey the question belongs to
    question: int
    options: tuple[Option, ...]
    counts: Mapping[str, int]
    index: Decimal | None = None
    respondents: int = 0

    @property
    def valid(self) -> int:
        if self.index is not None:
            return self.respondents
        return sum(self.counts.get(each.letter, 0) for each in self.options)

    @property
    def ballots(self) -> int:
        return self.respondents if self.index is not None else self.valid + self.counts.get(BLANK, 0)

    @property
    def weights(self) -> Iterable[tuple[Decimal, Decimal]]:
        """(weight, how many answers); an index is read as so many answers of 100 and the rest of 0."""
        if self.index is not None:
            share = self.index * self.respondents / HUNDRED
            return [(HUNDRED, share), (ZERO, self.respondents - share)]
        return [(each.weight, Decimal(self.counts.get(each.letter, 0))) for each in self.options]


@dataclass(frozen=True, slots=True)
class Sample:
    """What was found for one unit and one criterion; `percent` and `margin` None: no valid answer."""

    ballots: int  # people who handed in the question, blank or not
    people: int  # people with a valid answer
    answers: int  # valid answers, all questions together
    percent: Decimal | None
    margin: Decimal | None


def sampled(tallies: Iterable[Tally]) -> Sample:
    """Everything that came in for one unit and one criterion, whatever the survey, question and channel."""
    rows = list(tallies)
    answered = [pair for each in rows for pair in each.weights]
    answers = sum((count for _, count in answered), ZERO)
    ballots, people = _people(rows, "ballots"), _people(rows, "valid")
    if not answers:
        return Sample(ballots, 0, 0, None, None)
    total = sum((weight * count for weight, count in answered), ZERO)
    margin = rounded(DEVIATIONS * standard_error(answered, people))
    return Sample(ballots, people, int(answers), total / answers, margin)


def enough(tallies: Iterable[Tally], fewest: int) -> list[Tally]:
    """What may be seen of one unit and one criterion: surveys that `fewest` people or more answered."""
    rows = list(tallies)
    heard = {survey for survey, people in _by_survey(rows, "valid").items() if people >= fewest}
    return [each for each in rows if each.survey in heard]


def _people(rows: Iterable[Tally], what: str) -> int:
    return sum(_by_survey(rows, what).values())


def _by_survey(rows: Iterable[Tally], what: str) -> dict[int, int]:
    """For each survey the most of any of its questions, channels added."""
    by_question: Counter[tuple[int, int]] = Counter()
    for each in rows:
        by_question[each.survey, each.question] += getattr(each, what)
    most: dict[int, int] = {}
    for (survey, _), count in by_question.items():
        most[survey] = max(most.get(survey, 0), count)
    return most


def standard_error(weighted: Iterable[tuple[Decimal, Decimal]], people: int) -> Decimal:
    """Of a mean, in points of percent, from (weight, answers). People count, not answers: those of one are alike.

    Nobody's answers say nothing: 0.
    """
    pairs = [(weight, count) for weight, count in weighted if count]
    if not pairs or not people:
        return ZERO
    pairs += [(ZERO, ADDED_EACH), (HUNDRED, ADDED_EACH)]
    many = sum((count for _, count in pairs), ZERO)
    mean = sum((weight * count for weight, count in pairs), ZERO) / many
    variance = sum(((weight - mean) ** 2 * count for weight, count in pairs), ZERO) / many
    return (variance / (people + 2 * ADDED_EACH)).sqrt()


def small(sample: Sample, allowed: Decimal) -> str:
    """Why the sample is too small to lean on; "" where it is not, or where nobody answered at all."""
    if sample.margin is None:
        return ""
    if sample.people < FEW:
        return f"{sample.people} người trả lời, dưới {FEW}"
    if sample.margin > allowed:
        return f"sai số vượt mức cho phép ±{show_number(allowed)}"
    return ""


def figures_for(leaf: Leaf, tallies: Iterable[Tally]) -> tuple[dict[str, int], Decimal | None] | None:
    """What the rule of the criterion is given: counts by its own names, or an index; None: nothing valid came in."""
    rows = list(tallies)
    sample = sampled(rows)
    if sample.percent is None:
        return None
    if not isinstance(leaf.rule, Survey):
        return ({}, rounded(sample.percent, INDEX_STEP)) if asks_index(leaf) else None
    counts: Counter[str] = Counter()
    for each in rows:
        for option, name in zip(each.options, leaf.rule.weights, strict=False):
            counts[name] += each.counts.get(option.letter, 0)
        for name in leaf.rule.blank[:1]:
            counts[name] += each.counts.get(BLANK, 0)
    return dict(counts), None
