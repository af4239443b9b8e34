"""Who may start and stop the servers: file locks, which the kernel drops even after kill -9."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def starting(base: Path) -> Iterator[None]:
    """One process at a time starts or stops the servers of `base`; the others wait here."""
    with open(base / "start.lock", "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def join(base: Path) -> int:
    """Become a user of the servers for the life of this process; returns the descriptor that holds the lock."""
    descriptor = os.open(base / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def is_last(membership: int) -> bool:
    """Whether no other process uses the servers. Ask only inside starting(): the answer gives up the place."""
    try:
        fcntl.flock(membership, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
