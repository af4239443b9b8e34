"""The stand-alone program says what the portal says, though it was written from the rules alone."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_portal.audit.canonical import canonical
from indicators.answers import survey_figure
from indicators.enums import ScoredBy
from indicators.grades import Candidate, grade, within_quotas
from indicators.records import written
from indicators.rules import KINDS, Answer, Source, leaves
from indicators.scoring import NoSurvey, Rescale, Result, Rounding, score_leaf, total
from indicators.sets.document import read_set
from reports.publications.contents import node_of
from reports.publications.verify import Formula, recomputed
from reports.rankings import ranked
from tests.factories.criteria import WORKED, worked_set
from tests.indicators.scoring.trees import answers_of

SETS = {code: read_set(worked_set(code)) for code in WORKED}
cents = st.integers(0, 2000).map(lambda value: Decimal(value) / 100)


def test_the_worked_sets_know_every_kind_of_rule_but_those_listed() -> None:
    used = {leaf.rule.KIND for document in SETS.values() for leaf in leaves(document.tree)}

    assert set(KINDS) - used == set()


@pytest.mark.parametrize("code", WORKED)
def test_verify_recomputes_what_the_engine_computes(code: str) -> None:
    document = SETS[code]
    by_code = {leaf.code: leaf for leaf in leaves(document.tree)}
    variants = st.fixed_dictionaries(
        {
            "rescale": st.sampled_from(Rescale),
            "rescale_rounding": st.sampled_from(Rounding),
            "no_survey": st.sampled_from(NoSurvey),
            "result": st.sampled_from(Result),
        }
    )

    @settings(derandomize=True, deadline=None, max_examples=12)
    @given(st.lists(sheets(by_code), min_size=1, max_size=4), variants)
    def agree(units: list[dict], varied: dict) -> None:
        options = document.options.__class__(
            **{name: getattr(document.options, name) for name in document.options.__slots__} | varied
        )
        rules = {"code": code, "options": written(options), "criteria": [node_of(each) for each in document.tree]}
        inputs = [inputs_of(f"D{at}", code, by_code, unit) for at, unit in enumerate(units)]
        plain = json.loads(canonical({"rules": {"sets": [rules]}, "inputs": {"units": inputs}}))

        found = recomputed(plain["rules"], plain["inputs"])

        assert found == expected(document.tree, by_code, options, units)

    agree()


def sheets(by_code: dict) -> st.SearchStrategy:
    """Of one unit: answers, what an appraiser and the unit itself gave where they may."""
    given_ = st.fixed_dictionaries({each: st.one_of(st.none(), cents) for each in by_code})
    answers = st.fixed_dictionaries({each: answers_of(leaf) for each, leaf in by_code.items()})
    return st.fixed_dictionaries({"answers": answers, "appraised": given_, "own": given_, "ranked": st.booleans()})


def inputs_of(name: str, code: str, by_code: dict, unit: dict) -> dict:
    """As a bundle writes them: what is typed in the answers, the rest among the figures."""
    figures, found = {}, {}
    for each, leaf in by_code.items():
        said, typed = unit["answers"][each], {}
        for item in leaf.inputs:
            value = said.values.get(item.name)
            if value is None:
                continue
            if item.source == Source.TYPED and leaf.scored_by != ScoredBy.SURVEY:
                typed[item.name] = value
            elif item.source == Source.TYPED:
                figures[survey_figure(each, item.name)] = value
        found[each] = {
            "answer": typed,
            "no_occurrence": said.no_occurrence,
            "not_applicable": said.not_applicable,
            "citation": said.citation,
            "appraised": unit["appraised"][each],
            "self": unit["own"][each],
        }
    return {
        "code": name,
        "set": code,
        "ranked": unit["ranked"],
        "figures": figures | measured(by_code, unit),
        "leaves": found,
    }


def measured(by_code: dict, unit: dict) -> dict:
    """One value per source, whichever leaf says it first: several leaves may ask for the same figure."""
    found: dict[str, Decimal] = {}
    for each, leaf in by_code.items():
        for item in leaf.inputs:
            value = unit["answers"][each].values.get(item.name)
            if item.source != Source.TYPED and value is not None:
                found.setdefault(item.figure, value)
    return found


def expected(tree: tuple, by_code: dict, options: object, units: list[dict]) -> dict:
    """The engine's own word, in the notation of results.json."""
    results, candidates, ranks = {}, [], []
    for at, unit in enumerate(units):
        shared = measured(by_code, unit)
        answers = {code: answer_of(leaf, unit["answers"][code], shared) for code, leaf in by_code.items()}
        computed = {code: score_leaf(leaf, answers[code]).points for code, leaf in by_code.items()}
        removed = {code for code, said in answers.items() if said.not_applicable}
        points = {
            code: None if code in removed else counting(leaf, unit, computed[code]) for code, leaf in by_code.items()
        }
        totals = total(tree, points, removed, options)
        asked = {gate.of for gate in options.gates}
        answered = {
            f"{code}.{name}": value
            for code, said in answers.items()
            for name, value in said.values.items()
            if code not in removed and f"{code}.{name}" in asked
        }
        surveyed = {
            survey_figure(code, name): value
            for code, leaf in by_code.items()
            if leaf.scored_by == ScoredBy.SURVEY
            for name, value in answers[code].values.items()
        }
        facts = {**shared, **surveyed, **answered, **totals.facts}
        given_ = grade(totals.result, options.bands, options.gates, facts, is_percent=options.is_percent)
        by_node = {code: node.points for code, node in totals.by_node.items()}
        candidates.append(Candidate(f"D{at}", totals.result, by_node, given_))
        ranks.append((f"D{at}", totals.result, unit["ranked"]))
        results[f"D{at}"] = result_of(totals, computed, points)
    graded = within_quotas(candidates, options.bands, options.quotas, is_percent=options.is_percent)
    ties = {each.key: [each.by_code[code] for code in options.ties] for each in candidates}
    for place in ranked(ranks, options.ranking_precision, ties):
        results[place.key] |= {"rank": place.rank, "of": place.of, "grade": graded[place.key].label}
    return results


def answer_of(leaf: object, said: Answer, shared: dict) -> Answer:
    values = {}
    for item in leaf.inputs:
        value = said.values.get(item.name) if item.source == Source.TYPED else shared.get(item.figure)
        if value is not None:
            values[item.name] = value
    return Answer(values, said.no_occurrence, said.not_applicable, said.citation if leaf.rule.remedy else "")


def counting(leaf: object, unit: dict, computed: Decimal | None) -> Decimal | None:
    if unit["appraised"][leaf.code] is not None:
        return unit["appraised"][leaf.code]
    is_measured = bool(leaf.inputs) and all(item.source != Source.TYPED for item in leaf.inputs)
    decided = leaf.scored_by in (ScoredBy.APPRAISER, ScoredBy.OWNER)
    own = decided or (leaf.scored_by in (ScoredBy.UNIT, ScoredBy.IMPORT) and not is_measured)
    return unit["own"][leaf.code] if own else computed


def result_of(totals: object, computed: dict, points: dict) -> dict:
    def text(value: Decimal | None) -> str | None:
        return None if value is None else f"{value:.2f}"

    return {
        "appraisal": text(totals.appraisal.points),
        "survey": text(totals.survey.points),
        "total": text(totals.points),
        "max": text(totals.max_points),
        "percent": text(totals.percent),
        "leaves": {code: {"computed": text(computed[code]), "points": text(points[code])} for code in points},
        "nodes": {c: {"points": text(n.points), "max": text(n.max_points)} for c, n in totals.by_node.items()},
    }


@pytest.mark.parametrize(
    ("formula", "values", "value"),
    [
        ("1 + 2 * 3 - 4 / 8", {}, "6.5"),
        ("(A = 1) * 2 + (A != 1) * 3", {"A": 1}, "2"),
        ("(A or B) * 4 + (A and B)", {"A": 5, "B": 0}, "4"),
        ("if(A >= 3, 1 / B, 7)", {"A": 2, "B": 0}, "7"),
        ("share(A, B) + share(A, B, 2)", {"A": 1, "B": 0}, "2"),
        ("share(A, B)", {"A": 1, "B": 4}, "0.25"),
        ("round(A, 0.25) + max(1, 2, 3) + min(-A, 0)", {"A": "0.375"}, "3.125"),
        ("if(min = 1, is, 0.10)", {"min": 1, "is": 9}, "9"),
    ],
)
def test_a_formula_means_what_it_means_in_the_portal(formula: str, values: dict, value: str) -> None:
    assert Formula(formula).value({name: Fraction(each) for name, each in values.items()}) == Fraction(value)


@pytest.mark.parametrize(
    "formula", ["__import__('os')", "A.b", "A[0]", "A ** B", "lambda: 1", "print(1)", "'a'", "A; B"]
)
def test_a_formula_can_do_nothing_but_reckon(formula: str) -> None:
    with pytest.raises((ValueError, SyntaxError, NameError, KeyError, TypeError)):
        Formula(formula).value({"A": Decimal(1), "B": Decimal(2)})
