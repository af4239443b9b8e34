"""The one clock that decides deadlines: the database's."""

import datetime as dt

from django.db import connection
from django.db.models import DateTimeField, Func
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


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of the calendar day of the province."""
    return make_aware(dt.datetime.combine(day, dt.time()))


def end_of(day: dt.date) -> dt.datetime:
    """The last second of the calendar day of the province."""
    return make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))
