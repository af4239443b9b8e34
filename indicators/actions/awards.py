"""Deeds after a publication: commendations proposed and decided; the indices others publish of the province."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.refusals import Refused
from indicators.enums import CommendationFor, CommendationState, IndexName, PeriodState
from indicators.models import Commendation, Period, RelatedIndex
from units.access import person_of
from units.enums import Role
from units.models import User


@transaction.atomic
def propose_commendation(
    *,
    period_id: int,
    unit_id: int,
    given_to: CommendationFor,
    person: str,
    form: str,
    reason: str,
    by: User,
    now: dt.datetime,
) -> Commendation:
    """Propose a unit, or a person of it, once the results of the period are published. Raises Refused."""
    _refuse_stranger(by, now, "đề nghị khen thưởng")
    period = Period.objects.get(pk=period_id)
    if period.state != PeriodState.PUBLISHED:
        raise Refused(f"{period.name} chưa công bố nên chưa đề nghị khen thưởng.")
    if bool(person) != (given_to == CommendationFor.PERSON):
        raise Refused("Khen cá nhân thì ghi họ tên; khen tập thể thì để trống họ tên.")
    if Commendation.objects.filter(period=period, unit=unit_id, person=person, form=form).exists():
        raise Refused("Đề nghị này đã có trong danh sách.")
    row = Commendation.objects.create(
        period=period,
        unit_id=unit_id,
        given_to=given_to,
        person=person,
        form=form,
        reason=reason,
        proposed_by=by,
        proposed_at=now,
    )
    after = {"name": person or str(row.unit), "commendation": form, "reason": reason}
    trail.record("commendation.propose", row, by=by, after=after, period_id=period_id)
    return row


@transaction.atomic
def decide_commendations(
    *, ids: list[int], decision_number: str, decided_on: dt.date, by: User, now: dt.datetime
) -> int:
    """One decision for those named; the number of commendations it covers (rows). Raises Refused."""
    _refuse_stranger(by, now, "ghi quyết định khen thưởng")
    if decided_on > localdate(now):
        raise Refused(f"Ngày quyết định {show_date(decided_on)} còn ở phía trước.")
    proposed = Commendation.objects.filter(pk__in=ids, state=CommendationState.PROPOSED)
    rows = list(proposed.select_for_update(of=("self",)).order_by("pk"))
    if not rows:
        raise Refused("Chưa chọn đề nghị nào.")
    for row in rows:
        row.state, row.decision_number, row.decided_on = CommendationState.DECIDED, decision_number, decided_on
    Commendation.objects.bulk_update(rows, ["state", "decision_number", "decided_on"])
    trail.record("commendation.decide", None, by=by, after={"decision": decision_number, "changed": len(rows)})
    return len(rows)


@transaction.atomic
def record_index(
    *,
    name: IndexName,
    year: int,
    value: Decimal,
    rank: int | None,
    ranked_of: int | None,
    document: str,
    by: User,
    now: dt.datetime,
) -> RelatedIndex:
    """What was published of the province for a year, or a correction of it; the earlier value stays in the history.

    Raises Refused.
    """
    _refuse_stranger(by, now, "ghi chỉ số của tỉnh")
    if year >= localdate(now).year + 1:
        raise Refused(f"Năm {year} chưa đến.")
    row = RelatedIndex.objects.select_for_update(of=("self",)).filter(name=name, year=year).first()
    before = {"result": str(row.value), "document": row.document} if row else None
    row = row or RelatedIndex(name=name, year=year)
    row.value, row.rank, row.ranked_of, row.document = value, rank, ranked_of, document
    row.added_by, row.added_at = by, now
    row.save()
    after = {"result": str(value), "document": document}
    trail.record("index.record", row, by=by, before=before, after=after)
    return row


def _refuse_stranger(by: User, now: dt.datetime, what: str) -> None:
    if not person_of(by, localdate(now)).has(Role.COORDINATOR):
        raise Refused(f"Chỉ điều phối CCHC được {what}.")
