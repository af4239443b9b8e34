"""What the running role can do to the trail: nothing but add to it."""

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils.timezone import localdate
from psycopg2 import extensions

from cchc_portal.audit.models import AuditEvent
from cchc_portal.audit.roles import Login, growing_tables, prepare
from cchc_portal.audit.seals import histories
from cchc_portal.kit.clock import database_now
from cchc_portal.kit.refusals import Refused
from indicators.models import Score
from tests.factories import reports as make
from tests.factories import units
from tests.factories.audit import deed
from units.actions import issue_key
from units.enums import Role
from units.models import Unit

pytestmark = pytest.mark.django_db(transaction=True)


def login() -> Login:
    return Login(f"rw_{connection.settings_dict['NAME']}", "mật khẩu 'của' role")


def prepared(running: Login) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        prepare(cursor, running=running)


@pytest.fixture
def running() -> Iterator[extensions.connection]:
    """The database as web and worker see it, with a published period and a trail."""
    make.published(make.appraised_period([("9", "7")]))
    prepared(login())
    prepared(login())
    with closing(connect(login())) as opened:
        yield opened
    with connection.cursor() as cursor:
        cursor.execute(f'DROP OWNED BY "{login().name}"')
        cursor.execute(f'DROP ROLE "{login().name}"')


def connect(role: Login) -> extensions.connection:
    place = connection.settings_dict
    opened = psycopg2.connect(
        host=place["HOST"], port=place["PORT"], dbname=place["NAME"], user=role.name, password=role.password
    )
    opened.autocommit = True
    return opened


ATTACKS = [
    "UPDATE audit_auditevent SET reason = 'khác'",
    "DELETE FROM audit_auditevent",
    "TRUNCATE audit_auditevent",
    "DROP TABLE audit_auditevent",
    "ALTER TABLE audit_auditevent DISABLE TRIGGER ALL",
    "INSERT INTO audit_auditevent SELECT * FROM audit_auditevent ON CONFLICT (seq) DO UPDATE SET reason = 'khác'",
    "UPDATE indicators_scorehistory SET points = 10",
    "DELETE FROM indicators_scorehistory",
    "TRUNCATE indicators_scorehistory",
    "UPDATE reports_publication SET title = 'khác'",
    "DELETE FROM reports_standing",
    "TRUNCATE reports_standing",
    "DROP TRIGGER standing_stays ON reports_standing",
    "UPDATE indicators_assessmentevent SET reason = 'khác'",
    "UPDATE django_migrations SET name = 'khác'",
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TABLE public.mine (id int)",
    "ALTER FUNCTION audit_refuse() SECURITY DEFINER",
    "UPDATE units_apikeyhistory SET name = 'khác'",
    "DELETE FROM units_apikeyhistory",
    "TRUNCATE units_apikeyhistory",
    "ALTER TABLE units_apikey DISABLE TRIGGER ALL",
    "SET session_replication_role = 'replica'",
    "ALTER TABLE audit_auditevent OWNER TO CURRENT_USER",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "SET ROLE owner_of_all",
    "COPY audit_auditevent FROM PROGRAM 'true'",
]


def test_the_running_role_is_refused_every_attack(running: extensions.connection) -> None:
    admitted = []
    for attack in ATTACKS:
        with running.cursor() as cursor:
            try:
                cursor.execute(attack.replace("owner_of_all", connection.settings_dict["USER"]))
                admitted.append(attack)
            except psycopg2.errors.InsufficientPrivilege:
                pass

    assert admitted == []


def test_the_running_role_only_adds_to_every_table_that_grows(running: extensions.connection) -> None:
    with running.cursor() as cursor:
        cursor.execute(
            "SELECT name, has_table_privilege(name, 'SELECT') AND has_table_privilege(name, 'INSERT'),"
            " has_table_privilege(name, 'UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') FROM unnest(%s) AS name",
            [growing_tables()],
        )
        rights = {name: (adds, changes) for name, adds, changes in cursor.fetchall()}

    assert rights == dict.fromkeys(growing_tables(), (True, False))


def test_every_tracked_model_has_a_history_that_only_grows() -> None:
    tracked = {model._meta.label for model in apps.get_models() if hasattr(model, "pgh_event_model")}
    growing = {model.pgh_tracked_model._meta.label for model in histories() if model._meta.db_table in growing_tables()}

    assert growing == tracked >= {"units.ApiKey", "units.Membership", "units.Unit", "indicators.Score"}


@pytest.mark.parametrize("column", ["digest = repeat('0', 64)", "selector = 'khac'", "account_id = account_id + 1"])
def test_the_running_role_cannot_turn_a_key_into_another(running: extensions.connection, column: str) -> None:
    issued()

    with running.cursor() as cursor, pytest.raises(psycopg2.errors.RaiseException, match="Cannot update"):
        cursor.execute(f"UPDATE units_apikey SET {column}")


def test_the_running_role_revokes_a_key_and_leaves_a_trace(running: extensions.connection) -> None:
    issued()

    with running.cursor() as cursor:
        cursor.execute("UPDATE units_apikey SET last_used_on = '2026-10-05'")
        cursor.execute("UPDATE units_apikey SET revoked_at = now()")
        cursor.execute("SELECT pgh_label, revoked_at IS NOT NULL FROM units_apikeyhistory ORDER BY pgh_id")
        assert cursor.fetchall() == [("insert", False), ("update", True)]


def issued() -> None:
    program = units.holder(Role.API_CLIENT)
    now = database_now()
    given = {"name": "Máy chủ một cửa", "addresses": [], "expires_on": localdate(now)}
    issue_key(account_id=program.pk, **given, by=units.holder(Role.SYSADMIN), now=now)


def test_the_running_role_cannot_change_a_published_score(running: extensions.connection) -> None:
    with running.cursor() as cursor, pytest.raises(psycopg2.errors.IntegrityConstraintViolation):
        cursor.execute("UPDATE indicators_score SET points = 10")

    assert not Score.objects.filter(points=10).exists()


@pytest.mark.parametrize(
    "disguise",
    [
        "CREATE TEMP TABLE units_unithistory (LIKE units_unithistory INCLUDING ALL)",
        "SET search_path = pg_temp",
        "SET pgtrigger.ignore = '{{{triggers}}}'",
    ],
)
def test_the_running_role_cannot_hide_a_change_from_the_history(running: extensions.connection, disguise: str) -> None:
    with running.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(tgname, ',') FROM pg_trigger WHERE tgrelid = 'units_unit'::regclass AND NOT tgisinternal"
        )
        cursor.execute(disguise.format(triggers=cursor.fetchone()[0]))
        cursor.execute("UPDATE public.units_unit SET name = 'Sở đổi tên'")

    assert Unit.pgh_event_model.objects.filter(name="Sở đổi tên").count() == Unit.objects.count()


def test_the_running_role_does_the_daily_work(running: extensions.connection) -> None:
    with running.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE incoming (code text) ON COMMIT DROP")
        cursor.execute("INSERT INTO units_block (code, name, position) VALUES ('xa', 'Khối xã', 9)")
        cursor.execute("UPDATE units_block SET position = 8 WHERE code = 'xa'")
        cursor.execute("SELECT count(*) FROM django_migrations")
        assert cursor.fetchone()[0] > 0
        cursor.execute("DELETE FROM units_block WHERE code = 'xa'")
        assert cursor.rowcount == 1


def test_prepare_refuses_a_mighty_role_and_changes_nothing() -> None:
    deed()

    with pytest.raises(Refused) as refusal:
        prepared(Login(connection.settings_dict["USER"], connection.settings_dict["PASSWORD"]))

    assert str(refusal.value).startswith(f"Vai trò {connection.settings_dict['USER']} có quyền quản trị")
    assert AuditEvent.objects.count() == 1


def test_growing_tables_are_the_trail_the_histories_and_what_was_published() -> None:
    assert [table for table in growing_tables() if not table.endswith("history")] == [
        "audit_auditevent",
        "indicators_assessmentevent",
        "reports_minutes",
        "reports_publication",
        "reports_standing",
    ]
