"""Dossiers dated anew under the calendar and the rules of today, in SQL: what would move, and the writing of it.

Only dates that we computed are touched: what its sender dated, and what a decision extended, stays. The working days
used are counted anew for all. Everything that writes runs in the caller's transaction; only actions call it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from cchc_portal.kit.numbers import show_date
from dossiers.clock import bulk_clock
from dossiers.clock.deadlines import Rules
from dossiers.enums import Outcome
from dossiers.statistics import rollup

_RESOLVED = f"({Outcome.EARLY:d}, {Outcome.ON_TIME:d}, {Outcome.LATE:d})"
_ASKED = "d.outcome in {outcomes} and d.received_slot between %(first)s and %(last)s"
_OURS = """(not d.due_given and d.working_days is not null
    and not exists (select from dossiers_extension x where x.dossier_id = d.id))"""
"""Dossiers whose due date we computed."""


def _moved(asked_for: str, outcome: str) -> str:
    """SELECT of the dossiers of which something would be otherwise, with the old and the new date, outcome and days."""
    stops = f"""(
        select d.code, p.reason, p.started_at at time zone %(zone)s as started,
            p.ended_at at time zone %(zone)s as ended
        from dossiers_pause p join dossiers_dossier d on d.id = p.dossier_id where {asked_for})"""
    asked = f"""
        select d.code, d.received_at at time zone %(zone)s as received_at,
            d.finished_at at time zone %(zone)s as finished_at, d.working_days::int as term
        from dossiers_dossier d where {asked_for} and exists (select from dossiers_pause p where p.dossier_id = d.id)"""
    counted = bulk_clock.ordinal("c", "d.received", "d.working_days::int")
    taken = bulk_clock.taken_days("f", "c", "d.received", "d.working_days::int", "s.ordinal")
    return f"""  -- offset 0: local times are reckoned once a row, not once a mention
    select * from (
        select m.*, coalesce({outcome}, m.outcome)::smallint as new_outcome
        from (
            select d.*, d.ours and coalesce(s.standing, false) as stands,
                case when not d.ours then d.due when not coalesce(s.standing, false) then e.day + %(closes)s::time end
                    as new_due,
                coalesce(({taken})::smallint, d.taken_days) as new_taken
            from (
                select id, code, unit_id, received_slot, finished_slot, due_at, outcome, working_days, taken_days,
                    due_at at time zone %(zone)s as due, received_at at time zone %(zone)s as received,
                    finished_at at time zone %(zone)s as finished, {_OURS} as ours
                from dossiers_dossier d where {asked_for} offset 0
            ) d
            left join ({bulk_clock.paused_query(asked, stops)}) s on s.code = d.code
            join dossiers_calendarday c on c.day = d.received::date
            left join dossiers_calendarday f on f.day = d.finished::date
            left join dossiers_calendarday e on d.ours and e.working and e.ordinal = coalesce(s.ordinal, {counted})
            offset 0
        ) m
        where m.stands or m.new_due is not null or not m.ours
    ) n
    where (n.new_due, n.new_outcome, n.new_taken) is distinct from (n.due, n.outcome, n.taken_days)"""


def _moved_closed() -> str:
    asked_for = _ASKED.format(outcomes=_RESOLVED)
    stops = f"""(
        select d.code, p.reason from dossiers_pause p join dossiers_dossier d on d.id = p.dossier_id
        where {asked_for})"""
    return _moved(asked_for, bulk_clock.outcome("m.finished", "m.new_due", "m.code", stops))


_MOVED_OPEN = _moved(f"{_ASKED.format(outcomes=f'({Outcome.PENDING:d})')} and {_OURS}", f"{Outcome.PENDING:d}")
_MOVED_CLOSED = _moved_closed()
_KEEP = "create temp table redated on commit drop as"
_WRITE = """
update dossiers_dossier d
set due_at = r.new_due at time zone %(zone)s, outcome = r.new_outcome, taken_days = r.new_taken
from redated r where r.id = d.id"""
_CHANGED = """
select unit_id, received_slot, finished_slot, due_at, outcome from redated
union all
select unit_id, received_slot, finished_slot, new_due at time zone %(zone)s, new_outcome from redated"""


_GROUND = """
select md5(concat_ws('|', %(rules)s,
    (select string_agg(day::text || working::int, ',' order by day) from dossiers_calendarday)))"""


@dataclass(frozen=True, slots=True)
class Example:
    """One of them: its due day, working days used and outcome as they stand, and as today's calendar has them."""

    dossier_id: int
    code: str
    due: str  # 31/12/2025, as the next
    new_due: str
    taken_days: int
    new_taken: int
    outcome: str  # as people read it, as the next
    new_outcome: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Closed dossiers of which today's calendar and rules make something else: all, and those with another due date,
    another outcome. Of the rest only the working days used differ. `examples` are a few of them, judged otherwise
    first, then dated otherwise."""

    moved: int
    dated: int
    judged: int
    examples: tuple[Example, ...]


def ground(rules: Rules) -> str:
    """A digest of what dates are reckoned from: the calendar and the rules of today."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUND, {"rules": repr(rules)})
        return str(cursor.fetchone()[0])


def preview(first: dt.date, last: dt.date, rules: Rules, examples: int = 0) -> Preview:
    """Among those received in the half-months from `first` to `last`; reads only, and each dossier once."""
    query = f"""
        with m as materialized ({_MOVED_CLOSED})
        select (select count(*) from m), (select count(*) from m where new_due <> due),
            (select count(*) from m where outcome <> new_outcome), e.*
        from (values (true)) one left join (
            select id, code, due::date, new_due::date, taken_days, new_taken, outcome, new_outcome from m
            order by outcome = new_outcome, m.due = m.new_due, code limit %(examples)s
        ) e on true"""
    with connection.cursor() as cursor:
        cursor.execute(query, _parameters(first, last, rules) | {"examples": examples})
        rows = cursor.fetchall()
    return Preview(*rows[0][:3], tuple(_example(*row[3:]) for row in rows if row[3] is not None))


def _example(dossier_id: int, code: str, *told: Any) -> Example:
    due, new_due, taken_days, new_taken, outcome, new_outcome = told
    return Example(
        dossier_id, code, show_date(due), show_date(new_due), taken_days, new_taken,
        Outcome(outcome).label, Outcome(new_outcome).label,
    )  # fmt: skip


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
        "first": first,
        "last": last,
    }
