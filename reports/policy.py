"""Who may see points, ranks and publications (pure).

What is published is read by everyone with a post, save system administrators, who never see points or ranks: by those
who read the work of every unit at once, by the units from the day of its release. Before publication the points of a
unit are seen by those who read its work, and the whole table only by those who read the work of every unit.

One person proposes a publication and another approves it; nobody does both.
"""

from django.db.models import TextChoices

from indicators.policy import READ_SHEETS
from units.enums import Role
from units.policy import Person
from units.rules import READ_PROVINCE, Facts, Reach, Rule, allow, sight


class Deed(TextChoices):
    READ = "read", "xem kết quả"


READ_RESULTS = Rule(dict.fromkeys(READ_PROVINCE, Reach.ALL))

CONSOLIDATES = (Role.COORDINATOR, Role.LEADER, Role.COUNCIL, Role.AUDITOR)
"""Who reads how far a period is from being published, and what has been proposed."""

READ_PROPOSALS = Rule(dict.fromkeys(CONSOLIDATES, Reach.ALL))

READ_TEMPLATES = Rule({Role.COORDINATOR: Reach.ALL})
"""Who looks after the Word templates of the province; a document drawn with one is read like any other."""


def sees_early(person: Person) -> bool:
    """Before the units do: who reads every unit's work knows the figures already."""
    return may_see_table(person, published=False)


def may_see_points(person: Person, unit: Facts, *, published: bool) -> bool:
    """The points of one unit in a period."""
    return allow(person, READ_RESULTS if published else READ_SHEETS, unit)


def may_see_table(person: Person, *, published: bool) -> bool:
    """The points and ranks of all units of a period side by side."""
    return sight(person, (READ_RESULTS if published else READ_SHEETS).reach).everywhere
