"""Nobody writes more than the form offers: every name of every column is posted along, with values of others.

For each address that writes, the believable form of the table (tests/access/matrix.toml) is posted by somebody who may,
once as it is and once with the name of every field of every model besides, filled with foreign ids, other states and
other people. Both must leave the same rows with the same values.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.utils.timezone import localdate

from cchc_portal.kit.clock import database_now
from tests.access.asking import address, filled
from tests.access.founding import build
from tests.access.matrix import METHODS, Cell, Row, rows
from tests.access.world import RELATIONS, STATES, World
from units.enums import Role
from units.models import Unit

pytestmark = pytest.mark.django_db

OURS = {"jobs", "audit", "units", "dossiers", "indicators", "reports", "mfa", "account", "auth"}
OFFERED = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')
ELSEWHERE = {  # forms that stand on the page of something else
    "cham-diem/dong/<int:score_id>/": "cham-diem/<int:assessment_id>/linh-vuc/<str:area>/",
    "tham-dinh/dong/<int:score_id>/": "tham-dinh/<int:assessment_id>/linh-vuc/<str:area>/",
}
TOLD_APART = re.compile(r"history$|session|^audit_|^django_|^jobs_job$")
"""Histories and the trail repeat what the rows say; jobs and sessions are named at random."""
RANDOM = {"link_nonce", "digest", "selector", "password", "hash"}
RANDOM |= {"bundle", "upto"}  # what was published, and when; the note one has read to, numbered by a sequence
FOREIGN = "CỦA NGƯỜI KHÁC"
State = dict[str, dict[str, dict[str, Any]]]  # table → key → column → value


def writing() -> Iterator[Cell]:
    """For every address that writes, the first cell in which the table says it does."""
    for row in rows():
        found = (
            Cell(row, METHODS[1], str(who), relation, state)
            for who in (Role.COORDINATOR, *Role)
            for relation in RELATIONS
            for state in STATES
        )
        if cell := next((cell for cell in found if cell.expected[1]), None):
            yield cell


def named(cell: Cell) -> str:
    return cell.row.title


@pytest.mark.parametrize("who", sorted({cell.who for cell in writing()}))
def test_no_field_of_a_model_is_taken_from_a_form_that_does_not_offer_it(who: str, client: Client) -> None:
    client.raise_request_exception = False
    world = build(database_now())
    client.force_login(world.user(who))
    hostile = foreign_values(world)
    wrong = {}

    for cell in (cell for cell in writing() if cell.who == who):
        names = world.names(cell.relation, cell.state)
        path, body = address(cell.row.route, names, cell.row.query), filled(cell.row.body, names)
        offered = {*body, *offered_by(client, cell.row, names)}
        more = {name: value for name, value in hostile.items() if name not in offered}
        honest, greedy = after(client, path, body), after(client, path, more | body)
        if honest != greedy:
            wrong[cell.row.title] = told(honest, greedy)
        assert honest[0] in (200, 302), f"{cell.row.title} wrote nothing to compare with: {honest[0]}"

    assert wrong == {}


def test_the_foreign_values_reach_a_form_that_takes_everything(client: Client) -> None:
    world = build(database_now())

    hostile = foreign_values(world)

    assert {
        "is_active",
        "password",
        "unit",
        "unit_id",
        "role",
        "state",
        "self_points",
        "acting_for",
    } <= hostile.keys()
    assert hostile["unit"] == str(Unit.objects.latest("pk").pk)


def foreign_values(world: World) -> dict[str, str]:
    """By name of the field, and name_id for relations: the last row there is, the last choice, a sum, a text."""
    found: dict[str, str] = {"pk": "1"}
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model._meta.db_table.endswith("history"):
            continue
        for field in model._meta.concrete_fields:
            if value := _foreign(field, world):
                found[field.name] = found[field.attname] = value
    return found


def _foreign(field: Any, world: World) -> str:
    if field.is_relation:
        with connection.cursor() as cursor:
            related = field.related_model._meta
            key = f'"{related.pk.column}"'
            cursor.execute(f'SELECT {key} FROM "{related.db_table}" ORDER BY {key} DESC LIMIT 1')
            return str((cursor.fetchone() or "1")[0])
    if field.choices:
        return str(field.flatchoices[-1][0])
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateField):
        return f"{localdate(world.now):%d/%m/%Y}"
    return "7" if isinstance(field, models.IntegerField | models.DecimalField) else FOREIGN


def offered_by(client: Client, row: Row, names: dict[str, Any]) -> set[str]:
    page = client.get(address(ELSEWHERE.get(row.route, row.route), names, row.query))
    return set(OFFERED.findall(page.content.decode())) if page.status_code == 200 else set()


def after(client: Client, path: str, body: dict[str, str]) -> tuple[int, State]:
    """The status, and the rows that the request has made or changed; then it is undone."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        before = everything()
        status = client.post(path, body).status_code
        now = everything()
        transaction.set_rollback(True)
    client.cookies = cookies
    return status, changes(before, now)


def everything() -> State:
    known = [model._meta for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS]
    keys = {model.db_table: model.pk.column for model in known}
    parts = [
        f'SELECT \'{table}\', "{key}"::text, to_jsonb(t)::text FROM "{table}" t'
        for table, key in keys.items()
        if not TOLD_APART.search(table)
    ]
    found: State = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        for table, key, line in cursor.fetchall():
            found.setdefault(table, {})[key] = json.loads(line)
    return found


def changes(before: State, now: State) -> State:
    """New and changed rows without what differs from one try to the next: clocks, secrets, numbers of new rows."""
    new = {(table, key) for table in now for key in now[table] if key not in before.get(table, {})}
    points_to = related()
    found: State = {}
    made: dict[str, list[dict[str, Any]]] = {}
    for table, key in ((table, key) for table, lines in now.items() for key in lines):
        old, line = before.get(table, {}).get(key, {}), now[table][key]
        moved = {
            column: "new" if (points_to.get((table, column)), str(value)) in new else value
            for column, value in line.items()
            if value != old.get(column) and column not in RANDOM and not _clock(value)
        }
        if (table, key) in new:
            made.setdefault(table, []).append(moved)
        elif line != old:
            found.setdefault(table, {})[key] = moved
    for table, lines in made.items():
        ordered = sorted(lines, key=lambda line: json.dumps(line, sort_keys=True))
        found.setdefault(table, {}).update({f"new {n}": line for n, line in enumerate(ordered, 1)})
    return found


def related() -> dict[tuple[str, str], str]:
    """Table and column → the table whose rows it numbers."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            whose = field.related_model if field.is_relation else model if field.primary_key else None
            if whose is not None:
                found[model._meta.db_table, field.column] = whose._meta.db_table
    return found


def _clock(value: Any) -> bool:
    return isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value) is not None


def told(honest: tuple[int, State], greedy: tuple[int, State]) -> str:
    differ = [table for table in {*greedy[1], *honest[1]} if greedy[1].get(table) != honest[1].get(table)]
    return f"{honest[0]}, {greedy[0]}: {[(table, greedy[1].get(table), honest[1].get(table)) for table in differ]}"
