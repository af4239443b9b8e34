"""Deeds about whose desk rows lie on."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from indicators.actions.moving import refuse_unless
from indicators.enums import PeriodState
from indicators.models import Assignment, Criterion, Period
from units.access import person_of
from units.enums import Role
from units.models import Unit, User

NOT_YOURS = "Chỉ Điều phối CCHC được phân công thẩm định."


@transaction.atomic
def assign(
    *, period_id: int, appraiser_id: int, unit_id: int | None, criterion_code: str, by: User, now: dt.datetime
) -> Assignment:
    """Give an appraiser the rows of a unit, of a criterion with all below it, or of both; the same again is no second.

    Raises Refused where nothing is named, the person appraises nothing, or belongs to the unit.
    """
    today = localdate(now)
    refuse_unless(person_of(by, today).has(Role.COORDINATOR), NOT_YOURS)
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    refuse_unless(period.state != PeriodState.PUBLISHED, f"Kỳ “{period.name}” đã công bố nên không phân công nữa.")
    refuse_unless(bool(unit_id or criterion_code), "Hãy chọn đơn vị, tiêu chí, hoặc cả hai.")
    appraiser = User.objects.get(pk=appraiser_id)
    person = person_of(appraiser, today)
    refuse_unless(person.has(Role.APPRAISER), f"{appraiser.full_name} không phải chuyên viên thẩm định.")
    if unit_id and person.belongs_to(unit_id):
        name = Unit.objects.get(pk=unit_id).name
        raise Refused(f"{appraiser.full_name} thuộc {name} nên không thẩm định đơn vị này được.")
    if criterion_code:
        known = Criterion.objects.filter(criteria_set__period_sets__period=period, code=criterion_code).exists()
        refuse_unless(known, f"Các bộ tiêu chí của kỳ không có tiêu chí {criterion_code}.")
    made, is_new = Assignment.objects.get_or_create(
        period=period,
        appraiser=appraiser,
        unit_id=unit_id,
        criterion_code=criterion_code,
        defaults={"given_by": by, "given_at": now},
    )
    if is_new:
        trail.record("period.assign", period, by=by, before=None, after=_told(made), period_id=period.pk)
    return made


@transaction.atomic
def unassign(*, assignment_id: int, by: User, now: dt.datetime) -> None:
    """Take an assignment back; what was judged under it stays."""
    refuse_unless(person_of(by, localdate(now)).has(Role.COORDINATOR), NOT_YOURS)
    found = Assignment.objects.select_related("period", "appraiser", "unit").select_for_update(of=("self",))
    gone = found.get(pk=assignment_id)
    told = _told(gone)
    period = gone.period
    gone.delete()
    trail.record("period.unassign", period, by=by, before=told, after=None, period_id=period.pk)


def _told(assignment: Assignment) -> dict[str, str]:
    unit = assignment.unit.name if assignment.unit else ""
    return {"full_name": assignment.appraiser.full_name, "name": unit, "criterion": assignment.criterion_code}
