"""Seconds of processor that a work takes here, in its children and in the backend of the database (Linux)."""

import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

TICK = os.sysconf("SC_CLK_TCK")


def spent(work: Callable[[], Any]) -> tuple[float, Any]:
    """With what the work returned. Neighbours on the machine blur it much less than the time on the clock."""
    backend = _backend()
    before = _seconds(backend)
    found = work()
    return _seconds(backend) - before, found


def _backend() -> Path:
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return Path(f"/proc/{cursor.fetchone()[0]}/stat")


def _seconds(backend: Path) -> float:
    """The children that have ended, as a reading child has by then."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    ticks = backend.read_text().rpartition(")")[2].split()[11:13]
    return sum(each.ru_utime + each.ru_stime for each in used) + sum(map(int, ticks)) / TICK
