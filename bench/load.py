"""600 signed-in clerks, each saving a cell every few seconds on the server the portal runs: how long they wait."""

import argparse
import asyncio
import json
import random
import re
import socket
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from bench import _report
from bench._database import empty_database
from bench._processor import database_server, of_family, whole_machine
from bench.recalculation import LONG_AGO, UNITS, world
from cchc_portal.management.commands.portal import answers, web_part
from cchc_portal.supervisor import Supervisor
from indicators.models import Score
from units.enums import Role
from units.models import Membership, User

HOST = "127.0.0.1"
TOKEN = "t" * 32  # of the cookie and of the header: any text of this length that is the same in both
STARTS_WITHIN = 60  # seconds


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench load")
    parser.add_argument("--sessions", type=int, default=600)
    parser.add_argument("--think", type=float, default=15, help="seconds between two cells of one clerk, ± a third")
    parser.add_argument("--seconds", type=int, default=90, help="measured, after one round that is not")
    options = parser.parse_args(arguments)
    with empty_database(), tempfile.TemporaryDirectory(prefix="bench-log-") as logs:
        clerks = _signed_in(options.sessions)
        supervisor, port = Supervisor(Path(logs)), _free_port()
        try:
            web = _start(supervisor, port)
            busy = {
                "web": partial(of_family, web),
                "database": partial(of_family, database_server()),
                "clerks": time.process_time,
                "the whole machine": whole_machine,
            }
            shares = asyncio.run(_work(clerks, port, options.think, options.seconds, busy))
        finally:
            supervisor.stop()
        stored = _stored(clerks)
    given = f"--sessions {options.sessions} --think {options.think:g} --seconds {options.seconds}"
    _report.write(
        f"Saving with {options.sessions} sessions",
        f"python -m bench load {given}",
        ["what", "found", "goal"],
        _lines(clerks, options.seconds, stored, shares),
    )


@dataclass
class Clerk:
    """One signed-in person with a row of their own; `seen` is what the page would know of it."""

    cookie: str
    row: int
    address: str
    seen: str = "0;"
    waits: list[float] = field(default_factory=list)  # seconds, of the measured time
    statuses: Counter[int] = field(default_factory=Counter)
    opened: int = 0  # lines to the server, of the measured time


def _signed_in(sessions: int) -> list[Clerk]:
    """Clerks evenly over all units, so that several save rows of one sheet at the same time."""
    world()
    typed = Score.objects.filter(criterion__scored_by="unit").order_by("criterion__position", "assessment__unit__code")
    rows = list(typed.select_related("assessment")[:sessions])
    clerks = []
    for number, row in enumerate(rows):
        who = User.objects.create_user(f"clerk{number}", None, full_name=f"Cán bộ {number}")
        Membership.objects.create(user=who, unit_id=row.assessment.unit_id, role=Role.REPORTER, valid_from=LONG_AGO)
        client = Client()
        client.force_login(who)
        name = settings.SESSION_COOKIE_NAME
        cookie = f"{name}={client.cookies[name].value}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        clerks.append(Clerk(cookie, row.pk, reverse("indicators:entry_save", args=[row.pk])))
    return clerks


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _start(supervisor: Supervisor, port: int) -> psutil.Process:
    """The web server alone, on the database of the measurement, two processes as `manage.py portal` has it."""
    address = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}")
    supervisor.start(web_part(HOST, port, 2, {"DATABASE_URL": urlunsplit(address)}))
    deadline = time.monotonic() + STARTS_WITHIN
    while not answers(HOST, port):
        supervisor.check()
        if time.monotonic() > deadline:
            raise SystemExit("The web server does not answer.")
        time.sleep(0.1)
    return psutil.Process(supervisor.running[0][1].pid)


# --- the clerks -----------------------------------------------------------------------------------------------------


Busy = dict[str, Callable[[], float]]
"""Seconds of processor that each of the parts has had by now."""


async def _work(clerks: list[Clerk], port: int, think: float, seconds: int, busy: Busy) -> dict[str, float]:
    """Everybody works; returns how many processors each part kept busy in the measured time."""
    now = time.monotonic()
    begins, ends = now + think, now + think + seconds
    shares, *_ = await asyncio.gather(
        _shares(busy, think, seconds), *(_clerk(clerk, port, think, begins, ends) for clerk in clerks)
    )
    return shares


async def _shares(busy: Busy, before: float, seconds: int) -> dict[str, float]:
    await asyncio.sleep(before)
    began, first = time.monotonic(), {name: seen() for name, seen in busy.items()}
    await asyncio.sleep(seconds)
    passed = time.monotonic() - began
    return {name: (seen() - first[name]) / passed for name, seen in busy.items()}


async def _clerk(clerk: Clerk, port: int, think: float, begins: float, ends: float) -> None:
    """Saves, thinks, saves; waits for each answer, as the page does."""
    chance, line = random.Random(clerk.row), None
    await asyncio.sleep(chance.uniform(0, think))
    while time.monotonic() < ends:
        asked = time.monotonic()
        line, status, opened = await _answered(clerk, line, port, chance.randrange(100))
        if asked >= begins:
            clerk.waits.append(time.monotonic() - asked)
            clerk.statuses[status] += 1
            clerk.opened += opened
        await asyncio.sleep(chance.uniform(think * 2 / 3, think * 4 / 3))
    await _closed(line)


async def _answered(clerk: Clerk, line: "Line | None", port: int, done: int) -> "tuple[Line, int, int]":
    """The line that answered, its status, and how many were opened for it.

    The server closes a line on which nothing has been asked for 30 s. A browser then opens another, at once where it
    knows, and, as here, once more where it finds out only by asking: saving the same again changes nothing.
    """
    opened = 0
    while True:
        if line is None or line[0].at_eof():
            await _closed(line)
            line, opened = await asyncio.open_connection(HOST, port), opened + 1
        try:
            return line, await _save(clerk, line, done), opened
        except (ConnectionError, asyncio.IncompleteReadError):
            if opened > 1:
                raise
            await _closed(line)
            line = None


async def _closed(line: "Line | None") -> None:
    if line is not None:
        line[1].close()
        with suppress(ConnectionError):
            await line[1].wait_closed()


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _save(clerk: Clerk, line: Line, done: int) -> int:
    body = f"{clerk.row}-v={clerk.seen}&{clerk.row}-done={done}&{clerk.row}-due=100&{clerk.row}-self=&how=1"
    head = [
        f"POST {clerk.address} HTTP/1.1",
        f"Host: localhost\r\nCookie: {clerk.cookie}\r\nX-CSRFToken: {TOKEN}\r\nHX-Request: true",
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}",
    ]
    reader, writer = line
    writer.write("\r\n".join(head).encode())
    await writer.drain()
    answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    await reader.readexactly(int(re.search(r"content-length: (\d+)", answer, re.IGNORECASE)[1]))
    status = int(answer.split(" ", 2)[1])
    if status == 200:
        clerk.seen = json.loads(re.search(r"HX-Trigger: (.+)", answer, re.IGNORECASE)[1])["rowAnswered"]["seen"]
    return status


# --- what came of it -------------------------------------------------------------------------------------------------


def _stored(clerks: list[Clerk]) -> int:
    """How many savings the database has, by the versions of the rows."""
    versions = dict(
        Score.objects.filter(pk__in=[each.row for each in clerks]).order_by("pk").values_list("pk", "version")
    )
    return sum(versions.values())


def _lines(clerks: list[Clerk], seconds: int, stored: int, shares: dict[str, float]) -> list[list[str]]:
    waits = sorted(wait for clerk in clerks for wait in clerk.waits)
    statuses = sum((clerk.statuses for clerk in clerks), Counter[int]())
    cut = statistics.quantiles(waits, n=100)
    refused = {status: count for status, count in statuses.items() if status != 200}
    accepted = sum(int(clerk.seen.partition(";")[0]) for clerk in clerks)
    return [
        ["cells saved a second", f"{len(waits) / seconds:.0f} of {len(clerks)} sessions, {UNITS} units", ""],
        ["waited, half of them", f"{cut[49] * 1000:.0f} ms", ""],
        ["waited, 95 of 100", f"{cut[94] * 1000:.0f} ms", "≤ 400 ms"],
        ["waited, 99 of 100", f"{cut[98] * 1000:.0f} ms", ""],
        ["the longest", f"{waits[-1] * 1000:.0f} ms", ""],
        ["refused or failed", str(refused or 0), "0"],
        ["savings answered and stored", f"{accepted} and {stored}", "the same"],
        ["lines opened anew", f"{sum(clerk.opened for clerk in clerks)} for {len(waits)} savings", ""],
        ["processors kept busy", ", ".join(f"{name} {share:.2f}" for name, share in shares.items()), "there are 2"],
    ]
