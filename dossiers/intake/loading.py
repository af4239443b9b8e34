"""Checked lines → COPY → one comparison with what is known → insert, update, refresh the touched roll-ups.

SQL because there are hundreds of thousands of rows; the thinking it repeats is in `deadlines.py` and tests hold both
equal. Everything runs in the caller's transaction; only `actions.py` calls it.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, BinaryIO

from django.db import connection

from cchc_portal.kit.clock import province_time
from dossiers.clock import bulk_clock
from dossiers.clock.deadlines import Rules
from dossiers.enums import Mechanism, Outcome, PauseReason
from dossiers.intake import ready
from dossiers.statistics import rollup

LOCK = 581_2026
"""One load or rebuild at a time: two could refresh the same roll-up row from two different truths."""

CHANGED = """
select unit_id, received_slot, finished_slot, due_at, outcome from ready where differs
union all
select known_unit_id, known_received_slot, known_finished_slot, known_due_at, known_outcome
from ready where differs and known_id is not null"""
"""The places in the roll-ups that a file touches, old and new."""

_OPEN = f"from dossiers_dossier where unit_id = %(old)s and outcome = {Outcome.PENDING:d}"
_MOVED = f"""
select unit_id, received_slot, finished_slot, due_at, outcome {_OPEN}
union all select %(new)s::bigint, received_slot, finished_slot, due_at, outcome {_OPEN}"""
_MOVE = f"update dossiers_dossier set unit_id = %(new)s where unit_id = %(old)s and outcome = {Outcome.PENDING:d}"

_RESOLVED = f"({Outcome.EARLY:d}, {Outcome.ON_TIME:d}, {Outcome.LATE:d})"


def begin() -> None:
    """Lift the limits meant for pages until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 0; set local lock_timeout = 0; set local work_mem = '64MB'")


def alone() -> None:
    """Wait for any other load or rebuild; until the transaction ends nobody else starts one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])


def alone_at_once() -> bool:
    """As `alone`, but False at once while somebody else is at it: nobody waits before a page."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def stage(lines: BinaryIO) -> int:
    """COPY the lines into a temporary table; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists {', '.join(ready.TABLES)}")
        cursor.execute(ready.STAGING)
        sent = copy_in(cursor, "incoming", lines)
        cursor.execute("analyze incoming (code, supplement_from, fee_from)")
    return sent


def copy_in(cursor: Any, table: str, lines: BinaryIO, form: str = "text") -> int:
    """Fill the table; returns its rows. Raises DataError for what is no whole row of it: COPY goes around Django."""
    with connection.wrap_database_errors:
        cursor.copy_expert(f"copy {table} from stdin with (format {form})", lines, size=1 << 18)
    rows: int = cursor.rowcount
    return rows


def prepare(*, zone: str, rules: Rules, told: Collection[str]) -> None:
    """Keep the last row of each code, date and classify it, and compare it with what is known: the table `ready`.

    `told` are the keys of the file's columns: pauses and extensions of which it says nothing stay as they are known.
    """
    given = _parameters(zone, rules, told)
    with connection.cursor() as cursor:
        cursor.execute(ready.STOPS)
        for statement in (ready.TOLD_STOPS if given["told_pauses"] else "", ready.KNOWN_STOPS, "analyze stops"):
            if statement:
                cursor.execute(statement, given)
        for statement in (ready.RESTOPPED, ready.PAUSED):
            cursor.execute(statement, given)
        with province_time():
            cursor.execute(ready.PREPARE, given)


def _parameters(zone: str, rules: Rules, told: Collection[str]) -> dict[str, object]:
    columns = {"supplement_from": PauseReason.SUPPLEMENT, "fee_from": PauseReason.FEE}
    return bulk_clock.parameters(rules) | {
        "zone": zone,
        "told_pauses": [int(reason) for key, reason in columns.items() if key in told],
        "told_extension": "extended_to" in told,
    }


def repeated(limit: int) -> list[tuple[int, str]]:
    """(line, code) of rows that a later row of the same file replaced, in file order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select i.line, i.code from incoming i join ready r on r.code = i.code and r.line > i.line"
            " order by i.line limit %s",
            [limit],
        )
        return cursor.fetchall()


def undated() -> list[tuple[int, bool]]:
    """(line, is the time known) of dossiers that need a due date and have none.

    With a known time the date lies outside the working calendar; without it the catalogue has no version in force on
    the day of reception.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select line, working_days is not null from ready"
            " where due_at is null and not stopped and (outcome is null or working_days is not null) order by line"
        )
        return cursor.fetchall()


def taken(unit_ids: Iterable[int]) -> list[tuple[int, str]]:
    """(line, code) of dossiers that already belong to a unit other than these."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select line, code from ready where known_id is not null and not known_unit_id = any(%s) order by line",
            [list(unit_ids)],
        )
        return cursor.fetchall()


def leave_out(lines: Collection[int]) -> None:
    """Take wrong rows out of the comparison."""
    if lines:
        with connection.cursor() as cursor:
            cursor.execute("delete from ready where line = any(%s)", [list(lines)])


def totals() -> dict[str, int]:
    """Control totals of the distinct dossiers of the file: early + on_time + late = resolved."""
    counted = {
        "received": "true",
        "one_stop": f"mechanism = {Mechanism.ONE_STOP:d}",
        "interlinked": f"mechanism = {Mechanism.INTERLINKED:d}",
        "resolved": f"outcome in {_RESOLVED}",
        **{outcome.name.lower(): f"outcome = {outcome:d}" for outcome in Outcome},
    }
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(f'count(*) filter (where {c})' for c in counted.values())} from ready")
        return dict(zip(counted, cursor.fetchone(), strict=True))


def write(new: BinaryIO, upload_id: int, *, zone: str, rules: Rules, told: Collection[str]) -> tuple[int, int]:
    """Insert `new`, update, and recompute the roll-ups of the touched half-months only; how many are new and changed.

    Raises IntegrityError when a code that was new is known by now.
    """
    given = _parameters(zone, rules, told)
    with connection.cursor() as cursor:
        added = copy_in(cursor, ready.INSERT, new, "binary")
        cursor.execute(ready.UPDATE, {"upload": upload_id})
        changed: int = cursor.rowcount
        if added or changed:
            beside = (ready.WRITE_PAUSES if given["told_pauses"] else ()) + (
                ready.WRITE_EXTENSIONS if given["told_extension"] else ()
            )
            for statement in beside:
                cursor.execute(statement, given)
            rollup.recount()
    return added, changed


def move_pending(moves: Mapping[int, int]) -> int:
    """Give the open dossiers of each unit (key) to another (value), roll-ups included; returns how many moved."""
    moved = 0
    with connection.cursor() as cursor:
        for old, new in moves.items():
            rollup.touch(_MOVED, {"old": old, "new": new})
            cursor.execute(_MOVE, {"old": old, "new": new})
            moved += cursor.rowcount
            rollup.recount()
    return moved
