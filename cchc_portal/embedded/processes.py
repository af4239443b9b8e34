"""Start server processes and find them again.

A server carries a tag in its command line and is found by it. Pid files are not believed: they may be truncated, or
name a pid that belongs to another program by now; a zombie is not alive.
"""

import hashlib
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
from django.core.exceptions import ImproperlyConfigured

PATIENCE = 120  # seconds; recovery after a power cut replays up to 2 GB of log
STEP = 0.02  # seconds between two looks


class Unavailable(ImproperlyConfigured):
    """An embedded server cannot be started; str() is the Vietnamese sentence that says why and where to look."""


def tag_of(data: Path) -> str:
    return "cchc-" + hashlib.sha256(str(data).encode()).hexdigest()[:12]


def tagged(name: str, tag: str) -> list[psutil.Process]:
    """The living processes of this program that carry the tag."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.name() == name and process.status() != psutil.STATUS_ZOMBIE:
                found += [process] if any(tag in part for part in process.cmdline()) else []
    return found


def spawn(command: Sequence[str | Path], *, log: Path, **options: Any) -> None:
    """A server that outlives us: own session, nothing inherited but the log."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
    with open(log, "ab") as out:
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/", env=environment,
            start_new_session=True, **options,
        )  # fmt: skip


def wait_until_ready(answers: Callable[[], bool], alive: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    started = time.monotonic()
    while not answers():
        seen_long_enough = time.monotonic() - started > 1  # a process needs a moment to show its command line
        if seen_long_enough and not alive():
            raise Unavailable(f"Máy chủ kèm theo đã dừng ngay khi khởi động. Nhật ký {log} ghi:\n{tail(log)}")
        if time.monotonic() > deadline:
            raise Unavailable(f"Máy chủ kèm theo không trả lời sau {PATIENCE} giây. Nhật ký {log} ghi:\n{tail(log)}")
        time.sleep(STEP)


def stop(find: Callable[[], list[psutil.Process]], gently: signal.Signals, *, within: float = 20) -> None:
    """Ask the processes to end; whoever is still there after `within` seconds is killed."""
    _signal(find(), gently)
    if not wait_until_gone(find, within):
        _signal(find(), signal.SIGKILL)
        wait_until_gone(find, within)


def wait_until_gone(find: Callable[[], list[psutil.Process]], within: float) -> bool:
    deadline = time.monotonic() + within
    while find():
        if time.monotonic() > deadline:
            return False
        time.sleep(STEP)
    return True


def secret(path: Path) -> str:
    """The password kept in this file, drawn when there is none; a power cut leaves the old file or the new one."""
    with suppress(FileNotFoundError):
        if kept := path.read_text().strip():
            return kept
    drawn = secrets.token_urlsafe(24)
    new = path.with_suffix(".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(drawn)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    return drawn


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log, for the sentence that says why something did not start."""
    with suppress(FileNotFoundError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    return ""


def _signal(processes: list[psutil.Process], which: signal.Signals) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(which)
