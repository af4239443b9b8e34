"""What others may ask about units and people without knowing the tables."""

from dataclasses import dataclass
from datetime import date, datetime

from cchc_portal.audit.models import AuditEvent
from units.enums import Role, Succession
from units.models import Membership, UnitLineage, User
from units.succession import Link

DEMO_PREFIX = "demo."


@dataclass(frozen=True, slots=True)
class DemoAccount:
    username: str
    full_name: str
    posts: tuple[str, ...]  # ("Điều phối CCHC · Sở Nội vụ",)


def demo_accounts(on: date) -> list[DemoAccount]:
    """The accounts of the demonstration data with the posts they hold that day, those of the tour first; one query."""
    everybody = Membership.objects.unscoped(reason="the demonstration's login page names its accounts")
    held = everybody.filter(user__username__startswith=DEMO_PREFIX, user__is_active=True).active_on(on)
    people: dict[User, list[str]] = {}
    for post in held.select_related("user", "unit").order_by("user_id", "valid_from", "pk"):
        people.setdefault(post.user, []).append(f"{Role(post.role).label} · {post.unit.label}")
    return [DemoAccount(user.username, user.full_name, tuple(posts)) for user, posts in people.items()]


def lineage() -> list[Link]:
    """Every line of lineage, oldest first; one query."""
    rows = UnitLineage.objects.order_by("on", "pk").values_list("predecessor_id", "successor_id", "kind", "on")
    return [Link(old, new, Succession(kind), on) for old, new, kind, on in rows]


SIGN_IN_WORDS = {
    "accounts.signed_in": "Đăng nhập",
    "accounts.signed_out": "Đăng xuất",
    "accounts.sign_in_failed": "Sai mật khẩu",
    "accounts.locked_out": "Bị tạm khóa vì sai mật khẩu nhiều lần",
    "accounts.wrong_code": "Sai mã xác thực",
    "accounts.password_changed": "Đổi mật khẩu",
    "accounts.password_set": "Đặt mật khẩu bằng liên kết",
    "accounts.link_issued": "Được cấp liên kết đặt mật khẩu",
    "accounts.second_factor_on": "Bật xác thực hai bước",
    "accounts.second_factor_off": "Tắt xác thực hai bước",
    "accounts.second_factor_reset": "Được gỡ xác thực hai bước",
    "accounts.recovery_codes_made": "Tạo bộ mã dự phòng",
    "accounts.single_sign_on_tied": "Nối với đăng nhập một lần",
    "accounts.sessions_ended": "Đăng xuất các nơi khác",
    "accounts.locked": "Tài khoản bị khóa",
    "accounts.unlocked": "Tài khoản được mở lại",
}
ALARMING = {"accounts.sign_in_failed", "accounts.locked_out", "accounts.wrong_code"}


@dataclass(frozen=True, slots=True)
class SignIn:
    """One line of the log of an account."""

    at: datetime
    what: str
    address: str
    alarming: bool


def recent_sign_ins(user: User, count: int = 15) -> list[SignIn]:
    """The latest sign-ins, failures and changes of ways to sign in, newest first; one query."""
    events = AuditEvent.objects.about(user).filter(action__in=SIGN_IN_WORDS)[:count]
    return [SignIn(each.at, SIGN_IN_WORDS[each.action], each.ip, each.action in ALARMING) for each in events]
