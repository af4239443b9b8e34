"""The database itself keeps what is issued, whatever program writes."""

import pytest
from django.db import IntegrityError, connection, transaction

from indicators.models import CriteriaSet, Criterion
from tests.factories.criteria import criteria_set

pytestmark = pytest.mark.django_db

CHANGES = {
    "the set": "UPDATE indicators_criteriaset SET name = 'khác'",
    "its source": "UPDATE indicators_criteriaset SET source = ''",
    "its state back": "UPDATE indicators_criteriaset SET state = 'draft'",
    "a criterion": "UPDATE indicators_criterion SET max_points = 1 WHERE code = '1.1'",
    "a criterion away": "DELETE FROM indicators_criterion WHERE code = '2'",
    "one more": 'INSERT INTO indicators_criterion SELECT (jsonb_populate_record(c, \'{"id": 999999, "code": "9",'
    " \"position\": 99}')).* FROM indicators_criterion c WHERE code = '2'",
}


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_issued_stays(what):
    criteria_set(issued=True)

    with pytest.raises(IntegrityError, match="đã ban hành nên không sửa"):
        run(CHANGES[what])


@pytest.mark.parametrize("what", CHANGES)
def test_a_draft_may_change(what):
    criteria_set()

    run(CHANGES[what])


def test_an_issued_set_may_be_locked_and_not_unlocked():
    criteria_set(issued=True)

    run("UPDATE indicators_criteriaset SET state = 'locked'")

    with pytest.raises(IntegrityError):
        run("UPDATE indicators_criteriaset SET state = 'issued'")


def test_an_issued_set_is_not_deleted():
    criteria_set(issued=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        CriteriaSet.objects.all().delete()
    assert Criterion.objects.count() == 4


def test_nothing_is_issued_without_a_decision():
    criteria_set()

    with pytest.raises(IntegrityError, match="criteria_set_issued_by_a_decision"):
        run("UPDATE indicators_criteriaset SET state = 'issued', decision_number = ''")
