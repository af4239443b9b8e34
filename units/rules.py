"""How far a role reaches, as tables, and the one question asked of them (pure).

What a role may do is a table: role → reach, and the reach says in which units, seen from the unit of the post: OWN
(that unit), BELOW (that unit, every unit under it, and the past of all these: the units they took over), ALL, or
OTHERS (all but the units the person holds a post in, for nobody judges the own unit). Several posts add up. A role
without a line reaches nothing, and a person without posts may do nothing: what is not said is denied. Each app writes
its own tables in its policy.py.

The province's work is read like this: reporters, heads and API clients read the units they hold a post in, every unit
below, and what closed units have left to these; every other role reads all units, save system administrators, who read
nothing of it and only see which units, posts and accounts there are. Of sheets, field owners read the rows of their
field only. BELOW is a reach for reading only: what a closed
unit has left is changed by nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices

from units.enums import Role
from units.policy import Person


class Reach(TextChoices):
    """The units a role reaches from the unit its post is held in."""

    OWN = "own", "đơn vị mình"
    BELOW = "below", "đơn vị mình, các đơn vị trực thuộc và các đơn vị đã sáp nhập vào"
    OTHERS = "others", "các đơn vị khác"
    ALL = "all", "mọi đơn vị"


@dataclass(frozen=True, slots=True)
class Sight:
    """The units somebody reaches, all posts together."""

    everywhere: bool = False
    roots: frozenset[int] = frozenset()  # these, every unit below, and the units all these took over
    units: frozenset[int] = frozenset()
    elsewhere_than: frozenset[int] | None = None  # every unit but these

    def covers(self, facts: Facts) -> bool:
        """What stands in no unit (a file of the whole province) is within reach of those who reach everywhere."""
        if self.everywhere or facts.unit_id is None:
            return self.everywhere
        return (
            facts.unit_id in self.units
            or not self.roots.isdisjoint({facts.unit_id, *facts.over})
            or (self.elsewhere_than is not None and facts.unit_id not in self.elsewhere_than)
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a rule asks about an object: where it stands, whose it is, how far it has come."""

    unit_id: int | None = None
    over: tuple[int, ...] = ()  # the units above it and those that took it over (readers_of)
    owner_id: int | None = None  # the account it belongs to
    field_id: int | None = None  # the unit in whose field it lies
    state: str = ""
    period: str = ""  # the state of its period


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do a deed where; `states` and `periods` None: whatever they are. `owner`: also whose it is.

    `field`: also a field owner in whose field it lies, wherever it stands.
    """

    reach: Mapping[Role, Reach]
    owner: bool = False
    field: bool = False
    states: frozenset[str] | None = None
    periods: frozenset[str] | None = None


def readers_of(
    unit_id: int | None, parents: Mapping[int, int | None], heirs: Mapping[int, Collection[int]]
) -> tuple[int, ...]:
    """The other units whose people read this one's work: those above it and those that took it over, at any distance.

    `heirs`: what each closed unit became. Ends on a ring.
    """
    found: list[int] = []
    waiting = [unit_id]
    while waiting:
        here = waiting.pop(0)
        if here is not None:
            new = {parents.get(here), *heirs.get(here, ())} - {None, unit_id, *found}
            found += sorted(new)
            waiting += sorted(new)
    return tuple(found)


def sight(person: Person, reach: Mapping[Role, Reach]) -> Sight:
    """How far the posts of the person reach together."""
    found = [(reach[post.role], post.unit_id) for post in person.posts if post.role in reach]
    return Sight(
        everywhere=any(far == Reach.ALL for far, _ in found),
        roots=frozenset(unit_id for far, unit_id in found if far == Reach.BELOW),
        units=frozenset(unit_id for far, unit_id in found if far == Reach.OWN),
        elsewhere_than=frozenset(post.unit_id for post in person.posts)
        if any(far == Reach.OTHERS for far, _ in found)
        else None,
    )


def allow(person: Person, rule: Rule, facts: Facts) -> bool:
    """Whether the rule lets this person; scoping.scope says the same of rows in the database."""
    fits = (rule.states is None or facts.state in rule.states) and (
        rule.periods is None or facts.period in rule.periods
    )
    own = rule.owner and person.user_id is not None and facts.owner_id == person.user_id
    theirs = rule.field and facts.field_id in person.field_ids
    return fits and (own or theirs or sight(person, rule.reach).covers(facts))


# --- the tables of this app -----------------------------------------------------------------------------------------

READ_PROVINCE: Mapping[Role, Reach] = {
    Role.REPORTER: Reach.BELOW,
    Role.HEAD: Reach.BELOW,
    Role.APPRAISER: Reach.ALL,
    Role.FIELD_OWNER: Reach.ALL,
    Role.COORDINATOR: Reach.ALL,
    Role.COUNCIL: Reach.ALL,
    Role.LEADER: Reach.ALL,
    Role.AUDITOR: Reach.ALL,
    Role.API_CLIENT: Reach.BELOW,
}
"""Who reads which unit's work: sheets, tasks, dossiers. System administrators do not."""

READ_WHOLE = {role: reach for role, reach in READ_PROVINCE.items() if role != Role.FIELD_OWNER}
"""Who reads all that a unit was given points for: a field owner reads the criteria of the own field, of every unit."""

READ_UNITS = Rule(READ_PROVINCE)
"""Units as those whose figures one reads."""

LIST_UNITS = Rule({**READ_PROVINCE, Role.SYSADMIN: Reach.ALL})
"""Units as names and places; says nothing of figures."""

READ_POSTS = Rule(LIST_UNITS.reach, owner=True)
READ_ACCOUNTS = Rule(
    {Role.HEAD: Reach.OWN, Role.COORDINATOR: Reach.ALL, Role.AUDITOR: Reach.ALL, Role.SYSADMIN: Reach.ALL}
)
"""Who looks after an account: it stands in the units of its posts."""

READ_FILTERS = Rule(dict.fromkeys(Role, Reach.OWN), owner=True)
"""A kept filter: its owner, and the people of the unit it is shared with."""

CHANGE_FILTERS = Rule({}, owner=True)

READ_EVENTS = Rule(READ_WHOLE)
"""What was done to a unit's work is read by whoever reads all of that work."""

READ_LOG = Rule(dict.fromkeys((Role.COORDINATOR, Role.AUDITOR, Role.SYSADMIN), Reach.ALL), owner=True)
"""What was done in no unit: accounts, sign-ins, periods."""


def read_event(facts: Facts) -> Rule:
    """The rule under which an event of the trail is read."""
    return READ_LOG if facts.unit_id is None else READ_EVENTS
