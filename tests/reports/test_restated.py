"""The years as published, and restated with the predecessors: counts are added, shares and scores never."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.figures import Dossiers
from reports.restated import Published, restated_years
from units.enums import Succession
from units.succession import Link, origins

D = Decimal


def published(unit, year=2024, *, early=0, on_time=0, late=0, percent="90"):
    return Published(
        unit_id=unit,
        unit_name=f"Sở {unit}",
        period=f"nam-{year}",
        year=year,
        data_to=dt.date(year, 12, 14),
        percent=D(percent),
        rank=1,
        of=3,
        grade="Tốt",
        dossiers=Dossiers(early + on_time + late, early, on_time, late),
    )


def link(old, new, kind=Succession.MERGED, on=dt.date(2025, 2, 28)):
    return Link(old, new, kind, on)


def figures(year):
    return year.restated and (year.restated.early, year.restated.on_time, year.restated.late)


def test_a_merger_adds_counts_and_takes_the_share_of_the_sum():
    rows = [published(1, early=90, late=10), published(2, early=1, on_time=0, late=899)]

    (year,) = restated_years(9, [link(1, 9), link(2, 9)], rows)

    assert figures(year) == (91, 0, 909)
    assert year.in_time == D("9.10")  # the mean of 90 % and 0,11 % would be 45,06 %
    assert (year.is_restated, year.published) == (True, tuple(rows))
    assert year.not_comparable.startswith("Không so sánh được")


def test_a_unit_that_took_another_in_is_not_comparable_before_and_is_after():
    rows = [published(9, 2024, early=5), published(2, 2024, early=3), published(9, 2025, early=9)]

    before, after = restated_years(9, [link(2, 9)], rows)

    assert (figures(before), figures(after)) == ((8, 0, 0), (9, 0, 0))
    assert (bool(before.not_comparable), after.not_comparable) == (True, "")
    assert (before.is_restated, after.is_restated) == (True, False)


def test_a_new_name_is_the_same_unit():
    (year,) = restated_years(9, [link(1, 9, Succession.RENAMED)], [published(1, early=5)])

    assert (figures(year), year.is_restated, year.not_comparable) == ((5, 0, 0), True, "")


@pytest.mark.parametrize("kind", [Succession.SPLIT, Succession.DISSOLVED])
def test_what_went_to_several_is_not_told_apart(kind):
    links = [link(1, 9, kind), link(1, 8, kind)]

    (year,) = restated_years(9, links, [published(1, early=5), published(9, early=2)])

    assert (figures(year), year.is_restated) == ((2, 0, 0), False)
    assert year.lacking == "Không gồm phần nhận từ Sở 1: đã chia cho nhiều đơn vị, số liệu không tách được."
    assert year.not_comparable != ""


def test_a_unit_with_nothing_but_a_divided_past_has_nothing_to_add():
    (year,) = restated_years(9, [link(1, 9), link(1, 8)], [published(1, early=5)])

    assert (year.restated, year.in_time) == (None, None)


def test_a_unit_without_past_has_only_its_own_years():
    rows = [published(9, 2023), published(9, 2024)]

    years = restated_years(9, [], rows)

    assert [(year.year, year.is_restated, year.not_comparable) for year in years] == [
        (2023, False, ""),
        (2024, False, ""),
    ]


def test_nothing_published_is_no_year():
    assert restated_years(9, [link(1, 9)], []) == ()


PAIRS = [(old, new) for old in range(6) for new in range(old + 1, 7)]


@given(
    pairs=st.lists(st.sampled_from(PAIRS), unique=True, max_size=10),
    counted=st.dictionaries(st.integers(0, 6), st.tuples(*[st.integers(0, 999)] * 3), min_size=1),
)
def test_restated_counts_are_conserved(pairs, counted):
    """What the living units show restated, and what was divided, is what was published: nothing twice, nothing lost."""
    links = [link(old, new) for old, new in pairs]
    rows = [published(unit, early=a, on_time=b, late=c) for unit, (a, b, c) in sorted(counted.items())]
    living = sorted(set(range(7)) - {old for old, _ in pairs})
    pasts = {unit: origins(unit, links) for unit in living}

    shown = 0
    for unit, past in pasts.items():
        own = [each for each in rows if each.unit_id in {unit, *past.whole, *past.divided}]
        shown += sum(year.restated.finished for year in restated_years(unit, links, own) if year.restated)

    divided = frozenset().union(*(past.divided for past in pasts.values()))
    assert shown + sum(each.dossiers.finished for each in rows if each.unit_id in divided) == sum(
        each.dossiers.finished for each in rows
    )
