"""Migrations: none missing, named for their purpose, linear, and reversible down to the empty database."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor

APPS = ("jobs", "audit", "units", "dossiers", "indicators", "reports")


def ours() -> list[Migration]:
    graph = MigrationExecutor(connection).loader.disk_migrations
    return [migration for (app, _), migration in sorted(graph.items()) if app in APPS]


@pytest.mark.django_db
def test_migrations_are_not_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)  # exits with an error when one is


@pytest.mark.django_db
def test_migrations_are_named_for_their_purpose() -> None:
    names = [f"{migration.app_label}.{migration.name}" for migration in ours()]

    assert [name for name in names if re.search(r"_auto_|_alter_.*_and_more|_\d{8}_", name)] == []


@pytest.mark.django_db
def test_migrations_are_linear() -> None:
    graph = MigrationExecutor(connection).loader.graph

    ends = [name for app in APPS for name in graph.leaf_nodes(app)]

    assert len(ends) == len({app for app, _ in ends})


@pytest.mark.django_db
def test_migrations_are_reversible() -> None:
    operations = [(migration, operation) for migration in ours() for operation in migration.operations]

    assert [f"{m.app_label}.{m.name}: {o.describe()}" for m, o in operations if not o.reversible] == []


@pytest.mark.deep
@pytest.mark.django_db
def test_the_newest_migration_of_every_app_goes_back_and_forth_again() -> None:
    executor = MigrationExecutor(connection)
    everything = executor.loader.graph.leaf_nodes()
    newest = {migration.app_label: migration for migration in ours()}

    executor.migrate([before(migration) for migration in newest.values()])
    executor = MigrationExecutor(connection)
    assert {migration for migration, _ in executor.migration_plan(everything)} >= {*newest.values()}
    executor.migrate(everything)

    assert MigrationExecutor(connection).migration_plan(everything) == []


def before(migration: Migration) -> tuple[str, str | None]:
    """Where the app stood before this migration, as migrate() is told."""
    own = [name for app, name in migration.dependencies if app == migration.app_label]
    return migration.app_label, own[0] if own else None


@pytest.mark.deep
@pytest.mark.django_db
def test_migrations_go_back_to_nothing_and_forth_again() -> None:
    executor = MigrationExecutor(connection)
    everything = executor.loader.graph.leaf_nodes()

    executor.migrate([(app, None) for app in {migration.app_label for migration in ours()}])
    assert [table for table in connection.introspection.table_names() if table.startswith(APPS)] == []

    executor = MigrationExecutor(connection)
    executor.migrate(everything)
    executor.loader.build_graph()
    assert executor.migration_plan(everything) == []
