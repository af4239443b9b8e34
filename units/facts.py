"""What others may ask about people without knowing the tables."""

from dataclasses import dataclass
from datetime import date

from units.enums import Role
from units.models import Membership, User

DEMO_PREFIX = "demo."


@dataclass(frozen=True, slots=True)
class DemoAccount:
    username: str
    full_name: str
    posts: tuple[str, ...]  # ("Điều phối CCHC · Sở Nội vụ",)


def demo_accounts(on: date) -> list[DemoAccount]:
    """The accounts of the demonstration data with the posts they hold that day; one query."""
    everybody = Membership.objects.unscoped(reason="the demonstration's login page names its accounts")
    held = everybody.filter(user__username__startswith=DEMO_PREFIX, user__is_active=True).active_on(on)
    people: dict[User, list[str]] = {}
    for post in held.select_related("user", "unit").order_by("user__username", "valid_from", "pk"):
        people.setdefault(post.user, []).append(f"{Role(post.role).label} · {post.unit.label}")
    return [DemoAccount(user.username, user.full_name, tuple(posts)) for user, posts in people.items()]
