"""Small trees of criteria, their points, and sheets as clerks fill them in."""

from decimal import Decimal

from hypothesis import strategies as st

from indicators.enums import ScoredBy
from indicators.rules import Answer, Node
from tests.factories.criteria import leaf


def part(code: str, maximum: str, *children: Node) -> Node:
    return Node(code=code, name=code, max_points=Decimal(maximum), children=children)


def yes(code: str, maximum: str, *, knock_out: bool = False, survey: bool = False) -> Node:
    scored_by = ScoredBy.SURVEY if survey else ScoredBy.UNIT
    return leaf({"kind": "yes_no", "knock_out": knock_out}, maximum, code=code, scored_by=scored_by)


def points(**given: str | None) -> dict[str, Decimal | None]:
    """points(a="1.5") by code; a code with dots is written with underscores."""
    return {code.replace("_", "."): None if each is None else Decimal(each) for code, each in given.items()}


APPRAISED = part("1", "70", yes("1.1", "44"), yes("1.2", "26"))
SURVEYED = yes("2", "30", survey=True)
HUNDRED_POINTS = (APPRAISED, SURVEYED)


def answers_of(each):
    """Answers as clerks give them: complete or not, right or wrong, ticked or not, documented or not."""
    rule = each.rule
    few, many = st.integers(-2, 12), st.integers(0, 3000)
    numbers = st.one_of(few, many).map(Decimal)
    figures = st.fixed_dictionaries(dict.fromkeys(rule.required(), numbers))
    some = st.dictionaries(st.sampled_from(rule.known()), numbers, max_size=len(rule.known()))
    values = st.builds(lambda whole, part: {**whole, **part}, st.one_of(figures, figures, st.just({})), some)
    ticks = st.sampled_from([(False, False)] * 8 + [(True, False), (False, True)])
    return st.builds(
        lambda found, tick, cited: Answer(found, *tick, cited), values, ticks, st.sampled_from(["", "Số 5"])
    )


def sheets_of(by_code):
    return st.fixed_dictionaries({code: answers_of(each) for code, each in by_code.items()})
