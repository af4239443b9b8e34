"""healthz: the process answers. readyz: everything it needs does; each cause is really taken away here."""

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from cchc_portal import health

WELL = {"ok": True, "database": True, "migrations": True, "broker": True, "disk": True}


def test_healthz_needs_no_database(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"ok": True})


@pytest.mark.django_db
def test_readyz_is_well(client: Client) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, WELL)


@pytest.mark.django_db
def test_readyz_notices_a_database_that_only_reads(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set transaction_read_only = on")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {**WELL, "ok": False, "database": False})


@pytest.mark.django_db
def test_readyz_notices_a_migration_that_has_not_run(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'reports'")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {**WELL, "ok": False, "migrations": False})


@pytest.mark.django_db
def test_readyz_notices_a_broker_that_is_gone(client: Client, settings: Settings) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}}

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {**WELL, "ok": False, "broker": False})


@pytest.mark.django_db
def test_readyz_notices_a_full_disk(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 10**18)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {**WELL, "ok": False, "disk": False})
