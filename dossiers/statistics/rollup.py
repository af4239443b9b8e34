"""The roll-ups in SQL: unit × procedure × half-month from the dossiers; per unit and per procedure as its sums.

Every figure is a flow placed in one half-month, so any window of whole half-months is a sum, and a stock at a window's
edge is all flows before it. Months that a unit entered as totals stand in place of its dossiers. Rows are recomputed,
never incremented; one query text serves the touched half-months and the full rebuild. Everything runs in the caller's
transaction; only actions and `loading` call it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from dossiers.enums import UNMET, Channel, Mechanism, Outcome
from dossiers.statistics import stocks

_RESOLVED = f"outcome in ({Outcome.EARLY:d}, {Outcome.ON_TIME:d}, {Outcome.LATE:d})"
_UNMET = f"d.outcome in ({', '.join(f'{outcome:d}' for outcome in UNMET)})"
_TIMED = f"{_RESOLVED} and taken_days is not null and working_days is not null"
_CROSSED = "d.due_at < d.finished_slot::timestamp at time zone '{zone}'"
"""Still open when the half-month of its due day ended: closed in a later one."""

FLOWS = {
    "received": ("received", "true"),
    "received_online": ("received", f"channel = {Channel.ONLINE:d}"),
    "received_postal": ("received", f"channel = {Channel.POSTAL:d}"),
    "received_interlinked": ("received", f"mechanism = {Mechanism.INTERLINKED:d}"),
    "early": ("finished", f"outcome = {Outcome.EARLY:d}"),
    "on_time": ("finished", f"outcome = {Outcome.ON_TIME:d}"),
    "late": ("finished", f"outcome = {Outcome.LATE:d}"),
    "withdrawn": ("finished", f"outcome = {Outcome.WITHDRAWN:d}"),
    "refused": ("finished", f"outcome = {Outcome.REFUSED:d}"),
    "digitised": ("finished", f"digitised and {_RESOLVED}"),
    "digitisable": ("finished", f"digitised is not null and {_RESOLVED}"),
    "paid_online": ("finished", f"paid_online and {_RESOLVED}"),
    "payable": ("finished", f"paid_online is not null and {_RESOLVED}"),
    "overdue_closed": ("finished", f"{_UNMET} and {_CROSSED}"),
    "timed": ("finished", _TIMED),
    "fell_overdue": ("due", "true"),
}
"""Figure of the roll-ups → (the date that places it in a half-month, the dossiers that count)."""

SUMS = {"days_taken": ("finished", "taken_days", _TIMED), "days_allowed": ("finished", "working_days", _TIMED)}
"""Working days of the `timed` dossiers."""

BROUGHT_IN = "brought_in"
"""Dossiers that were open before a unit's first month of totals: no flow of any earlier half-month says so."""

FIGURES = (*FLOWS, *SUMS, BROUGHT_IN)
_UNIT_COLUMNS = f"unit_id, slot, manual, {', '.join(FIGURES)}"
_PROVINCE_COLUMNS = f"procedure_id, slot, manual, {', '.join(FIGURES)}"
_PROCEDURE_COLUMNS = f"unit_id, procedure_id, slot, manual, {', '.join(FIGURES)}"
_TOTALS = {
    "received": "received_online + received_other",
    "received_online": "received_online",
    "early": "early",
    "on_time": "on_time",
    "late": "late",
    "overdue_closed": "greatest(overdue_before - pending_overdue, 0)",
    "fell_overdue": "greatest(pending_overdue - overdue_before, 0)",
    BROUGHT_IN: "opening - stock_before",
}
"""The figures that a month of totals gives."""


def slot_sql(moment: str) -> str:
    """The first day of the half-month in which a local timestamp lies."""
    second_half = f"case when extract(day from {moment}) < 15 then interval '0' else interval '14 days' end"
    return f"(date_trunc('month', {moment}) + {second_half})::date"


def _local(moment: str) -> str:
    return f"({moment} at time zone '{settings.TIME_ZONE}')"


_COMES_FROM = {
    "received": ("d.received_slot", "t.slot = d.received_slot", "true"),
    "finished": ("d.finished_slot", "t.slot = d.finished_slot", "d.finished_slot is not null"),
    "due": (
        slot_sql("(d.due_at at time zone '{zone}')"),
        "d.due_at >= t.opens and d.due_at < t.closes",
        f"{_UNMET} and d.due_at is not null and (d.finished_slot is null or {_CROSSED})",
    ),
}
"""Flow → (its half-month, how it meets the touched ones, the dossiers that have it)."""


def _branch(flow: str, only: bool) -> str:
    """The figures of one flow, as integers: sums of bigints would be reckoned in numeric, which is far slower."""
    slot, meets, has = _COMES_FROM[flow]
    figures = [
        f"(count(*) filter (where {condition}))::int as {name}" if of == flow else f"0 as {name}"
        for name, (of, condition) in FLOWS.items()
    ] + [
        f"coalesce(sum({column}) filter (where {condition}), 0)::int as {name}" if of == flow else f"0 as {name}"
        for name, (of, column, condition) in SUMS.items()
    ]
    touched = f"join touched t on t.unit_id = d.unit_id and {meets}" if only else ""
    return (
        f"select d.unit_id, d.procedure_id, {slot} as slot, {', '.join(figures)} from dossiers_dossier d {touched}"
        f" where {has} group by 1, 2, 3"
    )


def rollup_query(*, only: bool = False) -> str:
    """SELECT the columns of ProcedureSlot; `only`: of the half-months named in the table `touched`.

    The flows are added up rather than joined: a rebuild then counts them beside each other on two cores.
    """
    branches = " union all ".join(_branch(flow, only) for flow in _COMES_FROM).replace("{zone}", settings.TIME_ZONE)
    sums = ", ".join(f"sum({name})::int as {name}" for name in (*FLOWS, *SUMS))
    totals = ", ".join(f"{_TOTALS.get(name, '0')} as {name}" for name in FIGURES)
    touched = "join touched t on t.unit_id = m.unit_id and t.slot = m.month" if only else ""
    return f"""
        select unit_id, procedure_id, slot, false as manual, {sums}, 0 as {BROUGHT_IN} from ({branches}) flows
        where not exists (
            select from dossiers_monthlycount m
            where m.locked_at is not null and m.unit_id = flows.unit_id and flows.slot in (m.starts, m.month)
        )
        group by 1, 2, 3
        union all
        select m.unit_id, null, m.month, true, {totals} from dossiers_monthlycount m {touched}
        where m.locked_at is not null"""


def unit_query(source: str, *, only: bool = False) -> str:
    """SELECT the columns of UnitSlot as sums of `source`, which has those of ProcedureSlot; `only`: those `touched`."""
    sums = ", ".join(f"sum(p.{name})::int as {name}" for name in FIGURES)
    touched = "where (p.unit_id, p.slot) in (select unit_id, slot from touched)" if only else ""
    return f"select p.unit_id, p.slot, bool_or(p.manual) as manual, {sums} from {source} p {touched} group by 1, 2"


def province_query(source: str, *, only: bool = False) -> str:
    """SELECT the columns of ProvinceSlot as sums of `source`; `only`: of the half-months in `touched`, every unit."""
    sums = ", ".join(f"sum(p.{name})::int as {name}" for name in FIGURES)
    everyone = "select u.id, t.slot from units_unit u, (select distinct slot from touched) t"  # the index is by unit
    touched = f"and (p.unit_id, p.slot) in ({everyone})" if only else ""
    return (
        f"select p.procedure_id, p.slot, false as manual, {sums} from {source} p"
        f" where p.procedure_id is not null {touched} group by 1, 2"
    )


def touch(changed: str, parameters: Mapping[str, Any]) -> None:
    """Name the half-months to recompute: `changed` selects (unit_id, received_slot, finished_slot, due_at, outcome)."""
    unmet = f"outcome in ({', '.join(f'{outcome:d}' for outcome in UNMET)})"
    following = (
        "(slot + case when extract(day from slot) = 1 then interval '14 days' else interval '1 month - 14 days' end)"
    )
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists touched")
        cursor.execute(
            f"""
            create temp table touched on commit drop as
            with changed as ({changed}), places as materialized (
                select distinct unit_id, received_slot, finished_slot,
                    case when {unmet} then {slot_sql(_local("due_at"))} end as due_slot
                from changed
            ), slots as (
                select unit_id, received_slot as slot from places
                union select unit_id, finished_slot from places where finished_slot is not null
                union select unit_id, due_slot from places where due_slot is not null
            )
            select unit_id, slot, slot::timestamp at time zone '{settings.TIME_ZONE}' as opens,
                {following} at time zone '{settings.TIME_ZONE}' as closes
            from slots""",
            parameters,
        )


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    columns: str
    key: str  # how a stored row s and a fresh row f meet
    place: str  # what is replaced together
    order: str  # of its index, which grows best in it
    figures: tuple[str, ...] = ("manual", *FIGURES)


_BY_PROCEDURE = _Table(
    "procedureslot",
    _PROCEDURE_COLUMNS,
    "f.unit_id = s.unit_id and f.slot = s.slot and coalesce(f.procedure_id, 0) = coalesce(s.procedure_id, 0)",
    "unit_id, slot",
    "unit_id, slot, procedure_id",
)
_BY_UNIT = _Table(
    "unitslot", _UNIT_COLUMNS, "f.unit_id = s.unit_id and f.slot = s.slot", "unit_id, slot", "unit_id, slot"
)
_PROVINCE = _Table(
    "provinceslot",
    _PROVINCE_COLUMNS,
    "f.slot = s.slot and f.procedure_id = s.procedure_id",
    "slot",
    "slot, procedure_id",
)
_STOCK_BY_PROCEDURE = _Table(
    "procedurestock",
    stocks.PROCEDURE_COLUMNS,
    "f.unit_id = s.unit_id and f.slot = s.slot and coalesce(f.procedure_id, 0) = coalesce(s.procedure_id, 0)"
    " and f.manual = s.manual",
    "unit_id, slot",
    "slot, unit_id, procedure_id",
    stocks.FIGURES,
)
_STOCK_BY_UNIT = _Table(
    "unitstock",
    stocks.UNIT_COLUMNS,
    "f.unit_id = s.unit_id and f.slot = s.slot",
    "unit_id, slot",
    "slot, unit_id",
    stocks.FIGURES,
)


def recount() -> None:
    """The roll-ups of the half-months named in `touched`, afresh from the dossiers and the months of totals."""
    with connection.cursor() as cursor:
        cursor.execute("analyze touched")
        stocks.begin_shift(cursor)
        _replace(cursor, _BY_PROCEDURE, "touched", rollup_query(only=True))
        stocks.shift(cursor)
        _replace(cursor, _BY_UNIT, "touched", unit_query("dossiers_procedureslot", only=True))
        _replace(cursor, _PROVINCE, "touched", province_query("dossiers_procedureslot", only=True))
        stocks.extend(cursor)


def rebuild() -> list[tuple[int | None, Any, str]]:
    """Recompute all roll-ups and replace the half-months that differed.

    Returns (unit_id, slot, what was wrong: missing, stray or wrong), once per half-month; without a unit where only the
    sums of the province were wrong.
    """
    tables = (_BY_PROCEDURE, _BY_UNIT, _PROVINCE, _STOCK_BY_PROCEDURE, _STOCK_BY_UNIT)
    with connection.cursor() as cursor:
        _make(cursor, _BY_PROCEDURE, rollup_query())
        _make(cursor, _BY_UNIT, unit_query("fresh_procedureslot"))
        _make(cursor, _PROVINCE, province_query("fresh_procedureslot"))
        days = {"days": stocks.days_up_to(cursor, "fresh_unitslot")}
        _make(cursor, _STOCK_BY_PROCEDURE, stocks.stock_query("fresh_procedureslot"), days)
        _make(cursor, _STOCK_BY_UNIT, stocks.unit_stock_query("fresh_procedurestock"))
        cursor.execute("drop table if exists differences, differing")
        cursor.execute("create temp table differences (unit_id bigint, slot date, kind text) on commit drop")
        for table in tables:
            cursor.execute(_differences(table))
        cursor.execute(
            "create temp table differing on commit drop as select unit_id, slot, max(kind) as kind from differences d"
            " where unit_id is not null or slot not in (select slot from differences where unit_id is not null)"
            " group by 1, 2"
        )
        cursor.execute("analyze differing")
        for table in tables:
            _replace(
                cursor, table, "differing", f"select * from fresh_{table.name} f where {_named(table, 'differing')}"
            )
        cursor.execute("select unit_id, slot, kind from differing order by 1, 2")
        return cursor.fetchall()


def _make(cursor: Any, table: _Table, query: str, given: Mapping[str, Any] | None = None) -> None:
    """The rows as they ought to be, in a temporary table."""
    cursor.execute(f"drop table if exists fresh_{table.name}")
    cursor.execute(f"create temp table fresh_{table.name} on commit drop as {query}", given)
    cursor.execute(f"analyze fresh_{table.name} ({table.order})")


def _differences(table: _Table) -> str:
    stored, fresh = (", ".join(f"{side}.{name}" for name in table.figures) for side in "sf")
    unit = "null::bigint" if table is _PROVINCE else "coalesce(s.unit_id, f.unit_id)"
    return f"""
        insert into differences
        select distinct {unit}, coalesce(s.slot, f.slot),
            case when s.slot is null then 'missing' when f.slot is null then 'stray' else 'wrong' end
        from dossiers_{table.name} s full join fresh_{table.name} f on {table.key}
        where ({stored}) is distinct from ({fresh})"""


def _named(table: _Table, these: str) -> str:
    return f"({table.place}) in (select {table.place} from {these})"


def _replace(cursor: Any, table: _Table, these: str, fresh: str) -> None:
    """Put the fresh rows of the half-months named in the table `these` in place of the stored ones."""
    cursor.execute(f"delete from dossiers_{table.name} where {_named(table, these)}")
    cursor.execute(
        f"insert into dossiers_{table.name} ({table.columns}) select {table.columns} from ({fresh}) fresh"
        f" order by {table.order}"
    )
