"""Deeds on accounts: opening them, links and passwords, locking, departure."""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.later import later
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.refusals import Refused
from cchc_portal.kit.text import clean
from units.actions.asking import ask, ask_to_manage, refuse
from units.actions.posts import end_post, give, keep_filled, lock_posts, record_all
from units.actions.sessions import end_sessions
from units.enums import Role
from units.links import OPEN_FOR, holder_of, token_of
from units.models import Membership, Unit, User
from units.policy import Deed, people_units

RESET = "accounts.second_factor_reset"


@transaction.atomic
def create_account(
    *,
    username: str,
    full_name: str,
    by: User | None,
    now: dt.datetime,
    email: str = "",
    password: str | None = None,
    unit_id: int | None = None,
    role: Role | None = None,
    valid_from: dt.date | None = None,
) -> User:
    """A new account, with its first post when unit and role are given; without a password it waits for its link.

    Raises Refused when the name is taken, or when `by` may not give that post; a head must give one in the own unit.
    """
    ask(by, Deed.MANAGE_PEOPLE, now)
    if by is not None and role is None and people_units(Membership.objects.person(by, localdate(now))) is not None:
        raise Refused("Hãy chọn vai trò của người này ở đơn vị của anh/chị.")
    username = clean(username).lower()
    try:
        with transaction.atomic():  # a second click of the same form may be at it right now: the database decides
            user = User.objects.create_user(username, password, full_name=clean(full_name), email=email)
    except IntegrityError:
        raise Refused(f"Tên đăng nhập “{username}” đã có người dùng.") from None
    posts = []
    if unit_id is not None and role is not None:
        first = Membership(user=user, unit=Unit.objects.get(pk=unit_id), role=role)
        first.valid_from = valid_from or localdate(now)
        posts = [give(first, by, now)]
    trail.record("accounts.created", user, by=by, after={"username": username, "full_name": user.full_name})
    record_all(posts, by)
    return user


@transaction.atomic
def issue_link(*, user_id: int, by: User | None, now: dt.datetime) -> str:
    """A link for a new password, mailed where there is an address; the answer is the text that ends its address.

    It closes any earlier link. The present password works until a new one is set.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    ask_to_manage(by, user, now)
    if Membership.objects.person(user, localdate(now)).has(Role.API_CLIENT):
        raise Refused("Phần mềm kết nối không có mật khẩu; hãy cấp khóa kết nối.")
    _keep_two_hands_apart(by, user, now)
    user.link_nonce, user.link_issued_at, user.link_issued_by = get_random_string(32), now, by
    user.save(update_fields=["link_nonce", "link_issued_at", "link_issued_by"])
    trail.record("accounts.link_issued", user, by=by, after={"mailed": bool(user.email)})
    if user.email:
        later("units.mail_password_link", user.pk)
    return token_of(user)


def _keep_two_hands_apart(by: User | None, user: User, now: dt.datetime) -> None:
    """Whoever has just taken the second factor off may not also issue the link, see reset_second_factor."""
    if by is None or Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        return
    resets = AuditEvent.objects.about(user).filter(action=RESET, actor=by, at__gt=now - OPEN_FOR)
    if last := resets.first():
        since = show_date(localdate(last.at))
        refuse(f"Anh/chị đã gỡ xác thực hai bước của tài khoản này ngày {since}; việc này phải do người khác làm.")


@transaction.atomic
def set_password(*, token: str, password: str, now: dt.datetime) -> User:
    """Use the link: set the password, close the link, end every session; ValidationError for a weak password."""
    holder = holder_of(token, now)
    if holder is None:
        raise Refused("Liên kết đã dùng, đã hết hạn hoặc đã được thay bằng liên kết mới.")
    user = User.objects.select_for_update(of=("self",)).get(pk=holder.pk)
    if user.link_nonce != holder.link_nonce:  # used or replaced while we waited for the row
        raise Refused("Liên kết này vừa được dùng hoặc vừa được thay.")
    validate_password(password, user)
    user.set_password(password)
    user.link_nonce = ""
    user.save(update_fields=["password", "link_nonce"])
    end_sessions(user.pk)
    trail.record("accounts.password_set", user, by=user)
    return user


@transaction.atomic
def change_password(*, user_id: int, password: str, by: User, now: dt.datetime, session_key: str = "") -> User:
    """Set the password of one's own account; only the session named stays. ValidationError for a weak password."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    if by.pk != user.pk:
        raise Refused("Chỉ chủ tài khoản được đổi mật khẩu của mình.")
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user.pk, but=session_key)
    trail.record("accounts.password_changed", user, by=user)
    return user


@transaction.atomic
def lock_account(*, user_id: int, reason: str, by: User | None, now: dt.datetime) -> None:
    """Shut an account at once, whatever posts it holds; the posts stay."""
    posts = lock_posts(user_id)
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    ask_to_manage(by, user, now)
    for post in posts:
        keep_filled(post, localdate(now))
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user.pk)
    trail.record("accounts.locked", user, by=by, reason=reason)


@transaction.atomic
def unlock_account(*, user_id: int, by: User | None, now: dt.datetime) -> None:
    """Open a locked account again, and one whose holder has come back."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    ask_to_manage(by, user, now)
    user.is_active, user.left_on = True, None
    user.save(update_fields=["is_active", "left_on"])
    trail.record("accounts.unlocked", user, by=by)


@transaction.atomic
def leave(*, user_id: int, on: dt.date, reason: str, by: User | None, now: dt.datetime) -> None:
    """The person leaves the service: from `on` every post has ended and the account no longer opens."""
    posts = lock_posts(user_id)
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    ask_to_manage(by, user, now)
    if on < localdate(now):
        raise Refused("Không ghi nghỉ lùi ngày; ngày sớm nhất là hôm nay.")
    ended = [post for post in posts if post.valid_to is None or post.valid_to >= on]
    for post in ended:
        keep_filled(post, on)
    user.left_on = on
    user.save(update_fields=["left_on"])
    for post in ended:
        end_post(post, on)
    end_sessions(user.pk)
    after = {"left_on": on.isoformat(), "posts_ended": [post.pk for post in ended]}
    trail.record("accounts.left", user, by=by, after=after, reason=reason)


@transaction.atomic
def reset_second_factor(*, user_id: int, by: User | None, now: dt.datetime) -> None:
    """Take the lost second factor off an account, so that its holder sets up a new one.

    Whoever has issued the password link of the last 72 hours may not also do this: one administrator alone could
    otherwise become anybody.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    ask_to_manage(by, user, now)
    recent = user.link_issued_at is not None and now < user.link_issued_at + OPEN_FOR
    if by is not None and recent and user.link_issued_by_id == by.pk:
        since = show_date(localdate(user.link_issued_at))
        refuse(f"Anh/chị đã cấp liên kết mật khẩu cho tài khoản này ngày {since}; việc này phải do người khác làm.")
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user.pk)
    trail.record(RESET, user, by=by)


@transaction.atomic
def choose_channels(*, user_id: int, mail: bool, message: bool) -> User:
    """How reminders reach the person besides the inbox; the same choice again is no deed."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    before = {"reminded_by_mail": user.reminded_by_mail, "reminded_by_message": user.reminded_by_message}
    after = {"reminded_by_mail": mail, "reminded_by_message": message}
    if after != before:
        user.reminded_by_mail, user.reminded_by_message = mail, message
        user.save(update_fields=list(after))
        trail.record("accounts.channels_chosen", user, by=user, before=before, after=after)
    return user
