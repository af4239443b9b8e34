"""What each unit of the province of world does beside its sheets: plans, inspections, dossiers, exemptions."""

import datetime as dt

from django.utils.timezone import localdate

from dossiers.enums import Outcome, UploadState
from dossiers.models import Dossier, Lateness, MonthlyCount, Procedure, ProcedureSlot, UnitSlot, Upload
from indicators.enums import AssignedBy
from indicators.models import Exemption, Plan, PublishedIndex, Task, TaskReport
from tests.access.world import RELATIONS, World, canary, own_things
from tests.factories import plans, works


def do_the_work(world: World, relation: str) -> None:
    _plan(world, relation)
    _inspect(world, relation)
    _decide(world, relation)
    _receive(world, relation, _load(world, relation))
    if relation != "own":  # own's belongs to whoever is under test, see World.user
        own_things(world, world.staff[relation], relation)


def _plan(world: World, relation: str) -> None:
    unit, staff = world.unit[relation], world.staff[relation]
    plan, _ = Plan.objects.get_or_create(
        number="1/KH-UBND",
        defaults={"year": world.now.year, "name": "Kế hoạch", "decided_on": dt.date(2025, 12, 27)} | plans.ISSUED,
    )
    world.task[relation] = Task.objects.create(
        plan=plan,
        year=world.now.year,
        number=f"1.{RELATIONS.index(relation)}",
        area="Cải cách thể chế",
        title=canary("task", relation),
        lead=unit,
        assigned_by=AssignedBy.PLAN,
        due_on=dt.date(world.now.year, 12, 1),
    )
    task, by = world.task[relation], {"by": staff, "at": world.now}
    world.paper[relation] = plans.make_paper(task, canary("workpaper", relation), **by)
    world.plan[relation] = draft = Plan.objects.create(year=world.now.year, unit=unit, name=canary("draft", relation))
    own = {"assigned_by": AssignedBy.UNIT, "due_on": dt.date(world.now.year, 6, 15)}
    plans.make_task(unit, "1", plan=draft, title=canary("drafted", relation), **own)
    world.plan_file[relation] = plans.make_file(draft, canary("appendix", relation), **by)
    TaskReport.objects.create(
        task=task, quarter=1, progress=canary("said", relation), reported_by=staff, reported_at=world.now
    )


def _inspect(world: World, relation: str) -> None:
    unit, by = world.unit[relation], {"by": world.staff[relation], "at": world.now}
    day = localdate(world.now)
    world.inspection[relation] = row = works.inspection(unit, content=canary("inspected", relation), held_on=day)
    world.finding[relation] = finding = works.finding(row, text=canary("found", relation), due_on=day)
    world.remedy_paper[relation] = plans.make_paper(finding, canary("remedypaper", relation), **by)
    world.activity[relation] = works.activity(unit, title=canary("activity", relation), done_on=day)
    world.initiative[relation] = works.initiative(unit, title=canary("initiative", relation), registered_on=day)
    world.commendation[relation] = works.commendation(
        world.period["published"], unit, reason=canary("proposed", relation), by=world.coordinator
    )


def _decide(world: World, relation: str) -> None:
    """What others have decided about the unit: an exemption, a published figure."""
    unit = world.unit[relation]
    world.exemption[relation] = Exemption.objects.create(
        unit=unit,
        criterion=world.rules.criteria.get(code="1.2"),
        decision_number=canary("exempt", relation),
        decided_on=dt.date(2025, 12, 1),
        reason="Không có thủ tục",
        granted_by=world.coordinator,
        granted_at=world.now,
        withdrawn_by=world.coordinator,
        withdrawn_at=world.now,
        withdrawn_reason="Hết lý do",
    )
    PublishedIndex.objects.create(
        period=world.period["draft"],
        unit=unit,
        code="766",
        name="Chỉ số phục vụ",
        value=80,
        document_number=canary("index", relation),
        document_date=dt.date(2025, 12, 1),
        issuer="Văn phòng Chính phủ",
        loaded_at=world.now,
    )


def _load(world: World, relation: str) -> Upload:
    world.upload[relation] = Upload.objects.create(
        unit=world.unit[relation],
        original_name=f"{canary('upload', relation)}.xlsx",
        sha256=relation,
        size=1,
        state=UploadState.REFUSED,
        rows=1,
        error_count=1,
        errors=[{"cell": "A1", "message": canary("fault", relation)}],
        uploaded_by=world.staff[relation],
    )
    return world.upload[relation]


def _receive(world: World, relation: str, upload: Upload) -> None:
    """Two dossiers, one of them overdue, and what is counted of them."""
    unit = world.unit[relation]
    procedure = Procedure.objects.get_or_create(code="1.0001", defaults={"name": "Đăng ký"})[0]
    for number in range(2):
        Dossier.objects.create(
            code=f"{canary('dossier', relation)}-{number}",
            unit=unit,
            procedure=procedure,
            received_at=dt.datetime(2026, 10, 2, 2, tzinfo=dt.UTC),
            received_slot=dt.date(2026, 10, 1),
            outcome=Outcome.PENDING,
            upload=upload,
        )
    world.dossier[relation] = overdue = Dossier.objects.get(code=f"{canary('dossier', relation)}-1")
    overdue.due_at = dt.datetime(2026, 10, 9, 10, tzinfo=dt.UTC)
    overdue.save()
    Lateness.objects.create(dossier=overdue, cause=canary("cause", relation), recorded_at=world.now)
    world.procedure = procedure
    UnitSlot.objects.create(unit=unit, slot=dt.date(2026, 10, 1), received=2)
    ProcedureSlot.objects.create(unit=unit, procedure=procedure, slot=dt.date(2026, 10, 1), received=2)
    world.month[relation] = MonthlyCount.objects.create(
        unit=unit,
        month=dt.date(2026, 10, 1),
        starts=dt.date(2026, 9, 15),
        opening=3,
        pending_in_time=3,
        changed_by=world.staff[relation],
        changed_at=world.now,
    )
