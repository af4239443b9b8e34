"""The legal clock for many dossiers at once: `deadlines.reckon` in SQL, over the calendar's cumulative ordinals.

A due date is two look-ups: day → ordinal, ordinal + statutory days → day. Only dossiers with pauses need the table
`paused`. All times are local; the statements want the parameters that `parameters` gives.
"""

from dossiers.clock.deadlines import Rules
from dossiers.enums import Boundary, Outcome, PausePolicy, PauseReason, Supplements

STOPS = 'code text collate "C", reason smallint, started timestamp, ended timestamp'
"""Columns of the temporary table `stops` from which `paused` is made."""

BEYOND = 1_000_000  # an ordinal that no calendar has: the day is not in it, so neither is the due date


def parameters(rules: Rules) -> dict[str, object]:
    return {
        "cutoff": rules.cutoff,
        "closes": rules.closes,
        "restart": rules.pauses == PausePolicy.RESTART,
        "moment": rules.boundary == Boundary.MOMENT,
        "once": rules.supplements == Supplements.ONCE,
    }


def ordinal(day: str, moment: str, term: str) -> str:
    """The ordinal of the due day of a count from `moment`, whose calendar row is called `day`; null without a term.

    greatest() passes over nulls, so the term stands outside of it.
    """
    return (
        f"{term} + greatest({day}.ordinal + ({moment}::time > %(cutoff)s::time)::int,"
        f" {day}.ordinal + (not {day}.working)::int - {term})"
    )


def outcome(finished: str, due: str, code: str, stops: str) -> str:
    """`deadlines.outcome` of a resolved dossier; null while it has no due date. `stops` as in `paused_query`."""
    often = f"select code from {stops} s where reason = {PauseReason.SUPPLEMENT:d} group by code having count(*) > 1"
    return f"""case
            when %(once)s and {code} in ({often}) then {Outcome.LATE:d}
            when %(moment)s and {finished} > {due} then {Outcome.LATE:d}
            when {finished}::date < {due}::date then {Outcome.EARLY:d}
            when {finished}::date = {due}::date then {Outcome.ON_TIME:d}
            when {finished}::date > {due}::date then {Outcome.LATE:d}
        end"""


def taken_days(finished_day: str, day: str, moment: str, term: str, moved: str) -> str:
    """`deadlines.taken_days`: from where the count begins once the pauses are taken out, to the day of the result.

    `finished_day` and `day` are calendar rows, `moved` is the ordinal to which pauses moved the due date, or null.
    Without a term there is no due date to count from, so pauses stay in. Null for a day outside the calendar.
    """
    begins = (
        f"coalesce(coalesce({moved}, {ordinal(day, moment, term)}) - {term},"
        f" {day}.ordinal + ({moment}::time > %(cutoff)s::time)::int)"
    )
    return f"case when {finished_day}.day is not null then greatest({finished_day}.ordinal - {begins}, 0) end"


def paused(asked: str) -> str:
    """SQL that makes the table `paused (code, ordinal, standing)` of the dossiers whose stops count.

    `asked` selects (code, received_at, finished_at, term). A stop counts when it begins by the due date that the stops
    before it left; whatever begins while another still stands counts from its end.
    """
    return f"create temp table paused on commit drop as {paused_query(asked, 'stops')}"


def paused_query(asked: str, stops: str) -> str:
    """The rows of `paused` as a query of its own; `stops` is a table, or a query in brackets, of the columns STOPS."""
    return f"""
with asked as ({asked}), clipped as (
    select a.*, s.reason, s.started, coalesce(s.ended, a.finished_at, 'infinity') as ended,
        greatest(s.started, max(coalesce(s.ended, a.finished_at, 'infinity')) over (
            partition by code order by s.started, s.reason rows between unbounded preceding and 1 preceding
        )) as begun
    from {stops} s join asked a using (code)
), dated as (
    select c.*, c.ended = 'infinity' as standing, %(restart)s and c.reason = {PauseReason.SUPPLEMENT:d} as restarts,
        row_number() over (partition by c.code order by c.started, c.reason) as place,
        coalesce(b.ordinal + (not b.working)::int, {BEYOND}) as begun_by,
        coalesce(e.ordinal - b.ordinal, {BEYOND}) as days,
        {ordinal("r", "c.received_at", "c.term")} as at_first,
        coalesce({ordinal("e", "c.ended", "c.term")}, {BEYOND}) as afresh
    from clipped c
    join dossiers_calendarday r on r.day = c.received_at::date
    left join dossiers_calendarday b on b.day = c.begun::date
    left join dossiers_calendarday e on e.day = c.ended::date
    where c.ended > c.begun or (c.ended = c.begun and c.begun = c.started)
), runs as (
    select *, count(*) filter (where restarts) over (partition by code order by place) as run from dated
), moved as (
    select *, coalesce(max(afresh) filter (where restarts) over (partition by code, run), at_first)
        + coalesce(sum(days) filter (where not restarts) over (partition by code, run order by place), 0) as after
    from runs
), weighed as (
    select *, begun_by <= lag(after, 1, at_first::bigint) over (partition by code order by place) as in_time from moved
), counted as (
    select *, bool_and(in_time) over (partition by code order by place) as counts from weighed
)
select distinct on (code) code, after as ordinal, standing
from counted where counts order by code, place desc"""
