"""Who gets which answer where: every address, method, person, relation and state against one reviewed table.

The table is tests/access/matrix.toml; its head says how to read it. Each test is one person, so that workers share
the work. A request that several cells have in common is made once.
"""

import pytest
from django.test import Client
from django.urls import get_resolver

from cchc_portal.checks import addresses
from cchc_portal.kit.clock import database_now
from tests.access.asking import Asker, address, filled
from tests.access.matrix import Cell, cells, rows
from tests.access.world import ANON, RELATIONS, STATES, WHO, World, build


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    known = [route for route, _ in addresses(get_resolver().url_patterns)]

    assert sorted({row.route for row in rows()}) == sorted(known)


def test_the_table_answers_for_every_cell() -> None:
    found = [cell.expected for cell in cells()]

    assert len(found) == len(rows()) * 2 * len(WHO) * len(RELATIONS) * len(STATES)
    assert len(found) >= 25_000
    assert {status for status, _ in found} <= {200, 302, 401, 403, 404, 405, 410, 422, 423}


@pytest.mark.django_db
@pytest.mark.parametrize("who", WHO)
def test_every_cell_is_as_the_table_says(who: str, client: Client) -> None:
    world = build(database_now())
    user = world.user(who)
    if who != ANON:
        client.force_login(user)
    asker = Asker(client, world)

    surprises = [line for cell in cells(who) if (line := surprise(cell, asker, world))]

    assert surprises == []


def surprise(cell: Cell, asker: Asker, world: World) -> str | None:
    """What came instead of what the table says; None: as it says."""
    names = world.names(cell.relation, cell.state)
    body = filled(cell.row.body, names) if cell.method == "post" else {}
    path = address(cell.row.route, names, cell.row.query)
    answer = asker.ask(cell.method, path, body)
    if (answer.status, answer.changed) == cell.expected:
        return None
    came = f"{answer.status}{'+' if answer.changed else ''}"
    wanted = f"{cell.expected[0]}{'+' if cell.expected[1] else ''}"
    return f"{cell.method} {cell.row.title} {cell.who}@{cell.relation}#{cell.state}: {came}, expected {wanted}"
