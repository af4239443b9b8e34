"""Checked lines → COPY → one comparison with what is known → insert, update, refresh the touched roll-ups.

SQL because there are hundreds of thousands of rows; the thinking it repeats is in `deadlines.py` and tests hold both
equal. Everything runs in the caller's transaction; only `actions.py` calls it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from django.db import connection

from dossiers import rollup
from dossiers.deadlines import CLOSES, CUTOFF
from dossiers.enums import Boundary, Mechanism, Outcome
from dossiers.rollup import slot_sql
from dossiers.standing import Standing

LOCK = 581_2026
"""One load or rebuild at a time: two could refresh the same roll-up row from two different truths."""

_STAGING = """
create temp table incoming (
    code text collate "C", unit_id bigint, procedure_code text, mechanism smallint, channel smallint,
    received_at timestamp, due_at timestamp, finished_at timestamp, status smallint, standing smallint,
    working_days smallint, digitised boolean, paid_online boolean, delivered_at timestamp, papers_digitised boolean,
    fee bigint, supplement_from timestamp, supplement_to timestamp, fee_from timestamp, fee_to timestamp,
    extended_to timestamp, extension_number text, line int
) on commit drop"""

_COLUMNS = (
    "unit_id", "procedure_id", "mechanism", "channel", "received_at", "due_at", "finished_at", "delivered_at",
    "status", "outcome", "working_days", "due_given", "digitised", "papers_digitised", "fee", "paid_online",
    "received_slot", "finished_slot", "taken_days",
)  # fmt: skip
_NEW = ", ".join(f"c.{name}" for name in _COLUMNS)
# A due date of ours that comes back unchanged, in our own export say, stays ours.
_GIVEN = "(c.due_given and not (d.due_at is not null and d.due_at = c.due_at and not d.due_given))"
_MERGED = {name: f"c.{name}" for name in _COLUMNS} | {"due_given": _GIVEN}
_OLD = ", ".join(f"d.{name}" for name in _COLUMNS)


_PREPARE = f"""
create temp table ready on commit drop as
with latest as (
    select distinct on (code) * from incoming order by code, line desc
), due as (
    select l.*, p.id as procedure_id, coalesce(l.working_days, v.working_days) as term,
        coalesce(l.due_at, e.day + %(closes)s::time) as due,
        c.ordinal + (l.received_at::time > %(cutoff)s::time)::int as starts
    from latest l
    left join dossiers_procedure p on p.code = l.procedure_code
    left join dossiers_procedureversion v on v.procedure_id = p.id and v.valid_from <= l.received_at::date
        and (v.valid_to is null or v.valid_to >= l.received_at::date)
    left join dossiers_calendarday c on c.day = l.received_at::date
    left join dossiers_calendarday e on l.due_at is null and e.working and e.ordinal = greatest(
        c.ordinal + (l.received_at::time > %(cutoff)s::time)::int + coalesce(l.working_days, v.working_days),
        c.ordinal + (not c.working)::int)
), classified as (
    select code, line, unit_id, procedure_id, mechanism, channel, status, term::smallint as working_days,
        due_at is not null as due_given,
        received_at at time zone %(zone)s as received_at,
        due at time zone %(zone)s as due_at,
        finished_at at time zone %(zone)s as finished_at,
        delivered_at at time zone %(zone)s as delivered_at,
        (case
            when standing <> {Standing.RESOLVED:d} then standing
            when %(moment)s and finished_at > due then {Outcome.LATE:d}
            when finished_at::date < due::date then {Outcome.EARLY:d}
            when finished_at::date = due::date then {Outcome.ON_TIME:d}
            when finished_at::date > due::date then {Outcome.LATE:d}
        end)::smallint as outcome,
        digitised, papers_digitised, fee, paid_online,
        {slot_sql("received_at")} as received_slot, {slot_sql("finished_at")} as finished_slot,
        greatest(f.ordinal - starts, 0)::smallint as taken_days
    from due
    left join dossiers_calendarday f on f.day = finished_at::date
)
select c.*, d.id as known_id, d.unit_id as known_unit_id, d.received_slot as known_received_slot,
    d.finished_slot as known_finished_slot, d.due_at as known_due_at, d.outcome as known_outcome,
    (d.id is null or ({", ".join(_MERGED.values())}) is distinct from ({_OLD})) as differs
from classified c left join dossiers_dossier d on d.code = c.code"""

_INSERT = f"""
insert into dossiers_dossier (code, {", ".join(_COLUMNS)}, upload_id)
select c.code, {_NEW}, %(upload)s from ready c where c.known_id is null"""

_UPDATE = f"""
update dossiers_dossier d set upload_id = %(upload)s,
    {", ".join(f"{name} = {value}" for name, value in _MERGED.items())}
from ready c where c.known_id = d.id and c.differs"""

_CHANGED = """
select unit_id, received_slot, finished_slot, due_at, outcome from ready where differs
union all
select known_unit_id, known_received_slot, known_finished_slot, known_due_at, known_outcome
from ready where differs and known_id is not null"""

_OPEN = f"from dossiers_dossier where unit_id = %(old)s and outcome = {Outcome.PENDING:d}"
_MOVED = f"""
select unit_id, received_slot, finished_slot, due_at, outcome {_OPEN}
union all select %(new)s::bigint, received_slot, finished_slot, due_at, outcome {_OPEN}"""
_MOVE = f"update dossiers_dossier set unit_id = %(new)s where unit_id = %(old)s and outcome = {Outcome.PENDING:d}"

_RESOLVED = f"({Outcome.EARLY:d}, {Outcome.ON_TIME:d}, {Outcome.LATE:d})"


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows: sent (lines staged), distinct codes, new codes, and known codes whose dossier changed."""

    sent: int
    distinct: int
    added: int
    changed: int


def begin() -> None:
    """Lift the limits meant for pages until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 0; set local lock_timeout = 0; set local work_mem = '64MB'")


def alone() -> None:
    """Wait for any other load or rebuild; until the transaction ends nobody else starts one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])


def stage(lines: BinaryIO) -> int:
    """COPY the lines into a temporary table; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists incoming, ready, touched")
        cursor.execute(_STAGING)
        cursor.copy_expert("copy incoming from stdin", lines, size=1 << 18)
        sent: int = cursor.rowcount
        cursor.execute("analyze incoming (code)")
    return sent


def prepare(*, zone: str, boundary: Boundary) -> None:
    """Keep the last row of each code, date and classify it, and compare it with what is known: the table `ready`."""
    with connection.cursor() as cursor:
        cursor.execute(
            _PREPARE,
            {"closes": CLOSES, "cutoff": CUTOFF, "zone": zone, "moment": boundary == Boundary.MOMENT},
        )


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
            " where due_at is null and (outcome is null or working_days is not null) order by line"
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


def write(upload_id: int, sent: int) -> Counts:
    """Insert, update, and recompute the roll-ups of the touched half-months only."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*), count(*) filter (where differs and known_id is not null) from ready")
        distinct, changed = cursor.fetchone()
        cursor.execute(_INSERT, {"upload": upload_id})
        added = cursor.rowcount
        if changed:
            cursor.execute(_UPDATE, {"upload": upload_id})
    if added or changed:
        rollup.touch(_CHANGED, {})
        rollup.recount()
    return Counts(sent, distinct, added, changed)


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
