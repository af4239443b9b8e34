"""The guard: inside a request or job, rows that belong to somebody are read within a scope or not at all."""

import pytest
from django.db import transaction
from django.db.models import Max, Q
from django.http import HttpResponse

from cchc_portal.kit.scoping import UnscopedQuery, guard_requests, guarded
from indicators.models import Assessment, Score
from tests.factories import reports, units
from units.models import Unit

pytestmark = pytest.mark.django_db

READINGS = {
    "list": list,
    "bool": bool,
    "len": len,
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "get": lambda rows: rows.get(),
    "slice": lambda rows: rows[0],
    "values": lambda rows: list(rows.values_list("pk")),
    "iterator": lambda rows: list(rows.iterator()),
    "aggregate": lambda rows: rows.aggregate(most=Max("pk")),
    "in_bulk": lambda rows: rows.in_bulk(),
    "contains": lambda rows: rows.contains(Unit(pk=1)),
    "update": lambda rows: rows.update(short_name="x"),
    "delete": lambda rows: rows.filter(pk=0).delete(),
}


@pytest.mark.parametrize("reading", READINGS)
def test_guard_refuses_to_read_without_a_scope(reading):
    units.unit()

    with guarded(), pytest.raises(UnscopedQuery) as refused:
        READINGS[reading](Unit.objects.order_by("pk"))

    assert str(refused.value) == (
        "units.Unit was read without a scope. Say units.Unit.objects.of_person(person), scoped(Q(…)), or "
        "unscoped(reason=…); see docs/adr/0014-access.md."
    )


@pytest.mark.parametrize("reading", READINGS)
def test_guard_lets_a_scoped_question_pass_and_what_is_made_of_it(reading):
    units.unit()

    with guarded():
        READINGS[reading](Unit.objects.scoped(Q(code__gt="")).order_by("pk"))


def test_guard_lets_a_question_pass_that_asks_for_nothing():
    with guarded():
        nothing = Unit.objects.none()
        assert (list(nothing), nothing.first(), nothing.count(), nothing.exists()) == ([], None, 0, False)


def test_guard_rests_outside_requests_and_jobs():
    unit = units.unit()

    assert list(Unit.objects.all()) == [unit]


def test_guard_rests_while_a_deed_has_its_transaction():
    unit = units.unit()

    with guarded():
        with transaction.atomic():
            assert list(Unit.objects.all()) == [unit]
        with pytest.raises(UnscopedQuery):
            list(Unit.objects.all())


def test_guard_counts_only_transactions_begun_inside():
    with transaction.atomic(), guarded(), pytest.raises(UnscopedQuery):
        list(Unit.objects.all())


def test_unscoped_wants_a_reason():
    with pytest.raises(ValueError, match="reason"):
        Unit.objects.unscoped(reason=" ")


def test_unscoped_reads_everything():
    unit = units.unit()

    with guarded():
        assert list(Unit.objects.unscoped(reason="a test").order_by("pk")) == [unit]


def test_rows_of_an_object_in_hand_need_no_scope_of_their_own():
    period = reports.appraised_period()
    sheet = period.assessments.order_by("pk").first()

    with guarded():
        assert sheet.scores.count() == 4
        with pytest.raises(UnscopedQuery):  # who holds a period was not allowed to see every sheet in it
            period.assessments.count()


@pytest.mark.parametrize("join", [lambda a, b: a | b, lambda a, b: a.union(b)])
def test_joined_questions_are_as_free_as_the_least_free(join):
    units.unit()
    free, loose = Unit.objects.unscoped(reason="a test").order_by(), Unit.objects.order_by()

    with guarded():
        assert len(join(free, free)) == 1
        for one, other in ((free, loose), (loose, free)):
            with pytest.raises(UnscopedQuery):
                len(join(one, other))


def test_what_was_read_before_may_be_looked_at_again():
    unit = units.unit()
    read = Unit.objects.all()
    list(read)

    with guarded():
        assert (list(read), read.count(), read.exists()) == ([unit], 1, True)


def test_an_inner_question_is_bound_by_the_outer_one():
    period = reports.appraised_period()

    with guarded():
        found = Score.objects.scoped(Q(assessment__in=Assessment.objects.filter(period=period)))
        assert found.count() == 12


def test_guard_of_requests_ends_with_the_request():
    def view(request):
        list(Unit.objects.all())
        return HttpResponse()

    with pytest.raises(UnscopedQuery):
        guard_requests(view)(None)

    assert list(Unit.objects.all()) == []
