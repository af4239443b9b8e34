"""What ties changed rows to the record of the deed: their number and digest, sealed in the chain.

Row history says what became of a row, the chain says who did it and why. A record seals every version of a row that
its transaction has written so far and no earlier record has sealed. So a version without a record, a record whose
versions were altered, and a row that differs from its last version are all found (verify).
"""

import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import Any

from django.db import connection
from pghistory.core import event_models

from cchc_portal.audit.history import RowHistory

TEXT = "jsonb_strip_nulls(to_jsonb(h))::text"  # without what is null, so that a new nullable column changes no old seal
DIGEST = f"encode(sha256(convert_to(string_agg({TEXT}, E'\\n' ORDER BY h.pgh_id), 'UTF8')), 'hex')"
MARKS = "coalesce(nullif(current_setting('audit.sealed', true), ''), '{}')::jsonb"
REMEMBER = f"set_config('audit.sealed', ({MARKS} || %s::jsonb)::text, true)"
"""What is sealed already, by table; local to the transaction, and it goes back with a savepoint."""


@cache
def histories() -> tuple[type[RowHistory], ...]:
    """The history of every tracked model, by name of its table."""
    found = [model for model in event_models() if issubclass(model, RowHistory)]
    return tuple(sorted(found, key=lambda model: model._meta.db_table))


def sealed_rows(chain_lock: int) -> dict[str, dict[str, Any]]:
    """Wait for the chain; then the versions this transaction has written since the last seal, by table.

    First and last id, number and digest of each table's. One query: every saved cell pays for it. The caller
    remembers what is sealed (REMEMBER) together with the seal.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"EXECUTE {_prepared(chain_lock)}")
        return {table: _seal(*rest) for table, *rest in cursor.fetchall() if table}


def _prepared(chain_lock: int) -> str:
    """The name under which the server knows the query; planning thirty tables each time costs ten times the answer.

    Asked of the server, since a pooler may give each transaction another connection. It is told past Django, whose
    count of queries is that of the deed.
    """
    query = _unsealed(chain_lock)
    name = f"audit_unsealed_{sha256(query.encode()).hexdigest()[:12]}"
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_prepared_statements WHERE name = %s", [name])
        if not cursor.rowcount:
            cursor.execute(f"PREPARE {name} AS {query}")
    return name


def marks(sealed: dict[str, dict[str, Any]]) -> str:
    """The parameter of REMEMBER."""
    return json.dumps({table: one["last"] for table, one in sealed.items()})


def _seal(first: int, last: int, count: int, digest: str) -> dict[str, Any]:
    return {"first": first, "last": last, "count": count, "digest": digest}


@cache
def _unsealed(chain_lock: int) -> str:
    found = " UNION ALL ".join(
        f"SELECT '{table}', min(h.pgh_id), max(h.pgh_id), count(*), {DIGEST} FROM {table} h"
        f" WHERE h.pgh_transaction = txid_current() AND h.pgh_id > coalesce(({MARKS} ->> '{table}')::bigint, 0)"
        " HAVING count(*) > 0"
        for table in (model._meta.db_table for model in histories())
    )
    lock = f"SELECT pg_advisory_xact_lock({chain_lock})"
    return f"SELECT found.* FROM ({lock}) AS chain LEFT JOIN ({found}) AS found ON true"


# --- verification -----------------------------------------------------------------------------------------------


def broken() -> Iterator[str]:
    """A sentence for every row that differs from its last version, and every version that no record seals."""
    for model in histories():
        yield from _falsified_rows(model)
        yield from _unsealed_versions(model)
        yield from _altered_versions(model)


def _falsified_rows(model: type[RowHistory]) -> Iterator[str]:
    tracked, history = model.pgh_tracked_model._meta, model._meta
    shared = [f.column for f in tracked.concrete_fields if f.name in {each.name for each in history.concrete_fields}]
    quoted = [connection.ops.quote_name(column) for column in shared]
    differs = " || ".join(
        f"CASE WHEN live.{c} IS DISTINCT FROM last.{c} THEN ARRAY['{n}'] ELSE '{{}}' END"
        for c, n in zip(quoted, shared, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH last AS (SELECT * FROM (
                SELECT DISTINCT ON (pgh_obj_id) * FROM {history.db_table} ORDER BY pgh_obj_id, pgh_id DESC
            ) AS versions WHERE pgh_label <> 'delete')
            SELECT coalesce(live.{tracked.pk.column}, last.pgh_obj_id), live.{tracked.pk.column} IS NULL,
                   last.pgh_id IS NULL, ({differs})
            FROM {tracked.db_table} AS live FULL JOIN last ON last.pgh_obj_id = live.{tracked.pk.column}
            WHERE live.{tracked.pk.column} IS NULL OR last.pgh_id IS NULL OR cardinality({differs}) > 0 ORDER BY 1
            """
        )
        for pk, gone, unknown, columns in cursor.fetchall():
            name = f"{tracked.db_table} dòng {pk}"
            if gone:
                yield f"{name} đã bị xóa mà không để lại dấu vết."
            elif unknown:
                yield f"{name} được thêm mà không để lại dấu vết."
            else:
                yield f"{name} đã bị sửa mà không để lại dấu vết ở cột {', '.join(columns)}."


SEALS = """
    SELECT seq, transaction, (one ->> 'first')::bigint AS first, (one ->> 'last')::bigint AS last,
           (one ->> 'count')::bigint AS count, one ->> 'digest' AS digest
    FROM (SELECT seq, transaction, rows::jsonb -> '{table}' AS one FROM audit_auditevent
          WHERE strpos(rows, '"{table}"') > 0) AS sealing WHERE one IS NOT NULL
"""


def _unsealed_versions(model: type[RowHistory]) -> Iterator[str]:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH seals AS MATERIALIZED ({SEALS.format(table=table)})
            SELECT h.pgh_id, h.pgh_obj_id FROM {table} h LEFT JOIN seals
            ON seals.transaction = h.pgh_transaction AND h.pgh_id BETWEEN seals.first AND seals.last
            WHERE seals.seq IS NULL ORDER BY 1
            """
        )
        for version, pk in cursor.fetchall():
            yield f"{model.pgh_tracked_model._meta.db_table} dòng {pk} đã bị sửa ngoài cổng (bản lưu {version})."


def _altered_versions(model: type[RowHistory]) -> Iterator[str]:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH seals AS MATERIALIZED ({SEALS.format(table=table)})
            SELECT seals.seq FROM seals LEFT JOIN {table} h
            ON h.pgh_transaction = seals.transaction AND h.pgh_id BETWEEN seals.first AND seals.last
            GROUP BY seals.seq, seals.count, seals.digest
            HAVING count(h.pgh_id) <> seals.count OR {DIGEST} IS DISTINCT FROM seals.digest ORDER BY 1
            """
        )
        for (seq,) in cursor.fetchall():
            yield f"{table}: các bản lưu mà bản ghi số {seq} niêm phong đã bị sửa, xóa hoặc thêm."
