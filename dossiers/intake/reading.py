"""Reads an upload in a child process with limits, so that a hostile file can kill only that child.

    python -m dossiers.intake.reading FD   (the child: a JSON order on stdin, COPY lines on stdout, JSON messages on FD)

The lines stream straight into COPY while the child still reads. It loads neither Django nor any secret of the
environment.
"""

import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from dossiers.intake.findings import Findings, Spec
from dossiers.intake.imports import read_file
from dossiers.intake.marking import mark_file

MEMORY = 1536 * 1024 * 1024  # bytes of address space
CPU = 600  # seconds
FILE = 1024 * 1024 * 1024  # bytes written to any file
COMMAND = ("-m", "dossiers.intake.reading")
_ROOT = Path(__file__).resolve().parent.parent.parent
KILLED = (
    "Không đọc nổi tệp: nội dung bung ra quá lớn hoặc tệp hỏng. "
    "Hãy mở bằng Excel, chỉ giữ bảng hồ sơ, lưu lại rồi gửi lại."
)

Progress = Callable[[int, int], None]


class Child:
    """A child at work: `lines` are there to be read to the end, then `finish()` says what it found."""

    def __init__(self, process: subprocess.Popen[bytes], messages: TextIO, progress: Progress) -> None:
        self.lines: BinaryIO = process.stdout
        self._process, self._messages, self._progress = process, messages, progress
        self._findings: Findings | None = None
        self._listener = threading.Thread(target=self._listen, name=f"reading-{process.pid}", daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        for line in self._messages:
            message = json.loads(line)
            if "findings" in message:
                self._findings = Findings(**message["findings"])
            else:
                self._progress(message["done"], message["total"])

    def finish(self) -> Findings:
        """Wait for the end. A child that died is one finding, without a cell."""
        self._listener.join()
        if self._process.wait() or self._findings is None:
            self._findings = Findings()
            self._findings.wrong("", KILLED)
        return self._findings


def _environment() -> dict[str, str]:
    """No secret of ours crosses to the child."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(_ROOT),
        "PYTHONUTF8": "1",
        "MALLOC_ARENA_MAX": "2",
    }


@contextmanager
def read_in_child(path: Path, spec: Spec, progress: Progress) -> Iterator[Child]:
    """Start reading; leaving the block ends the child whatever it is doing. `progress` is called from a thread."""
    listening, speaking = os.pipe()
    process = subprocess.Popen(
        [sys.executable, *COMMAND, str(speaking)],
        cwd=_ROOT,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=[speaking],
    )
    os.close(speaking)
    with process, open(listening, encoding="utf-8") as messages:
        child = Child(process, messages, progress)
        try:
            with process.stdin as order:
                order.write(json.dumps({"path": str(path), "spec": asdict(spec)}).encode())
            yield child
        finally:
            process.kill()
            child.finish()


def mark_in_child(path: Path, name: str, target: Path, marks: dict[str, str]) -> bool:
    """Write a copy of the file with its wrong cells marked; False when it could not be made, and nothing is left."""
    part = target.with_name(f"{target.name}.part")
    order = {"path": str(path), "name": name, "target": str(part), "marks": marks}
    done = subprocess.run(
        [sys.executable, *COMMAND, "1"],
        cwd=_ROOT,
        env=_environment(),
        input=json.dumps(order).encode(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        part.unlink(missing_ok=True)
        return False
    part.replace(target)
    return True


def main() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU),
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    order = json.load(sys.stdin)
    if "marks" in order:
        mark_file(Path(order["path"]), order["name"], Path(order["target"]), order["marks"])
    else:
        _read(order)


def _read(order: dict[str, Any]) -> None:
    with open(int(sys.argv[1]), "w", encoding="utf-8") as messages:

        def say(message: dict[str, object]) -> None:
            messages.write(json.dumps(message) + "\n")
            messages.flush()

        with open(sys.stdout.fileno(), "w", encoding="utf-8", buffering=1 << 18, closefd=False) as lines:
            findings = read_file(
                Path(order["path"]),
                Spec(**order["spec"]),
                lines,
                lambda done, total: say({"done": done, "total": total}),
            )
        findings.peak_kib += _peak_kib()
        say({"findings": findings.as_dict()})
    os._exit(0)  # a parser may still be at work on a file that was refused meanwhile


def _peak_kib() -> int:
    """From the kernel's own mark: ru_maxrss would count the parent from which this process was forked."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
