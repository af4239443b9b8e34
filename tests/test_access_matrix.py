"""Who gets which answer where: every address, method, person, relation and state against one reviewed table.

The table is tests/access/matrix.toml; its head says how to read it. What was answered comes from the walk of each
person (tests/access/walk.py), where a request that several cells have in common is made once.
"""

from django.urls import get_resolver

from cchc_portal.checks import addresses
from tests.access.asking import Answer
from tests.access.matrix import Cell, cells, rows
from tests.access.walk import Walk, asked_by, by_everyone
from tests.access.world import RELATIONS, STATES, WHO


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    known = [route for route, _ in addresses(get_resolver().url_patterns)]

    assert sorted({row.route for row in rows()}) == sorted(known)


def test_the_table_answers_for_every_cell() -> None:
    found = [cell.expected for cell in cells()]

    assert len(found) == len(rows()) * 2 * len(WHO) * len(RELATIONS) * len(STATES)
    assert len(found) >= 25_000
    assert {status for status, _ in found} <= {200, 302, 401, 403, 404, 405, 410, 422, 423}


@by_everyone
def test_every_cell_is_as_the_table_says(walk: Walk) -> None:
    asked = (cell for cell in cells(walk.who) if walk.asked(cell.relation, cell.state))
    surprises = [line for cell in asked if (line := surprise(cell, walk.answer(cell)))]

    assert surprises == []


def test_every_cell_that_is_not_ones_own_is_asked_by_half_of_the_people() -> None:
    asked = {
        (relation, state): sum(asked_by(who, relation, state) for who in WHO)
        for relation in RELATIONS[1:]
        for state in STATES
    }

    assert {*asked.values()} <= {len(WHO) // 2, len(WHO)}


def surprise(cell: Cell, answer: Answer) -> str | None:
    """What came instead of what the table says; None: as it says."""
    if (answer.status, answer.changed) == cell.expected:
        return None
    came = f"{answer.status}{'+' if answer.changed else ''}"
    wanted = f"{cell.expected[0]}{'+' if cell.expected[1] else ''}"
    return f"{cell.method} {cell.row.title} {cell.who}@{cell.relation}#{cell.state}: {came}, expected {wanted}"
