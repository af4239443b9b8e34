"""Plans, tasks and the people around them, with believable defaults."""

import datetime as dt
from typing import Any

from indicators.enums import AssignedBy, EvidenceKind, PeriodKind, PeriodState, PlanState, ScanState
from indicators.evidence import vault
from indicators.exports.plans import write_plan
from indicators.models import Assessment, CriteriaSet, Finding, Period, Plan, PlanFile, Task, WorkPaper
from tests.factories import evidence
from units.enums import Level
from units.models import Block, Membership, Unit, User

SINCE = dt.date(2020, 1, 1)


def make_unit(code: str, name: str = "", **fields: Any) -> Unit:
    block, _ = Block.objects.get_or_create(code="so", defaults={"name": "Sở, ban, ngành"})
    facts = {"level": Level.DEPARTMENT, "block": block, "valid_from": SINCE} | fields
    return Unit.objects.create(code=code, name=name or f"Sở {code}", **facts)


def make_person(username: str, unit: Unit, *roles: str) -> User:
    user = User.objects.create(username=username, full_name=f"Người {username}", password="!")
    for role in roles:
        Membership.objects.create(user=user, unit=unit, role=role, valid_from=SINCE)
    return user


ISSUED = {"state": PlanState.ISSUED, "signer": "Chủ tịch Nguyễn Văn A"}


def make_plan(year: int = 2023, **fields: Any) -> Plan:
    """The province's yearly plan, issued."""
    facts = {
        "name": f"Kế hoạch CCHC năm {year}",
        "number": f"1/KH-UBND-{year}",
        "decided_on": dt.date(year - 1, 12, 27),
    }
    return Plan.objects.create(year=year, **ISSUED | facts | fields)


def make_task(lead: Unit, number: str = "1", *, plan: Plan | None = None, **fields: Any) -> Task:
    """A task of the plan, or one given by UBND when there is no plan."""
    facts: dict[str, Any] = {
        "year": plan.year if plan else 2023,
        "area": "Cải cách thể chế",
        "title": f"Nhiệm vụ {number}",
        "assigned_by": AssignedBy.PLAN if plan else AssignedBy.PROVINCE,
        "due_on": dt.date(2023, 6, 15),
    }
    return Task.objects.create(number=number, lead=lead, plan=plan, **facts | fields)


def make_paper(of: Task | Finding, text: str, *, by: User, at: dt.datetime) -> WorkPaper:
    """A document of a task or a finding with its file, without the deed."""
    unit = of.lead if isinstance(of, Task) else of.inspection.unit
    owner = {of._meta.model_name: of, "unit": unit}
    kept = vault.keep([evidence.pdf(text.encode("ascii", "replace").decode())])
    return WorkPaper.objects.create(
        **owner, number="12/BC", issued_on=dt.date(2026, 1, 5), issuer="Sở", summary=text,
        stored=kept.stored, original_name=f"{text}.pdf", kind=EvidenceKind.PDF, size=kept.size, sha256=kept.sha256,
        pages=1, scan=ScanState.SKIPPED, added_by=by, added_at=at,
    )  # fmt: skip


def make_file(plan: Plan, name: str, *, by: User, at: dt.datetime) -> PlanFile:
    """The appendix of the plan as it stands, sent back under that name."""
    tasks = plan.tasks.select_related("lead", "parent").order_by("pk")
    kept = vault.keep([write_plan(plan, tasks, "Đơn vị")])
    return PlanFile.objects.create(
        plan=plan, stored=kept.stored, original_name=f"{name}.xlsx", sha256=kept.sha256, sent_by=by, sent_at=at
    )


def make_period(**fields: Any) -> Period:
    """The first six months of 2023, open."""
    facts: dict[str, Any] = {
        "code": "2023-6t",
        "name": "6 tháng đầu năm 2023",
        "year": 2023,
        "kind": PeriodKind.HALF,
        "data_from": dt.date(2022, 12, 15),
        "data_to": dt.date(2023, 6, 14),
        "opens_at": dt.datetime(2023, 6, 15, tzinfo=dt.UTC),
        "self_due_at": dt.datetime(2023, 6, 30, tzinfo=dt.UTC),
        "first_due_at": dt.datetime(2023, 7, 10, tzinfo=dt.UTC),
        "explain_due_at": dt.datetime(2023, 7, 15, tzinfo=dt.UTC),
        "second_due_at": dt.datetime(2023, 7, 20, tzinfo=dt.UTC),
        "state": PeriodState.OPEN,
    }
    return Period.objects.create(**facts | fields)


def make_assessment(period: Period, unit: Unit) -> Assessment:
    return Assessment.objects.create(period=period, unit=unit, criteria_set=make_set(unit.block))


def make_set(block: Block) -> CriteriaSet:
    facts = {
        "name": "Bộ tiêu chí khối sở",
        "block": block,
        "year": 2023,
        "max_points": 100,
        "source": "",
        "digest": "0",
    }
    return CriteriaSet.objects.get_or_create(code=f"bo-{block.code}", defaults=facts)[0]
