"""The processes of one portal on one machine: started together, watched, stopped in order."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cchc_portal.embedded.processes import tail

LINUX_PARENT_DEATH = 1  # prctl(PR_SET_PDEATHSIG)


class Stopped(Exception):
    """A process has ended by itself; str() is the Vietnamese sentence with the last lines of its log."""


@dataclass(frozen=True, slots=True)
class Part:
    """One program of the portal: what people call it, its arguments after `python -m`, what its environment adds."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    grace: float = 8  # seconds between the polite and the last signal


class Supervisor:
    """Runs parts with their output in `logs`; stop() leaves no process behind."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.logs.mkdir(parents=True, exist_ok=True)
        self.running: list[tuple[Part, subprocess.Popen[bytes]]] = []

    def log_of(self, part: Part) -> Path:
        return self.logs / f"{part.name}.log"

    def start(self, part: Part) -> None:
        with open(self.log_of(part), "ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *part.arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **part.environment}, start_new_session=True, preexec_fn=_end_with_parent,
            )  # fmt: skip
        self.running.append((part, process))

    def check(self) -> None:
        """Raises Stopped when one of the parts has ended."""
        for part, process in self.running:
            if process.poll() is not None:
                log = self.log_of(part)
                raise Stopped(
                    f"Tiến trình “{part.name}” đã dừng (mã {process.returncode}). Nhật ký {log} ghi:\n{tail(log)}"
                )

    def stop(self) -> None:
        """Part after part in the order of their start: polite signal, then, after its grace, the whole group."""
        for part, process in self.running:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(part.grace)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.running.clear()

    def watch(self) -> None:
        """Return never; raises Stopped, or KeyboardInterrupt when asked to end."""
        while True:
            self.check()
            time.sleep(0.3)


def _end_with_parent() -> None:
    """In the child: end when the supervisor does, even if it was killed with -9 and could not say so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(LINUX_PARENT_DEATH, signal.SIGTERM)
