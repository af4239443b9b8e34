"""Checked lines → COPY → one comparison with what is known → insert, update, refresh the touched roll-ups.

SQL because there are hundreds of thousands of rows; the thinking it repeats is in `deadlines.py` and tests hold both
equal. Everything runs in the caller's transaction; only `actions.py` calls it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from django.db import connection

from dossiers.deadlines import CLOSES, CUTOFF
from dossiers.enums import Boundary, Channel, Mechanism, Outcome
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
    "received_slot", "finished_slot",
)  # fmt: skip
_NEW = ", ".join(f"c.{name}" for name in _COLUMNS)
# A due date of ours that comes back unchanged, in our own export say, stays ours.
_GIVEN = "(c.due_given and not (d.due_at is not null and d.due_at = c.due_at and not d.due_given))"
_MERGED = {name: f"c.{name}" for name in _COLUMNS} | {"due_given": _GIVEN}
_OLD = ", ".join(f"d.{name}" for name in _COLUMNS)


def _slot(moment: str) -> str:
    second_half = f"case when extract(day from {moment}) < 15 then interval '0' else interval '14 days' end"
    return f"(date_trunc('month', {moment}) + {second_half})::date"


_PREPARE = f"""
create temp table ready on commit drop as
with latest as (
    select distinct on (code) * from incoming order by code, line desc
), due as (
    select l.*, p.id as procedure_id, coalesce(l.working_days, v.working_days) as term,
        coalesce(l.due_at, e.day + %(closes)s::time) as due
    from latest l
    left join dossiers_procedure p on p.code = l.procedure_code
    left join dossiers_procedureversion v on v.procedure_id = p.id and v.valid_from <= l.received_at::date
        and (v.valid_to is null or v.valid_to >= l.received_at::date)
    left join dossiers_calendarday c on l.due_at is null and c.day = l.received_at::date
    left join dossiers_calendarday e on e.working and e.ordinal = greatest(
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
        {_slot("received_at")} as received_slot, {_slot("finished_at")} as finished_slot
    from due
)
select c.*, d.id as known_id, d.unit_id as known_unit_id, d.received_slot as known_received_slot,
    d.finished_slot as known_finished_slot,
    (d.id is null or ({", ".join(_MERGED.values())}) is distinct from ({_OLD})) as differs
from classified c left join dossiers_dossier d on d.code = c.code"""

_INSERT = f"""
insert into dossiers_dossier (code, {", ".join(_COLUMNS)}, upload_id)
select c.code, {_NEW}, %(upload)s from ready c where c.known_id is null"""

_UPDATE = f"""
update dossiers_dossier d set upload_id = %(upload)s,
    {", ".join(f"{name} = {value}" for name, value in _MERGED.items())}
from ready c where c.known_id = d.id and c.differs"""

_TOUCHED = """
create temp table touched on commit drop as
select unit_id, received_slot as slot from ready where differs
union select unit_id, finished_slot from ready where differs and finished_slot is not null
union select known_unit_id, known_received_slot from ready where differs and known_id is not null
union select known_unit_id, known_finished_slot from ready where differs and known_finished_slot is not null"""

_OPEN = f"from dossiers_dossier where unit_id = %(old)s and outcome = {Outcome.PENDING:d}"
_TOUCHED_BY_MOVE = f"""
create temp table touched on commit drop as
select distinct unit_id, received_slot as slot {_OPEN}
union select distinct %(new)s::bigint, received_slot {_OPEN}"""
_MOVE = f"update dossiers_dossier set unit_id = %(new)s where unit_id = %(old)s and outcome = {Outcome.PENDING:d}"

_RESOLVED = f"({Outcome.EARLY:d}, {Outcome.ON_TIME:d}, {Outcome.LATE:d})"
FLOWS = {
    "received": ("received", "true"),
    "received_online": ("received", f"channel = {Channel.ONLINE:d}"),
    "received_interlinked": ("received", f"mechanism = {Mechanism.INTERLINKED:d}"),
    "early": ("finished", f"outcome = {Outcome.EARLY:d}"),
    "on_time": ("finished", f"outcome = {Outcome.ON_TIME:d}"),
    "late": ("finished", f"outcome = {Outcome.LATE:d}"),
    "withdrawn": ("finished", f"outcome = {Outcome.WITHDRAWN:d}"),
    "refused": ("finished", f"outcome = {Outcome.REFUSED:d}"),
    "digitised": ("finished", f"digitised and outcome in {_RESOLVED}"),
    "digitisable": ("finished", f"digitised is not null and outcome in {_RESOLVED}"),
    "paid_online": ("finished", f"paid_online and outcome in {_RESOLVED}"),
    "payable": ("finished", f"paid_online is not null and outcome in {_RESOLVED}"),
}
"""Figure of the roll-up → (the date that places it in a half-month, the dossiers that count)."""


def rollup_query(only: str | None = None) -> str:
    """SELECT unit_id, slot and every figure from the dossiers; `only` names a table of (unit_id, slot) to keep to."""
    parts = []
    for flow in ("received", "finished"):
        figures = ", ".join(
            f"count(*) filter (where {condition}) as {name}" if of == flow else f"0 as {name}"
            for name, (of, condition) in FLOWS.items()
        )
        touched = f"join {only} t on t.unit_id = d.unit_id and t.slot = d.{flow}_slot" if only else ""
        parts.append(
            f"select d.unit_id, d.{flow}_slot as slot, {figures} from dossiers_dossier d {touched}"
            f" where d.{flow}_slot is not null group by d.unit_id, d.{flow}_slot"
        )
    sums = ", ".join(f"sum({name})::int as {name}" for name in FLOWS)
    return f"select unit_id, slot, {sums} from ({' union all '.join(parts)}) flows group by unit_id, slot"


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
            _refresh(cursor)
    return Counts(sent, distinct, added, changed)


def move_pending(moves: Mapping[int, int]) -> int:
    """Give the open dossiers of each unit (key) to another (value), roll-ups included; returns how many moved."""
    moved = 0
    with connection.cursor() as cursor:
        for old, new in moves.items():
            cursor.execute("drop table if exists touched")
            cursor.execute(_TOUCHED_BY_MOVE, {"old": old, "new": new})
            cursor.execute(_MOVE, {"old": old, "new": new})
            moved += cursor.rowcount
            _recount(cursor)
    return moved


def _refresh(cursor: object) -> None:
    cursor.execute(_TOUCHED)
    _recount(cursor)


def _recount(cursor: object) -> None:
    """The roll-ups of the half-months named in `touched`, afresh from the dossiers."""
    cursor.execute("analyze touched")
    cursor.execute("delete from dossiers_unitslot s using touched t where t.unit_id = s.unit_id and t.slot = s.slot")
    cursor.execute(f"insert into dossiers_unitslot (unit_id, slot, {', '.join(FLOWS)}) {rollup_query('touched')}")


def rebuild() -> list[tuple[int, object, str]]:
    """Replace the whole roll-up by a fresh one; returns (unit_id, slot, what was wrong) of rows that differed."""
    figures = ", ".join(FLOWS)
    stored, fresh = (", ".join(f"{table}.{name}" for name in FLOWS) for table in "sf")
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists fresh")
        cursor.execute(f"create temp table fresh on commit drop as {rollup_query()}")
        cursor.execute(
            f"""
            select coalesce(s.unit_id, f.unit_id), coalesce(s.slot, f.slot),
                case when s.unit_id is null then 'missing' when f.unit_id is null then 'stray' else 'wrong' end
            from dossiers_unitslot s full join fresh f on f.unit_id = s.unit_id and f.slot = s.slot
            where ({stored}) is distinct from ({fresh})
            order by 1, 2"""
        )
        differences = cursor.fetchall()
        if differences:
            cursor.execute("delete from dossiers_unitslot")
            cursor.execute(
                f"insert into dossiers_unitslot (unit_id, slot, {figures}) select unit_id, slot, {figures} from fresh"
            )
    return differences
