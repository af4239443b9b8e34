"""A long table is turned into lines by two processes: the reading child and a copy of it (pure).

The parser has the whole table in memory when the first row comes, so the copy shares it and costs what it changes. Both
write whole chunks of lines to the same pipe, in turn. Neither outlives the other: a copy that died is missed by the
child, and the kernel ends a copy whose child died, so that nobody waits for a pipe that it holds open.
"""

import ctypes
import fcntl
import json
import os
import signal
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TextIO

from dossiers.intake.findings import Findings

PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(slots=True)
class InTurn:
    """A stream that two processes write to, a chunk at a time; whoever dies lets go of the turn."""

    out: TextIO
    turn: IO[bytes]

    def writelines(self, lines: Iterable[str]) -> None:
        fcntl.lockf(self.turn, fcntl.LOCK_EX)
        try:
            self.out.writelines(lines)
            self.out.flush()
        finally:
            fcntl.lockf(self.turn, fcntl.LOCK_UN)


Read = Callable[[InTurn, Findings], tuple[int, int]]  # blank rows, number of the last row


def can_share() -> bool:
    """More than one core may be used; only Linux says so."""
    return hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1


def read_halves(first: Read, second: Read, out: TextIO, findings: Findings) -> tuple[int, int]:
    """Both halves into `out` and `findings`, the second by a copy of this process; blank rows and the last row."""
    listening, speaking = os.pipe()
    child = os.getpid()
    with tempfile.TemporaryFile() as turn, open(listening, encoding="utf-8") as answer:
        shared = InTurn(out, turn)
        if not (copy := os.fork()):
            _die_with(child)
            _tell(second, shared, findings, speaking)
        os.close(speaking)
        blank, _ = first(shared, findings)
        told = json.load(answer)
        os.waitpid(copy, 0)
    _join(findings, Findings(**told["findings"]))
    return blank + told["blank"], told["last"]


def _die_with(child: int) -> None:
    """Called in the copy."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != child:  # it died before the kernel knew
        os._exit(1)


def _tell(read: Read, out: InTurn, known: Findings, speaking: int) -> None:
    """The copy's life; it never returns."""
    status = 1
    try:
        mine = Findings(letters=known.letters)
        blank, last = read(out, mine)
        mine.peak_kib = _own_kib()
        with open(speaking, "w", encoding="utf-8") as answer:
            json.dump({"blank": blank, "last": last, "findings": mine.as_dict()}, answer)
        status = 0
    finally:
        os._exit(status)


def _own_kib() -> int:
    """What this process does not share with the one it was copied from."""
    pages = Path("/proc/self/smaps_rollup")
    if not pages.exists():
        return 0
    return sum(int(line.split()[1]) for line in pages.read_text().splitlines() if line.startswith("Private_"))


def _join(findings: Findings, other: Findings) -> None:
    """Add what the second half told."""
    findings.rows += other.rows
    findings.left_out += other.left_out
    findings.wrong_rows += other.wrong_rows
    findings.summary |= other.summary
    for name, number in other.declared.items():
        findings.declared[name] = findings.declared.get(name, 0) + number
    findings.procedures = other.procedures | findings.procedures
    findings.peak_kib += other.peak_kib
    for error in other.errors:
        findings.wrong(error["cell"], error["message"])
    findings.error_count += other.error_count - len(other.errors)
