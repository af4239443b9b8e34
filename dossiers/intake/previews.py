"""What a file would do to the register, asked of the table `ready` before anything is written; kept on disk till then.

The comparison is kept as it was shown, with the row version of every known dossier: what is confirmed is what was seen,
and whether the register has moved since is one join. That no new dossier is known by now, their codes say, which the
register has once. Runs in the caller's transaction; only `actions` call it.
"""

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.timezone import localtime

from cchc_portal.kit.numbers import show_date
from dossiers.intake import loading, ready
from dossiers.models import Dossier
from dossiers.statistics import rollup

NEW = "new"
"""The kept file that goes into the register as it is; the others become tables again."""

SAMPLE = 20
_HIDDEN = {"received_slot", "finished_slot", "taken_days", "allowed_days", "due_given"}
NOTHING = "—"
BESIDE = {"name": "", "label": "Lần tạm dừng, gia hạn, số ngày đã dùng", "old": NOTHING, "new": "có thay đổi"}
"""What changed of a dossier none of whose own fields did."""

_GROUND = """
select md5(concat_ws('|', %(policy)s, %(columns)s,
    (select string_agg(day::text || working::int, ',' order by day) from dossiers_calendarday),
    (select string_agg(concat_ws(':', procedure_id, valid_from, valid_to, working_days), ',' order by id)
        from dossiers_procedureversion where working_days is not null)))"""

_STALE = """
select count(*) from ready c left join dossiers_dossier d on d.code = c.code
where d.id is distinct from c.known_id or d.xmin::text::bigint is distinct from c.known_version"""

_BY_UNIT = """
select unit_id, count(*), count(*) filter (where known_id is null),
    count(*) filter (where known_id is not null and differs), count(*) filter (where not differs)
from ready group by unit_id order by unit_id"""

_SPAN = """
select min(received_at), max(received_at), min(finished_at), max(finished_at) from ready"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Distinct dossiers of the file: all, new to the register, known but different."""

    distinct: int
    added: int
    changed: int


def ground(policy: str) -> str:
    """A digest of all that due dates and outcomes were computed from, besides the file, and of what is kept of them."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUND, {"policy": policy, "columns": ready.INSERT})
        return cursor.fetchone()[0]


def comparison() -> Comparison:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), count(*) filter (where known_id is null),"
            " count(*) filter (where differs and known_id is not null) from ready"
        )
        return Comparison(*cursor.fetchone())


def by_unit() -> list[list[int]]:
    """[unit id, dossiers, new, changed, same] per unit."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_UNIT)
        return [list(row) for row in cursor.fetchall()]


def span() -> dict[str, list[str | None]]:
    """First and last day of reception and of results, ISO."""
    with connection.cursor() as cursor:
        cursor.execute(_SPAN)
        days = [moment and localtime(moment).date().isoformat() for moment in cursor.fetchone()]
    return {"received": days[:2], "finished": days[2:]}


def changes(limit: int = SAMPLE) -> list[dict[str, Any]]:
    """The first changed rows: line, code, and every field with its old and its new value as people read them."""
    fields = [name for name in ready.COLUMNS if name not in _HIDDEN]
    pairs = ", ".join(f"d.{name}, c.{name}" for name in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select c.line, c.code, {pairs} from ready c join dossiers_dossier d on d.id = c.known_id"
            " where c.differs order by c.line limit %s",
            [limit],
        )
        rows = cursor.fetchall()
    return [
        {"line": line, "code": code, "fields": list(_moved(fields, values)) or [BESIDE]} for line, code, *values in rows
    ]


def _moved(fields: list[str], values: list[Any]) -> Iterable[dict[str, Any]]:
    for name, old, new in zip(fields, values[::2], values[1::2], strict=True):
        if old != new:
            field = Dossier._meta.get_field(name.removesuffix("_id"))
            label = str(field.verbose_name)
            yield {
                "name": name,
                "label": label[:1].upper() + label[1:],
                "old": _read(field, old),
                "new": _read(field, new),
            }


def _read(field: Any, value: Any) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, dt.datetime):
        local = localtime(value)
        return f"{show_date(local.date())} {local:%H:%M}"
    if isinstance(value, bool):
        return "Có" if value else "Không"
    return str(dict(field.flatchoices).get(value, value))


def keep(folder: Path, upload_id: int) -> dict[str, int]:
    """Put the comparison aside, a file per kept table; returns the rows of each."""
    folder.mkdir(parents=True, exist_ok=True)
    rollup.touch(loading.CHANGED, {})
    rows = {}
    with connection.cursor() as cursor:
        for name, query in ready.KEPT.items():
            with (folder / name).open("wb") as file:
                copy = f"copy ({query.format(upload=upload_id)}) to stdout with (format binary)"
                cursor.copy_expert(copy, file, size=1 << 18)
            rows[name] = cursor.rowcount
    return rows


def take_up(folder: Path, **clock: Any) -> dict[str, int]:
    """The comparison again, as the tables that loading.write() reads, but for the new dossiers; the rows of each."""
    loading.stage(io.BytesIO())
    loading.prepare(**clock)  # of nothing: the tables, empty
    rollup.touch(loading.CHANGED, {})
    rows = {}
    with connection.cursor() as cursor:
        for name in ready.KEPT:
            if name != NEW:
                with (folder / name).open("rb") as file:
                    rows[name] = loading.copy_in(cursor, name, file, "binary")
    return rows


def stale() -> int:
    """Known dossiers of the file that the register now knows otherwise than when the comparison was made."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE)
        return cursor.fetchone()[0]
