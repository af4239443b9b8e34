"""Where evidence files lie and how they are looked into: own names, outside the web root, parsed in a child process."""

import datetime as dt
import hashlib
import json
import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from indicators.enums import ScanState
from indicators.evidence.papers import DAMAGED, REFUSED, SECONDS, PaperRefused

FOLDER = "evidence"
SCAN_PATIENCE = 30  # seconds
CHUNK = 64 * 1024
INFECTED = "Tệp có mã độc ({name}) nên không được nhận. Hãy báo bộ phận công nghệ thông tin của đơn vị."


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it came: our name for it, its size in bytes, its digest."""

    stored: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What the content is, by the child process; `active` has words for what in it could act."""

    kind: str
    pages: int
    active: list[str]


def keep(chunks: Iterable[bytes]) -> Kept:
    """Write the file so that it survives a power cut: temporary name, fsync, rename, fsync of the folder."""
    name = uuid.uuid4().hex
    stored = f"{FOLDER}/{name[:2]}/{name}"
    target = path_of(stored)
    target.parent.mkdir(parents=True, exist_ok=True)
    half, digest = target.with_suffix(".half"), hashlib.sha256()
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        half.rename(target)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    _settle(target.parent)
    return Kept(stored, size, digest.hexdigest())


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def path_of(stored: str) -> Path:
    return Path(settings.FILES_DIR) / stored


def lying() -> Iterator[tuple[str, dt.datetime]]:
    """Every file that lies in the store, half-written ones too: our name for it, when it was last written."""
    root = path_of(FOLDER)
    for path in sorted(root.glob("*/*")) if root.exists() else []:
        try:
            written = path.stat().st_mtime
        except FileNotFoundError:  # taken away meanwhile
            continue
        yield f"{FOLDER}/{path.parent.name}/{path.name}", dt.datetime.fromtimestamp(written, dt.UTC)


def digest(stored: str) -> str | None:
    """SHA-256 of the file as it lies there; None where there is none that can be read."""
    try:
        with path_of(stored).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def discard(stored: str) -> None:
    path_of(stored).unlink(missing_ok=True)


def look(stored: str) -> Looked:
    """What the file is, by content. Raises PaperRefused."""
    return Looked(**json.loads(_ask("look", str(path_of(stored)))))


def page(stored: str, kind: str, number: int) -> bytes:
    """One page as PNG. Raises PaperRefused."""
    return _ask("page", str(path_of(stored)), kind, str(number))


def _ask(*arguments: str) -> bytes:
    command = [sys.executable, "-m", "indicators.evidence.papers", *arguments]
    try:
        child = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, timeout=3 * SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise PaperRefused(DAMAGED) from error
    if child.returncode == REFUSED:
        raise PaperRefused(child.stdout.decode())
    if child.returncode:
        raise PaperRefused(DAMAGED)
    return child.stdout


def scan(stored: str) -> ScanState:
    """Show the file to clamd where one is named (CLAMD_SOCKET). Raises PaperRefused for an infected file.

    PENDING while the scanner cannot be reached, SKIPPED where the portal has none.
    """
    if not settings.CLAMD_SOCKET:
        return ScanState.SKIPPED
    try:
        answer = _instream(path_of(stored))
    except OSError:
        return ScanState.PENDING
    if answer.endswith(" FOUND"):
        raise PaperRefused(INFECTED.format(name=answer.removeprefix("stream: ").removesuffix(" FOUND")))
    return ScanState.CLEAN if answer.endswith("OK") else ScanState.PENDING


def _instream(path: Path) -> str:
    """clamd's INSTREAM: chunks with their length before them, an empty one at the end, one line as answer."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line, path.open("rb") as file:
        line.settimeout(SCAN_PATIENCE)
        line.connect(settings.CLAMD_SOCKET)
        line.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            line.sendall(len(chunk).to_bytes(4, "big") + chunk)
        line.sendall(bytes(4))
        answer = b""
        while part := line.recv(4096):
            answer += part
    return answer.rstrip(b"\0\n").decode(errors="replace")
