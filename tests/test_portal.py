"""The run command as a person meets it: a process that is started, looked at, and stopped in several ways."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from cchc_portal import embedded
from cchc_portal.embedded.postgres import Postgres
from cchc_portal.embedded.processes import wait_until_gone
from cchc_portal.embedded.valkey import Valkey

PATIENCE = 90  # seconds; other tests may keep both cores busy


def _ignore_ctrl_c() -> None:
    """As a shell starts a background job."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Portal:
    """`manage.py portal`, started as a background job, with a folder of its own for everything it keeps."""

    def __init__(self, var: Path, port: int) -> None:
        self.var, self.port = var, port
        alone = {name: value for name, value in os.environ.items() if name not in embedded.SERVERS}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "portal", "--empty", "--port", str(port), "--workers", "1"],
            env={**alone, "VAR_DIR": str(var)}, cwd=settings.BASE_DIR, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=_ignore_ctrl_c,
        )  # fmt: skip

    def read_until(self, words: str) -> str:
        read = ""
        while words not in read:
            line = self.process.stdout.readline()
            assert line, f"ended without saying “{words}”:\n{read}"
            read += line
        return read

    def finish(self, number: int | None = None) -> tuple[int, str]:
        if number:
            self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, output

    def children(self) -> list[psutil.Process]:
        """Web, worker and clock with all that they have started; the embedded servers are not the portal's own."""
        return [p for p in psutil.Process(self.process.pid).children(recursive=True) if "python" in p.name()]

    def servers(self) -> list[psutil.Process]:
        base = self.var / "embedded"
        return [*Postgres.at(base)._family(), *Valkey.at(base)._alive()]

    def people_in_the_database(self) -> list[str]:
        """Who is connected besides the one who looks."""
        with closing(Postgres.at(self.var / "embedded")._connect("cchc")) as looking, looking.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'cchc' AND pid <> pg_backend_pid()"
            )
            return [name for (name,) in cursor.fetchall()]

    def get(self, path: str) -> tuple[int, bytes]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.status, answer.read()


Start = Callable[[], Portal]


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="cchc-portal-test-"))
    folder.chmod(0o755)  # else the account of PostgreSQL could not reach it
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def start(var: Path, port: int) -> Iterator[Start]:
    """Starts portals; one that a failing test has left running is ended before the folder goes."""
    started: list[Portal] = []

    def portal() -> Portal:
        started.append(Portal(var, port))
        return started[-1]

    yield portal
    for one in started:
        if one.process.poll() is None:
            one.finish(signal.SIGTERM)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def gone(processes: list[psutil.Process]) -> bool:
    return wait_until_gone(lambda: [p for p in processes if p.is_running() and p.status() != "zombie"], within=20)


def test_portal_answers_and_ctrl_c_leaves_nothing_behind(start: Start, var: Path, port: int) -> None:
    portal = start()
    said = portal.read_until("Nhấn Ctrl-C để dừng.")
    everything = [*portal.children(), *portal.servers()]

    assert f"Cổng đang chạy tại http://localhost:{port}" in said
    assert portal.get("/healthz") == (200, b'{"ok": true}')
    assert portal.get("/readyz")[0] == 200
    assert portal.people_in_the_database() == ["portal_rw"]
    assert portal.get("/static/css/base.css")[0] == 200
    assert {p.environ().get("PORTAL_URL") for p in portal.children()} == {f"http://localhost:{port}"}  # for letters
    assert sorted(path.name for path in (var / "log").iterdir()) == ["beat.log", "web.log", "worker.log"]

    second = start().finish()
    assert second[0] == 1
    assert f"Cổng mạng {port} đang có chương trình khác dùng" in second[1]
    assert portal.get("/healthz")[0] == 200

    asked = time.monotonic()
    assert portal.finish(signal.SIGINT) == (0, "\nĐang dừng…\nĐã dừng.\n")
    assert time.monotonic() - asked < 30
    assert gone(everything)
    assert portal.servers() == []


def test_portal_told_to_end_while_it_still_prepares_ends_in_order(start: Start, var: Path) -> None:
    """As a machine does that is shut down: SIGTERM, whatever is under way."""
    shutil.rmtree(var / "log", ignore_errors=True)
    portal = start()
    deadline = time.monotonic() + PATIENCE
    while not (var / "log").exists():
        assert portal.process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)

    code, said = portal.finish(signal.SIGTERM)

    assert (code, said[-22:]) == (0, "\nĐang dừng…\nĐã dừng.\n")
    assert portal.servers() == []


def test_portal_killed_takes_its_parts_along_and_the_next_adopts_the_servers_and_stops_when_a_part_dies(
    start: Start, var: Path
) -> None:
    portal = start()
    portal.read_until("Nhấn Ctrl-C để dừng.")
    parts, postmaster = portal.children(), Postgres.at(var / "embedded")._postmaster()
    portal.finish(signal.SIGKILL)
    assert gone(parts)

    after = start()
    after.read_until("Nhấn Ctrl-C để dừng.")
    assert Postgres.at(var / "embedded")._postmaster() == postmaster
    everything = [*after.children(), *after.servers()]
    next(p for p in after.children() if "beat" in p.cmdline()).kill()
    code, said = after.finish()

    assert code == 1
    assert "Tiến trình “beat” đã dừng (mã -9)." in said
    assert gone(everything)
