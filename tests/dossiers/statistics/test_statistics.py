"""Every number of the statistics equals the count of the dossiers behind it, and what the dates themselves say."""

import datetime as dt

import pytest

from dossiers import facts
from dossiers.actions import rebuild_rollup
from dossiers.enums import Channel, Outcome
from dossiers.models import Dossier, ProcedureSlot, ProvinceSlot, UnitSlot
from dossiers.statistics import figures as statistics
from dossiers.statistics.cells import Cell, counted
from dossiers.statistics.figures import NO_AREA, ProcedureRates, Row
from dossiers.statistics.ii06 import COLUMNS, broken
from dossiers.statistics.rollup import FIGURES
from dossiers.statistics.windows import Window
from tests.factories.dossiers import a_unit
from tests.factories.statistics import a_dossier, a_procedure, a_province
from units.models import Unit

pytestmark = pytest.mark.django_db
D = dt.date
WINDOWS = (
    Window(D(2024, 12, 15), D(2025, 3, 14)),
    Window(D(2025, 3, 15), D(2025, 6, 14)),
    Window(D(2024, 12, 15), D(2025, 12, 14)),
    Window(D(2025, 7, 1), D(2025, 7, 31)),
    Window(D(2025, 8, 15), D(2025, 8, 31)),
)


def day(moment):
    return moment and (moment + dt.timedelta(hours=7)).date()


def line_of(dossiers, window):
    """Columns 3 to 13 from the days of the dossiers, one by one, as the form defines them."""
    open_at = lambda d, end: day(d.received_at) <= end and not (d.finished_at and day(d.finished_at) <= end)  # noqa: E731
    before = window.first - dt.timedelta(days=1)
    new = [d for d in dossiers if window.first <= day(d.received_at) <= window.last]
    done = [d for d in dossiers if d.finished_at and window.first <= day(d.finished_at) <= window.last]
    left = [d for d in dossiers if open_at(d, window.last)]
    overdue = [d for d in left if d.due_at and day(d.due_at) <= window.last]
    carried = sum(open_at(d, before) for d in dossiers)
    online = sum(d.channel == Channel.ONLINE for d in new)
    early, late = (sum(d.outcome == outcome for d in done) for outcome in (Outcome.EARLY, Outcome.LATE))
    return (
        len(new) + carried, online, len(new) - online, carried,
        len(done), early, len(done) - early - late, late,
        len(left), len(left) - len(overdue), len(overdue),
    )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_every_cell_of_the_form_is_the_count_of_its_list_and_of_the_days(seed):
    a_province(seed=seed)
    units, dossiers = Unit.objects.all(), list(Dossier.objects.select_related("procedure", "unit"))

    for window in WINDOWS:
        for table, key in ((statistics.form_by_unit, "unit"), (statistics.form_by_area, "area")):
            for row in table(units, window):
                asked = units.filter(level=row.level) if row.level else units
                mine = [d for d in dossiers if row.level in ("", d.unit.level)]
                area = ""
                if row.key and key == "unit":
                    asked, mine = asked.filter(pk=row.key), [d for d in mine if d.unit_id == int(row.key)]
                elif row.key:
                    area = row.key
                    mine = [d for d in mine if ((d.procedure and d.procedure.area) or NO_AREA) == area]
                behind = Row(asked, area)
                listed = [
                    counted(behind.narrow_dossiers(Dossier.objects.all()), Cell(column.name), window).count()
                    for column in COLUMNS.values()
                ]

                assert (row.name, window, row.line.values) == (row.name, window, line_of(mine, window))
                assert tuple(listed) == row.line.values
                assert broken(row.line) == []
                assert row.line.pending_in_time >= 0


def test_what_is_carried_over_is_what_was_left():
    a_province()
    first, second = WINDOWS[:2]

    before = {row.name: row.line.pending for row in statistics.form_by_unit(Unit.objects.all(), first)}
    after = {row.name: row.line.carried for row in statistics.form_by_unit(Unit.objects.all(), second)}

    assert after == before
    assert after["Tổng số"] > 0


@pytest.mark.parametrize("cell", Cell)
def test_number_is_the_count_of_the_list(cell):
    a_province()
    units = Unit.objects.all()

    for window in WINDOWS:
        for row in (Row(units), Row(units, area="Hộ tịch"), Row(units, procedure=Dossier.objects.first().procedure_id)):
            listed = counted(row.narrow_dossiers(Dossier.objects.all()), cell, window)

            assert statistics.number(cell, row, window) == listed.count()


def test_unit_rollup_is_the_sum_of_the_procedures():
    a_province()

    for unit_slot in UnitSlot.objects.all():
        below = ProcedureSlot.objects.filter(unit=unit_slot.unit_id, slot=unit_slot.slot)
        for figure in FIGURES:
            assert getattr(unit_slot, figure) == sum(getattr(each, figure) for each in below)


def test_rebuild_mends_both_levels_and_names_the_half_month_once():
    units = a_province(number=40)
    slot = UnitSlot.objects.filter(unit=units[0]).first().slot
    UnitSlot.objects.filter(unit=units[0], slot=slot).update(early=99)
    ProcedureSlot.objects.filter(unit=units[0], slot=slot).update(received=99)
    ProcedureSlot.objects.filter(unit=units[1]).delete()
    gone = sorted(UnitSlot.objects.filter(unit=units[1]).values_list("slot", flat=True))

    found = rebuild_rollup()

    assert found == sorted([(units[0].pk, slot, "wrong"), *((units[1].pk, each, "missing") for each in gone)])
    assert rebuild_rollup() == []


def test_rebuild_mends_the_sums_of_the_province():
    a_province(number=40)
    slot = ProvinceSlot.objects.first().slot
    ProvinceSlot.objects.filter(slot=slot).update(late=99)

    assert rebuild_rollup() == [(None, slot, "wrong")]
    assert rebuild_rollup() == []


def test_dossiers_without_a_procedure_count_in_one_row_of_all_flows():
    unit = a_unit()
    late = {"received": D(2025, 1, 2), "due": D(2025, 1, 6), "finished": D(2025, 1, 20)}
    Dossier.objects.bulk_create([a_dossier(unit, **late), a_dossier(unit, D(2025, 1, 3), finished=D(2025, 1, 9))])

    rebuild_rollup()

    assert list(
        ProcedureSlot.objects.order_by("slot").values_list("procedure", "received", "fell_overdue", "on_time", "late")
    ) == [(None, 2, 1, 1, 0), (None, 0, 0, 0, 1)]


def test_the_procedures_of_the_province_are_those_of_all_its_units():
    busy = [unit.pk for unit in a_province()]
    idle = a_unit()  # its rows say nothing: to leave it out changes no figure, only where it is read
    UnitSlot.objects.bulk_create(UnitSlot(unit=idle, slot=slot) for slot in {window.first for window in WINDOWS})
    everyone, all_but_one = Unit.objects.all(), Unit.objects.filter(pk__in=busy)

    def figures(units):
        return [
            (statistics.slowest_procedures(units, window), statistics.procedure_rates(units, window))
            for window in WINDOWS
        ]

    assert figures(everyone) == figures(all_but_one)
    ProvinceSlot.objects.all().delete()
    assert figures(everyone) != figures(all_but_one)


@pytest.mark.parametrize("number", [1, 3])
def test_the_form_takes_three_queries(django_assert_num_queries, number):
    procedure = a_procedure("Khai sinh", "Hộ tịch")
    for unit in [a_unit() for _ in range(number)]:
        days = (D(2024, 11, 2), D(2025, 1, 2))
        Dossier.objects.bulk_create([a_dossier(unit, day, procedure=procedure) for day in days])
    rebuild_rollup()

    for table in (statistics.form_by_unit, statistics.form_by_area):
        with django_assert_num_queries(3):
            assert table(Unit.objects.all(), WINDOWS[0])[-1].line.online == 0


def test_by_unit_and_by_month_agree_with_the_facts():
    units = a_province()
    window = WINDOWS[2]

    by_unit = {each.unit_id: each.counts for each in statistics.by_unit(Unit.objects.all(), window)}
    months = statistics.by_month(Unit.objects.all(), window)

    assert by_unit == facts.counts([unit.pk for unit in units], window.first, window.last)
    assert sum(each.received for each in months.values()) == sum(each.received for each in by_unit.values())


def test_slowest_procedures_take_most_of_their_time():
    unit, quick, slow = a_unit(), a_procedure("Nhanh"), a_procedure("Chậm")
    Dossier.objects.bulk_create(
        [
            a_dossier(unit, D(2025, 1, 2), D(2025, 1, 12), D(2025, 1, 4), procedure=quick),
            a_dossier(unit, D(2025, 1, 2), D(2025, 1, 12), D(2025, 1, 22), procedure=slow),
            a_dossier(unit, D(2025, 1, 2), D(2025, 1, 12), D(2025, 1, 12), procedure=slow),
            a_dossier(unit, D(2025, 1, 2), D(2025, 1, 12), D(2025, 1, 3), procedure=slow, outcome=Outcome.WITHDRAWN),
        ]
    )
    rebuild_rollup()

    found = statistics.slowest_procedures(Unit.objects.all(), WINDOWS[0])

    assert [(each.name, each.finished, each.late, each.days_taken, each.days_allowed) for each in found] == [
        ("Chậm", 2, 1, 30, 20),
        ("Nhanh", 1, 0, 2, 10),
    ]


def test_procedure_rates_ask_the_catalogue_which_procedures_have_a_fee():
    """CHARGED has a fee although nobody had to pay yet; FREE has none, whatever a file says; UNKNOWN is not in it."""
    unit = a_unit()
    charged, free, old, unknown = (a_procedure(name) for name in ("CHARGED", "FREE", "OLD", "UNKNOWN"))
    charged.versions.create(valid_from=D(2020, 1, 1), has_fee=True, fee=30_000)
    free.versions.create(valid_from=D(2020, 1, 1))
    old.versions.create(valid_from=D(2020, 1, 1), valid_to=D(2024, 12, 31), has_fee=True)
    old.versions.create(valid_from=D(2025, 6, 1))
    done = {"due": D(2025, 1, 12), "finished": D(2025, 1, 5)}
    Dossier.objects.bulk_create(
        [
            a_dossier(unit, D(2025, 1, 2), **done, procedure=charged),
            a_dossier(unit, D(2025, 1, 2), **done, procedure=free, paid_online=True),
            a_dossier(unit, D(2025, 1, 2), **done, procedure=unknown, paid_online=True),
            a_dossier(unit, D(2025, 1, 2), **done, procedure=old),
        ]
    )
    rebuild_rollup()

    found = statistics.procedure_rates(Unit.objects.all(), WINDOWS[0])

    assert (found.used, found.payable, found.paid_online) == (4, 3, 1)


def test_procedure_rates_count_procedures_not_dossiers():
    unit, paid, free = a_unit(), a_procedure("Có phí"), a_procedure("Không phí")
    done = {"due": D(2025, 1, 12), "finished": D(2025, 1, 5)}
    Dossier.objects.bulk_create(
        [
            a_dossier(unit, D(2025, 1, 2), **done, procedure=paid, paid_online=True, channel=Channel.ONLINE),
            a_dossier(unit, D(2025, 1, 2), **done, procedure=paid, paid_online=False, digitised=False),
            a_dossier(unit, D(2025, 1, 2), **done, procedure=free, digitised=True),
        ]
    )
    rebuild_rollup()

    assert statistics.procedure_rates(Unit.objects.all(), WINDOWS[0]) == ProcedureRates(
        used=2, online=1, payable=1, paid_online=1, digitisable=2, digitised=1
    )
