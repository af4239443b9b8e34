"""The council's minutes on a result: recorded, never edited; the newest count."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from indicators.models import Period
from reports.models import Minutes
from units.access import person_of
from units.enums import Role
from units.models import User


@transaction.atomic
def record_minutes(
    *, period_id: int, number: str, held_on: dt.date, chair: str, conclusion: str, by: User, now: dt.datetime
) -> Minutes:
    """Record the minutes of the council's meeting on the period. Raises Refused for whoever is no coordinator."""
    if not person_of(by, localdate(now)).has(Role.COORDINATOR):
        raise Refused("Chỉ Điều phối CCHC được ghi biên bản họp hội đồng.")
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    said = {"number": number.strip(), "held_on": held_on, "chair": chair.strip(), "conclusion": conclusion.strip()}
    minutes = Minutes.objects.create(period=period, recorded_by=by, recorded_at=now, **said)
    after = {"document": minutes.number, "day": held_on, "chair": minutes.chair, "note": minutes.conclusion}
    trail.record("publication.minutes", minutes, by=by, before=None, after=after, period_id=period.pk)
    return minutes
