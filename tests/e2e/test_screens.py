"""Every screen of the portal as every person gets it: no WCAG 2.2 AA violation, nothing wider than the window.

The addresses are those of the access table, the province is the one the access tests use. A page counts as another one
when it is built of other pieces; the same page with other figures is looked at once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from cchc_portal.kit.clock import database_now
from tests.access.asking import address
from tests.access.matrix import rows
from tests.access.world import ANON, STATES, World, build
from units.enums import Role

pytestmark = pytest.mark.django_db(transaction=True)

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
WIDTHS = (1440, 390)
PEOPLE = (
    *(Role.REPORTER, Role.HEAD, Role.APPRAISER, Role.COORDINATOR, Role.LEADER, Role.SYSADMIN),
    *(Role.AUDITOR, Role.FIELD_OWNER, ANON),
)
PIECE = re.compile(r'<([a-z][a-z0-9]*)(?:\s[^>]*?class="([^"]*)")?')
MAIN = re.compile(r"<main.*</main>(.*</div></div></div>)?", re.DOTALL)
FEWEST = 60  # pages; else the walk would be blind


@dataclass(frozen=True)
class Screen:
    """One page of one person: where it stands, and of what pieces it is built."""

    route: str
    path: str
    pieces: frozenset[tuple[str, str]]


def screens(client: Client, world: World) -> Iterator[Screen]:
    """Every page this person gets of the unit's own things, in every state of its period."""
    for state in STATES:
        names = world.names("own", state)
        for row in rows():
            path = address(row.route, names, row.query)
            answer = client.get(path)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                found = MAIN.search(answer.content.decode())
                if found:
                    yield Screen(row.route, path, frozenset(PIECE.findall(found[0])))


def people(page: Page, portal: str) -> Iterator[tuple[str, Client, World]]:
    """One person after the other, signed in in the browser and beside it."""
    world = build(database_now())
    for who in PEOPLE:
        user, client = world.user(who), Client()
        page.context.clear_cookies()
        if user is not None:
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": portal}])
        yield who, client, world


def faults(page: Page, url: str, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(url)
    found = [
        f"{each['id']}: {each['nodes'][0]['html'][:160]}"
        for each in Axe().run(page, options=WCAG).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("scrolls sideways")
    return found


def test_every_address_has_a_page_without_violations(page: Page, live_portal: str) -> None:
    """Each address once, as the first person who gets it; half of them at 1440, half at 390 pixels."""
    seen: set[str] = set()
    found = []
    for who, client, world in people(page, live_portal):
        for screen in screens(client, world):
            if screen.route not in seen:
                width = WIDTHS[len(seen) % 2]
                seen.add(screen.route)
                found += [
                    f"{who} {width} {screen.path} {fault}" for fault in faults(page, live_portal + screen.path, width)
                ]

    assert found == []
    assert len(seen) >= FEWEST


@pytest.mark.deep
def test_every_page_of_every_person_has_no_violations_at_any_width(page: Page, live_portal: str) -> None:
    """Each distinct page of each person, at both widths."""
    seen: set[tuple[str, frozenset[tuple[str, str]]]] = set()
    found = []
    for who, client, world in people(page, live_portal):
        for screen in screens(client, world):
            if (screen.route, screen.pieces) in seen:
                continue
            seen.add((screen.route, screen.pieces))
            for width in WIDTHS:
                found += [
                    f"{who} {width} {screen.path} {fault}" for fault in faults(page, live_portal + screen.path, width)
                ]

    assert found == []
    assert len(seen) >= 2 * FEWEST
