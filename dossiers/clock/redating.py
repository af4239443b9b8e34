"""Dossiers dated anew under the calendar of today, in SQL: what would move, and the writing of it.

Only dates that we computed are touched: what its sender dated, and what a decision extended, stays. Everything that
writes runs in the caller's transaction; only actions call it.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from dossiers.clock import bulk_clock
from dossiers.clock.deadlines import Rules
from dossiers.enums import Boundary, Outcome
from dossiers.statistics import rollup

_RESOLVED = f"({Outcome.EARLY:d}, {Outcome.ON_TIME:d}, {Outcome.LATE:d})"
_OURS = """
    d.outcome in {outcomes} and not d.due_given and d.working_days is not null
    and d.received_slot between %(first)s and %(last)s
    and not exists (select from dossiers_extension x where x.dossier_id = d.id)"""


def _moved(outcomes: str) -> str:
    """SELECT of the dossiers whose due date would be another one, with the old and the new date and outcome."""
    ours = _OURS.format(outcomes=outcomes)
    stops = f"""(
        select d.code, p.reason, p.started_at at time zone %(zone)s as started,
            p.ended_at at time zone %(zone)s as ended
        from dossiers_pause p join dossiers_dossier d on d.id = p.dossier_id where {ours})"""
    asked = f"""
        select d.code, d.received_at at time zone %(zone)s as received_at,
            d.finished_at at time zone %(zone)s as finished_at, d.working_days::int as term
        from dossiers_dossier d where {ours} and exists (select from dossiers_pause p where p.dossier_id = d.id)"""
    counted = bulk_clock.ordinal("c", "d.received", "d.working_days::int")
    return f"""
    select m.*, (case
            when m.outcome = {Outcome.PENDING:d} then m.outcome
            when %(moment)s and m.finished > m.new_due then {Outcome.LATE:d}
            when m.finished::date < m.new_due::date then {Outcome.EARLY:d}
            when m.finished::date = m.new_due::date then {Outcome.ON_TIME:d}
            else {Outcome.LATE:d}
        end)::smallint as new_outcome
    from (
        select d.*, case when not coalesce(s.standing, false) then e.day + %(closes)s::time end as new_due,
            coalesce(s.standing, false) as stands
        from (
            select id, code, unit_id, received_slot, finished_slot, due_at, outcome, working_days,
                received_at at time zone %(zone)s as received, finished_at at time zone %(zone)s as finished
            from dossiers_dossier d where {ours}
        ) d
        left join ({bulk_clock.paused_query(asked, stops)}) s on s.code = d.code
        join dossiers_calendarday c on c.day = d.received::date
        left join dossiers_calendarday e on e.working and e.ordinal = coalesce(s.ordinal, {counted})
    ) m
    where (m.stands or m.new_due is not null)
        and m.new_due is distinct from m.due_at at time zone %(zone)s"""


_MOVED_OPEN = _moved(f"({Outcome.PENDING:d})")
_MOVED_CLOSED = _moved(_RESOLVED)
_KEEP = "create temp table redated on commit drop as"
_WRITE = """
update dossiers_dossier d set due_at = r.new_due at time zone %(zone)s, outcome = r.new_outcome
from redated r where r.id = d.id"""
_CHANGED = """
select unit_id, received_slot, finished_slot, due_at, outcome from redated
union all
select unit_id, received_slot, finished_slot, new_due at time zone %(zone)s, new_outcome from redated"""


@dataclass(frozen=True, slots=True)
class Preview:
    """Closed dossiers that the calendar of today dates otherwise, and those among them that it judges otherwise."""

    dated: int
    judged: int


@dataclass(frozen=True, slots=True)
class Example:
    """One of them: its due date and outcome as they stand, and as today's calendar has them."""

    dossier_id: int
    code: str
    due_at: dt.datetime
    new_due: dt.datetime  # local
    outcome: Outcome
    new_outcome: Outcome


def preview(first: dt.date, last: dt.date, rules: Rules) -> Preview:
    """Among those received in the half-months from `first` to `last`; reads only."""
    with connection.cursor() as cursor:
        query = f"select count(*), count(*) filter (where outcome <> new_outcome) from ({_MOVED_CLOSED}) m"
        cursor.execute(query, _parameters(first, last, rules))
        return Preview(*cursor.fetchone())


def examples(first: dt.date, last: dt.date, rules: Rules, most: int) -> Iterator[Example]:
    """Those that would be judged otherwise first."""
    query = f"""
        select id, code, due_at, new_due, outcome, new_outcome from ({_MOVED_CLOSED}) m
        order by outcome = new_outcome, code limit %(most)s"""
    with connection.cursor() as cursor:
        cursor.execute(query, _parameters(first, last, rules) | {"most": most})
        for row in cursor.fetchall():
            yield Example(*row[:4], Outcome(row[4]), Outcome(row[5]))


def redate_open(first: dt.date, last: dt.date, rules: Rules) -> int:
    """Open dossiers follow the calendar; returns how many were moved."""
    return _redate(_MOVED_OPEN, _parameters(first, last, rules))


def redate_closed(first: dt.date, last: dt.date, rules: Rules) -> int:
    """Closed dossiers are dated and judged anew; returns how many were dated anew."""
    return _redate(_MOVED_CLOSED, _parameters(first, last, rules))


def _redate(moved: str, given: dict[str, object]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists redated")
        cursor.execute(f"{_KEEP} {moved}", given)
        cursor.execute(_WRITE, given)
        count: int = cursor.rowcount
    if count:
        rollup.touch(_CHANGED, given)
        rollup.recount()
    return count


def _parameters(first: dt.date, last: dt.date, rules: Rules) -> dict[str, object]:
    return bulk_clock.parameters(rules) | {
        "zone": settings.TIME_ZONE,
        "moment": rules.boundary == Boundary.MOMENT,
        "first": first,
        "last": last,
    }
