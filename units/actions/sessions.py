"""Deeds on signed-in browsers, and what the log says of signing in, out and failing to."""

import datetime as dt

from django.conf import settings
from django.core.cache import caches
from django.db import transaction

from cchc_portal.audit import trail
from cchc_portal.kit.later import later
from units.models import Session, User
from units.sessions import CACHE_PREFIX


def end_sessions(user_id: int, *, but: str = "") -> int:
    """End every session of a person, except one if its key is given; call it inside the deed's transaction."""
    return _end(list(Session.objects.filter(user=user_id).exclude(session_key=but).values_list("pk", flat=True)))


def _end(keys: list[str]) -> int:
    Session.objects.filter(pk__in=keys).delete()
    forget = [CACHE_PREFIX + key for key in keys]
    # robust: a cache that is away has lost what it held, and the row is gone in any case
    transaction.on_commit(lambda: caches[settings.SESSION_CACHE_ALIAS].delete_many(forget), robust=True)
    return len(keys)


@transaction.atomic
def note_sign_in(*, user: User, session_key: str, now: dt.datetime, how: str) -> None:
    """Log it, forget expired sessions, and end the oldest beyond SESSIONS_AT_ONCE; `how` is password, totp or sso."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    others = Session.objects.filter(user=user).exclude(pk=session_key)
    others.filter(expire_date__lt=now).delete()
    newest = list(others.order_by("-started_at", "pk").values_list("pk", flat=True))
    ended = _end(newest[settings.SESSIONS_AT_ONCE - 1 :])
    trail.record("accounts.signed_in", user, by=user, after={"how": how, "sessions_ended": ended})


@transaction.atomic
def note_sign_out(*, user: User) -> None:
    trail.record("accounts.signed_out", user, by=user)


@transaction.atomic
def note_failure(*, username: str, locked: bool = False) -> None:
    """A wrong password. Names of no account are not written down: people type passwords into the wrong box."""
    user = User.objects.filter(username__iexact=username.strip()).first()
    trail.record("accounts.locked_out" if locked else "accounts.sign_in_failed", user, by=user)


@transaction.atomic
def note_wrong_code(*, user: User) -> None:
    """The password was right and the code was not: the sign worth looking at."""
    trail.record("accounts.wrong_code", user, by=user)


@transaction.atomic
def end_other_sessions(*, user: User, session_key: str) -> int:
    """Sign one's own account out everywhere else; how many places that were."""
    ended = end_sessions(user.pk, but=session_key)
    trail.record("accounts.sessions_ended", user, by=user, after={"sessions_ended": ended})
    return ended


@transaction.atomic
def note_changed_factor(*, user: User, event: str) -> None:
    """The second factor or single sign-on was set up, changed or removed: log it and tell the holder by mail."""
    trail.record(event, user, by=user)
    if user.email:
        later("units.mail_changed_factor", user.pk, event)
