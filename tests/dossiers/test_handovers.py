"""Open dossiers go with the work, finished ones stay, and every roll-up stays the sum of its dossiers."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers.actions import hand_over, rebuild_rollup
from dossiers.enums import Outcome
from dossiers.facts import FIGURES, counts
from dossiers.handovers import history, pending
from dossiers.models import Dossier
from dossiers.slots import slot_of
from tests.factories import dossiers as make
from tests.factories import units
from units.models import Unit
from units.succession import Item

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 10, 1)
WINDOW = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def dossier(unit, number, *, outcome=Outcome.PENDING, received=dt.date(2026, 9, 3)):
    finished = None if outcome == Outcome.PENDING else dt.date(2026, 9, 20)
    moment = lambda day: day and dt.datetime.combine(day, dt.time(3), dt.UTC)  # noqa: E731
    return Dossier.objects.create(
        code=f"H-{number}", unit=unit, received_at=moment(received), finished_at=moment(finished), outcome=outcome,
        status=make.status_of(outcome), received_slot=slot_of(received), finished_slot=finished and slot_of(finished),
    )  # fmt: skip


def held(unit):
    return sorted(Dossier.objects.filter(unit=unit).values_list("code", flat=True))


@pytest.fixture
def communes():
    return make.a_unit("A"), make.a_unit("B")


def test_pending_counts_the_open_dossiers_of_each_unit(communes):
    a, b = communes
    dossier(a, 1), dossier(a, 2), dossier(a, 3, outcome=Outcome.EARLY)

    assert pending([a.pk, b.pk], DAY) == [Item(str(a.pk), a.pk, "Hồ sơ đang giải quyết của Đơn vị A", 2)]


def test_history_says_what_stays(communes):
    a, b = communes
    dossier(a, 1, outcome=Outcome.LATE), dossier(a, 2, outcome=Outcome.WITHDRAWN), dossier(a, 3)
    rebuild_rollup()

    assert history([a.pk], DAY) == ["2 hồ sơ đã có kết quả ở lại với đơn vị cũ, dưới tên cũ."]
    assert history([b.pk], DAY) == []


def test_a_merger_moves_only_what_is_open(communes):
    a, b = communes
    dossier(a, 1), dossier(a, 2, outcome=Outcome.EARLY), dossier(b, 3)
    rebuild_rollup()

    units.reorganised([a], existing=[b])

    assert (held(a), held(b)) == (["H-2"], ["H-1", "H-3"])
    assert rebuild_rollup() == []


def test_hand_over_to_nobody_moves_nothing(communes):
    a, _ = communes
    dossier(a, 1)

    hand_over(moves={str(a.pk): None}, on=DAY, by=None, now=units.NOW)

    assert held(a) == ["H-1"]


STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "join", "split"]), st.integers(0, 99), st.integers(0, 99)), max_size=5
)
FLOW = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(Outcome)), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, flow=FLOW)
def test_counts_are_conserved_across_any_mergers_and_splits(steps, flow):
    with transaction.atomic():
        first = [make.a_unit(f"U{number}") for number in range(4)]
        for number, (where, outcome) in enumerate(flow):
            dossier(first[where], number, outcome=outcome)
        rebuild_rollup()
        before = totals()

        for number, (step, one, two) in enumerate(steps):
            day = dt.date(2026, 1, 2) + dt.timedelta(days=number)
            units.somehow_reorganised(step, one, two, day=day, code=f"N{number}", among="^[UN]")

        assert totals() == before
        assert rebuild_rollup() == []
        closed = Unit.objects.exclude(valid_to=None)
        assert Dossier.objects.filter(unit__in=closed, outcome=Outcome.PENDING).count() == 0
        transaction.set_rollback(True)


def totals():
    found = counts(list(Unit.objects.order_by("pk").values_list("pk", flat=True)), *WINDOW).values()
    return {name: sum(getattr(each, name) for each in found) for name in FIGURES}
