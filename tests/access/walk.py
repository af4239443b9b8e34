"""One walk through the whole portal per person: everything is asked once, for all the tests that judge the answers.

A walk costs many seconds, the judging next to nothing. The tests of one person run in one worker, so that they share
the walk. It is a sample: what the table tells apart is asked for every person, what it calls alike goes round, with
another unit and state for the next person and the next address.

- Of the own unit's things each address is asked once for every answer that the table expects there.
- Of others' things it is asked once for every answer that is another one than for the own unit's in the same state;
  where it makes no difference whose they are, one person in three asks.
- A method that the address does not have is tried by one person, the next one at the next address.

EVERY_CELL=1, or `make deep`, asks all of it.
"""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import pytest
from django.core.cache import cache as stored
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from cchc_portal.kit.clock import database_now
from tests.access.asking import Answer, Asker, Request, address, filled, requested
from tests.access.founding import build
from tests.access.matrix import Cell, Row, cells, rows
from tests.access.world import ANON, RELATIONS, STATES, WHO, World
from units.access import person_of
from units.models import Unit
from units.policy import Person

OTHERS = RELATIONS[1:]
FEW = 3  # where nothing tells people apart, every third asks
LACKS_METHOD = 405
Expected = tuple[int, bool]
MORE = (  # filters and searches the table of addresses does not have
    "/ho-so/?q=CANARY-dossier-{start}",
    "/ho-so/?q=dossier&month=moi-thang&outcome=tat-ca-qua-han&sort=due",
    "/ho-so/qua-han/?unit={unit_id}&which=open&explained=yes",
    "/ho-so/thu-tuc/?q=dang ky",
    "/ho-so/?unit={unit_id}&month=2026-10&outcome=0",
    "/ho-so/thong-ke/danh-sach/?cell=pending&first=2026-10-01&last=2026-10-14",
    "/ho-so/thong-ke/?unit={unit_id}",
    "/ke-hoach/{year}/?don_vi={unit_code}&nguon=plan&ngay=31/12/{year}",
    "/ke-hoach/{year}/?ngay=31/12/{year}",
    "/cham-diem/{assessment_id}/?loc=sua",
    "/cham-diem/{assessment_id}/linh-vuc/2/",
    "/tham-dinh/{assessment_id}/linh-vuc/2/",
    "/xep-hang/?period={period}&block=so",
    "/xep-hang/{period}/{unit_id}/2/",
    "/xep-hang/{period}/{unit_id}/vi-sao/2/",
    "/xep-hang/thu/?period={period}&block=so&doi={unit_id}~1.1~p~~1&unit={unit_id}&code=1.1",
    "/nguoi-dung/?q=canary&unit={unit_id}",
    "/ho-so/tep/?trang=1",
    "/tien-trinh/?trang=1",
    "/khong-co-trang-nay/{unit_id}/",
)
EXPORTS = (
    ("/ho-so/xuat/", {"unit": "{unit_id}"}),
    ("/ho-so/xuat/", {"q": "CANARY-dossier-{start}"}),
    ("/xep-hang/tai-excel/", {"period": "{period}", "block": "so"}),
    ("/xep-hang/tai-excel/", {"publication": "{publication_id}", "block": "so"}),
)


@dataclass(frozen=True)
class Walk:
    """What came back, by what was asked: the answers to requests, and all that came of ordering a file."""

    who: str
    person: Person
    world: World
    parents: dict[int, int | None]  # of every unit
    answers: dict[Request, Answer]
    files: dict[str, str]

    def answer(self, cell: Cell) -> Answer:
        return self.answers[_of_table(cell.row, cell.method, self.world.names(cell.relation, cell.state))]

    def texts(self) -> dict[str, str]:
        return {str(request): answer.text for request, answer in self.answers.items()} | self.files


@pytest.fixture(scope="session")
def walk(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Walk:
    """The walk of the person named by the parameter; the database is as before."""
    stored.clear()
    logging.disable()  # a refusal is written to the log with all its calls, thousands of times
    try:
        with django_db_blocker.unblock(), transaction.atomic():
            done = walked(request.param)
            transaction.set_rollback(True)
    finally:
        logging.disable(logging.NOTSET)
    return done


by_everyone = pytest.mark.parametrize(
    "walk",
    [pytest.param(who, marks=[pytest.mark.django_db, pytest.mark.xdist_group(f"walk-{who}")]) for who in WHO],
    indirect=True,
)


def every_cell() -> bool:
    return os.environ.get("EVERY_CELL") == "1"


def asked(cell: Cell) -> bool:
    """Whether a walk asks this cell, see above."""
    return every_cell() or (cell.relation, cell.state) in sample(cell.row.number, cell.method, cell.who)


@cache
def sample(number: int, method: str, who: str) -> frozenset[tuple[str, str]]:
    """The (relation, state) for which this person asks this row of the table."""
    turn, row = WHO.index(who) + number, rows()[number]

    def told(relation: str, state: str) -> Expected:
        return row.expected(method, who, relation, state)

    own = {("own", state): told("own", state) for state in STATES}
    others = {place: told(*place) for place in product(OTHERS, STATES)}
    apart = {place: told for place, told in others.items() if told != own["own", place[1]]}
    chosen = [*_one_of_each(own, turn), *_one_of_each(apart, turn)]
    tries = who == _who_tries(number, method)
    if not apart and (tries or turn % FEW == 0):
        chosen.append([*others][turn // FEW % len(others)])
    return frozenset(place for place in chosen if tries or told(*place)[0] != LACKS_METHOD)


@cache
def _who_tries(number: int, method: str) -> str | None:
    """The one who asks for a method that the address does not have, of those who would be told so."""
    row = rows()[number]
    told = [who for who in WHO if row.expected(method, who, "own", STATES[0])[0] == LACKS_METHOD]
    return told[number % len(told)] if told else None


def _one_of_each(places: dict[tuple[str, str], Expected], turn: int) -> Iterator[tuple[str, str]]:
    """One place for every answer that is expected at some of them."""
    for answer in set(places.values()):
        alike = [place for place, told in places.items() if told == answer]
        yield alike[turn % len(alike)]


def walked(who: str) -> Walk:
    world, client = build(database_now()), Client()
    user = world.user(who)
    if who != ANON:
        client.force_login(user)
    today = world.now.date()
    asker, files = Asker(client, world), {}
    for cell in filter(asked, cells(who)):
        asker.ask(_of_table(cell.row, cell.method, world.names(cell.relation, cell.state)))
    turn = STATES[WHO.index(who) % len(STATES)]
    for relation, state in product(RELATIONS, STATES):
        if every_cell() or state == turn or (relation, state) == ("own", "published"):
            names = world.names(relation, state) | {"start": relation[:3]}
            files |= _beyond_the_table(asker, names, files)
    return Walk(
        who=who,
        person=person_of(user, today) if user else Person(None, today),
        world=world,
        parents=dict(Unit.objects.values_list("pk", "parent_id")),
        answers=asker.known,
        files=files,
    )


def _of_table(row: Row, method: str, names: dict[str, Any]) -> Request:
    body = filled(row.body, names) if method == "post" else {}
    return requested(method, address(row.route, names, row.query), body)


def _beyond_the_table(asker: Asker, names: dict[str, Any], known: dict[str, str]) -> dict[str, str]:
    """Asks the filters and searches; the files that are new beside the known ones, by what was ordered."""
    files: dict[str, str] = {}
    for template in MORE:
        asker.ask(requested("get", template.format(**names)))
    for path, form in EXPORTS:
        body = filled(form, names)
        ordered = f"{path} {body}"
        if ordered not in known | files and asker.ask(requested("post", path, body)).status == 302:
            files[ordered] = asker.export(path, body)
    return files
