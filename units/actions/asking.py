"""What every deed asks first.

`by` is the acting account; None is the system itself (a command run on the server), which no policy stops.
"""

import datetime as dt

from django.utils.timezone import localdate

from cchc_portal.kit.refusals import Refused
from units.models import Membership, User
from units.policy import Deed, why_not


def ask(by: User | None, deed: Deed, now: dt.datetime) -> None:
    """Raise Refused, with the sentence of the policy, unless the person may do this today."""
    if by is not None and (refusal := why_not(Membership.objects.person(by, localdate(now)), deed)):
        raise Refused(refusal)
