"""The desk of one person in one period, from what is stored."""

from collections.abc import Iterable

from django.db.models import Q, prefetch_related_objects

from indicators.appraisal.desk import Desk, Share
from indicators.models import Assignment, Period
from units.enums import Role
from units.models import Unit
from units.policy import Person


def desk_of(person: Person, period: Period) -> Desk:
    """Assignments of the period, and the fields the person owns; at most two queries, one the second time."""
    prefetch_related_objects([period], "assignments")  # kept on the period: a desk is asked for twice in one request
    owned = [post.unit_id for post in person.posts if post.role == Role.FIELD_OWNER]
    codes = Unit.objects.scoped(Q(pk__in=owned)).order_by("pk").values_list("code", flat=True) if owned else ()
    return Desk(person, tuple(shares_of(period.assignments.all())), frozenset(codes))


def shares_of(assignments: Iterable[Assignment]) -> list[Share]:
    return [Share(each.appraiser_id, each.unit_id, each.criterion_code) for each in assignments]
