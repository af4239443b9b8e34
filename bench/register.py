"""A register that grows to 2.000.000 dossiers, file after file: what a file costs, and what the pages cost then.

Files of 200.000 rows, a year each, go through the whole import. The pages are asked for after the first file and after
the last.
"""

import argparse
import datetime as dt
import statistics
from pathlib import Path

from django.test import Client
from django.urls import reverse

from bench import _report
from bench._database import empty_database, vacuum
from bench._processor import spent
from bench._reads import Cost, Reads, costs
from bench.dossiers import YEAR, load, rows, stage, timed, write_csv
from dossiers import facts
from dossiers.exports import dossier_rows, write_dossier_workbook
from dossiers.models import Dossier
from units.enums import Role
from units.models import Membership, Unit, User

FILES, EACH = 10, 200_000
WINDOW = (dt.date(2024, 12, 15), dt.date(2025, 12, 14))
TABLES = ("dossiers_dossier", "dossiers_unitslot", "dossiers_procedureslot", "dossiers_provinceslot")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench register")
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--each", type=int, default=EACH)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    with empty_database() as folder:
        lines = measure(folder, options.files, options.each, options.rounds)
    _report.write(
        f"A register of {options.files * options.each} dossiers",
        f"python -m bench register --files {options.files} --each {options.each} --rounds {options.rounds}",
        ["what", f"after {options.each}", f"after {options.files * options.each}", "slope or exponents", "goal"],
        lines,
    )


def measure(folder: Path, files: int, each: int, rounds: int) -> list[list[str]]:
    stage()
    reads = _reads(_coordinator())
    Path("/proc/self/clear_refs").write_text("5")  # the peak of memory so far is that of starting
    start, taken, used, peaks = peak_mib(), [], [], []
    seen: list[dict[str, Cost]] = []
    for number in range(files):
        for seconds, of_file in zip((taken, used), _next_file(folder / "next.csv", number, each), strict=True):
            seconds.append(of_file)
        peaks.append(peak_mib() - start)
        if number in (0, files - 1):
            vacuum(*TABLES)
            seen.append(costs(reads, rounds))
    newest = dossier_rows(Dossier.objects.order_by("-pk")[:each])
    export, _ = timed(lambda: write_dossier_workbook(folder / "a.xlsx", newest))
    return [
        [f"import of {each} rows (.csv)", *_grown(taken)],
        ["the same, processor", *_grown(used)],
        ["all files, s / s of processor", _listed(taken), _listed(used), "", ""],
        ["peak memory of the worker over its start", f"{peaks[0]:.0f} MB", f"{peaks[-1]:.0f} MB", "", "≤ 600 MB"],
        [f"raw export of {each} of them", "", f"{export:.1f} s", "", ""],
        *_lines(seen[0], seen[-1], files),
    ]


def _grown(seconds: list[float]) -> list[str]:
    """The first, the last, and the slope over all of them."""
    line = statistics.linear_regression(range(len(seconds)), seconds)
    whole = line.slope * (len(seconds) - 1) / line.intercept
    return [f"{seconds[0]:.1f} s", f"{seconds[-1]:.1f} s", f"{whole:+.0%} over all files", "≤ +10 %"]


def _listed(seconds: list[float]) -> str:
    return " / ".join(f"{each:.1f}" for each in seconds)


def _next_file(path: Path, number: int, each: int) -> tuple[float, float]:
    """Seconds of one more file, from upload to commit, and how many of them the processor worked."""
    write_csv(path, rows(each, YEAR - number))
    used, (taken, upload) = spent(lambda: timed(lambda: load(path)))
    if upload.added != each:
        raise SystemExit(f"{upload.summary} {upload.errors[:3]}")
    print(f"{(number + 1) * each} dossiers: {taken:.1f} s, {used:.1f} s of processor", flush=True)
    return taken, used


def _lines(small: dict[str, Cost], large: dict[str, Cost], growth: int) -> list[list[str]]:
    return [
        [name, str(small[name]), str(large[name]), small[name].exponents(large[name], growth), "≤ 0.05"]
        for name in small
    ]


def peak_mib() -> float:
    """The highest of this process since it was last cleared (Linux)."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def _coordinator() -> Client:
    person = User.objects.create_user("bench", None, full_name="Điều phối")
    unit = Unit.objects.order_by("pk").first()
    Membership.objects.create(user=person, unit=unit, role=Role.COORDINATOR, valid_from=dt.date(2015, 1, 1))
    client = Client()
    client.force_login(person)
    return client


def _reads(client: Client) -> Reads:
    """Pages as a coordinator sees them, of all units; a code is looked for by its end, as people type it."""
    ids = list(Unit.objects.order_by("pk").values_list("pk", flat=True))
    span = {"first": WINDOW[0], "last": WINDOW[1]}
    pages = {
        "list: newest month, first page": ("dossier_list", {}),
        "list: all months, first page": ("dossier_list", {"month": "moi-thang"}),
        "list: a code by its end": ("dossier_list", {"q": "000123"}),
        "late list": ("late_list", {}),
        "dashboard of a year": ("dossier_dashboard", span),
        "form II.06 by unit": ("ii06", span),
        "form II.06 by field": ("ii06", span | {"by": "area"}),
        "list behind a number of II.06": ("counted_list", span | {"cell": "late"}),
    }

    def page(name: str, asked: dict[str, object]) -> None:
        answer = client.get(reverse(f"dossiers:{name}"), asked)
        if answer.status_code != 200:
            raise SystemExit(f"{name} {asked}: {answer.status_code}")

    found: Reads = {name: lambda to=to: page(*to) for name, to in pages.items()}
    return found | {"facts of a year, 120 units": lambda: facts.counts(ids, *WINDOW)}
