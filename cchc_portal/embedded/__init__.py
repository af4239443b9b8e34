"""PostgreSQL and Valkey from pip wheels, for a machine that has neither (see docs/adr/0002).

The first process that needs the servers starts them, the last one that leaves stops them. A process that was told
the addresses (DATABASE_URL, REDIS_URL), as every child of such a process is, does not touch them.
"""

import atexit
import os
import signal
import threading
from pathlib import Path

from cchc_portal.embedded import locks
from cchc_portal.embedded.postgres import Postgres
from cchc_portal.embedded.processes import Unavailable, secret
from cchc_portal.embedded.valkey import Valkey

__all__ = ["Unavailable", "as_running", "ensure", "running_login"]

RUNNING = "portal_rw"

SERVERS: dict[str, type[Postgres] | type[Valkey]] = {"DATABASE_URL": Postgres, "REDIS_URL": Valkey}


def ensure(base: Path) -> None:
    """Put the missing one of DATABASE_URL and REDIS_URL into the environment, its server running under `base`.

    Says nothing and returns when the server answers. Raises Unavailable with what its log says when it does not.
    """
    wanted = {name: server for name, server in SERVERS.items() if not os.environ.get(name)}
    if not wanted:
        return
    base = base.resolve()
    base.mkdir(parents=True, exist_ok=True)
    with locks.starting(base):
        atexit.register(_leave, base, locks.join(base), os.getpid())
        for name, server in wanted.items():
            os.environ[name] = server.at(base).start()


def running_login(base: Path) -> tuple[str, str] | None:
    """Name and password of the role under which web and worker run; None when the database is not ours.

    Whoever starts the portal owns the tables; the programs that talk to people need less (see audit.roles).
    """
    base = base.resolve()
    if not (base / "postgres.secret").exists() or os.environ.get("DATABASE_URL") != Postgres.at(base).url:
        return None
    return RUNNING, secret(base / "running.secret")


def as_running(url: str, login: tuple[str, str]) -> str:
    """The same database for somebody else."""
    return f"postgres://{login[0]}:{login[1]}@{url.rpartition('@')[2]}"


def _leave(base: Path, membership: int, joined_by: int) -> None:
    """At exit: stop the servers unless somebody else still uses them. Forked children are not members."""
    if os.getpid() != joined_by:
        return
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # an impatient second Ctrl-C must not cut the shutdown in half
    base.mkdir(parents=True, exist_ok=True)  # somebody may have removed it all while the servers ran
    with locks.starting(base):
        if locks.is_last(membership):
            for server in SERVERS.values():
                server.at(base).stop()
