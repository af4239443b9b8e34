"""Deeds on inspections: written down, concluded; findings, their remedies, and what inspectors saw of these."""

import datetime as dt
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.work_papers import add_paper, remove_paper
from indicators.enums import InspectionKind, PlanKind
from indicators.inspections.remedies import why_not_remedied
from indicators.models import Finding, FollowUp, Inspection, Plan, WorkPaper
from indicators.policy import INSPECT, REPORT_TASKS
from units.access import Person, person_of
from units.models import User
from units.rules import Facts, allow


@dataclass(frozen=True, slots=True)
class InspectionFacts:
    """What is known of an inspection; a planned one may still be ahead (`held_on` None)."""

    kind: InspectionKind
    year: int
    planned_on: dt.date | None
    held_on: dt.date | None
    team: str
    content: str
    conclusion: str = ""
    conclusion_number: str = ""
    concluded_on: dt.date | None = None


@transaction.atomic
def add_inspection(*, unit_id: int, facts: InspectionFacts, by: User, now: dt.datetime) -> Inspection:
    """One inspection of one unit; a planned one belongs to the province's inspection plan of its year.

    Raises Refused.
    """
    _refuse_stranger(person_of(by, localdate(now)), unit_id)
    _refuse_facts(facts, localdate(now))
    row = Inspection(unit_id=unit_id, added_by=by, added_at=now, **asdict(facts))
    row.plan = _plan_of(facts)
    row.save(force_insert=True)
    trail.record("inspection.add", row, by=by, after=_told(row), unit_id=unit_id)
    return row


@transaction.atomic
def edit_inspection(*, inspection_id: int, facts: InspectionFacts, by: User, now: dt.datetime) -> Inspection:
    """Held, put differently, concluded. Raises Refused."""
    row = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection_id)
    _refuse_stranger(person_of(by, localdate(now)), row.unit_id)
    _refuse_facts(facts, localdate(now))
    if row.findings.exists() and facts.held_on is None:
        raise Refused("Cuộc kiểm tra đã có vấn đề phát hiện nên phải có ngày kiểm tra.")
    before = _told(row)
    for name, value in asdict(facts).items():
        setattr(row, name, value)
    row.plan = _plan_of(facts)
    row.save()
    trail.record("inspection.edit", row, by=by, before=before, after=_told(row), unit_id=row.unit_id)
    return row


def _plan_of(facts: InspectionFacts) -> Plan | None:
    if facts.kind != InspectionKind.PLANNED:
        return None
    return Plan.objects.filter(kind=PlanKind.INSPECTION, year=facts.year, unit=None).first()


def _refuse_facts(facts: InspectionFacts, today: dt.date) -> None:
    if facts.held_on is None and facts.kind == InspectionKind.SURPRISE:
        raise Refused("Kiểm tra đột xuất chỉ ghi khi đã kiểm tra: hãy ghi ngày kiểm tra.")
    if facts.held_on is None and facts.planned_on is None:
        raise Refused("Hãy ghi ngày dự kiến hoặc ngày kiểm tra.")
    for what, day in (("Ngày kiểm tra", facts.held_on), ("Ngày kết luận", facts.concluded_on)):
        if day and day > today:
            raise Refused(f"{what} {show_date(day)} còn ở phía trước.")
    if bool(facts.conclusion) != bool(facts.concluded_on) or (facts.conclusion_number and not facts.conclusion):
        raise Refused("Kết luận cần đủ nội dung và ngày kết luận.")
    if facts.concluded_on and (facts.held_on is None or facts.concluded_on < facts.held_on):
        raise Refused("Ngày kết luận phải từ ngày kiểm tra trở đi.")


def _refuse_stranger(person: Person, unit_id: int) -> None:
    if not allow(person, INSPECT, Facts(unit_id)):
        raise Refused("Chỉ điều phối CCHC và chuyên viên thẩm định của đơn vị khác được ghi kết quả kiểm tra.")


def _told(row: Inspection) -> dict[str, Any]:
    held = row.held_on and row.held_on.isoformat()
    return {"year": row.year, "inspection_kind": row.kind, "held_on": held, "conclusion": row.conclusion}


@transaction.atomic
def add_finding(
    *, inspection_id: int, text: str, responsible: str, due_on: dt.date, by: User, now: dt.datetime
) -> Finding:
    """What the unit is to mend, by whom and by when. Raises Refused."""
    row = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection_id)
    _refuse_stranger(person_of(by, localdate(now)), row.unit_id)
    if row.held_on is None:
        raise Refused("Cuộc kiểm tra chưa diễn ra: ghi ngày kiểm tra trước.")
    if due_on < row.held_on:
        raise Refused(f"Hạn khắc phục phải từ ngày kiểm tra {show_date(row.held_on)} trở đi.")
    finding = Finding.objects.create(inspection=row, text=text, responsible=responsible, due_on=due_on)
    after = {"finding": text, "responsible": responsible, "due_on": due_on.isoformat()}
    trail.record("finding.add", finding, by=by, after=after, unit_id=row.unit_id)
    return finding


def why_not_remedy(finding: Finding, person: Person) -> str | None:
    """The sentence that refuses a report of the remedy; None means: go ahead."""
    if not allow(person, REPORT_TASKS, Facts(finding.inspection.unit_id)):
        return "Chỉ cán bộ đầu mối, lãnh đạo đơn vị được kiểm tra hoặc điều phối CCHC được báo cáo khắc phục."
    latest = finding.follow_ups.order_by("-id").first()
    if latest and latest.accepted:
        return "Đoàn kiểm tra đã xác nhận khắc phục xong; báo cáo không sửa được nữa."
    return None


@transaction.atomic
def remedy_finding(
    *, finding_id: int, remedied_on: dt.date | None, remedy: str, seen: str, by: User, now: dt.datetime
) -> Finding:
    """When and how the unit mended it; no date takes the report back.

    Raises Refused for strangers and unbelievable dates, Stale when the stamp is no longer the one the person saw.
    """
    finding = _locked_for_remedy(finding_id, by, now)
    if bool(remedied_on) != bool(remedy):
        raise Refused("Ghi cả ngày khắc phục và kết quả khắc phục, hoặc để trống cả hai.")
    held_on = finding.inspection.held_on
    assert held_on is not None  # findings are of inspections that were held
    if remedied_on and (refusal := why_not_remedied(remedied_on, held_on=held_on, today=localdate(now))):
        raise Refused(refusal)
    if finding.stamp != seen:
        raise Stale
    before = {"remedied_on": finding.remedied_on and finding.remedied_on.isoformat(), "remedy": finding.remedy}
    finding.remedied_on, finding.remedy = remedied_on, remedy
    finding.save(update_fields=["remedied_on", "remedy"])
    after = {"remedied_on": remedied_on and remedied_on.isoformat(), "remedy": remedy}
    trail.record("finding.remedy", finding, by=by, before=before, after=after, unit_id=finding.inspection.unit_id)
    return finding


@transaction.atomic
def follow_up(*, finding_id: int, accepted: bool, note: str, by: User, now: dt.datetime) -> FollowUp:
    """What an inspector saw of the remedy; not accepted: open again, with its old deadline. Raises Refused."""
    finding = _locked(finding_id)
    _refuse_stranger(person_of(by, localdate(now)), finding.inspection.unit_id)
    if finding.remedied_on is None:
        raise Refused("Đơn vị chưa báo cáo khắc phục nên chưa có gì để xác nhận.")
    seen = FollowUp.objects.create(finding=finding, accepted=accepted, note=note, by=by, at=now)
    before = {"remedied_on": finding.remedied_on.isoformat(), "remedy": finding.remedy}
    if not accepted:
        finding.remedied_on, finding.remedy = None, ""
        finding.save(update_fields=["remedied_on", "remedy"])
    after = {"accepted": accepted, "note": note}
    trail.record("finding.follow_up", finding, by=by, before=before, after=after, unit_id=finding.inspection.unit_id)
    return seen


def add_finding_paper(*, finding_id: int, by: User, now: dt.datetime, **paper: Any) -> WorkPaper:
    """Keep a document that shows the remedy (see add_paper). Raises Refused, PaperRefused."""
    locked = partial(_standing, finding_id, by, now)
    return add_paper(locked=locked, action="finding.add_paper", by=by, now=now, **paper)


def remove_finding_paper(*, finding_id: int, paper_id: UUID, by: User, now: dt.datetime) -> None:
    locked = partial(_standing, finding_id, by, now)
    remove_paper(locked=locked, action="finding.remove_paper", paper_id=paper_id, by=by)


def _standing(finding_id: int, by: User, now: dt.datetime) -> tuple[Finding, int]:
    finding = _locked_for_remedy(finding_id, by, now)
    return finding, finding.inspection.unit_id


def _locked(finding_id: int) -> Finding:
    return Finding.objects.select_for_update(of=("self",)).select_related("inspection").get(pk=finding_id)


def _locked_for_remedy(finding_id: int, by: User, now: dt.datetime) -> Finding:
    finding = _locked(finding_id)
    if refusal := why_not_remedy(finding, person_of(by, localdate(now))):
        raise Refused(refusal)
    return finding
