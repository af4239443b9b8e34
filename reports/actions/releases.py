"""Letting the audience in: leaders at once, then the units, then the public, each from a moment of its own."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from reports.models import Release
from units.access import person_of
from units.enums import Role
from units.models import User


@transaction.atomic
def move_release(
    *, publication_id: int, units_at: dt.datetime, public_at: dt.datetime | None, by: User, now: dt.datetime
) -> Release:
    """Change from when units and public read a publication. What they could read already stays readable.

    Raises Refused for whoever is no coordinator, for a public before the units, and for taking back what is out.
    """
    if not person_of(by, localdate(now)).has(Role.COORDINATOR):
        raise Refused("Chỉ Điều phối CCHC được đổi thời điểm công khai.")
    release = Release.objects.select_for_update(of=("self",)).select_related("publication")
    release = release.get(publication=publication_id)
    if refusal := why_not_move(release, units_at, public_at, now):
        raise Refused(refusal)
    before = {"units_at": release.units_at, "public_at": release.public_at}
    release.units_at, release.public_at = units_at, public_at
    release.changed_by, release.changed_at = by, now
    release.save()
    after = {"units_at": units_at, "public_at": public_at}
    period_id = release.publication.period_id
    trail.record("publication.release", release.publication, by=by, before=before, after=after, period_id=period_id)
    return release


def why_not_move(
    release: Release, units_at: dt.datetime, public_at: dt.datetime | None, now: dt.datetime
) -> str | None:
    """The sentence that refuses the new moments; None means: go ahead."""
    if release.units_at <= now and units_at != release.units_at:
        return "Các đơn vị đã xem được kết quả này nên không đổi thời điểm ấy nữa."
    if release.public_at and release.public_at <= now and public_at != release.public_at:
        return "Kết quả này đã công khai nên không rút lại được; nếu sai hãy công bố bản đính chính."
    if public_at and public_at < units_at:
        return "Thời điểm công khai phải sau hoặc bằng thời điểm các đơn vị được xem."
    return None
