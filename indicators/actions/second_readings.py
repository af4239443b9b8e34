"""Deeds of the blind sample: draw rows, judge them again, give back what is not read. No point of a sheet moves."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import rounded, show_number
from indicators.actions.appraisals import refuse_unexplained
from indicators.actions.moving import refuse_unless
from indicators.appraisal.second_readings import AT_ONCE, drawable, sampled
from indicators.enums import PeriodState
from indicators.models import Period, SecondReading
from indicators.sets.trees import tree_of
from units.access import person_of
from units.enums import Role
from units.models import User

NOTHING_LEFT = "Chưa có dòng nào do người khác chấm để anh/chị chấm lại, hoặc mẫu của kỳ đã đủ."


@transaction.atomic
def draw_readings(*, period_id: int, by: User, now: dt.datetime, seed: int) -> int:
    """Draw rows that others have judged for this inspector to read again; how many.

    From here on the inspector sees nothing else that knows points, until all are judged or given back
    (indicators.blinding). Raises Refused where the caller is no inspector, has rows waiting, or nothing is left.
    """
    person = person_of(by, localdate(now))
    refuse_unless(person.has(Role.APPRAISER), "Chỉ chuyên viên thẩm định chấm lại độc lập.")
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)  # two draws at once take other rows
    refuse_unless(period.state == PeriodState.OPEN, f"Kỳ “{period.name}” không mở nên không chấm lại.")
    waits = SecondReading.objects.filter(inspector=by).waiting().exists()
    refuse_unless(not waits, "Anh/chị còn dòng đang chấm lại.")
    can = drawable([period], person)[period.pk]
    drawn = sampled(can.rows, min(AT_ONCE, can.wanted), seed)
    refuse_unless(bool(drawn), NOTHING_LEFT)
    SecondReading.objects.bulk_create(SecondReading(score_id=pk, inspector=by, drawn_at=now) for pk in drawn)
    trail.record("reading.draw", period, by=by, before=None, after={"rows": len(drawn)}, period_id=period.pk)
    return len(drawn)


@transaction.atomic
def give_reading(*, reading_id: int, points: Decimal, reason: str, by: User, now: dt.datetime) -> int:
    """Judge one row again (points of the leaf, two decimals); returns how many still wait.

    Raises Refused where the points are out of range or it is not theirs, ReasonMissing where they differ from the
    unit's own and nobody says why.
    """
    found = SecondReading.objects.select_for_update(of=("self",)).select_related(
        "score__assessment__criteria_set", "score__assessment__period"
    )
    reading = found.filter(pk=reading_id, inspector=by).waiting().first()
    refuse_unless(reading is not None, "Dòng này đã chấm lại xong, hoặc không phải của anh/chị.")
    score, sheet = reading.score, reading.score.assessment
    leaf = tree_of(sheet.criteria_set).leaf_by_id[score.criterion_id]
    limit = show_number(leaf.max_points, 2)
    refuse_unless(0 <= points <= leaf.max_points, f"{leaf.code}: điểm phải từ 0 đến {limit}.")
    reason = reason.replace("\x00", "").strip()
    refuse_unexplained(score, leaf, rounded(points), reason)
    reading.points, reading.reason, reading.given_at = rounded(points), reason, now
    reading.save(update_fields=["points", "reason", "given_at"])
    trail.record("reading.give", reading, by=by, before=None, after={"criterion": leaf.code}, period_id=sheet.period_id)
    return SecondReading.objects.filter(inspector=by).waiting().count()


@transaction.atomic
def give_back(*, by: User, now: dt.datetime) -> int:
    """Give the rows back that were not judged: others may draw them; how many."""
    gone, _ = SecondReading.objects.filter(inspector=by).waiting().delete()
    if gone:
        trail.record("reading.give_back", None, by=by, after={"rows": gone})
    return gone
