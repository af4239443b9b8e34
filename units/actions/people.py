"""Deeds on people: accounts, passwords and posts."""

import datetime as dt
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.refusals import Refused
from cchc_portal.kit.text import clean
from units.actions.asking import ask
from units.enums import Role
from units.models import Membership, Unit, User
from units.policy import Deed, why_not_end


@transaction.atomic
def create_account(
    *, username: str, full_name: str, password: str, by: User | None, now: dt.datetime, email: str = ""
) -> User:
    """A new account without any post; it may do nothing until one is granted."""
    ask(by, Deed.MANAGE_PEOPLE, now)
    username = clean(username).lower()
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(f"Tên đăng nhập “{username}” đã có người dùng.")
    user = User.objects.create_user(username, password, full_name=clean(full_name), email=email)
    trail.record("accounts.created", user, by=by, after={"username": username, "full_name": user.full_name})
    return user


@transaction.atomic
def change_password(*, user_id: int, password: str, by: User, now: dt.datetime) -> User:
    """Set the password of one's own account; raises ValidationError for a weak one."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    if by.pk != user.pk:
        raise Refused("Chỉ chủ tài khoản được đổi mật khẩu của mình.")
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    trail.record("accounts.password_changed", user, by=by)
    return user


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
    ask(by, Deed.MANAGE_PEOPLE, now)
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    unit = Unit.objects.get(pk=unit_id)
    if valid_to is not None and valid_to < valid_from:
        raise Refused(f"Ngày kết thúc {show_date(valid_to)} trước ngày bắt đầu {show_date(valid_from)}.")
    if not unit.open_on(valid_from):
        raise Refused(f"{unit.name} không hoạt động vào ngày {show_date(valid_from)}.")
    if held := user.memberships.filter(unit=unit, role=role).overlapping(valid_from, valid_to).first():
        raise Refused(
            f"{user.full_name} đã giữ vai trò {Role(role).label} ở {unit.name} từ {show_date(held.valid_from)}."
        )
    post = Membership.objects.create(user=user, unit=unit, role=role, valid_from=valid_from, valid_to=valid_to)
    trail.record("posts.granted", post, by=by, after=_post_facts(post), unit_id=unit.pk)
    return post


@transaction.atomic
def revoke(*, membership_id: int, on: dt.date, by: User | None, now: dt.datetime) -> None:
    """Take a role away from `on`, the first day it is no longer held; a post that would not last a day is deleted.

    What was done before today stays authorised, so `on` is never in the past.
    """
    ask(by, Deed.MANAGE_PEOPLE, now)
    # every coordinator's post is locked, so that two coordinators cannot remove each other at once
    lines = Membership.objects.filter(Q(pk=membership_id) | Q(role=Role.COORDINATOR, user__is_active=True))
    locked = {post.pk: post for post in lines.select_for_update(of=("self",)).order_by("pk")}
    post = locked.pop(membership_id)
    if on < localdate(now):
        raise Refused("Không thu hồi lùi ngày; ngày sớm nhất là hôm nay.")
    if post.valid_to is not None and post.valid_to < on:
        raise Refused(f"Vai trò này đã kết thúc ngày {show_date(post.valid_to)}.")
    others = [each for each in locked.values() if each.role == Role.COORDINATOR and each.covers(on, post.valid_to)]
    if refusal := why_not_end(post.role, other_coordinators=len(others)):
        raise Refused(refusal)
    before = _post_facts(post)
    if on <= post.valid_from:
        Membership.objects.filter(pk=post.pk).delete()
        after = None
    else:
        post.valid_to = on - dt.timedelta(days=1)
        post.save(update_fields=["valid_to"])
        after = _post_facts(post)
    trail.record("posts.revoked", post, by=by, before=before, after=after, unit_id=post.unit_id)


def _post_facts(post: Membership) -> dict[str, Any]:
    return {
        "user_id": post.user_id,
        "unit_id": post.unit_id,
        "role": str(post.role),
        "valid_from": post.valid_from.isoformat(),
        "valid_to": post.valid_to.isoformat() if post.valid_to else None,
    }
