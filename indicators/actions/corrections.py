"""Taking up again what was published: the frozen copy stays, the sheets below it can be mended."""

import datetime as dt

from django.db import connection, transaction

from cchc_portal.kit.refusals import Refused
from indicators.enums import Action, PeriodState, State
from indicators.models import Assessment, AssessmentEvent, Period
from units.models import User


@transaction.atomic
def reopen_published(*, period_id: int, by: User, reason: str, now: dt.datetime) -> Period:
    """Make a published period and its sheets appraised ones again. Called by reports, which has asked who may.

    From there each sheet moves as before: an appraiser reopens the one that is wrong. The measured figures rest as they
    were published until somebody opens them too, with a reason. Raises Refused where the period is not published.
    """
    sheets = Assessment.objects.filter(period=period_id, state=State.PUBLISHED)
    pks = list(sheets.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    if period.state != PeriodState.PUBLISHED:
        raise Refused(f"Kỳ “{period.name}” chưa công bố hoặc đã mở lại rồi.")
    _let_the_database_reopen(period)
    period.state = PeriodState.OPEN
    period.version += 1
    period.save(update_fields=["state", "version"])
    if not period.figures_closed_at:  # apart: while it was published nothing but its state could change
        period.figures_closed_at = now
        period.save(update_fields=["figures_closed_at"])
    Assessment.objects.filter(pk__in=pks).update(state=State.APPRAISED)
    AssessmentEvent.objects.bulk_create(
        AssessmentEvent(assessment_id=pk, action=Action.REOPEN, by=by, at=now, reason=reason) for pk in pks
    )
    return period


def _let_the_database_reopen(period: Period) -> None:
    """The trigger on published periods lets pass only the one that is named here, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.reopening', %s, true)", [str(period.pk)])
