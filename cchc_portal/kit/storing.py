"""Many rows of one table updated in one statement, however many they are."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model

MANY = 300  # rows


def update_rows(rows: Collection[Model], names: Sequence[str]) -> None:
    """Write these fields of these saved rows (all of one model) as they stand in memory; one query, none for no row.

    Django's bulk_update writes a CASE branch per row and field, which for a whole period takes longer than scoring it.
    """
    if not rows:
        return
    plan_for(len(rows))
    meta = next(iter(rows))._meta
    fields = [each for name in names for each in meta.concrete_fields if each.name == name]
    casts = ", ".join(f"{_quoted(each)} = v.{_quoted(each)}::{each.db_type(connection)}" for each in fields)
    columns = ", ".join(map(_quoted, fields))
    arrays = [[row.pk for row in rows], *([_text(each, getattr(row, each.attname)) for row in rows] for each in fields)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {connection.ops.quote_name(meta.db_table)} as t set {casts}"  # names of our own models
            f" from unnest(%s::bigint[]{', %s::text[]' * len(fields)}) as v(pk, {columns}) where t.id = v.pk",
            arrays,
        )


def plan_for(rows: int) -> None:
    """Let the triggers of a statement that changes this many rows be planned anew, where they are many.

    Triggers that join the rows before with the rows after (row history) keep the plan of their first statement in a
    session. Made for one row it joins row by row: a second for a thousand rows, a minute for seven thousand.
    """
    if rows >= MANY:
        with connection.cursor() as cursor:
            cursor.execute("discard plans")


def _quoted(field: Field[Any, Any]) -> str:
    return connection.ops.quote_name(str(field.column))


def _text(field: Field[Any, Any], value: Any) -> str | None:
    """The value as PostgreSQL reads it from a text."""
    if isinstance(field, JSONField):
        return json.dumps(value)
    if value is None or isinstance(value, str):
        return value
    return format(value, "f") if isinstance(value, Decimal) else str(value)
