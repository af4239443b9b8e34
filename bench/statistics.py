"""Roll-up, form II.06, dashboard and facts at two sizes of the register; the raw export against openpyxl.

Dossiers are made in SQL, so that the size is only a number. Sides that are compared run in turn in the same round.
"""

import argparse
import datetime as dt
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from django.db import connection, transaction

from bench import _report
from bench._database import empty_database, vacuum
from bench._processor import spent
from bench._reads import Cost, Reads, costs
from bench.dossiers import timed
from dossiers import facts
from dossiers.exports import HEADINGS, dossier_rows, write_dossier_workbook
from dossiers.models import Dossier, Procedure, ProcedureSlot, ProvinceSlot, UnitSlot
from dossiers.statistics import figures as pages
from dossiers.statistics import rollup
from dossiers.statistics.windows import Window
from units.enums import Level
from units.models import Unit

UNITS, PROCEDURES, EACH = 120, 1_200, 40  # a unit handles EACH of the procedures
WINDOW = Window(dt.date(2024, 12, 15), dt.date(2025, 12, 14))
EXPORTED = 186_916
ROLLUPS = ("dossiers_unitslot", "dossiers_procedureslot", "dossiers_provinceslot")
_FILL = """
insert into dossiers_dossier (code, unit_id, procedure_id, mechanism, channel, received_at, due_at, finished_at, status,
    outcome, working_days, due_given, taken_days, digitised, paid_online, received_slot, finished_slot)
select 'B-' || n, u, p, 1 + n %% 2, 1 + n %% 3, received, due, finished,
    case when finished is null then 4 else 9 end,
    case when finished is null then 0 when finished < due then 1 when finished::date = due::date then 2 else 3 end,
    10, false, case when finished is null then null else 5 end, n %% 2 = 0, n %% 3 = 0,
    {received_slot}, {finished_slot}
from (
    select n, units.ids[1 + h %% {units}] as u,
        procedures.ids[1 + ((h %% {units}) * 10 + (h / 1000) %% {each}) %% {procedures}] as p, received,
        received + interval '14 days' as due,
        case when h %% 25 = 0 then null else received + (h %% 15) * interval '1 day' + interval '1 hour' end as finished
    from (
        select n, abs(hashint8(n)::bigint) as h,
            timestamptz '2024-10-01 08:00+07' + (abs(hashint8(n + 7)) %% 420) * interval '1 day' as received
        from generate_series(1, %(number)s) n
    ) made, (select array_agg(id order by id) as ids from units_unit) units,
    (select array_agg(id order by id) as ids from dossiers_procedure) procedures
) given"""
_BARE = "select unit_id, procedure_id, {flow}_slot, outcome, count(*) from dossiers_dossier group by 1, 2, 3, 4"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench statistics")
    parser.add_argument("--small", type=int, default=100_000)
    parser.add_argument("--large", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    with empty_database():
        _stage()
        lines = _sizes(options.small, options.large, options.rounds)
        lines += _export(min(EXPORTED, options.large))
    command = f"python -m bench statistics --small {options.small} --large {options.large} --rounds {options.rounds}"
    _report.write(
        "Statistics and export", command, ["what", "small", "large", "ratio, or exponents of ms / rows", "goal"], lines
    )


def _stage() -> None:
    since = dt.date(2015, 1, 1)
    Unit.objects.bulk_create(
        Unit(code=f"U{n:03d}", name=f"Đơn vị {n}", level=Level.DEPARTMENT, valid_from=since) for n in range(UNITS)
    )
    Procedure.objects.bulk_create(
        Procedure(code=f"1.{n:06d}", name=f"Thủ tục {n}", area=f"Lĩnh vực {n % 30}") for n in range(PROCEDURES)
    )


def _fill(number: int) -> None:
    slots = {
        f"{name}_slot": rollup.slot_sql(f"({name} at time zone 'Asia/Ho_Chi_Minh')")
        for name in ("received", "finished")
    }
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0; set work_mem = '64MB'")
        cursor.execute(f"truncate dossiers_dossier, {', '.join(ROLLUPS)} cascade")
        cursor.execute(_FILL.format(units=UNITS, procedures=PROCEDURES, each=EACH, **slots), {"number": number})
    vacuum("dossiers_dossier")


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"truncate {', '.join(ROLLUPS)}")


def _rebuild() -> None:
    with transaction.atomic():
        rollup.rebuild()


def _bare() -> None:
    """The groups of both flows, counted and thrown away: what no roll-up can do without."""
    with connection.cursor() as cursor:
        for flow in ("received", "finished"):
            cursor.execute(f"select count(*) from ({_BARE.format(flow=flow)}) groups")


def _reads() -> Reads:
    units, ids = Unit.objects.all(), list(Unit.objects.values_list("pk", flat=True))
    return {
        "facts of a year, 120 units": lambda: facts.counts(ids, WINDOW.first, WINDOW.last),
        "form II.06 by unit": lambda: pages.form_by_unit(units, WINDOW),
        "form II.06 by field": lambda: pages.form_by_area(units, WINDOW),
        "dashboard: units, months": lambda: (pages.by_unit(units, WINDOW), pages.by_month(units, WINDOW)),
        "dashboard: slowest procedures": lambda: pages.slowest_procedures(units, WINDOW),
        "dashboard: rates of procedures": lambda: pages.procedure_rates(units, WINDOW),
        "the same of one unit": lambda: pages.procedure_rates(units.filter(pk=ids[0]), WINDOW),
    }


def _sizes(small: int, large: int, rounds: int) -> list[list[str]]:
    seen: dict[int, dict[str, Cost]] = {}
    rebuilt: dict[str, dict[int, str]] = {"from empty": {}, "of what is right": {}}
    rows: dict[int, str] = {}
    for number in (small, large):
        _fill(number)
        for what, taken in _rebuilds(rounds).items():
            full, ratio, worked = (statistics.median(each) for each in zip(*taken, strict=True))
            rebuilt[what][number] = f"{full:.2f} s (÷ bare {ratio:.2f}; processor {worked:.2f})"
        vacuum(*ROLLUPS)
        rows[number] = " / ".join(str(model.objects.count()) for model in (UnitSlot, ProcedureSlot, ProvinceSlot))
        seen[number] = costs(_reads(), 3 * rounds)
    return [
        *(
            [f"full rebuild {what}, ÷ bare GROUP BY of both flows", found[small], found[large], "", "≤ 10 s"]
            for what, found in rebuilt.items()
        ),
        ["rows of UnitSlot / ProcedureSlot / ProvinceSlot", rows[small], rows[large], "", ""],
        *(
            [name, str(few), str(many := seen[large][name]), few.exponents(many, large / small), "≤ 0.05"]
            for name, few in seen[small].items()
        ),
    ]


def _rebuilds(rounds: int) -> dict[str, list[tuple[float, float, float]]]:
    """(seconds, their ratio to the bare query of the same round, that of the processor) of each way to begin."""
    found: dict[str, list[tuple[float, float, float]]] = {"from empty": [], "of what is right": []}
    for _ in range(rounds):
        _forget()
        for taken in found.values():
            worked, (full, _) = spent(lambda: timed(_rebuild))
            bare_worked, (bare, _) = spent(lambda: timed(_bare))
            taken.append((full, full / bare, worked / bare_worked))
    return found


# --- export ---------------------------------------------------------------------------------------------------------


def _export(number: int) -> list[list[str]]:
    """Each writer in a process of its own, so that its peak of memory is its own."""
    found = {name: _in_process(name, number) for name in ("rustpy-xlsxwriter", "openpyxl write_only")}
    (ours, our_peak), (theirs, their_peak) = found.values()
    return [
        [
            f"raw export of {number} dossiers, rustpy-xlsxwriter", f"{ours:.1f} s", f"{our_peak:.0f} MB over the start",
            f"÷ openpyxl {ours / theirs:.3f}", "≤ 1/7, ≤ 60 MB",
        ],
        ["the same, openpyxl write_only", f"{theirs:.1f} s", f"{their_peak:.0f} MB over the start", "", ""],
    ]  # fmt: skip


def _in_process(name: str, number: int) -> tuple[float, float]:
    command = [sys.executable, "-m", "bench._export", connection.settings_dict["NAME"], name, str(number)]
    seconds, peak = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(peak)


def written(name: str, number: int) -> tuple[float, float]:
    """Seconds and MiB of one writer; called in the child."""
    dossiers = Dossier.objects.order_by("pk").select_related(None)[:number]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder) / "a.xlsx"
        Path("/proc/self/clear_refs").write_text("5")  # the peak so far is that of starting, or even the parent's
        before = _peak()
        write = write_dossier_workbook if name.startswith("rustpy") else _openpyxl
        seconds, _ = timed(lambda: write(path, dossier_rows(dossiers)))
    return seconds, (_peak() - before) / 1024


def _peak() -> int:
    """KiB, the highest since it was last cleared (Linux)."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def _openpyxl(path: Path, rows: object) -> None:
    from openpyxl import Workbook  # not to be counted against the other writer

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append(row)
    book.save(path)
