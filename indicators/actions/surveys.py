"""Deeds on survey results: loading what a survey found."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from indicators.enums import PeriodState
from indicators.models import Period, SurveyResult
from units.access import person_of
from units.enums import Role
from units.models import User

FIELDS = ("counts", "index", "respondents")


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """What one unit got on one question: answers per option (E: blank) or an index in percent."""

    unit_id: int
    criterion_code: str
    counts: Mapping[str, int]
    index: Decimal | None
    respondents: int

    @property
    def key(self) -> tuple[int, str]:
        return self.unit_id, self.criterion_code


@transaction.atomic
def load_surveys(*, period_id: int, rows: Iterable[SurveyRow], by: User | None, now: dt.datetime) -> int:
    """Store the results; the number that changed. The same file twice changes nothing.

    `by` is None on the command line. The number of queries does not depend on the number of rows. Raises Refused
    for people who are no coordinators, and once the period is published.
    """
    if by and not person_of(by, localdate(now)).has(Role.COORDINATOR):
        raise Refused("Chỉ điều phối CCHC được nạp kết quả điều tra.")
    period = Period.objects.select_for_update(of=("self",)).get(pk=period_id)
    if period.state == PeriodState.PUBLISHED:
        raise Refused(f"{period.name} đã công bố, không nạp kết quả điều tra được nữa.")
    stored = {(one.unit_id, one.criterion_code): one for one in period.survey_results.order_by("pk")}
    changed = [
        SurveyResult(period=period, unit_id=row.unit_id, criterion_code=row.criterion_code, **_facts(row))
        for row in rows
        if row.key not in stored or _facts(stored[row.key]) != _facts(row)
    ]
    if changed:
        SurveyResult.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["period", "unit", "criterion_code"], update_fields=FIELDS
        )
        Period.objects.filter(pk=period.pk).update(version=F("version") + 1)
        trail.record("survey.load", period, by=by, after={"changed": len(changed)}, period_id=period.pk)
    return len(changed)


def _facts(row: SurveyRow | SurveyResult) -> dict[str, object]:
    return {"counts": dict(row.counts), "index": row.index, "respondents": row.respondents}
