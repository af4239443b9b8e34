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
    """End each post, by id, the day before `on`; where it has a new unit, the same role begins there on `on`."""
    posts = Membership.objects.filter(pk__in=[int(key) for key in moves])
    for post in posts.select_for_update(of=("self",)).order_by("pk"):
        unit_id = moves[str(post.pk)]
        if post.valid_from < on:
            _continue(post, unit_id, on)
        elif unit_id is not None:
            post.unit_id = unit_id  # it has not begun: the same post, elsewhere
            post.save(update_fields=["unit"])
        else:
            post.valid_to = post.valid_from  # an end before the beginning cannot be stored
            post.save(update_fields=["valid_to"])


def _continue(post: Membership, unit_id: int | None, on: dt.date) -> None:
    until = post.valid_to
    post.valid_to = on - dt.timedelta(days=1)
    post.save(update_fields=["valid_to"])
    if unit_id is None:
        return
    held = Membership.objects.filter(user=post.user_id, unit=unit_id, role=post.role).order_by("valid_from", "pk")
    if any(each.covers(on, until) for each in held):
        return
    if begun := next((each for each in held if each.valid_from == on), None):
        begun.valid_to = until
        begun.save(update_fields=["valid_to"])
        return
    post.pk, post._state.adding = None, True  # every other fact of the post goes along
    post.unit_id, post.valid_from, post.valid_to = unit_id, on, until
    post.save()


def _taken(moves: Mapping[str, int | None]) -> list[int]:
    return [int(key) for key, unit_id in moves.items() if unit_id is not None]
