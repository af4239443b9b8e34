"""Reads an upload in a child process with limits, so that a hostile file can kill only that child.

    python -m dossiers.reading   (the child: a JSON order on stdin, JSON lines of progress and findings on stdout)

The checked lines go to a file the parent names; the child loads neither Django nor any secret of the environment.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from dossiers.findings import Findings, Spec
from dossiers.imports import read_file

MEMORY = 1536 * 1024 * 1024  # bytes of address space
CPU = 600  # seconds
FILE = 1024 * 1024 * 1024  # bytes written
_ROOT = Path(__file__).resolve().parent.parent
KILLED = (
    "Không đọc nổi tệp: nội dung bung ra quá lớn hoặc tệp hỏng. "
    "Hãy mở bằng Excel, chỉ giữ bảng hồ sơ, lưu lại rồi gửi lại."
)


def read_in_child(path: Path, spec: Spec, lines: Path, progress: Callable[[int, int], None]) -> Findings:
    """Read `path`, leaving COPY lines in `lines`. A child that dies is one more finding, without a cell."""
    order = json.dumps({"path": str(path), "lines": str(lines), "spec": asdict(spec)})
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(_ROOT),
        "PYTHONUTF8": "1",
        "MALLOC_ARENA_MAX": "2",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "dossiers.reading"],
        cwd=_ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as child:  # fmt: skip
        try:
            findings = _listen(child, order, progress)
        except BaseException:
            child.kill()  # the job was stopped or lost: do not wait for a reader nobody listens to
            raise
    if findings is None or child.returncode:
        findings = Findings()
        findings.wrong("", KILLED)
    return findings


def _listen(child: subprocess.Popen[str], order: str, progress: Callable[[int, int], None]) -> Findings | None:
    try:
        child.stdin.write(order)
        child.stdin.close()
    except BrokenPipeError:
        return None
    findings = None
    for line in child.stdout:
        message = json.loads(line)
        if "findings" in message:
            findings = Findings(**message["findings"])
        else:
            progress(message["done"], message["total"])
    return findings


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    order = json.load(sys.stdin)
    with open(order["lines"], "w", encoding="utf-8", buffering=1 << 20) as out:
        findings = read_file(Path(order["path"]), Spec(**order["spec"]), out, _tell)
    findings.peak_kib = _peak_kib()
    print(json.dumps({"findings": findings.as_dict()}), flush=True)  # noqa: T201


def _peak_kib() -> int:
    """From the kernel's own mark: ru_maxrss would count the parent from which this process was forked."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def _tell(done: int, total: int) -> None:
    print(json.dumps({"done": done, "total": total}), flush=True)  # noqa: T201  # stdout is the pipe to the parent


if __name__ == "__main__":
    main()
