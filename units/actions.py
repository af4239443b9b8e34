"""Deeds on units and people: the only writers of this app.

`by` is the acting account; None is the system itself (a command run on the server), which no policy stops.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.refusals import Refused
from cchc_portal.kit.text import clean, folded
from units.enums import Role, Succession
from units.models import Block, Membership, Unit, UnitLineage, User
from units.policy import Deed, why_not, why_not_end
from units.trees import cycles, outline


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as the list wants it; `fields` holds only the columns the file has, so the others stay as they are.

    "parent" is a code or None, "block" the code or name of a block or None.
    """

    code: str
    fields: Mapping[str, Any]


@dataclass(slots=True)
class Loaded:
    """What a load of the unit list did, by code."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)


def _ask(by: User | None, deed: Deed, now: dt.datetime) -> None:
    if by is not None and (refusal := why_not(Membership.objects.person(by, localdate(now)), deed)):
        raise Refused(refusal)


# --- units ------------------------------------------------------------------------------------------------------


@transaction.atomic
def load_units(*, rows: Sequence[UnitRow], by: User | None, now: dt.datetime) -> Loaded:
    """Open the units not known yet and bring the others to what the list says; the same list twice changes nothing.

    Raises Refused when meanwhile stored parents and the list together would form a ring.
    """
    _ask(by, Deed.MANAGE_UNITS, now)
    units = {unit.code: unit for unit in Unit.objects.select_for_update(of=("self",)).order_by("pk")}
    blocks = _blocks(rows)
    codes = {unit.pk: unit.code for unit in units.values()}
    parents = {code: codes.get(unit.parent_id) for code, unit in units.items()}
    parents |= {row.code: row.fields.get("parent", parents.get(row.code)) for row in rows}
    if rings := cycles(parents):
        raise Refused(f"Vòng cấp trên: {' → '.join([*rings[0], rings[0][0]])}.")
    by_code = {row.code: row for row in rows}
    done, events = Loaded(), []
    for code, _ in outline(parents):
        if code in by_code:
            unit = units.setdefault(code, Unit(code=code))
            before, after = _bring(unit, by_code[code].fields, units, blocks)
            getattr(done, _kind(before, after)).append(code)
            events.append((unit, before, after))
    for unit, before, after in events:  # the trail comes last: it is locked until commit
        if before != after:
            deed = "units.changed" if before else "units.opened"
            trail.record(deed, unit, by=by, before=before, after=after, unit_id=unit.pk)
    return done


def _kind(before: dict[str, Any] | None, after: dict[str, Any]) -> str:
    """The list of Loaded this belongs to."""
    if before is None:
        return "new"
    return "same" if before == after else "changed"


def _bring(
    unit: Unit, fields: Mapping[str, Any], units: Mapping[str, Unit], blocks: Mapping[str, Block]
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Set the fields, save when that changes anything, and say what was and what is."""
    before = None if unit.pk is None else _unit_facts(unit)
    for name, value in fields.items():
        if name == "parent":
            unit.parent = None if value is None else units[value]
        elif name == "block":
            unit.block = None if value is None else blocks[folded(value)]
        else:
            setattr(unit, name, value)
    after = _unit_facts(unit)
    if after != before:
        unit.save()
    return before, after


def _unit_facts(unit: Unit) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "short_name": unit.short_name,
        "parent_id": unit.parent_id,
        "level": str(unit.level),
        "block_id": unit.block_id,
        "ranked": unit.ranked,
        "valid_from": unit.valid_from.isoformat(),
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
    }


def _blocks(rows: Iterable[UnitRow]) -> dict[str, Block]:
    """Blocks by folded code and folded name; a word that names none becomes a new block at the end."""
    found: dict[str, Block] = {}
    for block in Block.objects.order_by("position", "code"):
        found |= {folded(block.code): block, folded(block.name): block}
    last = max((block.position for block in found.values()), default=0)
    for word in dict.fromkeys(row.fields["block"] for row in rows if row.fields.get("block")):
        if folded(word) not in found:
            last += 1
            code = slugify(folded(word))[:20]
            if code in found or not code:
                code = f"khoi-{last}"
            found |= dict.fromkeys((folded(word), code), Block.objects.create(code=code, name=word, position=last))
    return found


@transaction.atomic
def close_unit(
    *,
    unit_id: int,
    on: dt.date,
    by: User | None,
    now: dt.datetime,
    successor_ids: Sequence[int] = (),
    kind: Succession | None = None,
    document: str = "",
) -> Unit:
    """End a unit with `on` as its last day and link what it became; merging is closing several into one.

    Its history and the posts held in it stay, so that people can finish what is open.
    """
    _ask(by, Deed.MANAGE_UNITS, now)
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit_id)
    successors = list(Unit.objects.filter(pk__in=successor_ids).order_by("pk"))
    if refusal := _why_not_close(unit, on, successors, kind):
        raise Refused(refusal)
    before = _unit_facts(unit)
    unit.valid_to = on
    unit.save(update_fields=["valid_to"])
    UnitLineage.objects.bulk_create(
        UnitLineage(predecessor=unit, successor=successor, kind=kind, on=on, document=document)
        for successor in successors
    )
    after = _unit_facts(unit) | {"successor_ids": [each.pk for each in successors], "kind": str(kind or "")}
    trail.record("units.closed", unit, by=by, before=before, after=after, reason=document, unit_id=unit.pk)
    return unit


def _why_not_close(unit: Unit, on: dt.date, successors: list[Unit], kind: Succession | None) -> str | None:
    if unit.valid_to is not None:
        return f"{unit.name} đã ngừng hoạt động từ sau ngày {show_date(unit.valid_to)}."
    if on < unit.valid_from:
        return f"{unit.name} hoạt động từ {show_date(unit.valid_from)}, không thể ngừng trước ngày đó."
    if bool(successors) != bool(kind):
        return "Đơn vị kế thừa và hình thức sắp xếp phải ghi cùng nhau."
    if unit in successors:
        return "Đơn vị không thể kế thừa chính mình."
    next_day = on + dt.timedelta(days=1)
    if closed := [each.name for each in successors if not each.open_on(next_day)]:
        return f"Đơn vị kế thừa chưa hoạt động vào ngày {show_date(next_day)}: {', '.join(closed)}."
    if below := [child.name for child in unit.children.active_on(next_day)[:5]]:
        return f"Còn đơn vị trực thuộc đang hoạt động: {', '.join(below)}. Hãy chuyển hoặc đóng các đơn vị đó trước."
    return None


# --- people -----------------------------------------------------------------------------------------------------


@transaction.atomic
def create_account(
    *, username: str, full_name: str, password: str, by: User | None, now: dt.datetime, email: str = ""
) -> User:
    """A new account without any post; it may do nothing until one is granted."""
    _ask(by, Deed.MANAGE_PEOPLE, now)
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
    _ask(by, Deed.MANAGE_PEOPLE, now)
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
    _ask(by, Deed.MANAGE_PEOPLE, now)
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
