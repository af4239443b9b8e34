"""The clock of the database, and local times as it casts them."""

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from cchc_portal.kit.clock import province_time

CASTS = "select (timestamp '2025-01-06 09:00')::timestamptz = timestamptz '2025-01-06 09:00+07'"


def _asked(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_province_time_casts_by_the_clock_of_the_province_and_no_longer_afterwards():
    with province_time():
        assert _asked(CASTS) is True

    assert (_asked(CASTS), _asked("show timezone")) == (False, "UTC")


@pytest.mark.django_db(transaction=True)
def test_province_time_ends_with_a_transaction_that_failed_and_needs_one():
    with pytest.raises(ZeroDivisionError), transaction.atomic(), province_time():
        raise ZeroDivisionError

    assert _asked("show timezone") == "UTC"
    with pytest.raises(TransactionManagementError), province_time():
        """Never reached."""
