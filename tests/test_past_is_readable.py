"""What a closed unit has left is read by the people of the unit that took it over, and written by nobody.

The world of the access matrix, after a real merger of `sibling` into `own`: what the reviewed table says of a unit
below holds for the past as well, save that nothing of it may change.
"""

import pytest
from django.test import Client

from cchc_portal.kit.clock import database_now
from tests.access.asking import Asker, address, filled, requested
from tests.access.founding import build
from tests.access.matrix import rows
from tests.access.world import STATES, World, canary
from tests.factories import units
from units.enums import Role

pytestmark = pytest.mark.django_db

OF_A_UNIT = ("<int:assessment_id>", "<int:score_id>", "<int:upload_id>", "<int:unit_id>")
OWN_MARKS = {"cham-diem/dong/<int:score_id>/trao-doi/da-doc/"}  # what one has read is the reader's, not the unit's
READER = Role.REPORTER  # of a unit below a reporter reads everything and writes nothing: so everybody with the past
PEOPLE_PAGES = ("nguoi-dung/", "vai-tro/", "don-vi/")  # accounts and posts have moved


@pytest.fixture
def merged() -> World:
    world = build(database_now())
    today = world.now.date()
    units.reorganised([world.unit["sibling"]], existing=[world.unit["own"]], effective_on=today, now=world.now)
    return world


@pytest.mark.parametrize("who", [Role.REPORTER, Role.HEAD, Role.API_CLIENT])
def test_the_past_reads_like_a_unit_below_and_nothing_of_it_changes(merged: World, client: Client, who: Role) -> None:
    client.force_login(merged.user(who))
    asker = Asker(client, merged)

    surprises = []
    for row in rows():
        if not any(part in row.route for part in OF_A_UNIT) or row.route.startswith(PEOPLE_PAGES):
            continue
        for state in STATES:
            names = merged.names("sibling", state)
            path = address(row.route, names, row.query)
            got = asker.ask(requested("get", path))
            sent = asker.ask(requested("post", path, filled(row.body, names)))
            (shown, logged), (refused, _) = (row.expected(way, READER, "child", state) for way in ("get", "post"))
            own = row.route in OWN_MARKS and refused == 302
            wanted = [shown, refused]  # reading may leave a line in the log of downloads
            if [got.status, sent.status] != wanted or got.changed != logged or sent.changed != own:
                surprises.append((row.title, state, got.status, sent.status, sent.changed, wanted))

    assert surprises == []


def test_the_old_unit_and_its_sheets_are_found_in_the_lists(merged: World, client: Client) -> None:
    client.force_login(merged.user(Role.REPORTER))

    lists = {
        path: client.get(path).content.decode()
        for path in ("/don-vi/", "/cham-diem/?ky=ky-appraised", "/ho-so/tep/", f"/don-vi/{merged.unit['sibling'].pk}/")
    }

    assert "Đơn vị sibling" in lists["/don-vi/"]
    assert f"/cham-diem/{merged.sheet['sibling', 'appraised'].pk}/" in lists["/cham-diem/?ky=ky-appraised"]
    assert canary("upload", "sibling") in lists["/ho-so/tep/"]
    assert "sáp nhập vào" in lists[f"/don-vi/{merged.unit['sibling'].pk}/"]


def test_before_the_merger_it_is_a_strangers(client: Client) -> None:
    world = build(database_now())
    client.force_login(world.user(Role.REPORTER))

    assert client.get(f"/cham-diem/{world.sheet['sibling', 'appraised'].pk}/").status_code == 404
