"""The one clock that decides deadlines: the database's."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.db.models import DateTimeField, Func
from django.db.transaction import TransactionManagementError
from django.utils.timezone import make_aware


class ClockNow(Func):
    """The same clock inside a query; Now() would be the time at which the transaction began."""

    function = "clock_timestamp"
    arity = 0
    output_field = DateTimeField()


def database_now() -> dt.datetime:
    """Aware UTC time of the database server, so that no application server's clock moves a deadline."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        (now,) = cursor.fetchone()
    assert isinstance(now, dt.datetime)
    return now


@contextmanager
def province_time() -> Iterator[None]:
    """Inside, the database casts between moments and local times by the clock of the province (`::timestamptz`).

    A cast takes a twentieth of what AT TIME ZONE does, which counts where there are hundreds of thousands of rows.
    Fetch no moments inside: Django would take them for UTC. Raises TransactionManagementError outside a transaction,
    after which the database forgets the setting.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("province_time() lasts until the transaction ends: call it inside atomic().")
    with connection.cursor() as cursor:
        cursor.execute("select set_config('TimeZone', %s, true)", [settings.TIME_ZONE])
        yield
        cursor.execute("select set_config('TimeZone', %s, true)", [connection.timezone_name])


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of the calendar day of the province."""
    return make_aware(dt.datetime.combine(day, dt.time()))


def end_of(day: dt.date) -> dt.datetime:
    """The last second of the calendar day of the province."""
    return make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))
