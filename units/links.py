"""The link with which a person sets the own password: signed, open for 72 hours, good for one use.

Its nonce stands in the account, so that a new link closes the one before and using it closes it for good; the
signature keeps whoever can read the database from making one.
"""

import datetime as dt

from django.core.signing import BadSignature, Signer
from django.utils.timezone import localdate

from units.models import Membership, User
from units.policy import why_not_manage

OPEN_FOR = dt.timedelta(hours=72)

_signer = Signer(salt="units.password_link", sep="~")


def token_of(user: User) -> str:
    """The text that ends the address of the link; "" when none is open."""
    return _signer.sign(f"{user.pk}.{user.link_nonce}") if user.link_nonce else ""


def holder_of(token: str, now: dt.datetime) -> User | None:
    """Whose link this is; None when it is forged, used, replaced or too old, the account closed, or more than its
    issuer may manage."""
    try:
        pk, _, nonce = _signer.unsign(token).partition(".")
    except BadSignature:
        return None
    everyone = User.objects.unscoped(reason="who holds the link is not signed in")
    user = everyone.filter(pk=pk).exclude(link_nonce="").select_related("link_issued_by").first()
    if user is None or user.link_nonce != nonce or user.closed(localdate(now)):
        return None
    if not user.link_issued_at or user.link_issued_at + OPEN_FOR <= now:
        return None
    return user if _issuer_may_still(user, now) else None


def _issuer_may_still(user: User, now: dt.datetime) -> bool:
    """Whoever has issued the link could manage the account as it is now.

    Otherwise an old link would make its issuer whatever the account has become since. None: a command on the server.
    """
    if user.link_issued_by is None:
        return True
    today = localdate(now)
    lines = user.memberships.overlapping(today, None).select_related("unit", "acting_for__user")
    issuer = Membership.objects.person(user.link_issued_by, today)
    return why_not_manage(issuer, [line.as_post() for line in lines.order_by("pk")], of=user.pk) is None
