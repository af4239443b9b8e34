"""The sample province, seeded once: a database of its own, which tests look at or get a copy of."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

in_one_worker = pytest.mark.xdist_group("demo-city")


@dataclass(frozen=True)
class City:
    """The database that holds the small sample province, and the folder where its accounts are listed."""

    database: str
    folder: Path


@pytest.fixture(scope="session")
def demo_city(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[City]:
    """Seeded by the command; nobody changes it for good."""
    made = City(f"{connection.settings_dict['NAME']}_city", tmp_path_factory.mktemp("var"))
    with django_db_blocker.unblock(), copied(settings.DATABASES["default"]["TEST"]["TEMPLATE"], made.database):
        with on_database(made.database), override_settings(VAR_DIR=made.folder):
            call_command("seed_demo", small=True, verbosity=0)
        yield made


@pytest.fixture(scope="module")
def city(demo_city: City, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """The seeded province for the whole module, what it changes is undone; the folder where the accounts are listed."""
    with django_db_blocker.unblock(), on_database(demo_city.database), transaction.atomic():
        yield demo_city.folder
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def city_of_our_own(demo_city: City, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Everything the module does, it does to a copy of the sample province; for one test, which leaves it empty."""
    name = f"{demo_city.database}_copy"
    with django_db_blocker.unblock(), copied(demo_city.database, name), on_database(name):
        yield


@contextmanager
def copied(template: str, name: str) -> Iterator[None]:
    """A database made from another one, for as long as the block lasts."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")  # a database is a big thing
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def on_database(name: str) -> Iterator[None]:
    """Whoever connects meanwhile, the live portal's threads among them, works in this database."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
