"""A query that is put into SQL once answers like the one it was made of, whatever is put into its slots."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from cchc_portal.kit.compiled import Slot, compiled
from cchc_portal.kit.scoping import UnscopedQuery, guarded
from indicators.models import Assessment, Score
from tests.factories import indicators as make
from tests.factories import units
from units.models import Unit

TODAY = dt.date(2026, 7, 1)


@compiled
def units_named(name: Slot, day: Slot) -> QuerySet[Unit]:
    """Units of that name, open on the day."""
    return Unit.objects.filter(name=name, valid_from__lte=day).select_related("parent").order_by("code")


@compiled
def rows_of(sheet: Slot, codes: Slot) -> QuerySet[Score]:
    wanted = RawSQL("SELECT unnest(%s::text[])", [codes])
    return Score.objects.filter(assessment=sheet, criterion__code__in=wanted).select_related("criterion").order_by("pk")


@compiled
def locked(key: Slot) -> QuerySet[Assessment]:
    return Assessment.objects.select_for_update(of=("self",)).filter(pk=key).order_by("pk")


@pytest.mark.django_db
def test_it_finds_what_stands_in_its_slots_with_what_is_joined():
    parent = units.unit("Tỉnh ủy")
    for name in ("Sở A", "Sở B"):
        units.unit(name, parent=parent)

    first, second = units_named.one(name="Sở A", day=TODAY), units_named.one(name="Sở B", day=TODAY)

    assert (first.name, second.name) == ("Sở A", "Sở B")
    with CaptureQueriesContext(connection) as queries:
        assert first.parent.name == "Tỉnh ủy"
    assert len(queries) == 0
    assert units_named.rows(name="Sở C", day=TODAY) == []
    assert units_named.rows(name="Sở A", day=dt.date(1900, 1, 1)) == []


@pytest.mark.django_db
def test_it_says_the_same_as_the_query_it_was_made_of():
    sheet = make.scene().assessment
    codes = [score.criterion.code for score in sheet.scores.select_related("criterion").order_by("pk")[:2]]
    plain = Score.objects.filter(assessment=sheet, criterion__code__in=codes).order_by("pk")

    assert len(plain) == 2
    assert [row.__dict__.keys() - {"_state"} for row in rows_of.rows(sheet=sheet.pk, codes=codes)] == [
        row.__dict__.keys() - {"_state"} for row in plain
    ]
    assert rows_of.rows(sheet=sheet.pk, codes=codes) == list(plain)
    assert rows_of.rows(sheet=sheet.pk, codes=codes[1:]) == list(plain)[1:]
    assert rows_of.rows(sheet=sheet.pk, codes=[]) == []


@pytest.mark.django_db
def test_a_value_is_a_value_and_no_sql():
    assert units_named.rows(name="Sở A' OR '1'='1", day=TODAY) == []
    assert units_named.rows(name="100% %s", day=TODAY) == []


@pytest.mark.django_db
def test_one_raises_where_nothing_is_found():
    with pytest.raises(Unit.DoesNotExist):
        units_named.one(name="Sở A", day=TODAY)


@pytest.mark.django_db
def test_a_slot_left_empty_is_an_error():
    with pytest.raises(KeyError):
        units_named.rows(name="Sở A")


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_inside_a_transaction_only():
    with pytest.raises(TransactionManagementError):
        locked.rows(key=1)


@pytest.mark.django_db
def test_the_guard_stands_before_it():
    with guarded(), pytest.raises(UnscopedQuery):
        rows_of.rows(sheet=1, codes=[])


@compiled
def all_rows_of(sheet: Slot) -> QuerySet[Score]:
    return Score.objects.filter(assessment=sheet).order_by("-pk")


@pytest.mark.django_db
def test_rows_hang_on_what_they_belong_to_as_if_prefetched():
    sheet = make.scene().assessment
    stored = list(Score.objects.filter(assessment=sheet).order_by("-pk"))

    with guarded(), CaptureQueriesContext(connection) as queries:
        all_rows_of.hang_on(sheet, "scores")
        all_rows_of.hang_on(sheet, "scores")
        hanging = list(sheet.scores.all())
        assert all(row.assessment is sheet for row in hanging)

    assert hanging == stored
    assert len(queries) == 1
