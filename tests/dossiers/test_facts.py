"""The narrow door: one query whatever the number of units, and windows that add up."""

import datetime as dt

import pytest

from dossiers import facts
from dossiers.enums import Outcome
from dossiers.facts import DossierCounts, Pending
from dossiers.models import Dossier, UnitSlot
from tests.factories.dossiers import a_unit, at

pytestmark = pytest.mark.django_db
D = dt.date


def a_slot(unit, slot, **figures):
    return UnitSlot.objects.create(unit=unit, slot=slot, **figures)


def test_counts_add_up_half_months():
    unit = a_unit()
    a_slot(unit, D(2024, 12, 1), received=100)
    a_slot(unit, D(2024, 12, 15), received=5, received_interlinked=2, early=1)
    a_slot(unit, D(2025, 12, 1), received=7, on_time=3, late=1, digitised=2, digitisable=4)
    a_slot(unit, D(2025, 12, 15), received=100)

    found = facts.counts([unit.pk], D(2024, 12, 15), D(2025, 12, 14))[unit.pk]

    assert found == DossierCounts(
        received=12, received_interlinked=2, early=1, on_time=3, late=1, digitised=2, digitisable=4
    )
    assert (found.finished, found.in_time, found.received_one_stop) == (5, 4, 10)


def test_counts_name_every_unit_asked_for():
    unit = a_unit()

    assert facts.counts([unit.pk], D(2025, 1, 1), D(2025, 1, 31)) == {unit.pk: DossierCounts()}


@pytest.mark.parametrize("number", [1, 3])
def test_counts_take_one_query(django_assert_num_queries, number):
    units = [a_unit() for _ in range(number)]
    for unit in units:
        a_slot(unit, D(2025, 1, 1), received=1)

    with django_assert_num_queries(1):
        found = facts.counts([unit.pk for unit in units], D(2025, 1, 1), D(2025, 1, 31))

    assert [counts.received for counts in found.values()] == [1] * number


@pytest.mark.parametrize(("start", "end"), [(D(2025, 1, 2), D(2025, 1, 14)), (D(2025, 1, 1), D(2025, 1, 30))])
def test_counts_refuse_a_window_that_cuts_a_half_month(start, end):
    with pytest.raises(ValueError, match="A window must"):
        facts.counts([1], start, end)
    with pytest.raises(ValueError, match="A window must"):
        facts.monthly([1], start, end)


@pytest.mark.parametrize("number", [1, 3])
def test_monthly_groups_by_unit_and_month(django_assert_num_queries, number):
    units = [a_unit() for _ in range(number)]
    for unit in units:
        a_slot(unit, D(2025, 1, 1), received=1)
        a_slot(unit, D(2025, 1, 15), received=2)
        a_slot(unit, D(2025, 3, 15), early=4)

    with django_assert_num_queries(1):
        found = facts.monthly([unit.pk for unit in units], D(2025, 1, 1), D(2025, 12, 31))

    months = {D(2025, 1, 1): DossierCounts(received=3), D(2025, 3, 1): DossierCounts(early=4)}
    assert found == {unit.pk: months for unit in units}


def test_pending_separates_overdue(django_assert_num_queries):
    unit, idle = a_unit(), a_unit()
    now = at("2025-04-20 09:00+07:00")
    for serial, due in enumerate(["2025-04-20 08:59+07:00", "2025-04-20 09:00+07:00", None]):
        Dossier.objects.create(
            code=f"A-{serial}",
            unit=unit,
            received_at=at("2025-04-01 09:00+07:00"),
            due_at=due and at(due),
            outcome=Outcome.PENDING,
            received_slot=D(2025, 4, 1),
        )

    with django_assert_num_queries(1):
        found = facts.pending([unit.pk, idle.pk], now)

    assert found == {unit.pk: Pending(in_time=2, overdue=1), idle.pk: Pending()}
    assert found[unit.pk].total == 3


def test_stock_is_received_less_closed():
    unit = a_unit()
    a_slot(unit, D(2025, 1, 1), received=10, early=2, on_time=1)
    a_slot(unit, D(2025, 1, 15), received=5, late=1, withdrawn=1, refused=1)
    a_slot(unit, D(2025, 2, 1), received=50)

    assert facts.stock([unit.pk], D(2025, 2, 1)) == {unit.pk: 9}
    assert facts.stock([unit.pk], D(2025, 1, 1)) == {unit.pk: 0}


def test_months_with_dossiers_are_newest_first():
    unit = a_unit()
    for slot, received in ((D(2025, 1, 1), 1), (D(2025, 1, 15), 1), (D(2025, 3, 15), 1), (D(2025, 5, 1), 0)):
        a_slot(unit, slot, received=received)

    a_slot(a_unit(), D(2024, 12, 15), received=1)

    assert facts.months_with_dossiers([unit.pk]) == [D(2025, 3, 1), D(2025, 1, 1)]
    assert facts.months_with_dossiers([]) == []
