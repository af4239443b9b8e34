"""Celery workers as processes of their own, on the database, files and queue of this test session."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

PATIENCE = 60  # seconds


def started(log: Path) -> subprocess.Popen[bytes]:
    """A worker that is ready for work."""
    arguments = ["-A", "cchc_portal", "worker", "--pool", "solo", "--without-gossip", "--without-mingle", "-l", "INFO"]
    with open(log, "wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", *arguments], env={**os.environ, **same_stores()}, stdout=out, stderr=out
        )
    try:
        _wait_until_ready(process, log)
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


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while " ready." not in log.read_text(errors="replace"):
        assert process.poll() is None, f"the worker has ended:\n{log.read_text(errors='replace')}"
        assert time.monotonic() < deadline, f"the worker is not ready:\n{log.read_text(errors='replace')}"
        time.sleep(0.1)
