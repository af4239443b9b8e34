"""What this app hands over when units close, registered with the reorganisation."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Q

from units.actions.bequests import move_children, move_posts
from units.enums import Role
from units.models import Membership, Unit
from units.succession import HandOver, Item, hands_over


def children(unit_ids: Collection[int], on: dt.date) -> list[Item]:
    """Units that stand below a closing one and go on existing."""
    below = Unit.objects.scoped(Q(parent__in=unit_ids)).exclude(pk__in=unit_ids).exclude(valid_to__lt=on)
    return [Item(str(unit.pk), unit.parent_id, unit.name) for unit in below.order_by("sort_name", "pk")]


def posts(unit_ids: Collection[int], on: dt.date) -> list[Item]:
    """Posts in a closing unit that would last beyond its end."""
    held = (
        Membership.objects.scoped(Q(unit__in=unit_ids))
        .exclude(valid_to__lt=on)
        .select_related("user", "acting_for__user")
    )
    return [
        Item(str(post.pk), post.unit_id, f"{post.user.full_name} · {_role(post)}")
        for post in held.order_by("unit__sort_name", "user__full_name", "role", "pk")
    ]


def _role(post: Membership) -> str:
    label = str(Role(post.role).label)
    return f"{label} (thay mặt {post.acting_for.user.full_name})" if post.acting_for else label


hands_over("units", HandOver("Đơn vị trực thuộc", "đơn vị", children, move_children))
hands_over("accounts", HandOver("Người và vai trò", "vai trò", posts, move_posts))
