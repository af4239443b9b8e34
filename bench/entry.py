"""What a clerk and an inspector wait for: the entry page, the saving of one cell, the queue; with all middleware."""

import argparse
import gzip
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench import _report
from bench._database import empty_database, vacuum
from bench.recalculation import AREAS, LEAVES, LONG_AGO, UNITS, set_text, world
from indicators.actions.recalculation import recalculate
from indicators.enums import State
from indicators.models import Assessment, Period, Score
from units.enums import Level, Role
from units.models import Membership, Unit, User

ROWS = AREAS * LEAVES
HTMX = {"HX-Request": "true"}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench entry")
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args(arguments).rounds
    lines = []
    with empty_database():
        lines += _of_ten(rounds)
    with empty_database():
        period, reporter = world(1, set_text(1, ROWS))
        page = reverse("indicators:entry", args=[_filled(period).pk])
        lines.append(
            _line(f"entry page, all {ROWS} rows in one area", "≤ 60 KB, ≤ 40 ms", _read(reporter, page, rounds))
        )
    _report.write(
        f"Entry and appraisal: {UNITS} units × {ROWS} criteria",
        f"python -m bench entry --rounds {rounds}",
        ["what", "median", "CPU of the server", "queries", "HTML (gzip)", "goal"],
        lines,
    )


def _of_ten(rounds: int) -> list[list[str]]:
    """A sheet of six areas, and the queue once every unit has handed in."""
    period, reporter = world()
    sheet = _filled(period)
    page = reverse("indicators:entry", args=[sheet.pk])
    lines = [
        _line(f"entry page, one area of {LEAVES} rows", "", _read(reporter, page, rounds)),
        _line("saving one cell", "≤ 20 queries, ≤ 25 ms", _save(reporter, sheet, rounds)),
    ]
    inspector = _handed_in(reporter)
    queue = reverse("indicators:appraisal_list") + f"?ky={period.code}"
    desk = reverse("indicators:appraisal", args=[sheet.pk])
    lines.append(_line(f"queue of {UNITS} sheets with {UNITS * ROWS} rows", "", _read(inspector, queue, rounds)))
    lines.append(_line(f"desk, one area of {LEAVES} rows", "", _read(inspector, desk, rounds)))
    return lines


def _filled(period: Period) -> Assessment:
    recalculate(period_id=period.pk, now=timezone.now())
    vacuum("indicators_score", "indicators_assessment")
    return Assessment.objects.get(unit__code="U000")


def _handed_in(reporter: User) -> User:
    """Every sheet lies with the inspectors, one of whom is returned."""
    now = timezone.now()
    handed = {"submitted_at": now, "submitted_by": reporter, "handed_in_at": now}
    Assessment.objects.update(state=State.SUBMITTED, **handed)
    home = Unit.objects.create(code="SNV", name="Sở Nội vụ", level=Level.DEPARTMENT, valid_from=LONG_AGO)
    inspector = User.objects.create_user("inspector", None, full_name="Chuyên viên")
    Membership.objects.create(user=inspector, unit=home, role=Role.APPRAISER, valid_from=LONG_AGO)
    return inspector


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of each round, the processor's among them; queries and bytes of the last answer."""

    taken: list[float]
    busy: list[float]
    queries: int
    body: bytes


def _measured(ask: Callable[[], HttpResponse], rounds: int) -> Measured:
    ask()  # fills what is kept for every process
    taken, busy = [], []
    for _ in range(rounds):
        began, worked = time.perf_counter(), time.process_time()
        answer = ask()
        taken.append(time.perf_counter() - began)
        busy.append(time.process_time() - worked)
        assert answer.status_code == 200, answer.status_code
    with CaptureQueriesContext(connection) as asked:  # by itself: whoever captures lays every statement out in lines
        ask()
    return Measured(taken, busy, len(asked), answer.content)


def _client(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def _read(who: User, path: str, rounds: int) -> Measured:
    client = _client(who)
    return _measured(lambda: client.get(path), rounds)


def _save(who: User, sheet: Assessment, rounds: int) -> Measured:
    """Another figure each time, so that every round writes, audits and totals."""
    client, row = _client(who), Score.objects.get(assessment=sheet, criterion__code="1.1")
    address, turn = reverse("indicators:entry_save", args=[row.pk]), iter(range(90))

    def ask() -> HttpResponse:
        saved = next(turn)
        typed = {"v": f"{row.version + saved};", "done": saved, "due": 100, "self": ""}
        sent = {f"{row.pk}-{name}": value for name, value in typed.items()} | {"how": "1"}
        return client.post(address, sent, headers=HTMX)

    return _measured(ask, rounds)


def _line(words: str, goal: str, found: Measured) -> list[str]:
    size = f"{len(found.body) / 1000:.1f} KB ({len(gzip.compress(found.body)) / 1000:.1f})"
    return [
        words,
        f"{statistics.median(found.taken) * 1000:.0f} ms",
        f"{statistics.median(found.busy) * 1000:.0f} ms",
        str(found.queries),
        size,
        goal,
    ]
