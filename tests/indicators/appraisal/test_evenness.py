"""Do inspectors judge alike? Planted habits are found, chance is not taken for one."""

import random
from decimal import Decimal

import pytest

from indicators.appraisal.evenness import (
    Judgement,
    all_at_maximum,
    closed_at_the_last_hour,
    far_from_others,
    habits,
    judged_differently,
    same_files,
)


def row(inspector=1, cut="0", code="1.1", unit="Sở A", number=1, **more):
    return Judgement(number, f"Người {inspector}", inspector, unit, code, Decimal(1), 1 - Decimal(cut), **more)


def test_one_document_two_inspectors_is_shown_from_both_sides():
    kept, cut = row(1, unit="Sở A"), row(2, "0.5", unit="Sở B")

    (found,) = judged_differently([("sha", "12/KH", kept), ("sha", "12/KH", cut)])

    assert (found.document, found.kept, found.cut) == ("12/KH", kept, cut)


@pytest.mark.parametrize(
    "cited",
    [
        [("a", "12/KH", row(1)), ("b", "12/KH", row(2, "0.5"))],  # two documents
        [("a", "12/KH", row(1)), ("a", "12/KH", row(1, "0.5"))],  # one inspector who changed their mind
        [("a", "12/KH", row(1, "0.25")), ("a", "12/KH", row(2, "0.5"))],  # both found it wanting
    ],
)
def test_what_is_no_contradiction_is_not_shown(cited):
    assert judged_differently(cited) == []


def test_habits_count_rows_mean_cut_and_reversals():
    rows = [row(1, "0.5", disputed=True, reversed=True), row(1, "0", disputed=True), row(1, "0.25", code="1.2"), row(2)]

    whole = [each for each in habits(rows) if not each.code]

    assert [(each.inspector, each.rows, each.mean_cut, each.reversed_percent) for each in whole] == [
        ("Người 1", 3, Decimal("0.25"), Decimal(50)),
        ("Người 2", 1, Decimal(0), None),
    ]
    assert [(each.inspector, each.code, each.rows) for each in habits(rows) if each.code] == [
        ("Người 1", "1.1", 2),
        ("Người 1", "1.2", 1),
        ("Người 2", "1.1", 1),
    ]


def judged(seed, *, inspectors=6, rows=40, harder=None, by="0.25"):
    """`rows` rows of each inspector; now and then a quarter point is cut, by the harder one always one more."""
    chance = random.Random(seed)
    return [
        row(
            inspector,
            str(Decimal(chance.choice(("0", "0", "0", "0.25"))) + Decimal(by if inspector == harder else 0)),
            f"1.{number % 8}",
        )
        for inspector in range(1, inspectors + 1)
        for number in range(rows)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_an_inspector_who_cuts_a_quarter_point_more_over_40_rows_is_marked(seed):
    assert far_from_others(judged(seed, harder=3)) == {3}


def test_even_handed_inspectors_are_marked_less_than_once_in_thirty_periods():
    alarms = sum(bool(far_from_others(judged(seed))) for seed in range(300))

    assert alarms <= 10


def test_a_few_rows_say_nothing():
    assert far_from_others(judged(1, rows=9, harder=3)) == frozenset()


def test_one_colleague_with_a_few_rows_marks_nobody():
    """Twenty-four units to one: the mean of the other is worth what one row on each criterion is worth."""
    marked = 0
    for seed in range(100):
        chance = random.Random(seed)
        rows = [
            row(inspector, chance.choice(("0", "0", "0", "0.25")), f"1.{code}")
            for code in range(45)
            for inspector in (1,) * 24 + (2,)
        ]
        marked += bool(far_from_others(rows))

    assert marked <= 3


def test_who_judges_the_hard_criterion_is_not_thought_hard():
    hard = [row(1, "0.5", "9.9") for _ in range(40)] + [row(2, "0.5", "9.9") for _ in range(5)]
    easy = [row(2, "0", "1.1") for _ in range(40)] + [row(1, "0", "1.1") for _ in range(5)]

    assert far_from_others(hard + easy) == frozenset()


def test_patterns_name_the_sheets_they_were_seen_on():
    assert [each.sheets for each in all_at_maximum([("Sở A", 1, 6, 6), ("Sở B", 2, 6, 5), ("Sở C", 3, 0, 0)])] == [
        (("Sở A", 1),)
    ]
    files = [
        ("x", "kh.pdf", "Sở A", 1),
        ("x", "kh.pdf", "Sở B", 2),
        ("y", "khac.pdf", "Sở A", 1),
        ("y", "khac.pdf", "Sở A", 1),
    ]
    assert [(each.words, each.sheets) for each in same_files(files)] == [
        ("Tệp “kh.pdf” ở 2 đơn vị", (("Sở A", 1), ("Sở B", 2)))
    ]
    counts = [("Sở A", 1, 30, 100), ("Sở B", 2, 29, 100), ("Sở C", 3, 19, 19)]
    assert [each.sheets for each in closed_at_the_last_hour(counts)] == [(("Sở A", 1),)]
