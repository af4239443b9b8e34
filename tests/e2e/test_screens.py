"""Every screen of the portal as every person gets it: no WCAG 2.2 AA violation, nothing wider than the window.

The addresses and who gets them are those of the access table, the province is the one the access tests use. A page
counts as another one when it is built of other pieces; the same page with other figures is looked at once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from playwright.sync_api import Page

from cchc_portal.kit.clock import database_now
from tests.access.asking import address
from tests.access.founding import build
from tests.access.matrix import Row, rows
from tests.access.world import ANON, STATES, World
from tests.screens import WIDTHS, enter, faults
from units.enums import Role

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = (
    *(Role.REPORTER, Role.HEAD, Role.APPRAISER, Role.COORDINATOR, Role.LEADER, Role.SYSADMIN),
    *(Role.AUDITOR, Role.FIELD_OWNER, ANON),
)
PIECE = re.compile(r'<([a-z][a-z0-9]*)(?:\s[^>]*?class="([^"]*)")?')
MAIN = re.compile(r"<main.*</main>", re.DOTALL)
MOST_BYTES = 300_000
FEWEST = 60  # pages; else the walk would be blind
DAILY = ("cham-diem/", "tham-dinh/", "minh-chung/")  # where clerks and inspectors live: always looked at


@dataclass(frozen=True)
class Screen:
    """One page of one person: where it stands, and of what pieces it is built."""

    route: str
    path: str
    pieces: frozenset[tuple[str, str]]
    size: int  # bytes of the page itself


def screens(client: Client, world: World, who: str, wanted: set[str]) -> Iterator[Screen]:
    """Every page of the wanted addresses that this person gets of the unit's own things, in every state of its period;
    an address is asked for as long as it stays wanted."""
    for row in rows():
        for state in STATES:
            if row.route not in wanted or row.expected("get", who, "own", state)[0] != 200:
                continue
            path = address(row.route, world.names("own", state), row.query)
            answer = client.get(path)
            if not answer["Content-Type"].startswith("text/html"):
                wanted.discard(row.route)  # a file
            elif found := MAIN.search(answer.content.decode()):
                yield Screen(row.route, path, frozenset(PIECE.findall(found[0])), len(answer.content))


def people(page: Page, portal: str) -> Iterator[tuple[str, Client, World]]:
    """One person after the other, signed in in the browser and beside it."""
    world = build(database_now())
    for who in PEOPLE:
        user, client = world.user(who), Client()
        page.context.clear_cookies()
        if user is not None:
            client.force_login(user)
            enter(page.context, portal, user)
        yield who, client, world


def representative() -> dict[str, int]:
    """Those of daily work and every sixth of the others, and the width each is looked at."""
    routes = sorted({row.route for row in rows() if _has_a_page(row)})
    some = [route for at, route in enumerate(routes) if at % 6 == 0 or route.startswith(DAILY)]
    return {route: WIDTHS[at % 2] for at, route in enumerate(some)}


def _has_a_page(row: Row) -> bool:
    return any(clause.status == 200 for clause in row.rules["get"])


def test_pages_of_daily_work_and_some_others_have_no_violations(page: Page, live_portal: str) -> None:
    """Each as the first person who gets it; half of them at 1440, half at 390 pixels."""
    widths = representative()
    wanted = set(widths)
    found, seen = [], 0
    for who, client, world in people(page, live_portal):
        for screen in screens(client, world, who, wanted):
            wanted.discard(screen.route)
            page.goto(live_portal + screen.path)
            found += faults(page, [widths[screen.route]])
            seen += 1

    assert found == []
    assert seen >= FEWEST // 3


@pytest.mark.deep
def test_every_page_of_every_person_has_no_violations_at_any_width(page: Page, live_portal: str) -> None:
    """Each distinct page of each person, at both widths, and none of them above 300 kB."""
    everywhere = {row.route for row in rows()}
    seen: set[tuple[str, frozenset[tuple[str, str]]]] = set()
    found = []
    for who, client, world in people(page, live_portal):
        for screen in screens(client, world, who, everywhere):
            if (screen.route, screen.pieces) not in seen:
                seen.add((screen.route, screen.pieces))
                page.goto(live_portal + screen.path)
                found += faults(page)
                found += [f"{screen.path}: {screen.size} bytes"] if screen.size > MOST_BYTES else []

    assert found == []
    assert len(seen) >= 2 * FEWEST
