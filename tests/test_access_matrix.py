"""Who gets which answer where: every address, method, person, relation and state against one reviewed table.

The table is tests/access/matrix.toml; its head says how to read it. What was answered comes from the walk of each
person (tests/access/walk.py), where a request that several cells have in common is made once.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import product

import pytest
from django.conf import settings
from django.urls import get_resolver

from cchc_portal.checks import addresses
from tests.access.asking import Answer
from tests.access.matrix import METHODS, Cell, cells, rows
from tests.access.walk import FEW, LACKS_METHOD, Walk, asked, by_everyone
from tests.access.world import RELATIONS, STATES, WHO


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    known = [route for route, _ in addresses(get_resolver().url_patterns)]

    assert sorted({row.route for row in rows()}) == sorted(known)


def test_the_table_answers_for_every_cell() -> None:
    found = [cell.expected for cell in cells()]

    assert len(found) == len(rows()) * 2 * len(WHO) * len(RELATIONS) * len(STATES)
    assert len(found) >= 25_000
    assert {status for status, _ in found} <= {200, 302, 401, 403, 404, 405, 409, 410, 422, 423}


@by_everyone
def test_every_cell_is_as_the_table_says(walk: Walk) -> None:
    surprises = [line for cell in filter(asked, cells(walk.who)) if (line := surprise(cell, walk.answer(cell)))]

    assert surprises == []


def test_whatever_the_table_tells_apart_is_asked() -> None:
    """What the sample leaves out are only combinations of which each part was asked."""
    chosen = [cell for cell in cells() if asked(cell)]

    def distinctions(found: Iterable[Cell]) -> set[tuple[str, str, str, bool, tuple[int, bool]]]:
        return {
            (cell.row.title, cell.method, cell.who, cell.relation == "own", cell.expected)
            for cell in found
            if cell.expected[0] != LACKS_METHOD
            and (cell.relation == "own" or cell.expected != replace(cell, relation="own").expected)
        }

    assert distinctions(chosen) == distinctions(cells())
    asked_by = Counter((cell.row.title, cell.method) for cell in chosen)
    assert len(asked_by) == len(rows()) * len(METHODS)
    assert {place for place, times in asked_by.items() if times < len(WHO) // FEW} <= lacking(cells())
    assert lacking(chosen) == lacking(cells())
    about = {(cell.row.title, cell.method, cell.relation != "own") for cell in chosen}
    assert about >= {(cell.row.title, cell.method, True) for cell in cells() if cell.expected[0] != LACKS_METHOD}
    assert {(cell.who, cell.relation, cell.state) for cell in chosen} == {*product(WHO, RELATIONS, STATES)}


def lacking(found: Iterable[Cell]) -> set[tuple[str, str]]:
    """Addresses, each with a method that it does not have."""
    return {(cell.row.title, cell.method) for cell in found if cell.expected[0] == LACKS_METHOD}


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
