"""Celery workers and schedulers as processes of their own, on the stores of this test session unless told otherwise."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

PATIENCE = 60  # seconds


def started(log: Path, **stores: str) -> subprocess.Popen[bytes]:
    """A worker that is ready for work; `stores` are addresses of its own (REDIS_URL=…)."""
    lone = ("--pool", "solo", "--without-gossip", "--without-mingle")
    return _celery("cchc_portal", "worker", *lone, log=log, says=" ready.", stores=stores)


def scheduler(app: str, log: Path, **stores: str) -> subprocess.Popen[bytes]:
    """A beat that has begun to ring by the schedule of `app`."""
    return _celery(app, "beat", "-s", f"{log}.schedule", "--pidfile=", log=log, says="Sending due task", stores=stores)


def _celery(app: str, *arguments: str, log: Path, says: str, stores: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "celery", "-A", app, *arguments, "-l", "INFO"]
    with open(log, "wb") as out:
        process = subprocess.Popen(command, env={**os.environ, **same_stores(), **stores}, stdout=out, stderr=out)
    try:
        _wait_until_it_says(says, process, log)
    except AssertionError:
        stop(process)
        raise
    return process


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def same_stores() -> dict[str, str]:
    database = connection.settings_dict
    account = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}"
    address = f"{quote(database['HOST'], safe='')}:{database['PORT']}"
    return {
        "DATABASE_URL": f"postgres://{account}@{address}/{database['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "CACHE_URL": settings.CACHES["default"]["LOCATION"],
        "BROKER_PREFIX": settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"],
        "FILES_DIR": str(settings.FILES_DIR),
    }


def _wait_until_it_says(words: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while words not in log.read_text(errors="replace"):
        assert process.poll() is None, f"it has ended:\n{log.read_text(errors='replace')}"
        assert time.monotonic() < deadline, f"it never said “{words}”:\n{log.read_text(errors='replace')}"
        time.sleep(0.1)
