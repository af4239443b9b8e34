"""Seconds of processor that a work takes here, in its children and in the database (Linux)."""

import os
import resource
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
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
    """The children that have ended, as a reading child has by then, and so have the backend's parallel workers.

    Those are children of the postmaster, like the workers of autovacuum, which count along if they end meanwhile.
    """
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    parent, own, _ = _ticks(backend)
    _, _, ended = _ticks(Path(f"/proc/{parent}/stat"))
    return sum(each.ru_utime + each.ru_stime for each in used) + (own + ended) / TICK


def _ticks(stat: Path) -> tuple[int, int, int]:
    """Its parent, the ticks of its own, and those of its children that have ended: proc(5), fields 4 and 14 to 17."""
    fields = stat.read_text().rpartition(")")[2].split()
    own, ended = fields[11:13], fields[13:15]
    return int(fields[1]), sum(map(int, own)), sum(map(int, ended))


def of_family(head: psutil.Process) -> float:
    """Seconds of this process and of all it has started, those that have ended too."""
    own, found = head.cpu_times(), 0.0
    for child in head.children():
        with suppress(psutil.NoSuchProcess):  # ended meanwhile: counted by its parent the next time
            found += of_family(child)
    return found + own.user + own.system + own.children_user + own.children_system


def database_server() -> psutil.Process:
    """The head of the server's processes, where it runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return psutil.Process(cursor.fetchone()[0]).parent()


def whole_machine() -> float:
    """Seconds that all its processors have worked: what is more than ours, others had."""
    spent = psutil.cpu_times()
    return float(sum(spent) - spent.idle - spent.iowait - spent.guest - spent.guest_nice)  # guests are counted as user
