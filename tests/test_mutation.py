"""Policy, moves, scoring, grades, ranks with a small fault put in: the tests notice (make deep; docs/mutation.md)."""

import sys

import pytest

from tests.mutation import Subject, passes, unnoticed

AT_LEAST = 95  # of 100
TYPES = "the types of a generic are not looked at"

WHO_MAY = (
    "cchc_portal.kit.moves",
    "units.policy",
    "units.rules",
    "indicators.workflow",
    "dossiers.policy",
    "indicators.policy",
    "reports.policy",
)
POLICY = Subject(
    loaded=WHO_MAY,
    spoiled=WHO_MAY,
    tests=(
        "tests/kit/test_moves.py",
        "tests/units/test_policy.py",
        "tests/units/test_rules.py",
        "tests/indicators/sheets/test_workflow.py",
        "tests/indicators/sets/test_set_moves.py",
        "tests/indicators/plans/test_plan_moves.py",
        "tests/indicators/surveys/test_survey_moves.py",
        "tests/dossiers/test_policy.py",
        "tests/indicators/sheets/test_policy.py",
        "tests/reports/test_policy.py",
    ),
    same={
        f"{module}: @dataclass(frozen=True, slots=True) ⟶ False": "it only allows changing a rule or post in hand"
        for module in ("cchc_portal.kit.moves", "units.policy", "units.rules")
    },
)
SCORING = Subject(
    loaded=(
        "indicators.grades",
        "indicators.scoring",
        "indicators.explanations",
        "indicators.sets.document",
        "reports.rankings",
        "tests.indicators.scoring.test_scoring",
    ),
    spoiled=("indicators.scoring", "indicators.grades", "reports.rankings"),
    tests=(
        "tests/indicators/scoring/test_scoring.py",
        "tests/indicators/scoring/test_grades.py",
        "tests/reports/test_rankings.py",
        "tests/indicators/scoring/test_explanations.py",
        "tests/indicators/scoring/test_rules.py",
    ),
    only_functions=True,
    slow=(
        "test_every_leaf_explains_its_points",
        "test_leaves_add_up_to_the_total",
        "test_no_points_above_the_maximum_nor_below_zero",
        "test_what_does_not_apply_changes_no_other_leaf",
        "test_every_explanation_gives_its_points_again",
    ),
    same={
        "indicators.scoring: if isinstance(child, Leaf):  # nearly all: added as they are, without a sum of their own"
        " ⟶ never": "the long way leads to the same sum",
        "indicators.scoring: if part.max_points <= node.max_points: ⟶ Lt": "equal sums are clamped to themselves",
        "indicators.grades: place, falls = natural, dict[int, list[str]]() ⟶ without elt 0": TYPES,
        "indicators.grades: place, falls = natural, dict[int, list[str]]() ⟶ without elt 1": TYPES,
        "indicators.grades: return int((units * self.percent / 100).quantize(Decimal(1), _ROUND[self.rounding])) ⟶ 2": (
            "only the exponent of Decimal(2) counts: the same step"
        ),
        "indicators.grades: return (each.value or Decimal(0), *(each.by_code.get(code) or Decimal(0) for code in"
        " quota.ties)) ⟶ 1": "whoever holds a grade has a value",
        "reports.rankings: return figure is not None, figure or Decimal(0) ⟶ 1": "unknown figures are equal anyway",
    },
)


@pytest.mark.deep
@pytest.mark.parametrize("subject", [POLICY, SCORING], ids=["policy", "scoring"])
def test_the_pure_tests_notice_small_faults(subject: Subject) -> None:
    assert passes(subject, subject.spoiled[0], None), "the tests fail as it is"

    tried, alive = unnoticed(subject)

    sys.stdout.write("\n".join([f"{tried} faults, {tried - len(alive)} noticed; not noticed:", *alive, ""]))
    assert set(subject.same) <= set(alive), "noticed after all, or gone: take it off the list"
    assert [each for each in alive if each not in subject.same] == []
    assert 100 * (tried - len(alive)) >= AT_LEAST * tried
