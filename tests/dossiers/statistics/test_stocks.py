"""Stocks of the reporting years: always what the dossiers say, and forms read no flow from before them."""

import datetime as dt
import random

import pytest
from django.db import transaction

from dossiers.actions import rebuild_rollup
from dossiers.models import Dossier, ProcedureSlot, ProcedureStock, UnitSlot, UnitStock
from dossiers.slots import reporting_years
from dossiers.statistics import figures as statistics
from dossiers.statistics import rollup
from dossiers.statistics.cells import Cell
from dossiers.statistics.figures import Row
from dossiers.statistics.windows import Window
from tests.factories.dossiers import a_unit
from tests.factories.statistics import a_dossier, a_procedure, a_province
from units.models import Unit

pytestmark = pytest.mark.django_db
D = dt.date
YEAR = Window(D(2025, 12, 15), D(2026, 12, 14))


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        (D(2025, 12, 15), D(2025, 12, 15), [2025]),
        (D(2025, 12, 1), D(2025, 12, 14), [2024]),
        (D(2024, 1, 1), D(2026, 1, 1), [2023, 2024, 2025]),
    ],
)
def test_reporting_years_begin_on_15_december(first, last, years):
    assert reporting_years(first, last) == [D(year, 12, 15) for year in years]


@pytest.mark.parametrize("seed", [1, 2])
def test_stocks_follow_every_change_as_if_made_afresh(seed):
    """Years are loaded in any order, dossiers come, end and go; what is stored is what a rebuild makes."""
    chance, units = random.Random(seed), [a_unit(), a_unit()]
    procedures = [a_procedure("Khai sinh"), a_procedure("Đất"), None]
    seen = set()

    for _ in range(14):
        unit, year = chance.choice(units), chance.randrange(2019, 2027)
        known = list(Dossier.objects.filter(unit=unit))
        gone = chance.sample(known, min(len(known), chance.randrange(4)))
        made = [
            a_dossier(unit, received, received + dt.timedelta(days=9), end, procedure=chance.choice(procedures))
            for received in (D(year, 11, 20) + dt.timedelta(days=chance.randrange(50)) for _ in range(3))
            for end in [chance.choice([None, received + dt.timedelta(days=chance.randrange(500))])]
        ]
        with transaction.atomic():
            touched = [(d.unit_id, d.received_slot, d.finished_slot, d.due_at, d.outcome) for d in [*gone, *made]]
            rollup.touch(
                "select * from"
                " unnest(%(u)s::bigint[], %(r)s::date[], %(f)s::date[], %(d)s::timestamptz[], %(o)s::int[])"
                " c (unit_id, received_slot, finished_slot, due_at, outcome)",
                dict(zip("urfdo", map(list, zip(*touched, strict=True)), strict=True)),
            )
            Dossier.objects.filter(pk__in=[d.pk for d in gone]).delete()
            Dossier.objects.bulk_create(made)
            rollup.recount()
        seen.add(ProcedureStock.objects.count())

        assert rebuild_rollup() == []

    assert len(seen) > 4


def test_rebuild_mends_stocks_and_names_their_day():
    unit = a_province()[0]
    UnitStock.objects.filter(unit=unit, slot=D(2024, 12, 15)).delete()
    ProcedureStock.objects.filter(unit=unit, slot=D(2025, 12, 15)).update(overdue=99)

    assert rebuild_rollup() == [(unit.pk, D(2024, 12, 15), "missing"), (unit.pk, D(2025, 12, 15), "wrong")]
    assert rebuild_rollup() == []


def test_form_reads_no_flow_from_before_the_year():
    """Rows of earlier years may be gone: the numbers stay."""
    a_province()
    units, window = Unit.objects.all(), Window(D(2025, 12, 15), D(2026, 2, 28))

    def figures():
        tables = statistics.form_by_unit(units, window), statistics.form_by_area(units, window)
        return tables, statistics.number(Cell.CARRIED, Row(units, area="Hộ tịch"), window)

    before = figures()
    UnitSlot.objects.filter(slot__lt=window.first).delete()
    ProcedureSlot.objects.filter(slot__lt=window.first).delete()

    assert figures() == before
    assert before[0][0][-1].line.carried > 0


def test_register_without_stocks_is_read_from_its_beginning():
    """As after an update of the program, until the next import or rebuild."""
    a_province()
    units, window = Unit.objects.all(), Window(D(2024, 12, 15), D(2025, 12, 14))
    before = statistics.form_by_area(units, window)

    UnitStock.objects.all().delete()
    ProcedureStock.objects.all().delete()

    assert statistics.form_by_area(units, window) == before
    assert statistics.whole_line(units, window) == before[-1].line
