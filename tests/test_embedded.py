"""The embedded servers through everything that a development machine does to them.

Every user of the servers is a process of its own, as in life; the servers of this test run are not touched.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis
from django.conf import settings

from cchc_portal import embedded
from cchc_portal.embedded.account import SYSTEM_STATE, socket_folder
from cchc_portal.embedded.postgres import Postgres
from cchc_portal.embedded.processes import Unavailable, wait_until_gone
from cchc_portal.embedded.valkey import Valkey

JOIN = """
import os, sys
from pathlib import Path
from cchc_portal import embedded
embedded.ensure(Path(sys.argv[1]))
{then}
print("ready", flush=True)
sys.stdin.readline()
"""
FORK = "pid = os.fork()\nif not pid: sys.exit()\nos.waitpid(pid, 0)"


class User:
    """A process that uses the servers until it is told to leave."""

    def __init__(self, base: Path, then: str = "") -> None:
        alone = {name: value for name, value in os.environ.items() if name not in embedded.SERVERS}
        self.process = subprocess.Popen(
            [sys.executable, "-c", JOIN.format(then=then), base],
            env=alone, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> "User":
        assert self.process.stdout
        assert self.process.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *problem: object) -> None:
        if self.process.poll() is None:
            self.process.communicate("leave\n", timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def base() -> Iterator[Path]:
    """Not in tmp_path, whose parents are closed to the account that PostgreSQL runs under."""
    folder = Path(tempfile.mkdtemp(prefix="cchc-embedded-"))
    folder.chmod(0o755)
    yield folder / "servers"
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "base" in request.fixturenames:
        assert running(request.getfixturevalue("base")) == []


def running(base: Path) -> list[int]:
    """The process numbers of the servers under `base`."""
    postgres, valkey = Postgres.at(base), Valkey.at(base)
    return [process.pid for process in (*postgres._postmaster(), *valkey._alive())]


def kill_servers(base: Path) -> None:
    for pid in running(base):
        os.kill(pid, signal.SIGKILL)
    assert wait_until_gone(lambda: running(base), within=10)  # type: ignore[arg-type,return-value]


def ask(base: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(Postgres.at(base)._connect("cchc")) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def broker(base: Path) -> redis.Redis:
    valkey = Valkey.at(base)
    return redis.Redis(unix_socket_path=str(valkey.socket), password=valkey.password, decode_responses=True)


def test_ensure_starts_both_servers_and_the_last_user_stops_them(base: Path) -> None:
    with User(base):
        assert len(running(base)) == 2
        assert ask(base, "select upper('đỗ thị hương ổ')") == [("ĐỖ THỊ HƯƠNG Ổ",)]
        ask(base, "create table kept (id int)")
        broker(base).set("kept", "yes")

    assert running(base) == []


def test_ensure_keeps_data_over_a_restart(base: Path) -> None:
    with User(base):
        ask(base, "insert into kept values (1)")
        assert broker(base).get("kept") == "yes"

    with User(base):
        assert ask(base, "select count(*) from kept") == [(1,)]


def test_ensure_keeps_data_after_the_servers_were_killed(base: Path) -> None:
    with User(base):
        ask(base, "insert into kept values (2)")
        broker(base).set("acknowledged", "yes")
        kill_servers(base)

    with User(base):
        assert ask(base, "select count(*) from kept where id = 2") == [(1,)]
        assert broker(base).get("acknowledged") == "yes"


def test_ensure_adopts_servers_whose_user_was_killed(base: Path) -> None:
    with User(base) as user:
        orphans = running(base)
        user.kill()
    assert running(base) == orphans

    with User(base):
        assert running(base) == orphans


@pytest.mark.parametrize("content", ["", "\n", "{pid}\n", "not a number"], ids=["empty", "blank", "reused", "garbage"])
def test_ensure_does_not_believe_a_stale_pid_file(base: Path, content: str) -> None:
    with User(base):
        kill_servers(base)
        stale = Postgres.at(base).data / "postmaster.pid"
        stale.write_text(content.format(pid=os.getpid()))
        Path(f"{Postgres.at(base)._socket()}.lock").write_text(content.format(pid=os.getpid()))

    with User(base):
        assert len(running(base)) == 2


def test_ensure_by_several_processes_at_once_starts_one_pair(base: Path) -> None:
    crowd = [User(base) for _ in range(3)]
    pair = [running(base) for user in crowd if user.__enter__()][-1]

    for user in crowd[:2]:
        user.__exit__()
        assert running(base) == pair
    crowd[2].__exit__()

    assert running(base) == []


def test_ensure_is_not_undone_by_a_forked_child(base: Path) -> None:
    with User(base, then=FORK):
        assert len(running(base)) == 2


def test_ensure_replaces_servers_whose_sockets_were_cleaned_away(base: Path) -> None:
    with User(base):
        lost = running(base)
        Postgres.at(base)._socket().unlink()
        Valkey.at(base).socket.unlink()

        with User(base):
            assert set(running(base)) & set(lost) == set()
            assert ask(base, "select 1") == [(1,)]


def test_ensure_repeats_an_interrupted_initdb(base: Path) -> None:
    other = base.with_name("interrupted")
    (other / "postgres-18.new" / "global").mkdir(parents=True)
    (other / "postgres-18.new" / "PG_VERSION").write_text("18\n")

    with User(other):
        assert ask(other, "select 1") == [(1,)]

    assert running(other) == []


def test_ensure_serves_a_path_too_long_for_a_socket(base: Path) -> None:
    other = base.with_name("x" * 120)

    with User(other):
        assert ask(other, "select 1") == [(1,)]

    assert running(other) == []
    for folder in (Postgres.at(other).sockets, Valkey.at(other).socket.parent):
        assert folder.parent == Path("/tmp")
        shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL under another account")
def test_ensure_works_in_a_checkout_that_the_account_cannot_reach(base: Path) -> None:
    closed = base.with_name("closed")
    closed.mkdir(mode=0o700)

    with User(closed / "servers"):
        assert ask(closed / "servers", "select 1") == [(1,)]

    assert closed.stat().st_mode & 0o777 == 0o700
    assert running(closed / "servers") == []
    elsewhere = Postgres.at(closed / "servers").data.parent
    assert elsewhere.parent == SYSTEM_STATE
    shutil.rmtree(elsewhere)


def test_leaving_stops_the_servers_of_a_folder_that_was_removed(base: Path) -> None:
    other = base.with_name("removed")

    with User(other):
        postgres, valkey = Postgres.at(other), Valkey.at(other)
        shutil.rmtree(other)

    assert (postgres._family(), valkey._alive()) == ([], [])


def test_ensure_says_when_the_password_does_not_fit_the_data(base: Path) -> None:
    secret = base / "postgres.secret"
    with User(base):
        right = secret.read_text()
        secret.write_text("another")

        with pytest.raises(Unavailable, match="không mở được dữ liệu"):
            Postgres.at(base).start()

        secret.write_text(right)


def test_ensure_leaves_a_process_alone_that_was_told_the_addresses(tmp_path: Path) -> None:
    embedded.ensure(tmp_path / "never")

    assert not (tmp_path / "never").exists()


def test_socket_folder_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "run").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)

    with pytest.raises(Unavailable, match="thuộc về người khác"):
        socket_folder(tmp_path, None)


def test_secrets_are_readable_by_their_owner_only(base: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in base.glob("*.secret")}

    assert modes == {"postgres.secret": 0o600, "valkey.secret": 0o600}


def test_address_of_the_database_is_one_that_clients_understand(base: Path) -> None:
    with User(base), closing(psycopg2.connect(Postgres.at(base).url)) as connection:
        assert connection.info.dbname == "cchc"
