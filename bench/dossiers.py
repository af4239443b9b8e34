"""Import of a year of dossiers against a raw COPY of the same rows into a table with the same indexes and keys."""

import argparse
import csv
import datetime as dt
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.core.files.base import File
from django.db import connection, transaction

from bench import _report
from bench._database import empty_database, vacuum
from bench._processor import spent
from dossiers import actions
from dossiers.exports import HEADINGS, write_dossier_workbook
from dossiers.intake.reading import read_in_child
from dossiers.models import (
    Dossier,
    Extension,
    Lateness,
    MonthlyCount,
    Pause,
    Procedure,
    ProcedureSlot,
    ProcedureVersion,
    ProvinceSlot,
    UnitSlot,
    Upload,
)
from units.enums import Level
from units.models import Unit

ROWS = 186_916
UNITS, PROCEDURES = 120, 1_200
YEAR = 2025
TERMS = (1, 3, 5, 10, 15, 20, 30)
COPIED = (
    "code", "unit_id", "procedure_id", "mechanism", "channel", "received_at", "due_at", "finished_at", "delivered_at",
    "status", "outcome", "working_days", "due_given", "digitised", "papers_digitised", "fee", "paid_online",
    "received_slot", "finished_slot", "taken_days", "upload_id",
)  # fmt: skip


def rows(number: int, year: int = YEAR) -> Iterator[tuple[object, ...]]:
    """Dossiers of one year in no order, as a one-stop system exports them; the same on every machine."""
    chance = random.Random(year)
    first = dt.datetime.fromisoformat(f"{year}-01-02 07:30")  # a workbook holds local time
    for serial in range(number):
        unit, procedure = int(UNITS * chance.random() ** 2), int(PROCEDURES * chance.random() ** 3)
        received = first + dt.timedelta(days=int(chance.random() * 363), minutes=int(chance.random() * 540))
        days = TERMS[procedure % len(TERMS)]
        due = received + dt.timedelta(days=days + 2 * (days // 5 + 1))
        taken = dt.timedelta(days=days * (0.3 + 0.9 * chance.random()), minutes=int(chance.random() * 400))
        finished = None if chance.random() < 0.04 else (received + taken).replace(second=0, microsecond=0)
        yield (
            f"H08.{unit:02d}-{received:%y%m%d}-{serial:06d}",
            f"U{unit:03d}",
            f"1.{4000 + procedure:06d}",
            f"Thủ tục hành chính số {procedure}",
            "Một cửa liên thông" if chance.random() < 0.8 else "Một cửa",
            "Trực tuyến" if chance.random() < 0.6 else "Trực tiếp",
            received,
            due if chance.random() < 0.9 else None,
            finished,
            "Đang xử lý" if finished is None else "Đã trả kết quả",
            days,
            chance.choice(("Có", "Không")),
            None,
        )


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench dossiers")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    with empty_database() as folder:
        measure(folder, options.rows, options.rounds)


def measure(folder: Path, number: int, rounds: int) -> None:
    book, sheet = folder / "a.xlsx", folder / "a.csv"
    copied = {"raw": folder / "sent.csv", "sorted": folder / "sorted.csv"}
    writing, _ = timed(lambda: write_dossier_workbook(book, rows(number)))
    write_csv(sheet, rows(number))
    stage()
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for name, path in (("csv", sheet), ("first", book)):
            empty()
            used, (taken, upload) = spent(lambda path=path: timed(lambda: load(path)))
            seconds[name].append(taken)
            seconds[f"{name}, processor"].append(used)
            if upload.added != number:
                raise SystemExit(f"{upload.summary} {upload.errors[:3]}")
        taken, upload = timed(lambda: load(book))
        seconds["again"].append(taken)
        if upload.changed or upload.added:
            raise SystemExit(f"The same file again changed something: {upload.summary}")
        for name, path in copied.items():
            _copy_out(path, "code" if name == "sorted" else "md5(code)")
            used, taken = spent(lambda path=path: _raw_copy(path))
            seconds[name].append(taken)
            seconds[f"{name}, processor"].append(used)
    report(number, rounds, writing, seconds, {path.suffix: _peak(path) for path in (book, sheet)})


def stage() -> None:
    """The working calendar and the units."""
    actions.seed_calendar()
    vacuum("dossiers_calendarday")
    Unit.objects.bulk_create(
        Unit(code=f"U{n:03d}", name=f"Đơn vị {n}", level=Level.DEPARTMENT, valid_from=dt.date(2015, 1, 1))
        for n in range(UNITS)
    )


def timed(work: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def write_csv(path: Path, table: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for row in table:
            writer.writerow(f"{cell:%d/%m/%Y %H:%M}" if isinstance(cell, dt.datetime) else cell for cell in row)


def empty() -> None:
    """As on the first day, and with nothing left for autovacuum to do meanwhile."""
    with connection.cursor() as cursor:
        tables = ", ".join(
            model._meta.db_table
            for model in (
                Dossier,
                Extension,
                Lateness,
                Pause,
                Procedure,
                ProcedureVersion,
                UnitSlot,
                ProcedureSlot,
                ProvinceSlot,
                MonthlyCount,
                Upload,
            )
        )
        cursor.execute(f"truncate {tables} restart identity")
        cursor.execute("checkpoint")


def load(path: Path) -> Upload:
    with path.open("rb") as content:
        upload, _ = actions.receive_upload(file=File(content), name=path.name, unit=None, by=None, again=True)
    return actions.load_upload(upload_id=upload.pk, by=None)


def _copy_out(path: Path, order: str) -> None:
    """The loaded rows: in no order, as in the workbook, or already sorted, which spares the indexes."""
    with connection.cursor() as cursor, path.open("wb") as file:
        query = f"select {', '.join(COPIED)} from dossiers_dossier order by {order}"
        cursor.copy_expert(f"copy ({query}) to stdout with (format csv)", file)


def _raw_copy(path: Path) -> float:
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        cursor.execute("drop table if exists raw_dossier")
        cursor.execute("create table raw_dossier (like dossiers_dossier including all)")
        for column in ("unit", "procedure", "upload"):
            table = Dossier._meta.get_field(column).related_model._meta.db_table
            cursor.execute(
                f"alter table raw_dossier add foreign key ({column}_id) references {table}"
                " deferrable initially deferred"
            )
        cursor.execute("checkpoint")
        start = time.perf_counter()
        with transaction.atomic(), path.open("rb") as file:
            cursor.copy_expert(f"copy raw_dossier ({', '.join(COPIED)}) from stdin with (format csv)", file, 1 << 18)
        taken = time.perf_counter() - start
        cursor.execute("drop table raw_dossier")
    return taken


def _peak(path: Path) -> float:
    """MiB the reading child needed at most."""
    upload = Upload(original_name=path.name)
    with read_in_child(path, actions.spec_of(upload), lambda done, total: None) as child:
        for _ in child.lines:
            pass
        return child.finish().peak_kib / 1024


def report(number: int, rounds: int, writing: float, seconds: dict[str, list[float]], peaks: dict[str, float]) -> None:
    median = {name: statistics.median(taken) for name, taken in seconds.items()}
    ratio = {name: _ratio(seconds[name], seconds["raw"]) for name in ("first", "csv")}
    again = _ratio(seconds["again"], seconds["first"])
    used = {}
    for name in ("first", "csv"):
        times, each = _ratio(seconds[f"{name}, processor"], seconds["raw, processor"])
        used[name] = (f"{times:.2f}", each)
    _report.write(
        "Import of a year of dossiers",
        f"python -m bench dossiers --rows {number} --rounds {rounds}",
        ["what", "median", "rounds", "goal"],
        [
            ["raw COPY of the same rows, same indexes and foreign keys", _s(median["raw"]), _each(seconds["raw"]), ""],
            ["the same, rows already sorted by code", _s(median["sorted"]), _each(seconds["sorted"]), ""],
            ["import of the .xlsx, upload to commit", _s(median["first"]), _each(seconds["first"]), ""],
            ["÷ raw COPY", f"{ratio['first'][0]:.2f}", ratio["first"][1], "≤ 2.5, stretch 2.0"],
            ["import of the .csv, upload to commit", _s(median["csv"]), _each(seconds["csv"]), ""],
            ["÷ raw COPY", f"{ratio['csv'][0]:.2f}", ratio["csv"][1], ""],
            ["the same .xlsx again, 0 rows touched", _s(median["again"]), _each(seconds["again"]), ""],
            ["÷ first import", f"{again[0]:.2f}", again[1], "≤ 0.7, stretch 0.5"],
            ["processor of .xlsx ÷ of raw COPY, all processes", *used["first"], ""],
            ["processor of .csv ÷ of raw COPY, all processes", *used["csv"], ""],
            ["peak memory of the reading child, .xlsx", f"{peaks['.xlsx']:.0f} MB", "", "≤ 350 MB"],
            ["peak memory of the reading child, .csv", f"{peaks['.csv']:.0f} MB", "", "≤ 40 MB"],
            ["writing a workbook of the same rows", _s(writing), "", ""],
        ],
    )


def _ratio(these: list[float], those: list[float]) -> tuple[float, str]:
    """Median of the rounds' own ratios: neighbours on the machine weigh on both sides of a round alike."""
    ratios = [this / that for this, that in zip(these, those, strict=True)]
    return statistics.median(ratios), _each(ratios)


def _s(seconds: float) -> str:
    return f"{seconds:.2f} s"


def _each(seconds: list[float]) -> str:
    return " / ".join(f"{taken:.2f}" for taken in seconds)
