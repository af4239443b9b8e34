"""People who act, records of what they did, and what somebody does who owns the tables."""

from contextlib import contextmanager
from itertools import count

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from cchc_portal.audit.trail import record

_numbers = count(1)


def someone(full_name="Nguyễn Thị An"):
    return get_user_model().objects.create_user(username=f"nguoi-{next(_numbers)}", full_name=full_name)


def deed(obj=None, *, action="unit.rename", **given):
    """One link of the chain, committed when the caller holds no transaction."""
    with transaction.atomic():
        return record(action, obj, **given)


@contextmanager
def by_force(*tables):
    """What the owner of the tables could do: inside, no trigger refuses or remembers anything."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT tgrelid::regclass, quote_ident(tgname) FROM pg_trigger"
            " WHERE tgrelid::regclass::text = ANY(%s) AND NOT tgisinternal AND tgenabled = 'O'",
            [list(tables)],
        )
        triggers = cursor.fetchall()
        for table, trigger in triggers:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield cursor
        for table, trigger in triggers:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
