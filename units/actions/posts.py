"""Deeds on posts: giving, taking, moving, and lending them to a substitute."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.refusals import Refused
from units.actions.asking import ask_to_give, refuse
from units.actions.sessions import end_sessions
from units.enums import Role
from units.models import Membership, Unit, User
from units.policy import NEVER_VACANT, Post, why_not_delegate, why_not_end, why_not_together


@dataclass(frozen=True, slots=True)
class PostEvent:
    """What happened to a post, to be recorded when everything is locked and changed."""

    action: str
    post: Membership
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@transaction.atomic
def grant(
    *,
    user_id: int,
    unit_id: int,
    role: Role,
    valid_from: dt.date,
    by: User | None,
    now: dt.datetime,
    valid_to: dt.date | None = None,
) -> Membership:
    """Give a person a role in a unit, from one day to another (None: until revoked)."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    unit = Unit.objects.get(pk=unit_id)
    post = Membership(user=user, unit=unit, role=role, valid_from=valid_from, valid_to=valid_to)
    record_all([give(post, by, now)], by)
    return post


def give(post: Membership, by: User | None, now: dt.datetime) -> PostEvent:
    """Ask, then save the new post; its person is locked already. Part of a deed, which records the answer last."""
    ask_to_give(by, Post(post.unit_id, Role(post.role)), post.user_id, now)
    refuse(_why_not_hold(post))
    post.save()
    _sign_out(post, by, post.valid_from, now)
    return PostEvent("posts.granted", post, None, post_facts(post))


def record_all(events: Iterable[PostEvent], by: User | None, reason: str = "") -> None:
    for event in events:
        trail.record(
            event.action,
            event.post,
            by=by,
            before=event.before,
            after=event.after,
            reason=reason,
            unit_id=event.post.unit_id,
        )


def _why_not_hold(post: Membership) -> str | None:
    """What speaks against this new post: its dates, the unit's, or what the person holds already."""
    user, unit = post.user, post.unit
    if post.valid_to is not None and post.valid_to < post.valid_from:
        return f"Ngày kết thúc {show_date(post.valid_to)} trước ngày bắt đầu {show_date(post.valid_from)}."
    if not unit.open_on(post.valid_from):
        return f"{unit.name} không hoạt động vào ngày {show_date(post.valid_from)}."
    held = list(user.memberships.overlapping(post.valid_from, post.valid_to).order_by("valid_from", "pk"))
    for other in held:
        if (other.unit_id, other.role) == (unit.pk, post.role):
            since = show_date(other.valid_from)
            return f"{user.full_name} đã giữ vai trò {Role(post.role).label} ở {unit.name} từ {since}."
    return why_not_together(Role(post.role), [Role(other.role) for other in held])


def _sign_out(post: Membership, by: User | None, on: dt.date, now: dt.datetime) -> None:
    """What a person may do has changed today: they sign in anew, unless it is they who changed it."""
    if on <= localdate(now) and (by is None or by.pk != post.user_id):
        end_sessions(post.user_id)


@transaction.atomic
def revoke(*, membership_id: int, on: dt.date, by: User | None, now: dt.datetime) -> None:
    """Take a role away from `on`, the first day it is no longer held; a post that would not last a day is deleted.

    What was done before today stays authorised, so `on` is never in the past. Substitutes of the post end with it.
    """
    post = next((post for post in lock_posts_of(Q(pk=membership_id)) if post.pk == membership_id), None)
    if post is None:  # gone while we waited for the row
        raise Refused("Vai trò này vừa được thu hồi.")
    record_all([_take(post, on, by, now)], by)


def _take(post: Membership, on: dt.date, by: User | None, now: dt.datetime) -> PostEvent:
    """Ask, then end the post, which is locked together with all that must stay filled."""
    if not (by is not None and post.acting_for is not None and post.acting_for.user_id == by.pk):
        ask_to_give(by, post.as_post(), None, now)
    if on < localdate(now):
        raise Refused("Không thu hồi lùi ngày; ngày sớm nhất là hôm nay.")
    if post.valid_to is not None and post.valid_to < on:
        raise Refused(f"Vai trò này đã kết thúc ngày {show_date(post.valid_to)}.")
    keep_filled(post, on)
    before = post_facts(post)
    stays = end_post(post, on)
    _sign_out(post, by, on, now)
    return PostEvent("posts.revoked", post, before, post_facts(post) if stays else None)


def lock_posts(user_id: int) -> list[Membership]:
    """The posts of a person, locked together with all that must never be vacant."""
    return [post for post in lock_posts_of(Q(user=user_id)) if post.user_id == user_id]


def lock_posts_of(wanted: Q) -> list[Membership]:
    """Every post of a role that must stay filled is locked, so that two holders cannot remove each other at once."""
    lines = Membership.objects.filter(wanted | Q(role__in=NEVER_VACANT, user__is_active=True))
    lines = lines.select_related("user", "unit", "acting_for__user")
    return list(lines.select_for_update(of=("self",)).order_by("pk"))


def keep_filled(post: Membership, on: dt.date) -> None:
    """Raise Refused when, without this post, nobody would hold its role from `on`; the posts are locked already."""
    if post.role in NEVER_VACANT:
        usable = Membership.objects.filter(role=post.role, user__is_active=True, user__left_on=None)
        others = [each for each in usable.exclude(user=post.user_id).order_by("pk") if each.covers(on, post.valid_to)]
        refuse(why_not_end(post.role, others=len(others)))


def end_post(post: Membership, on: dt.date) -> bool:
    """End the post and its substitutes the day before `on`; False when it would not have lasted a day and is gone."""
    for substitute in post.substitutes.overlapping(on, None):
        end_post(substitute, on)
    if on <= post.valid_from and not post.substitutes.exists():
        Membership.objects.filter(pk=post.pk).delete()  # not post.delete(), which would take its key away
        return False
    post.valid_to = max(on - dt.timedelta(days=1), post.valid_from)
    post.save(update_fields=["valid_to"])
    return True


@transaction.atomic
def transfer(
    *,
    user_id: int,
    from_unit_id: int,
    to_unit_id: int,
    roles: Sequence[Role],
    on: dt.date,
    by: User | None,
    now: dt.datetime,
) -> None:
    """Move a person: every post in the old unit ends the day before `on`, the roles named begin in the new one.

    Either all of it happens or nothing; whoever may not take a post there or give one here is refused.
    """
    if from_unit_id == to_unit_id:
        raise Refused("Đơn vị mới phải khác đơn vị đang công tác.")
    locked = lock_posts(user_id)
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    new_unit = Unit.objects.get(pk=to_unit_id)
    leaving = [
        post for post in locked if post.unit_id == from_unit_id and (post.valid_to is None or post.valid_to >= on)
    ]
    if not leaving:
        raise Refused("Người này không giữ vai trò nào ở đơn vị cũ vào ngày chuyển.")
    events = [_take(post, on, by, now) for post in leaving]
    for role in roles:
        events.append(give(Membership(user=user, unit=new_unit, role=role, valid_from=on), by, now))
    record_all(events, by)


@transaction.atomic
def delegate(
    *,
    membership_id: int,
    substitute_id: int,
    valid_from: dt.date,
    valid_to: dt.date,
    document: str,
    by: User | None,
    now: dt.datetime,
) -> Membership:
    """Lend a post to a colleague of the same unit for a time; the colleague then acts in the holder's place."""
    lines = Membership.objects.select_related("user", "unit", "acting_for__user")
    post = lines.select_for_update(of=("self",)).get(pk=membership_id)
    substitute = User.objects.select_for_update(of=("self",)).get(pk=substitute_id)
    if by is not None:
        person = Membership.objects.person(by, localdate(now))
        refuse(why_not_delegate(person, post.as_post(), holder=post.user_id))
    refuse(_why_not_substitute(post, substitute, valid_from, valid_to, localdate(now)))
    acting = Membership(user=substitute, unit=post.unit, role=post.role, valid_from=valid_from, valid_to=valid_to)
    acting.acting_for = post
    refuse(_why_not_hold(acting))
    acting.save()
    _sign_out(acting, by, valid_from, now)
    record_all([PostEvent("posts.delegated", acting, None, post_facts(acting))], by, reason=document)
    return acting


def _why_not_substitute(
    post: Membership, substitute: User, first: dt.date, last: dt.date, today: dt.date
) -> str | None:
    if first < today:
        return "Không ủy quyền lùi ngày; ngày sớm nhất là hôm nay."
    if last < first:
        return f"Ngày kết thúc {show_date(last)} trước ngày bắt đầu {show_date(first)}."
    if substitute.pk == post.user_id:
        return "Người thay mặt phải là người khác."
    if not post.covers(first, last):
        return "Thời gian ủy quyền phải nằm trong thời gian giữ vai trò."
    if other := post.substitutes.overlapping(first, last).select_related("user").order_by("pk").first():
        return f"{other.user.full_name} đã thay mặt từ {show_date(other.valid_from)} đến {show_date(other.valid_to)}."
    colleague = substitute.memberships.filter(unit=post.unit_id, acting_for=None).active_on(first)
    if not substitute.is_active or not colleague.exists():
        return f"Người thay mặt phải đang giữ một vai trò ở {post.unit.name}."
    return None


def post_facts(post: Membership) -> dict[str, Any]:
    return {
        "user_id": post.user_id,
        "unit_id": post.unit_id,
        "role": str(post.role),
        "valid_from": post.valid_from.isoformat(),
        "valid_to": post.valid_to.isoformat() if post.valid_to else None,
        "acting_for_id": post.acting_for_id,
    }
