"""Whose account the servers run under, and a place that this account can reach.

PostgreSQL refuses to run as root. Root therefore starts it as an existing unprivileged account; where that account
cannot reach the checkout (a home directory of mode 0700), data and a copy of the programs go to a place of their own.
The permissions of other people's directories are never changed.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cchc_portal.embedded.processes import Unavailable

SYSTEM_STATE = Path("/var/lib")  # only root writes here, so nobody can put a trap in our way
LONGEST_SOCKET_FOLDER = 80  # characters; the kernel allows about 107 for the whole path of a socket


@dataclass(frozen=True, slots=True)
class Account:
    """The unprivileged account that root lends to PostgreSQL; None stands for whoever we are."""

    uid: int
    gid: int

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        probe = subprocess.run(["/bin/sh", "-c", 'test -r "$0"', path], cwd="/", check=False, **as_account(self))
        return probe.returncode == 0


def as_account(account: Account | None) -> dict[str, Any]:
    """Arguments with which subprocess changes to the account."""
    return {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}


def unprivileged() -> Account | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise Unavailable("PostgreSQL không chạy dưới quyền root và máy không có tài khoản postgres hay nobody.")


def home_for(base: Path, programs: Path, account: Account | None) -> Path:
    """`base` where the account can reach it and the programs; otherwise a directory of our own elsewhere."""
    if account is None or (account.reaches(base) and account.reaches(programs)):
        return base
    home = SYSTEM_STATE / f"cchc-portal-{_short_hash(base)}"
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    return home


def copied(programs: Path, libraries: Path, home: Path, version: str) -> Path:
    """The programs of a wheel copied under `home` with the libraries they look for beside them; once per version."""
    target = home / f"programs-{version}"
    if not target.exists():
        unfinished = home / "programs.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(programs, unfinished / programs.parent.name / programs.name)
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        for path in (unfinished, *unfinished.rglob("*")):
            path.chmod(0o755)  # the originals may be readable by root alone
        unfinished.rename(target)
    return target / programs.parent.name / programs.name


def socket_folder(home: Path, account: Account | None) -> Path:
    """A private folder for sockets whose path is short enough for the kernel."""
    folder = home / "run"
    if len(str(folder)) > LONGEST_SOCKET_FOLDER:
        folder = Path("/tmp") / f"cchc-portal-{_short_hash(home)}"  # not $TMPDIR, which differs between terminals
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid not in {os.geteuid(), account.uid if account else os.geteuid()}:
        raise Unavailable(f"Thư mục {folder} thuộc về người khác. Hãy xóa thư mục đó rồi chạy lại.")
    if account:
        account.own(folder)
    return folder


def _short_hash(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]
