"""Units, accounts, calendar and criteria sets of the demo, put into the database through the real doors."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from cchc_portal.demo.newer_sets import BLOCK, of_2023
from cchc_portal.demo.older_sets import following_2021, of_2021
from cchc_portal.demo.province import BLOCKS, PEOPLE, SCORED, STORY, TOP, DemoPerson, unit_people
from dossiers.actions import seed_calendar
from indicators.actions.criteria import issue_set, load_set
from indicators.actions.criteria_edits import mark_tried
from indicators.models import Criterion
from units.actions import UnitRow, create_account, grant, load_units
from units.enums import Level, Role
from units.models import Block, Unit, User

SINCE = dt.date(2021, 1, 1)
SETS = {"so": "so-2022", "huyen": "huyen-2022"}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what the story is told with, by code and user name; `sets`: block id → criteria set id, and those of the
    year before in `older_sets`; `newer_sets` of the year after, where they are others."""

    units: dict[str, Unit]
    users: dict[str, User]
    sets: dict[int, int]
    older_sets: dict[int, int] = field(default_factory=dict)
    newer_sets: dict[int, int] = field(default_factory=dict)

    def reporter(self, unit: str) -> User:
        return self.users[f"demo.{unit.lower()}"]

    def head(self, unit: str) -> User:
        return self.users[f"demo.{unit.lower()}-ld"]

    @property
    def coordinator(self) -> User:
        return self.users["demo.dieuphoi"]


def cast(*, authority: str, password: str, criteria_sets: Path, now: dt.datetime) -> tuple[Cast, list[DemoPerson]]:
    """Everything that stands before the first period; the people are those who can sign in."""
    seed_calendar(by=None)
    units = _units(authority, now)
    people = [*PEOPLE, *unit_people()]
    users = {person.username: _account(person, units, password, now) for person in people}
    sets, older, newer = {}, {}, {}
    for block, name in SETS.items():
        text = (criteria_sets / f"{name}.toml").read_text(encoding="utf-8")
        block_id, by = Block.objects.get(code=block).pk, users["demo.dieuphoi"]
        older[block_id] = _issued(of_2021(text), by, now)
        sets[block_id] = newer[block_id] = _issued(following_2021(text), by, now)
        if block == BLOCK:
            newer[block_id] = _issued(of_2023(text), by, now)
    return Cast(units, users, sets, older, newer), people


def _issued(text: str, by: User, now: dt.datetime) -> int:
    """A set loaded, every rule of it tried, and issued."""
    loaded = load_set(text=text, by=by, now=now)
    rules = Criterion.objects.filter(criteria_set=loaded, is_leaf=True).values_list("code", flat=True)
    mark_tried(set_id=loaded.pk, codes=rules, by=by, now=now)
    issue_set(set_id=loaded.pk, by=by, now=now)
    return loaded.pk


def _units(authority: str, now: dt.datetime) -> dict[str, Unit]:
    for position, (code, name) in enumerate(BLOCKS, start=1):
        Block.objects.create(code=code, name=name, position=position)
    top = {"name": authority, "parent": None, "block": None, "level": Level.PROVINCE, "valid_from": SINCE}
    rows = [UnitRow(TOP, top)]
    for unit in SCORED:
        facts = {"name": unit.name, "short_name": unit.short_name, "parent": TOP, "block": unit.block}
        rows.append(UnitRow(unit.code, facts | {"level": Level(unit.level), "valid_from": SINCE}))
    load_units(rows=rows, by=None, now=now)
    return {unit.code: unit for unit in Unit.objects.select_related("block").order_by("pk")}


def _account(person: DemoPerson, units: dict[str, Unit], password: str, now: dt.datetime) -> User:
    email = f"{person.username}@mau.example" if person.unit == STORY else ""  # whose letters lie in var/mail
    named = {"username": person.username, "full_name": person.full_name, "email": email}
    user = create_account(password=password, by=None, now=now, **named)
    grant(user_id=user.pk, unit_id=units[person.unit].pk, role=Role(person.role), valid_from=SINCE, by=None, now=now)
    return user
