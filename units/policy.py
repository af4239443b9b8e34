"""Who may, as tables (pure).

A person is the posts they hold on one day, some of them perhaps in place of somebody else.

*Reading* is told in rules.py. Appraisers, field owners, coordinators, the council, leaders and auditors are
province-wide; the others act only in the units they hold a post in.

*People.* Nobody gives a role they may not give (`GIVES`), and nobody gives one to themselves: coordinators give the
roles of the evaluation, system administrators the technical ones and the ordinary ones of a unit, a head makes
reporters in the own unit and nowhere else. Whoever could give a role may also take it away. An account is managed (link
for a new password, lock, departure) only by those who could give every post it holds, so that nobody becomes more than
they are by resetting a password. Auditors, system administrators and API clients hold that role alone: who watches does
not play. A head, a leader and a member of the council may name a substitute for a time. The province is never left
without a coordinator or a system administrator: the last one's post cannot be ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices

from units.enums import BLIND, PRIVILEGED, PROVINCE_WIDE, Audience, Role


@dataclass(frozen=True, slots=True)
class Post:
    """One role held in one unit; `acting_for` names whom the holder stands in for, "" for an own post."""

    unit_id: int
    role: Role
    unit_label: str = field(default="", compare=False)
    acting_for: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Person:
    """The posts an account holds on one day, longest held first; an anonymous visitor holds none."""

    user_id: int | None
    on: dt.date
    posts: tuple[Post, ...] = ()

    def has(self, role: str) -> bool:
        return any(post.role == role for post in self.posts)

    def roles_in(self, unit_id: int) -> frozenset[Role]:
        """The roles this person acts with in that unit: own posts there and every province-wide role."""
        return frozenset(post.role for post in self.posts if post.unit_id == unit_id or post.role in PROVINCE_WIDE)

    def belongs_to(self, unit_id: int) -> bool:
        """Whether any post is held in that very unit: nobody appraises the unit they belong to."""
        return any(post.unit_id == unit_id for post in self.posts)

    @property
    def is_wide(self) -> bool:
        return any(post.role in PROVINCE_WIDE for post in self.posts)

    @property
    def is_privileged(self) -> bool:
        return any(post.role in PRIVILEGED for post in self.posts)

    @property
    def lists_all_units(self) -> bool:
        """Whether every unit's name, place and people are shown; says nothing of scores."""
        return self.is_wide or self.has(Role.SYSADMIN)

    @property
    def field_ids(self) -> frozenset[int]:
        """The units this person judges a field for: the criteria those own, on every sheet."""
        return frozenset(post.unit_id for post in self.posts if post.role == Role.FIELD_OWNER)

    @property
    def unit_ids(self) -> frozenset[int]:
        """The units whose figures come with a post; a system administrator's post brings none."""
        return frozenset(post.unit_id for post in self.posts if post.role not in BLIND)

    @property
    def main_unit_id(self) -> int | None:
        return self.posts[0].unit_id if self.posts else None

    @property
    def main_unit(self) -> str:
        """What the unit of the longest held post is called; "" without posts."""
        return self.posts[0].unit_label if self.posts else ""

    @property
    def headline(self) -> str:
        """Sở Tài chính · Cán bộ đầu mối, Lãnh đạo đơn vị (thay mặt Trần Văn Hòa)."""
        here = [post for post in self.posts if post.unit_id == self.main_unit_id]
        roles = [
            f"{post.role.label} (thay mặt {post.acting_for})" if post.acting_for else post.role.label for post in here
        ]
        return f"{self.main_unit} · {', '.join(map(str, roles))}" if roles else "Chưa được giao vai trò"


class Deed(TextChoices):
    """What this app lets people do; the label completes the sentence "Chỉ … được …"."""

    MANAGE_UNITS = "manage_units", "thành lập, sắp xếp và đóng đơn vị"
    MANAGE_PEOPLE = "manage_people", "cấp tài khoản, giao và thu hồi vai trò"
    SHARE_WITH_EVERYONE = "share_with_everyone", "chia sẻ bộ lọc với mọi người"


MAY: Mapping[Deed, frozenset[Role]] = {
    Deed.MANAGE_UNITS: frozenset({Role.COORDINATOR}),
    Deed.MANAGE_PEOPLE: frozenset({Role.COORDINATOR, Role.SYSADMIN, Role.HEAD}),
    Deed.SHARE_WITH_EVERYONE: frozenset({Role.COORDINATOR}),
}

GIVES: Mapping[Role, frozenset[Role]] = {
    Role.HEAD: frozenset({Role.REPORTER}),
    Role.COORDINATOR: frozenset(
        {Role.REPORTER, Role.HEAD, Role.APPRAISER, Role.FIELD_OWNER, Role.COORDINATOR, Role.COUNCIL, Role.LEADER}
    ),
    Role.SYSADMIN: frozenset({Role.REPORTER, Role.HEAD, Role.AUDITOR, Role.SYSADMIN, Role.API_CLIENT}),
}
"""Which roles the holder of a role gives, takes away and manages the accounts of."""

OWN_UNIT_ONLY = frozenset({Role.HEAD})
"""Givers whose word counts in the unit of their post and nowhere else, not even below it."""

ALONE = frozenset({Role.AUDITOR, Role.SYSADMIN, Role.API_CLIENT})
"""Roles held by people who hold nothing else at the time."""

DELEGABLE = frozenset({Role.HEAD, Role.LEADER, Role.COUNCIL})
"""Roles whose holder may name a substitute."""

NEVER_VACANT = (Role.COORDINATOR, Role.SYSADMIN)
"""Roles of which the province always keeps one holder."""


def named(roles: Iterable[str]) -> str:
    """ "Chuyên viên thẩm định hoặc Điều phối CCHC", in the order of the enum."""
    wanted = set(roles)
    return " hoặc ".join(str(role.label) for role in Role if role in wanted)


def why_not(person: Person, deed: Deed) -> str | None:
    """The sentence that refuses the deed; None means: go ahead."""
    if any(person.has(role) for role in MAY[deed]):
        return None
    return f"Chỉ {named(MAY[deed])} được {deed.label}."


def givable(person: Person, unit_id: int) -> tuple[Role, ...]:
    """The roles this person may give in that unit, in the order of the enum."""
    givers = [post for post in person.posts if post.role not in OWN_UNIT_ONLY or post.unit_id == unit_id]
    found = frozenset[Role]().union(*(GIVES.get(post.role, frozenset()) for post in givers))
    return tuple(role for role in Role if role in found)


def people_units(person: Person) -> frozenset[int] | None:
    """The units whose people this person looks after; None: all of them."""
    if any(post.role in GIVES and post.role not in OWN_UNIT_ONLY for post in person.posts):
        return None
    return frozenset(post.unit_id for post in person.posts if post.role in GIVES)


def why_not_give(person: Person, post: Post, *, to: int | None) -> str | None:
    """The sentence that refuses to give this post to the account `to`, or to take it away (None)."""
    if to is not None and person.user_id == to:
        return "Không ai tự giao vai trò cho chính mình. Hãy nhờ người có thẩm quyền khác."
    if post.role in givable(person, post.unit_id):
        return None
    who = named(role for role, given in GIVES.items() if post.role in given)
    return f"Chỉ {who} được giao, thu hồi vai trò {post.role.label}{_where(person, post)}."


def _where(person: Person, post: Post) -> str:
    """For a head outside the own unit: the refusal must say that the place is the reason."""
    gives_elsewhere = any(post.role in GIVES.get(held.role, ()) for held in person.posts)
    return " ở đơn vị này; lãnh đạo đơn vị chỉ quản lý người của đơn vị mình" if gives_elsewhere else ""


def why_not_manage(person: Person, posts: Iterable[Post], *, of: int) -> str | None:
    """The sentence that keeps the person's hands off somebody's account, given the posts it holds or will hold."""
    if person.user_id == of:
        return "Đây là tài khoản của chính anh/chị; hãy dùng trang Tài khoản của tôi."
    if refusal := why_not(person, Deed.MANAGE_PEOPLE):
        return refusal
    held = tuple(posts)
    for post in held:
        if post.role not in givable(person, post.unit_id):
            return why_not_give(person, post, to=None)
    if not held and people_units(person) is not None:
        return "Tài khoản này không giữ vai trò nào ở đơn vị của anh/chị."
    return None


def why_not_together(role: Role, others: Iterable[Role]) -> str | None:
    """The sentence that keeps a role apart from the others held at the same time; None means: they go together."""
    others = set(others)
    if role in ALONE and (clashing := others - {role}):
        return f"{role.label} không kiêm vai trò khác; người này đang giữ vai trò {_listed(clashing)}."
    if clashing := others & ALONE - {role}:
        return f"Người này đang giữ vai trò {_listed(clashing)}, là vai trò không kiêm vai trò khác."
    return None


def _listed(roles: Iterable[Role]) -> str:
    wanted = set(roles)
    return ", ".join(str(role.label) for role in Role if role in wanted)


def why_not_share(person: Person, audience: Audience, unit_id: int | None) -> str | None:
    """The sentence that keeps a kept filter from that audience; None means: go ahead."""
    if audience == Audience.EVERYONE:
        return why_not(person, Deed.SHARE_WITH_EVERYONE)
    if audience == Audience.UNIT and (unit_id is None or not person.belongs_to(unit_id)):
        return "Chỉ chia sẻ được với đơn vị mà anh/chị đang giữ vai trò."
    return None


def why_not_end(role: str, *, others: int) -> str | None:
    """The sentence that keeps a post alive; `others` hold the same role then. None means: it may end."""
    if role in NEVER_VACANT and not others:
        return f"Đây là {Role(role).label} cuối cùng của tỉnh; hãy giao vai trò này cho người khác trước."
    return None


def why_not_delegate(person: Person, post: Post, *, holder: int) -> str | None:
    """The sentence that refuses a substitute; the holder names one, or somebody who could give the post."""
    if post.acting_for:
        return "Người thay mặt không ủy quyền tiếp được."
    if post.role not in DELEGABLE:
        return f"Chỉ vai trò {_listed(DELEGABLE)} mới ủy quyền được."
    if person.user_id == holder or post.role in givable(person, post.unit_id):
        return None
    return (
        f"Chỉ người đang giữ vai trò hoặc {named(r for r, given in GIVES.items() if post.role in given)} được ủy quyền."
    )
