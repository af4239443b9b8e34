"""SQL from staged lines (`incoming`) to dated, classified and compared dossiers (`ready`), with their pauses (`stops`).

`loading.py` runs it; the thinking it repeats is in `deadlines.py`. Parameters: those of bulk_clock, `zone`,
and what the file tells about pauses and extensions (`told_pauses`, `told_extension`): what it is silent about stays.
"""

from dossiers.clock import bulk_clock
from dossiers.enums import Outcome, PauseReason
from dossiers.intake.standing import Standing
from dossiers.statistics.rollup import slot_sql

STAGING = """
create temp table incoming (
    code text collate "C", unit_id bigint, procedure_code text, mechanism smallint, channel smallint,
    received_at timestamp, due_at timestamp, finished_at timestamp, status smallint, standing smallint,
    working_days smallint, digitised boolean, paid_online boolean, delivered_at timestamp, papers_digitised boolean,
    fee bigint, supplement_from timestamp[], supplement_to timestamp[], fee_from timestamp[], fee_to timestamp[],
    extended_to timestamp, extension_number text, line int
) on commit drop"""
TABLES = ("incoming", "stops", "restopped", "paused", "ready", "touched")

COLUMNS = (
    "unit_id", "procedure_id", "mechanism", "channel", "received_at", "due_at", "finished_at", "delivered_at",
    "status", "outcome", "working_days", "due_given", "digitised", "papers_digitised", "fee", "paid_online",
    "received_slot", "finished_slot", "taken_days",
)  # fmt: skip
NEW = ", ".join(f"c.{name}" for name in COLUMNS)
_OLD = ", ".join(f"(c.known).{name}" for name in COLUMNS)


_LATEST = "select distinct on (code) * from incoming order by code, line desc"
_VERSION = """
    left join dossiers_procedure p on p.code = l.procedure_code
    left join dossiers_procedureversion v on v.procedure_id = p.id and v.valid_from <= l.received_at::date
        and (v.valid_to is null or v.valid_to >= l.received_at::date)"""

STOPS = f"""
create temp table stops ({bulk_clock.STOPS}, told boolean) on commit drop"""
TOLD_STOPS = f"""
insert into stops
select l.code, s.reason, s.started, s.ended, true
from (select * from incoming where supplement_from is not null or fee_from is not null) l cross join lateral (
    select {PauseReason.SUPPLEMENT:d}, started, ended
    from unnest(l.supplement_from, l.supplement_to) u (started, ended)
    union all
    select {PauseReason.FEE:d}, started, ended from unnest(l.fee_from, l.fee_to) u (started, ended)
) s (reason, started, ended)
where s.reason = any(%(told_pauses)s)
    and not exists (select from incoming later where later.code = l.code and later.line > l.line)"""
KNOWN_STOPS = """
insert into stops
select d.code, p.reason, p.started_at at time zone %(zone)s, p.ended_at at time zone %(zone)s, false
from dossiers_pause p join dossiers_dossier d on d.id = p.dossier_id
where not p.reason = any(%(told_pauses)s) and d.code in (select code from incoming)"""
RESTOPPED = """
create temp table restopped on commit drop as
select distinct coalesce(s.code, k.code) as code
from (select * from stops where told) s full join (
    select d.code, p.reason, p.started_at at time zone %(zone)s as started, p.ended_at at time zone %(zone)s as ended
    from dossiers_pause p join dossiers_dossier d on d.id = p.dossier_id
    where p.reason = any(%(told_pauses)s) and d.code in (select code from incoming)
) k on k.code = s.code and k.reason = s.reason and k.started = s.started and k.ended is not distinct from s.ended
where s.code is null or k.code is null"""
"""Codes whose pauses differ from the known ones."""

PAUSED = bulk_clock.paused(f"""
    select distinct on (l.code) l.code, l.received_at, l.finished_at, coalesce(l.working_days, v.working_days) as term
    from incoming l {_VERSION}
    where l.code in (select code from stops) order by l.code, l.line desc""")

_CLOSED = f"(d.outcome <> {Outcome.PENDING:d} and not d.due_given and d.received_at = l.received_at::timestamptz)"
PREPARE = f"""
create temp table ready on commit drop as
with latest as ({_LATEST}), known as (
    select l.*, p.id as procedure_id, d as known, d.xmin::text::bigint as known_version,
        x.due_at as known_extension, x.decision_number as known_number,
        coalesce(l.working_days, case when {_CLOSED} and d.procedure_id = p.id then d.working_days end, v.working_days)
            as term,
        case when {_CLOSED} and r.code is null then d.working_days end as kept_term, s.ordinal, s.standing as stopped,
        r.code is null and d.received_at = l.received_at::timestamptz
            and d.finished_at = l.finished_at::timestamptz as kept_count,
        coalesce(l.extended_to, case when not %(told_extension)s then x.due_at::timestamp end) as extended
    from latest l {_VERSION}
    left join dossiers_dossier d on d.code = l.code
    left join dossiers_extension x on x.dossier_id = d.id
    left join restopped r on r.code = l.code
    left join paused s on s.code = l.code
), due as (
    select k.*, case
            when k.extended is not null then k.extended
            when k.due_at is not null then k.due_at
            when k.kept_term = k.term then (k.known).due_at::timestamp
            when k.stopped then null
            else e.day + %(closes)s::time
        end as due,
        coalesce(
            case when k.kept_count and (k.known).working_days is not distinct from k.term
                then (k.known).taken_days end,
            {bulk_clock.taken_days("f", "c", "k.received_at", "k.term", "k.ordinal")}
        ) as taken
    from known k
    left join dossiers_calendarday c on c.day = k.received_at::date
    left join dossiers_calendarday f on f.day = k.finished_at::date
    left join dossiers_calendarday e on k.due_at is null and e.working
        and e.ordinal = coalesce(k.ordinal, {bulk_clock.ordinal("c", "k.received_at", "k.term")})
), classified as (
    select code, line, unit_id, procedure_id, mechanism, channel, status, term::smallint as working_days, known,
        known_version,
        due_at is not null
            and not coalesce((known).due_at = due::timestamptz and not (known).due_given, false) as due_given,
        received_at::timestamptz as received_at,
        due::timestamptz as due_at,
        finished_at::timestamptz as finished_at,
        delivered_at::timestamptz as delivered_at,
        (case
            when standing <> {Standing.RESOLVED:d} then standing
            else {bulk_clock.outcome("finished_at", "due", "code", "stops")}
        end)::smallint as outcome,
        digitised, papers_digitised, fee, paid_online,
        {slot_sql("received_at")} as received_slot, {slot_sql("finished_at")} as finished_slot,
        coalesce(stopped, false) as stopped, extended::timestamptz as extended_to, extension_number,
        taken::smallint as taken_days,
        %(told_extension)s and (extended::timestamptz, extension_number)
            is distinct from (known_extension, nullif(known_number, '')) as re_extended
    from due
)
select c.code, c.line, {NEW}, c.stopped, c.extended_to, c.extension_number, c.re_extended,
    c.known_version, (c.known).id as known_id, (c.known).unit_id as known_unit_id,
    (c.known).received_slot as known_received_slot, (c.known).finished_slot as known_finished_slot,
    (c.known).due_at as known_due_at, (c.known).outcome as known_outcome,
    ((c.known).id is null or ({NEW}) is distinct from ({_OLD}) or c.re_extended
        or c.code in (select code from restopped)) as differs
from classified c"""
"""Runs in province_time(). What is closed keeps the due date and the days used by which it was closed: a changed
calendar reaches it through a correction only."""

KEPT = {
    "new": f"select c.code, {NEW}, {{upload:d}}::bigint from ready c where c.known_id is null order by c.code",
    "ready": "select * from ready where known_id is not null or re_extended",
    "stops": "select * from stops",
    "restopped": "select * from restopped",
    "touched": "select * from touched",
}
"""What a writing needs, put aside until it is confirmed: the new dossiers as rows of the register, in the order of
their codes, so that the indexes grow at one end instead of all over; and the tables that tell the rest."""

INSERT = f"dossiers_dossier (code, {', '.join(COLUMNS)}, upload_id)"

UPDATE = f"""
update dossiers_dossier d set {", ".join(f"{name} = c.{name}" for name in COLUMNS)}, upload_id = %(upload)s
from ready c where c.known_id = d.id and c.differs"""

WRITE_PAUSES = (
    """
delete from dossiers_pause p using dossiers_dossier d, restopped r
where p.dossier_id = d.id and d.code = r.code and p.reason = any(%(told_pauses)s)""",
    """
insert into dossiers_pause (dossier_id, reason, started_at, ended_at)
select d.id, s.reason, s.started at time zone %(zone)s, s.ended at time zone %(zone)s
from stops s join restopped r on r.code = s.code join dossiers_dossier d on d.code = s.code where s.told""",
)
WRITE_EXTENSIONS = (
    """
delete from dossiers_extension x using ready c, dossiers_dossier d
where c.re_extended and d.code = c.code and x.dossier_id = d.id""",
    """
insert into dossiers_extension (dossier_id, due_at, decision_number)
select d.id, c.extended_to, coalesce(c.extension_number, '')
from ready c join dossiers_dossier d on d.code = c.code where c.re_extended and c.extended_to is not null""",
)
