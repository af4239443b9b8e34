"""What closing units hand over within this app: the units below them, and the posts held in them.

Called by the reorganisation, in its transaction; it records for all."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from units.models import Membership, Unit, User


@transaction.atomic
def move_children(*, moves: Mapping[str, int | None], on: dt.date, by: User | None, now: dt.datetime) -> None:
    """Put the units, by id, under their new parents."""
    for unit in Unit.objects.filter(pk__in=_taken(moves)).select_for_update(of=("self",)).order_by("pk"):
        unit.parent_id = moves[str(unit.pk)]
        unit.save(update_fields=["parent"])


@transaction.atomic
def move_posts(*, moves: Mapping[str, int | None], on: dt.date, by: User | None, now: dt.datetime) -> None:
    """End each post, by id, the day before `on`; where it has a new unit, the same role begins there on `on`.

    A substitute goes on standing in for the same person, in the post that person has now.
    """
    followed: dict[int, Membership] = {}
    posts = Membership.objects.filter(pk__in=[int(key) for key in moves])
    for post in posts.select_for_update(of=("self",)).order_by("pk"):  # substitutes come after whom they stand in for
        unit_id, old = moves[str(post.pk)], post.pk
        principal = followed.get(post.acting_for_id or 0)
        if post.valid_from >= on:
            _put_off(post, unit_id, principal)
        elif (continued := _continue(post, unit_id, on, principal)) is not None:
            followed[old] = continued


def _put_off(post: Membership, unit_id: int | None, principal: Membership | None) -> None:
    """A post that has not begun begins elsewhere; with nowhere to go it shrinks to its first day."""
    if unit_id is None:
        post.valid_to = post.valid_from  # an end before the beginning cannot be stored
    else:
        post.unit_id = unit_id
        post.acting_for = principal or post.acting_for
    post.save(update_fields=["valid_to", "unit", "acting_for"])


def _continue(post: Membership, unit_id: int | None, on: dt.date, principal: Membership | None) -> Membership | None:
    """End the post, and give the one that goes on in the unit, which its holder may have already."""
    until = post.valid_to
    post.valid_to = on - dt.timedelta(days=1)
    post.save(update_fields=["valid_to"])
    if unit_id is None:
        return None
    held = Membership.objects.filter(user=post.user_id, unit=unit_id, role=post.role).order_by("valid_from", "pk")
    if enough := next((each for each in held if each.covers(on, until)), None):
        return enough
    if begun := next((each for each in held if each.valid_from == on), None):
        begun.valid_to = until
        begun.save(update_fields=["valid_to"])
        return begun
    post.pk, post._state.adding = None, True  # every other fact of the post goes along
    post.unit_id, post.valid_from, post.valid_to = unit_id, on, until
    post.acting_for = principal or post.acting_for
    post.save()
    return post


def _taken(moves: Mapping[str, int | None]) -> list[int]:
    return [int(key) for key, unit_id in moves.items() if unit_id is not None]
