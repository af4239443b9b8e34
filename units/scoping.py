"""A rule of the policy as a condition of the database: the same decision, for lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self, TypeVar

from django.db.models import Model, Q
from django.db.models.expressions import RawSQL

from cchc_portal.kit.scoping import GuardedQuerySet
from units.policy import Person
from units.rules import Rule, Sight, sight

Row = TypeVar("Row", bound=Model)

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING  # an empty Q() would vanish when joined to another by "or"
BELOW = """
    WITH RECURSIVE below AS (
        SELECT id FROM units_unit WHERE id = ANY(%s)
        UNION SELECT unit.id FROM units_unit unit JOIN below ON unit.parent_id = below.id
    ) SELECT id FROM below
"""  # UNION, not UNION ALL: it ends on a ring too
BELOW_AND_PAST = """
    WITH RECURSIVE below AS (
        SELECT id FROM units_unit WHERE id = ANY(%s)
        UNION SELECT further.id FROM below JOIN LATERAL (
            SELECT id FROM units_unit WHERE parent_id = below.id
            UNION ALL SELECT predecessor_id FROM units_unitlineage WHERE successor_id = below.id
        ) further ON true
    ) SELECT id FROM below
"""  # a unit's past is read by whoever reads the unit

CODES = "SELECT code FROM units_unit WHERE id = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a model keeps what a rule asks (policy.Facts), as look-up paths; None: it has no such thing."""

    unit: str | None = None
    owner: str | None = None
    state: str | None = None
    period: str | None = None
    field: str | None = None  # the code of the unit in whose field it lies


def subtree(unit_ids: Iterable[int]) -> RawSQL:
    """The ids of these units and of everything below them, whatever the depth, as a subquery."""
    return RawSQL(BELOW, [sorted(unit_ids)])


def subtree_and_past(unit_ids: Iterable[int]) -> RawSQL:
    """As subtree, with the units that all these took over, whatever the distance (rules.readers_of)."""
    return RawSQL(BELOW_AND_PAST, [sorted(unit_ids)])


def scope(person: Person, rule: Rule, columns: Columns) -> Q:
    """The rows for which policy.allow says yes; one condition, no query of its own."""
    reached = _within(sight(person, rule.reach), columns.unit)
    if rule.owner and columns.owner and person.user_id is not None:
        reached |= Q((columns.owner, person.user_id))
    if rule.field and columns.field and person.field_ids:
        reached |= Q((f"{columns.field}__in", RawSQL(CODES, [sorted(person.field_ids)])))
    for column, wanted in ((columns.state, rule.states), (columns.period, rule.periods)):
        if column and wanted is not None:
            reached &= Q((f"{column}__in", sorted(wanted)))
    return reached


def _within(reach: Sight, unit: str | None) -> Q:
    if reach.everywhere:
        return EVERYTHING
    found = NOTHING
    if unit and reach.units:
        found |= Q((f"{unit}__in", sorted(reach.units)))
    if unit and reach.roots:
        found |= Q((f"{unit}__in", subtree_and_past(reach.roots)))
    if unit and reach.elsewhere_than is not None:
        found |= Q((f"{unit}__isnull", False)) & ~Q((f"{unit}__in", sorted(reach.elsewhere_than)))
    return found


class ScopedQuerySet(GuardedQuerySet[Row]):
    """Rows under the rules of the policy: `rules` by deed, `columns` says where the facts are."""

    rules: dict[str, Rule]
    columns: Columns

    def of_person(self, person: Person, deed: str = "read") -> Self:
        """The rows on which this person may do the deed."""
        return self.scoped(scope(person, self.rules[deed], self.columns))
