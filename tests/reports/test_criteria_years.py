"""Criteria over years: each followed to what it was before, and a sentence instead of a figure where it was not."""

from decimal import Decimal

from indicators.sets.writing import written_set
from reports.criteria_years import CriteriaYear, Rules, followed
from reports.figures import Leaf


def leaf(code: str, points: str | None, maximum: str = "2", *, not_applicable: bool = False) -> Leaf:
    given = None if points is None else Decimal(points)
    return Leaf(
        code, f"Tiêu chí {code}", "1", "Chung", Decimal(maximum), None, None, None, given, not_applicable, "", ""
    )


def year(number: int, rules: int, *leaves: Leaf) -> CriteriaYear:
    return CriteriaYear(number, rules, {each.code: each for each in leaves})


def rules(follows: int | None = None, **was: list[str] | None) -> Rules:
    """rules(1, a=["x"]): criterion "a" was "x" in set 1; None: the set does not say."""
    listed = [{"code": code} | ({} if codes is None else {"was": codes}) for code, codes in was.items()]
    return Rules(written_set({"criteria": listed}), follows)


def percents(years: list[CriteriaYear], sets: dict[int, Rules]) -> dict[str, list[str]]:
    return {
        line.code: ["—" if not cell.codes else str(cell.percent) for cell in line.cells]
        for line in followed(years, sets)
    }


def test_under_one_set_every_code_is_itself() -> None:
    assert percents([year(2025, 1, leaf("a", "1")), year(2026, 1, leaf("a", "2"))], {}) == {"a": ["50", "100"]}


def test_a_criterion_is_followed_to_its_old_code_and_a_new_one_is_not_compared() -> None:
    """`b` is new although the old set had a criterion of that code."""
    sets = {1: rules(a=None, b=None), 2: rules(1, a=["b"], b=[])}

    found = percents(
        [year(2025, 1, leaf("a", "2"), leaf("b", "1")), year(2026, 2, leaf("a", "2"), leaf("b", "2"))], sets
    )

    assert found == {"a": ["50", "100"], "b": ["—", "100"]}


def test_merged_criteria_are_added_and_divided_ones_not_compared() -> None:
    sets = {1: rules(a=None, b=None, c=None), 2: rules(1, a=["a", "b"], d=["c"], e=["c"])}
    old = year(2025, 1, leaf("a", "2"), leaf("b", "1", "4"), leaf("c", "1"))
    new = year(2026, 2, leaf("a", "3", "6"), leaf("d", "1", "1"), leaf("e", "0", "1"))

    assert percents([old, new], sets) == {"a": ["50", "50"], "d": ["—", "100"], "e": ["—", "0"]}


def test_codes_are_followed_through_a_set_that_no_year_used() -> None:
    sets = {1: rules(a=None), 2: rules(1, b=["a"]), 3: rules(2, c=["b"])}

    assert percents([year(2024, 1, leaf("a", "1")), year(2026, 3, leaf("c", "2"))], sets) == {"c": ["50", "100"]}


def test_sets_that_do_not_follow_one_another_are_not_compared() -> None:
    sets = {1: rules(a=None), 2: rules(None, a=None)}

    assert percents([year(2025, 1, leaf("a", "1")), year(2026, 2, leaf("a", "2"))], sets) == {"a": ["—", "100"]}


def test_what_did_not_apply_or_is_not_known_has_no_percent() -> None:
    years = [year(2025, 1, leaf("a", "1", not_applicable=True)), year(2026, 1, leaf("a", None))]
    (line,) = followed(years, {})

    assert [(cell.not_applicable, cell.percent) for cell in line.cells] == [(True, None), (False, None)]
    assert followed([], {}) == []
