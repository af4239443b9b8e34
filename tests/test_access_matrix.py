"""Who gets which answer where: every address, method, person, relation and state against one reviewed table.

The table is tests/access/matrix.toml; its head says how to read it. What was answered comes from the walk of each
person (tests/access/walk.py), where a request that several cells have in common is made once.
"""

import os
import subprocess
import sys
from collections import Counter
from itertools import product

import pytest
from django.conf import settings
from django.urls import get_resolver

from cchc_portal.checks import addresses
from tests.access.asking import Answer
from tests.access.matrix import Cell, cells, rows
from tests.access.walk import Walk, asked, by_everyone
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
    surprises = [line for cell in filter(asked, cells(walk.who)) if (line := surprise(cell, walk.answer(cell)))]

    assert surprises == []


def test_every_address_is_asked_about_everyones_things_and_in_every_state() -> None:
    """What the sample leaves out are only combinations of which each part was asked."""
    chosen = [cell for cell in cells() if asked(cell)]

    asked_of = Counter((cell.row.title, cell.method, cell.relation) for cell in chosen)
    had = {(cell.row.title, cell.method, cell.relation) for cell in cells()}
    lacked = {(cell.row.title, cell.method, cell.relation) for cell in cells() if cell.expected[0] == 405}
    assert min(asked_of[one] for one in had - lacked) >= len(WHO) // 3
    told = {(cell.row.title, cell.method, cell.who, cell.expected) for cell in cells() if cell.relation == "own"}
    assert {(cell.row.title, cell.method, cell.who, cell.expected) for cell in chosen if cell.relation == "own"} == told
    assert {(cell.who, cell.relation, cell.state) for cell in chosen} == {*product(WHO, RELATIONS, STATES)}


@pytest.mark.deep
def test_every_single_cell_is_as_the_table_says() -> None:
    """The same walks without leaving anything out, in workers with databases of their own."""
    walks = ("tests/test_access_matrix.py", "tests/test_canary.py")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", *walks],
        cwd=settings.BASE_DIR, env={**os.environ, "EVERY_CELL": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-5000:]


def surprise(cell: Cell, answer: Answer) -> str | None:
    """What came instead of what the table says; None: as it says."""
    if (answer.status, answer.changed) == cell.expected:
        return None
    came = f"{answer.status}{'+' if answer.changed else ''}"
    wanted = f"{cell.expected[0]}{'+' if cell.expected[1] else ''}"
    return f"{cell.method} {cell.row.title} {cell.who}@{cell.relation}#{cell.state}: {came}, expected {wanted}"
