"""What the running portal may do in the database: everything it needs, and nothing to the trail but add to it.

`portal_owner` owns every table and migrates; `portal_rw` runs the portal. The running role cannot create, alter or
drop anything, and of what has been said, published or remembered it can take nothing back, whatever the code does.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.backends.utils import CursorWrapper
from psycopg2 import sql

from cchc_portal.audit.seals import histories
from cchc_portal.kit.refusals import Refused

ONLY_GROWS = (
    *("audit.AuditEvent", "indicators.AssessmentEvent"),
    *("reports.Publication", "reports.Standing", "reports.Minutes"),
)
ONLY_READ = ("django_migrations",)
CREATE = "CREATE ROLE {} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS LOGIN PASSWORD %s"
ALTER = "ALTER ROLE {} LOGIN PASSWORD %s"


@dataclass(frozen=True, slots=True)
class Login:
    """A role of the database and its password."""

    name: str
    password: str

    @property
    def quoted(self) -> sql.Identifier:
        return sql.Identifier(self.name)


def growing_tables() -> list[str]:
    """Tables that are only added to: the trail, every row history, moves, publications and standings."""
    named = [apps.get_model(label)._meta.db_table for label in ONLY_GROWS]
    return sorted([*named, *(model._meta.db_table for model in histories())])


def prepare(cursor: CursorWrapper, *, running: Login, owner: Login | None = None) -> None:
    """Create the roles where they are missing, give the tables to the owner, and the running role its rights.

    Safe to run again, and to be run after every migration: new tables are closed until then. Call inside a
    transaction. With `owner` the caller must be a superuser; without, whoever owns the tables. Raises Refused when
    the running role could help itself to more.
    """
    if owner:
        _create(cursor, owner)
        _hand_over(cursor, owner)
    _refuse_the_mighty(cursor, running)
    _create(cursor, running)
    _close_back_doors(cursor)
    _grant(cursor, running)


def _create(cursor: CursorWrapper, login: Login) -> None:
    cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [login.name])
    known = bool(cursor.rowcount)
    cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    may_create = cursor.fetchone()[0]
    if known and not may_create:
        return
    if not may_create:
        raise Refused(f"Chưa có vai trò {login.name}: hãy chạy lại với --as và địa chỉ của người quản trị PostgreSQL.")
    _run(cursor, sql.SQL(ALTER if known else CREATE).format(login.quoted), [login.password])


def _hand_over(cursor: CursorWrapper, owner: Login) -> None:
    _run(cursor, sql.SQL("ALTER DATABASE {} OWNER TO {}").format(_database(cursor), owner.quoted))
    _run(cursor, sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner.quoted))
    cursor.execute(
        "SELECT 'TABLE', oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'v', 'p') UNION ALL SELECT 'FUNCTION', oid::regprocedure::text FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace"
    )
    for kind, name in cursor.fetchall():  # spelt by the database, so quoted where it must be
        _run(cursor, sql.SQL(f"ALTER {kind} {name} OWNER TO {{}}").format(owner.quoted))


def _refuse_the_mighty(cursor: CursorWrapper, running: Login) -> None:
    cursor.execute(
        "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls"
        " OR EXISTS (SELECT FROM pg_auth_members WHERE member = role.oid)"
        " OR EXISTS (SELECT FROM pg_class WHERE relowner = role.oid) FROM pg_roles AS role WHERE rolname = %s",
        [running.name],
    )
    if cursor.fetchone() == (True,):
        raise Refused(
            f"Vai trò {running.name} có quyền quản trị, là thành viên của vai trò khác hoặc đang sở hữu bảng "
            "nên không dùng để chạy cổng được. Hãy đặt tên vai trò khác trong DATABASE_URL."
        )


def _close_back_doors(cursor: CursorWrapper) -> None:
    """pgtrigger lets a session name triggers to skip, and a temporary table may bear the name of a real one."""
    cursor.execute("SELECT to_regproc('public._pgtrigger_should_ignore') IS NOT NULL")
    if cursor.fetchone()[0]:  # else nothing has been migrated yet
        cursor.execute(
            "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean"
            " LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN false; END'"
        )
    cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND prorettype = 'trigger'::regtype"
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f"ALTER FUNCTION {name} SET search_path = public, pg_temp")


def _grant(cursor: CursorWrapper, running: Login) -> None:
    everything = (
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC, {role}",
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",  # imports sort rows in temporary tables
        "REVOKE ALL ON SCHEMA public FROM PUBLIC, {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    )
    names = {"database": _database(cursor), "role": running.quoted}
    for statement in everything:
        _run(cursor, sql.SQL(statement).format(**names))
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    existing = {name for (name,) in cursor.fetchall()}
    less = dict.fromkeys(growing_tables(), "UPDATE, DELETE") | dict.fromkeys(ONLY_READ, "INSERT, UPDATE, DELETE")
    for table in sorted(existing & less.keys()):
        taken = sql.SQL(f"REVOKE {less[table]} ON {{}} FROM {{}}")
        _run(cursor, taken.format(sql.Identifier(table), running.quoted))


def _database(cursor: CursorWrapper) -> sql.Identifier:
    cursor.execute("SELECT current_database()")
    return sql.Identifier(cursor.fetchone()[0])


def _run(cursor: CursorWrapper, statement: sql.Composable, parameters: list[str] | None = None) -> None:
    cursor.execute(statement.as_string(cursor.cursor), parameters)
