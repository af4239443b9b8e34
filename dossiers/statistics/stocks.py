"""Stocks in SQL: what was open, and open past its due date, when a reporting year began (15 December).

A stock is the sum of all flows before it. Kept once a year, a form reads the flows of a year whatever the age of the
register. Readers may begin at any day that has stocks, because three rules hold: up to the newest day with stocks all
are complete; what is nothing has no row; none lies beyond the newest half-month. Derived from the stored roll-ups, in
the transaction that changes them; `rollup.py` runs it.
"""

import datetime as dt
from typing import Any

from dossiers.slots import reporting_years

OPEN = "received + brought_in - early - on_time - late - withdrawn - refused"
OVERDUE = "fell_overdue - overdue_closed"
FIGURES = ("open", "overdue")
UNIT_COLUMNS = "unit_id, slot, open, overdue"
PROCEDURE_COLUMNS = "unit_id, procedure_id, manual, slot, open, overdue"

_NEXT = "make_date(extract(year from slot + 17)::int, 12, 15)"
"""The first 15 December after a half-month: 17 days after 1 December it is still the same year."""
_SUMS = "sum(open)::int as open, sum(overdue)::int as overdue"
_SOME = "having sum(open) <> 0 or sum(overdue) <> 0"

_TOUCHED = "from dossiers_procedureslot where (unit_id, slot) in (select unit_id, slot from touched)"
_STORED = f"""
create temp table stored on commit drop as
select unit_id, procedure_id, manual, {_NEXT} as slot, {OPEN} as open, {OVERDUE} as overdue {_TOUCHED}"""
"""What the touched half-months, about to be replaced, gave to the stocks after them."""
_MOVED = f"""
select unit_id, procedure_id, manual, slot, {_SUMS} from (
    select unit_id, procedure_id, manual, {_NEXT} as slot, {OPEN} as open, {OVERDUE} as overdue {_TOUCHED}
    union all select unit_id, procedure_id, manual, slot, -open, -overdue from stored
) flows
group by 1, 2, 3, 4 {_SOME}"""


def stock_query(source: str, since: dt.date | None = None) -> str:
    """SELECT the columns of ProcedureStock for the parameter `days` from `source`, which has those of ProcedureSlot.

    `since`: a day with stocks from which to go on.
    """
    nets = f"""
        select unit_id, procedure_id, manual, {_NEXT} as slot, sum({OPEN}) as open, sum({OVERDUE}) as overdue
        from {source} {f"where slot >= '{since}'" if since else ""} group by 1, 2, 3, 4"""
    if since:
        nets += f" union all select {PROCEDURE_COLUMNS} from dossiers_procedurestock where slot = '{since}'"
    return _at_days(f"({nets})")


def _at_days(nets: str) -> str:
    """What is in `nets`, at each of the parameter `days` that follow it."""
    return f"""
        select unit_id, procedure_id, manual, day as slot, {_SUMS}
        from {nets} n join unnest(%(days)s::date[]) day on day >= slot group by 1, 2, 3, 4 {_SOME}"""


def unit_stock_query(source: str) -> str:
    """SELECT the columns of UnitStock as sums of `source`, which has those of ProcedureStock."""
    return f"select unit_id, slot, {_SUMS} from {source} group by 1, 2 {_SOME}"


def days_up_to(cursor: Any, units: str) -> list[dt.date]:
    """The 15ths of December with half-months before and after them in `units`, which has the columns of UnitSlot."""
    cursor.execute(f"select min(slot), max(slot) from {units}")
    oldest, newest = cursor.fetchone()
    return reporting_years(oldest, newest)[1:] if oldest else []


def begin_shift(cursor: Any) -> None:
    """Before the half-months in `touched` are replaced: keep what they say, where stocks come after them."""
    cursor.execute("drop table if exists stored")
    if _days_after_touched(cursor):
        cursor.execute(_STORED)


def shift(cursor: Any) -> None:
    """Move the stocks after the half-months in `touched`, which have been replaced, by what these now say otherwise."""
    if days := _days_after_touched(cursor):
        _add(cursor, _at_days(f"({_MOVED})"), days)
        for table in ("procedurestock", "unitstock"):
            cursor.execute(f"delete from dossiers_{table} where open = 0 and overdue = 0")


def _days_after_touched(cursor: Any) -> list[dt.date]:
    cursor.execute("select min(slot) from touched")
    first, newest = cursor.fetchone()[0], _newest(cursor)
    return reporting_years(first, newest)[1:] if first and newest and first < newest else []


def extend(cursor: Any) -> None:
    """Stocks of the days that half-months have come to since; none beyond them. The roll-ups are stored already."""
    days, newest = days_up_to(cursor, "dossiers_unitslot"), _newest(cursor)
    for table in ("procedurestock", "unitstock"):
        cursor.execute(f"delete from dossiers_{table} where slot > %s", [days[-1] if days else dt.date.min])
    if further := [day for day in days if newest is None or day > newest]:
        _add(cursor, stock_query("dossiers_procedureslot", newest), further)


def _newest(cursor: Any) -> dt.date | None:
    cursor.execute("select max(slot) from dossiers_procedurestock")
    newest: dt.date | None = cursor.fetchone()[0]
    return newest


def _add(cursor: Any, query: str, days: list[dt.date]) -> None:
    """Add what the query says to the stocks of both tables."""
    cursor.execute("drop table if exists shifted")
    cursor.execute(f"create temp table shifted on commit drop as {query}", {"days": days})
    for table, columns, key, rows in (
        ("procedurestock", PROCEDURE_COLUMNS, "slot, unit_id, procedure_id, manual", "select * from shifted"),
        ("unitstock", UNIT_COLUMNS, "slot, unit_id", unit_stock_query("shifted")),
    ):
        cursor.execute(
            f"insert into dossiers_{table} as s ({columns}) select {columns} from ({rows}) r order by {key}"
            f" on conflict ({key}) do update set open = s.open + excluded.open, overdue = s.overdue + excluded.overdue"
        )
