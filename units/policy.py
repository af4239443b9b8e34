"""Who may, as tables (pure).

A person is the posts they hold on one day. Appraisers, coordinators and leaders are province-wide: they read every
unit. Reporters and heads read the units they hold a post in and every unit below those, and act only in their own.
Only coordinators open and close units, create accounts, and grant and revoke posts; everybody changes their own
password. The province is never left without a coordinator: the last one's post cannot be ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices

from units.enums import PROVINCE_WIDE, Role


@dataclass(frozen=True, slots=True)
class Post:
    """One role held in one unit."""

    unit_id: int
    role: Role
    unit_label: str = field(default="", compare=False)


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
        return unit_id in self.unit_ids

    @property
    def is_wide(self) -> bool:
        return any(post.role in PROVINCE_WIDE for post in self.posts)

    @property
    def unit_ids(self) -> frozenset[int]:
        return frozenset(post.unit_id for post in self.posts)

    @property
    def main_unit_id(self) -> int | None:
        return self.posts[0].unit_id if self.posts else None

    @property
    def main_unit(self) -> str:
        """What the unit of the longest held post is called; "" without posts."""
        return self.posts[0].unit_label if self.posts else ""

    @property
    def headline(self) -> str:
        """Sở Tài chính · Cán bộ đầu mối, Lãnh đạo đơn vị."""
        roles = [str(post.role.label) for post in self.posts if post.unit_id == self.main_unit_id]
        return f"{self.main_unit} · {', '.join(roles)}" if roles else "Chưa được giao vai trò"


class Deed(TextChoices):
    """What this app lets people do; the label completes the sentence "Chỉ … được …"."""

    MANAGE_UNITS = "manage_units", "thành lập, sắp xếp và đóng đơn vị"
    MANAGE_PEOPLE = "manage_people", "cấp tài khoản, giao và thu hồi vai trò"


MAY: Mapping[Deed, frozenset[Role]] = {
    Deed.MANAGE_UNITS: frozenset({Role.COORDINATOR}),
    Deed.MANAGE_PEOPLE: frozenset({Role.COORDINATOR}),
}


def named(roles: Iterable[str]) -> str:
    """ "Chuyên viên thẩm định hoặc Điều phối CCHC", in the order of the enum."""
    wanted = set(roles)
    return " hoặc ".join(str(role.label) for role in Role if role in wanted)


def may_read(person: Person, unit_id: int, parents: Mapping[int, int | None]) -> bool:
    """Whether the person reads that unit: province-wide, or one of their units is it or stands above it."""
    seen: set[int] = set()
    here: int | None = unit_id
    while not person.is_wide and here is not None and here not in seen and here not in person.unit_ids:
        seen.add(here)
        here = parents.get(here)
    return person.is_wide or here in person.unit_ids


def why_not(person: Person, deed: Deed) -> str | None:
    """The sentence that refuses the deed; None means: go ahead."""
    if any(person.has(role) for role in MAY[deed]):
        return None
    return f"Chỉ {named(MAY[deed])} được {deed.label}."


def why_not_end(role: str, *, other_coordinators: int) -> str | None:
    """The sentence that keeps a post alive; None means: it may end."""
    if role == Role.COORDINATOR and not other_coordinators:
        return f"Đây là {Role.COORDINATOR.label} cuối cùng của tỉnh; hãy giao vai trò này cho người khác trước."
    return None
