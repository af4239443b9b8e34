"""The link with which a person sets the own password: signed, open for 72 hours, good for one use.

Its nonce stands in the account, so that a new link closes the one before and using it closes it for good; the
signature keeps whoever can read the database from making one.
"""

import datetime as dt

from django.core.signing import BadSignature, Signer
from django.utils.timezone import localdate

from units.enums import AccountState
from units.models import User

OPEN_FOR = dt.timedelta(hours=72)
CLOSED = {AccountState.LOCKED, AccountState.LEFT}

_signer = Signer(salt="units.password_link", sep="~")


def token_of(user: User) -> str:
    """The text that ends the address of the link; "" when none is open."""
    return _signer.sign(f"{user.pk}.{user.link_nonce}") if user.link_nonce else ""


def holder_of(token: str, now: dt.datetime) -> User | None:
    """Whose link this is; None when it is forged, used, replaced, too old, or the account is closed."""
    try:
        pk, _, nonce = _signer.unsign(token).partition(".")
    except BadSignature:
        return None
    everyone = User.objects.unscoped(reason="who holds the link is not signed in")
    user = everyone.filter(pk=pk).exclude(link_nonce="").first()
    if user is None or user.link_nonce != nonce or user.state(localdate(now)) in CLOSED:
        return None
    return user if user.link_issued_at and now < user.link_issued_at + OPEN_FOR else None
