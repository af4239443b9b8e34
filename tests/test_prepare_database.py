"""Two roles from nothing, as a release does it: an administrator once, the owner after every migration."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from psycopg2 import extensions

pytestmark = pytest.mark.django_db(transaction=True)


class Scratch:
    """An empty database of its own, and the addresses of three people who use it."""

    def __init__(self) -> None:
        admin = connection.settings_dict
        self.name = f"scratch_{admin['NAME']}"
        self.place = {"host": admin["HOST"], "port": admin["PORT"]}
        self.admin = (admin["USER"], admin["PASSWORD"])
        self.owner = (f"owner_{self.name}", "mật khẩu/của:chủ")
        self.running = (f"rw_{self.name}", "mật khẩu@cổng")

    def address(self, login: tuple[str, str]) -> str:
        who = ":".join(quote(part, safe="") for part in login)
        return f"postgres://{who}@{quote(self.place['host'], safe='')}:{self.place['port']}/{self.name}"

    def manage(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        own = {"DATABASE_URL": self.address(self.running), "AUDIT_ANCHOR_FILE": str(settings.AUDIT_ANCHOR_FILE)}
        environment = {**os.environ, **own, **more}
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def release(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.manage(*arguments, MIGRATE_DATABASE_URL=self.address(self.owner))

    def connect(self, login: tuple[str, str]) -> extensions.connection:
        opened = psycopg2.connect(**self.place, dbname=self.name, user=login[0], password=login[1])
        opened.autocommit = True
        return opened


@pytest.fixture
def scratch() -> Iterator[Scratch]:
    """Made and dropped on a connection without the time limits of pages: a database is a big thing."""
    made = Scratch()
    user, password = made.admin
    with closing(psycopg2.connect(**made.place, dbname="postgres", user=user, password=password)) as admin:
        admin.autocommit = True
        with admin.cursor() as cursor:
            forget(cursor, made)
            cursor.execute(f'CREATE DATABASE "{made.name}"')
            yield made
            forget(cursor, made)


def forget(cursor: extensions.cursor, made: Scratch) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{made.name}" WITH (FORCE)')
    for name, _ in (made.owner, made.running):
        cursor.execute(f'DROP ROLE IF EXISTS "{name}"')


@pytest.mark.deep
def test_prepare_database_makes_two_roles_that_a_release_uses(scratch: Scratch) -> None:
    first = scratch.release("prepare_database", "--as", scratch.address(scratch.admin))
    migrated = scratch.release("migrate", "--verbosity", "0")
    closed = scratch.manage("verify_audit")
    again = scratch.release("prepare_database")
    opened = scratch.manage("verify_audit")

    assert [done.returncode for done in (first, migrated, again, opened)] == [0, 0, 0, 0], first.stderr + again.stderr
    assert (closed.returncode, "permission denied" in closed.stderr) == (1, True)
    assert again.stdout == f"Vai trò {scratch.running[0]} đã sẵn sàng; 36 bảng chỉ được thêm, không được sửa hay xóa.\n"
    with closing(scratch.connect(scratch.running)) as running, running.cursor() as cursor:
        cursor.execute("SELECT tableowner FROM pg_tables WHERE schemaname = 'public' GROUP BY 1")
        assert cursor.fetchall() == [(scratch.owner[0],)]
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("DELETE FROM audit_auditevent")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("CREATE TABLE mine (id int)")


def test_prepare_database_asks_for_the_administrator_where_a_role_is_missing(scratch: Scratch) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE \"{scratch.owner[0]}\" LOGIN PASSWORD '{scratch.owner[1]}'")

    done = scratch.release("prepare_database")

    assert done.stderr.startswith(f"CommandError: Chưa có vai trò {scratch.running[0]}: hãy chạy lại với --as")


@pytest.mark.parametrize(
    ("owner", "sentence"),
    [
        ("", "Thiếu MIGRATE_DATABASE_URL, địa chỉ của vai trò sở hữu. Xem docs/running.md."),
        ("same", "MIGRATE_DATABASE_URL và DATABASE_URL phải dùng hai vai trò khác nhau."),
    ],
)
def test_prepare_database_needs_two_addresses(owner: str, sentence: str) -> None:
    address = Scratch().address(Scratch().running) if owner else ""

    done = Scratch().manage("prepare_database", MIGRATE_DATABASE_URL=address)

    assert done.stderr == f"CommandError: {sentence}\n"
