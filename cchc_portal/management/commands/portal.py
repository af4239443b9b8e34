"""The whole portal with one command: database, sample data, web, worker and clock; Ctrl-C stops it all."""

import errno
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections, transaction

from cchc_portal import embedded
from cchc_portal.audit.roles import Login, prepare
from cchc_portal.supervisor import Part, Stopped, Supervisor

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 60  # seconds until the web must answer
JOBS_MAY_TAKE = {"DB_STATEMENT_TIMEOUT": "600000"}  # milliseconds; imports and exports read whole tables


class Command(BaseCommand):
    help = "Chạy cổng: cập nhật cơ sở dữ liệu, nạp dữ liệu mẫu lần đầu, web, tiến trình nền và bộ hẹn giờ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--workers", type=int, default=2, help="số tiến trình web")
        parser.add_argument("--empty", action="store_true", help="không nạp dữ liệu mẫu")

    def handle(self, *args: Any, host: str, port: int, workers: int, empty: bool, **options: Any) -> None:
        for number in ENDINGS:  # all the same orderly end; a shell's background job comes with Ctrl-C ignored
            signal.signal(number, signal.default_int_handler)
        supervisor = Supervisor(settings.VAR_DIR / "log")
        try:
            _refuse_busy_port(host, port)
            self._prepare(empty)
            environment = {"PORTAL_URL": os.environ.get("PORTAL_URL") or _address(host, port), **self._running()}
            self._start(supervisor, _parts(host, port, workers, environment), host, port)
            self._announce(host, port)
            supervisor.watch()
        except KeyboardInterrupt:
            self.stdout.write("\nĐang dừng…")
        except Stopped as stopped:
            raise CommandError(str(stopped)) from stopped
        finally:
            for number in ENDINGS:
                signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
            supervisor.stop()
        self.stdout.write("Đã dừng.")

    def _prepare(self, empty: bool) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        if not empty and not apps.get_model("units", "Unit").objects.exists():
            self.stdout.write("Lần chạy đầu tiên: đang nạp dữ liệu mẫu…")
            call_command("seed_demo")
        connections.close_all()

    def _running(self) -> dict[str, str]:
        """Web and worker talk to the embedded database as a role that can take nothing of the trail back."""
        login = embedded.running_login(settings.VAR_DIR / "embedded")
        if login is None:
            return {}
        with transaction.atomic(), connection.cursor() as cursor:
            prepare(cursor, running=Login(*login))
        connections.close_all()
        return {"DATABASE_URL": embedded.as_running(settings.DATABASE_URL, login)}

    def _start(self, supervisor: Supervisor, parts: list[Part], host: str, port: int) -> None:
        """The web alone first: it answers sooner when nobody else is starting."""
        web, *others = parts
        supervisor.start(web)
        deadline = time.monotonic() + PATIENCE
        while not answers(host, port):
            supervisor.check()
            if time.monotonic() > deadline:
                raise CommandError(f"Web không trả lời sau {PATIENCE} giây. Xem {supervisor.log_of(web)}.")
            time.sleep(0.1)
        for part in others:
            supervisor.start(part)

    def _announce(self, host: str, port: int) -> None:
        self.stdout.write(f"\nCổng đang chạy tại {_address(host, port)}")
        accounts = settings.VAR_DIR / "demo-accounts.txt"  # written by seed_demo
        if accounts.exists():
            self.stdout.write(f"\n{accounts.read_text()}")
        self.stdout.write(f"Nhật ký: {settings.VAR_DIR / 'log'}. Nhấn Ctrl-C để dừng.")
        self.stdout.flush()


def _parts(host: str, port: int, workers: int, environment: dict[str, str]) -> list[Part]:
    beat = settings.VAR_DIR / "beat"
    beat.mkdir(parents=True, exist_ok=True)
    celery = ["celery", "--app", "cchc_portal"]
    return [
        web_part(host, port, workers, environment),
        Part("worker", [
            *celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO",
        ], {**JOBS_MAY_TAKE, **environment}),
        Part("beat", [
            *celery, "beat", "--schedule", str(beat / "schedule"), "--pidfile", "", "--loglevel", "WARNING",
        ], environment),
    ]  # fmt: skip


def web_part(host: str, port: int, workers: int, environment: dict[str, str]) -> Part:
    """The web server as the portal runs it; `python -m bench load` measures this one."""
    return Part("web", [
        "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", "1", "--workers-kill-timeout", "5", "cchc_portal.wsgi:application",
    ], environment)  # fmt: skip


def _address(host: str, port: int) -> str:
    """Where people find it, in letters too."""
    return f"http://{'localhost' if host == '127.0.0.1' else host}:{port}"


def _refuse_busy_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Cổng mạng {port} đang có chương trình khác dùng, có thể là chính cổng này đã chạy. "
                    f"Hãy dừng chương trình đó, hoặc chạy: make run PORT={port + 1}"
                ) from error
            raise CommandError(f"Không mở được {host}:{port}: {error.strerror}.") from error


def answers(host: str, port: int) -> bool:
    address = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)
    try:
        with urllib.request.urlopen(f"http://{address}:{port}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
