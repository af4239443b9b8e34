"""Migrates once: test databases are copies of a template that is kept until a migration changes.

Every worker of every session would otherwise run the whole history of migrations, which costs more than most tests.
"""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

ROOT = Path(__file__).resolve().parent.parent
SHAPED_BY = (
    "*/migrations/*.py",
    "cchc_portal/*/migrations/*.py",
    "cchc_portal/audit/history.py",  # migrations import these
    "cchc_portal/audit/triggers.py",
    "cchc_portal/kit/text.py",
    "requirements.txt",  # the tables of third-party apps
)
PREFIX = "cchc_template_"
BUILDING = 581_2027  # advisory lock: one session builds, the others wait for its template


def fingerprint() -> str:
    """Changes when anything changes that the empty database is made of."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SHAPED_BY for path in ROOT.glob(pattern)):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """pytest-django asks this before it creates the database of a worker."""
    template = PREFIX + fingerprint()
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute("set lock_timeout = 0; set statement_timeout = 0")  # the first builds for as long as it takes
        cursor.execute("select pg_advisory_lock(%s)", [BUILDING])
        cursor.execute("select datname from pg_database where datname like %s", [f"{PREFIX}%"])
        known = [name for (name,) in cursor.fetchall()]
        if template not in known:
            for name in known:
                cursor.execute(f"drop database {name}")
            _migrate_into(f"{template}_unfinished")
            cursor.execute(f"alter database {template}_unfinished rename to {template}")
        cursor.execute("select pg_advisory_unlock(%s)", [BUILDING])
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = template
    connection.settings_dict["TEST"]["TEMPLATE"] = template


def _migrate_into(name: str) -> None:
    """A fresh database of that name with every migration applied, and nobody connected to it."""
    own, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    wanted, test["NAME"] = test["NAME"], name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.close()
        test["NAME"] = wanted
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = own
