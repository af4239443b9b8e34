"""Who: the units of the province, the people, the posts they hold with dates, the keys of programs, kept filters."""

from units.models.filters import ColumnChoice, SavedFilter
from units.models.keys import ApiKey
from units.models.people import Membership, MembershipQuerySet, Session, User, UserManager, UserQuerySet
from units.models.succession import Reorganisation, Successor, UnitLineage
from units.models.tree import Block, Unit, UnitQuerySet

__all__ = [
    "ApiKey",
    "Block",
    "ColumnChoice",
    "Membership",
    "MembershipQuerySet",
    "Reorganisation",
    "SavedFilter",
    "Session",
    "Successor",
    "Unit",
    "UnitLineage",
    "UnitQuerySet",
    "User",
    "UserManager",
    "UserQuerySet",
]
