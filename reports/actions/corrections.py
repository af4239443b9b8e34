"""Opening a published period again, so that what was wrong can be mended and published as a correction."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from indicators.actions.corrections import reopen_published
from indicators.models import Period
from units.access import person_of
from units.enums import Role
from units.models import User


@transaction.atomic
def open_correction(*, period_id: int, reason: str, by: User, now: dt.datetime) -> Period:
    """Take the sheets of a published period up again. What is published stays as it is and stays readable.

    Raises Refused for whoever is no coordinator, without a reason, and where nothing was published.
    """
    if not person_of(by, localdate(now)).has(Role.COORDINATOR):
        raise Refused("Chỉ Điều phối CCHC được mở lại kỳ để đính chính.")
    if not reason.strip():
        raise Refused("Hãy ghi lý do đính chính.")
    period = reopen_published(period_id=period_id, by=by, reason=reason.strip(), now=now)
    trail.record("publication.correct", period, by=by, before=None, reason=reason.strip(), period_id=period.pk)
    return period
