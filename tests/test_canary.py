"""Nothing of others comes to light: every page, list, search, export and error page, read as every person.

Every text of the world carries a marker that says whose it is (tests/access/world.py), every total is a figure of its
own. Whatever a person gets is searched for them; only those may appear that the policy lets the person read.
"""

import re
from typing import Any

import pytest
from django.test import Client

from cchc_portal.kit.clock import database_now
from cchc_portal.kit.numbers import show_number
from dossiers.policy import READ_DOSSIERS, READ_UPLOADS
from indicators.policy import READ_SHEETS, READ_TASKS
from reports.policy import READ_RESULTS
from tests.access.asking import Asker, address, filled
from tests.access.matrix import rows
from tests.access.world import ANON, RELATIONS, STATES, WHO, World, build, total_of
from units.access import person_of
from units.models import Unit
from units.policy import Person
from units.rules import READ_ACCOUNTS, READ_POSTS, Facts, allow, readers_of

pytestmark = pytest.mark.django_db

MARKER = re.compile(rf"CANARY-(\w+)-({'|'.join(RELATIONS)})-({'|'.join((*STATES, 'any'))})")
SCORED = [state for state in STATES if state != "preparing"]
Marker = tuple[str, str, str]

RULES = {
    **dict.fromkeys(("cited", "how", "why", "event", "paper", "book", "exempt"), READ_SHEETS),
    "task": READ_TASKS,
    **dict.fromkeys(("upload", "fault"), READ_UPLOADS),
    **dict.fromkeys(("dossier", "cause"), READ_DOSSIERS),
    "person": READ_POSTS,
    "key": READ_ACCOUNTS,
}
PUBLISHED = {"how", "why", "points"}  # what a publication shows of every unit

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


@pytest.mark.parametrize("who", WHO)
def test_only_what_the_policy_lets_read_comes_to_light(who: str, client: Client) -> None:
    world = build(database_now())
    user = world.user(who)
    if who != ANON:
        client.force_login(user)
    person = person_of(user, world.now.date()) if user else Person(None, world.now.date())

    seen = {found: asked for asked, text in everything(Asker(client, world)).items() for found in found_in(text)}

    allowed = permitted(person, world)
    assert {found: asked for found, asked in seen.items() if found not in allowed} == {}
    assert {one for one in allowed if one[0] in TO_BE_SEEN} <= seen.keys()


TO_BE_SEEN = {
    "cited",
    "paper",
    "book",
    "points",
    "task",
    "dossier",
    "upload",
    "jobfile",
}  # else the crawl would be blind


def everything(asker: Asker) -> dict[str, str]:
    """All that came back, by what was asked; the same request is asked once."""
    files: dict[str, str] = {}
    for relation in RELATIONS:
        for state in STATES:
            names = asker.world.names(relation, state) | {"start": relation[:3]}
            for row in rows():
                path = address(row.route, names, row.query)
                asker.ask("get", path)
                asker.ask("post", path, filled(row.body, names))
            for template in MORE:
                asker.ask("get", template.format(**names))
            for path, form in EXPORTS:
                body = filled(form, names)
                if (asked := f"{path} {body}") not in files and asker.ask("post", path, body).status == 302:
                    files[asked] = asker.export(path, body)
    return {str(key): answer.text for key, answer in asker.known.items()} | files


def _figures() -> dict[str, Marker]:
    """Totals as a page writes them and as a workbook stores them."""
    found: dict[str, Marker] = {}
    for relation in RELATIONS:
        for state in SCORED:
            total = total_of(relation, state)
            found |= dict.fromkeys((show_number(total, 2), f"<v>{float(total)}</v>"), ("points", relation, state))
    return found


FIGURES = _figures()
FIGURE = re.compile(rf"(?<![\d.,])(?:{'|'.join(map(re.escape, FIGURES))})(?![\d,.])")


def found_in(text: str) -> set[Marker]:
    found: set[Any] = {match.groups() for match in MARKER.finditer(text)}
    return found | {FIGURES[figure] for figure in FIGURE.findall(text)}


def permitted(person: Person, world: World) -> set[Marker]:
    """Asked of the policy, object by object."""
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    allowed: set[Marker] = set()
    for relation in RELATIONS:
        pk = world.unit[relation].pk
        facts = Facts(pk, readers_of(pk, parents, {}))
        for state in SCORED:
            for what in ("cited", "how", "why", "event", "paper", "book", "points"):
                rules = [READ_SHEETS] + ([READ_RESULTS] if state == "published" and what in PUBLISHED else [])
                if any(allow(person, rule, facts) for rule in rules):
                    allowed.add((what, relation, state))
        for what in ("task", "upload", "fault", "dossier", "cause", "exempt", "person", "key"):
            if allow(person, RULES[what], facts):
                allowed.add((what, relation, "any"))
    if person.user_id is not None:  # one's own name and one's own jobs
        allowed |= {(what, "own", "any") for what in ("person", "job", "jobdone", "jobfile")}
    return allowed
