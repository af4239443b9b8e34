"""What every test stands on: real servers that parallel workers share without meeting, and the guards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

pytest_plugins = [
    "pytester",
    "tests.quick",
    "tests.guards",
    "tests.browser",
    "tests.template_database",
    "tests.demo_city",
    "tests.access.walk",
]

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
BROKER_PREFIX = f"test-{WORKER}:"
CACHE_DATABASE = 1 + int(WORKER.removeprefix("gw").replace("main", "14")) % 15  # Valkey has 0 to 15; 0 is the broker's
KEPT = {"django_content_type", "auth_permission"}  # what migrating has put in


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Before Django reads them: files, cache and queue of our own; speed where a crash would only lose test data."""
    files = tempfile.mkdtemp(prefix="cchc-test-files-")
    config.add_cleanup(lambda: shutil.rmtree(files, ignore_errors=True))
    settings.FILES_DIR = Path(files)
    settings.AUDIT_ANCHOR_FILE = Path(files) / "audit-heads.log"
    settings.STORAGES["default"]["OPTIONS"]["location"] = files
    settings.CACHES["default"]["LOCATION"] += f"?db={CACHE_DATABASE}"  # clear() empties a whole database of Valkey
    settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = BROKER_PREFIX
    settings.DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
    settings.MENU_BADGES = {}  # counted once in minutes, it would hide in the queries of whatever page comes first
    hypothesis.settings.register_profile("suite", hypothesis.settings(), deadline=None)  # a busy machine is no fault
    hypothesis.settings.load_profile("suite")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A file in memory is named after its argument: its bytes carry the second it was made, and workers must agree."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share what their module has built stay in one worker; all others go wherever there is time.

    What takes minutes comes first, so that no worker waits for the other at the end.
    """
    for item in items:
        used = item._fixtureinfo.name2fixturedefs if isinstance(item, pytest.Function) else {}
        shared = any(fixtures[-1].scope == "module" for fixtures in used.values())
        if shared and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


def pytest_collection_finish(session: pytest.Session) -> None:
    """A group that the runner does not see costs minutes and fails nothing, so it is said aloud."""
    if getattr(session.config.option, "loadgroup", False):
        lost = [
            item.nodeid for item in session.items if item.get_closest_marker("xdist_group") and "@" not in item.nodeid
        ]
        if lost:
            raise pytest.UsageError(f"pytest-xdist does not see the groups of {len(lost)} tests, such as {lost[0]}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The second connection that Django opens beside Playwright's event loop does not keep the database from going."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session", autouse=True)
def short_farewell() -> Iterator[None]:
    """After a test with real transactions only the tables that hold something are emptied, past triggers and keys.

    Django truncates all of them and writes content types and permissions anew, which takes ten times as long.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: _empty_the_tables())
        yield


def _empty_the_tables() -> None:
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables))
        filled = [name for (name,) in cursor.fetchall()]
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in filled:
            cursor.execute(f"DELETE FROM {name}")


@pytest.fixture(scope="session", autouse=True)
def queue_of_our_own() -> Iterator[None]:
    """Bells that tests have rung and nobody answered are gone before and after the session."""
    _forget_bells()
    yield
    _forget_bells()


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def _forget_bells() -> None:
    with redis.Redis.from_url(settings.REDIS_URL.replace("redis+socket://", "unix://")) as broker:
        for key in broker.scan_iter(match=f"{BROKER_PREFIX}*", count=1000):
            broker.delete(key)
