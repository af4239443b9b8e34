"""Deeds on publicity and initiatives."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.refusals import Refused
from indicators.enums import Channel, InitiativeState, PlanKind
from indicators.models import Initiative, Plan, PublicityActivity
from indicators.policy import RECOGNISE, REPORT_TASKS
from units.access import person_of
from units.models import User
from units.rules import Facts, Rule, allow

WRITERS = "Chỉ cán bộ đầu mối, lãnh đạo của đơn vị hoặc điều phối CCHC được {what}."


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """What was done on one channel; `audience`: people who saw it, None where nobody counted."""

    channel: Channel
    title: str
    quantity: int
    audience: int | None
    done_on: dt.date
    source: str = ""


@transaction.atomic
def add_activity(*, unit_id: int, facts: ActivityFacts, by: User, now: dt.datetime) -> PublicityActivity:
    """Raises Refused for strangers and for what is still to come."""
    _refuse(by, now, REPORT_TASKS, unit_id, WRITERS.format(what="ghi hoạt động tuyên truyền"))
    _refuse_future("Ngày thực hiện", facts.done_on, now)
    plan = Plan.objects.filter(kind=PlanKind.PUBLICITY, year=facts.done_on.year, unit=None).first()
    row = PublicityActivity.objects.create(unit_id=unit_id, plan=plan, added_by=by, added_at=now, **asdict(facts))
    after = {"channel": facts.channel, "quantity": facts.quantity, "name": facts.title}
    trail.record("activity.add", row, by=by, after=after, unit_id=unit_id)
    return row


@transaction.atomic
def remove_activity(*, activity_id: int, by: User, now: dt.datetime) -> None:
    """Take back what was written by mistake; its history stays. Raises Refused."""
    row = PublicityActivity.objects.select_for_update(of=("self",)).get(pk=activity_id)
    _refuse(by, now, REPORT_TASKS, row.unit_id, WRITERS.format(what="xóa hoạt động tuyên truyền"))
    before = {"channel": row.channel, "quantity": row.quantity, "name": row.title}
    unit_id = row.unit_id
    trail.record("activity.remove", row, by=by, before=before, unit_id=unit_id)
    row.delete()


@transaction.atomic
def register_initiative(
    *, unit_id: int, title: str, author: str, summary: str, registered_on: dt.date, by: User, now: dt.datetime
) -> Initiative:
    """Raises Refused."""
    _refuse(by, now, REPORT_TASKS, unit_id, WRITERS.format(what="đăng ký sáng kiến"))
    _refuse_future("Ngày đăng ký", registered_on, now)
    facts = {"title": title, "author": author, "summary": summary, "registered_on": registered_on}
    row = Initiative.objects.create(unit_id=unit_id, added_by=by, added_at=now, **facts)
    trail.record("initiative.register", row, by=by, after={"name": title, "author": author}, unit_id=unit_id)
    return row


@transaction.atomic
def judge_initiative(
    *,
    initiative_id: int,
    recognised: bool,
    decision_number: str,
    decided_on: dt.date,
    reason: str,
    by: User,
    now: dt.datetime,
) -> Initiative:
    """Recognise by a decision, or turn down with a reason. Raises Refused."""
    row = Initiative.objects.select_for_update(of=("self",)).get(pk=initiative_id)
    _refuse(by, now, RECOGNISE, row.unit_id, "Chỉ điều phối CCHC được ghi kết quả công nhận sáng kiến.")
    _refuse_future("Ngày quyết định", decided_on, now)
    if row.state != InitiativeState.REGISTERED:
        raise Refused(f"Sáng kiến này đã có kết quả: {InitiativeState(row.state).label.lower()}.")
    if decided_on < row.registered_on:
        raise Refused(f"Ngày quyết định phải từ ngày đăng ký {show_date(row.registered_on)} trở đi.")
    if recognised and not decision_number:
        raise Refused("Công nhận sáng kiến cần số quyết định.")
    if not recognised and not reason:
        raise Refused("Hãy ghi lý do không công nhận.")
    row.state = InitiativeState.RECOGNISED if recognised else InitiativeState.REFUSED
    row.decision_number, row.decided_on, row.reason = decision_number, decided_on, "" if recognised else reason
    row.save(update_fields=["state", "decision_number", "decided_on", "reason"])
    after = {"state": row.state, "decision": decision_number, "reason": row.reason}
    trail.record("initiative.judge", row, by=by, after=after, unit_id=row.unit_id)
    return row


def _refuse(by: User, now: dt.datetime, rule: Rule, unit_id: int, sentence: str) -> None:
    if not allow(person_of(by, localdate(now)), rule, Facts(unit_id)):
        raise Refused(sentence)


def _refuse_future(what: str, day: dt.date, now: dt.datetime) -> None:
    if day > localdate(now):
        raise Refused(f"{what} {show_date(day)} còn ở phía trước.")
