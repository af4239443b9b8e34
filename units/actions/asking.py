"""What every deed asks first.

`by` is the acting account; None is the system itself (a command run on the server), which no policy stops.
"""

import datetime as dt
from collections.abc import Iterable

from django.utils.timezone import localdate

from cchc_portal.kit.refusals import Refused
from units.models import Membership, User
from units.policy import Deed, Post, why_not, why_not_give, why_not_manage


def ask(by: User | None, deed: Deed, now: dt.datetime) -> None:
    """Raise Refused, with the sentence of the policy, unless the person may do this today."""
    if by is not None:
        refuse(why_not(Membership.objects.person(by, localdate(now)), deed))


def ask_to_give(by: User | None, post: Post, to: int | None, now: dt.datetime) -> None:
    """Raise Refused unless the person may give this post to the account `to`, or take it away (None)."""
    if by is not None:
        refuse(why_not_give(Membership.objects.person(by, localdate(now)), post, to=to))


def ask_to_manage(by: User | None, user: User, now: dt.datetime) -> None:
    """Raise Refused unless the person may manage the account, given the posts it holds today or will hold."""
    if by is not None:
        today = localdate(now)
        refuse(why_not_manage(Membership.objects.person(by, today), posts_from(user, today), of=user.pk))


def posts_from(user: User, day: dt.date) -> Iterable[Post]:
    """Today's and coming posts of an account, as the policy sees them."""
    lines = user.memberships.overlapping(day, None).select_related("unit", "acting_for__user")
    return tuple(line.as_post() for line in lines.order_by("pk"))


def refuse(sentence: str | None) -> None:
    if sentence:
        raise Refused(sentence)
