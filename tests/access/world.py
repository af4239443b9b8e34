"""A small province in which everything carries a marker that says whose it is, and how far it has come.

Four units around the one under test: `own` with its `child` below, its `sibling` beside, their `parent` above; five
periods, one in each state. Every text of an object is CANARY-<what>-<relation>-<state>; every total is a figure that
exists once. Whoever is under test holds one post in `own`.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection
from django.utils.timezone import localdate

from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from dossiers.enums import Outcome, UploadState
from dossiers.models import CalendarDay, Dossier, Lateness, MonthlyCount, Procedure, ProcedureSlot, UnitSlot, Upload
from indicators.actions.criteria_edits import head_stamp
from indicators.enums import (
    AssignedBy,
    DeliveryState,
    DutyKind,
    PeriodKind,
    PeriodState,
    ReminderChannel,
    State,
    SurveyState,
)
from indicators.models import (
    Assessment,
    AssessmentEvent,
    Assignment,
    Commendation,
    CriteriaSet,
    Delivery,
    Evidence,
    Exemption,
    Finding,
    Initiative,
    Inspection,
    Note,
    NoteRead,
    Period,
    PeriodSet,
    Plan,
    PlanFile,
    PublicityActivity,
    PublishedIndex,
    Reminder,
    Score,
    SheetFile,
    Survey,
    SurveyQuestion,
    SurveyTally,
    Task,
    TaskReport,
    WorkPaper,
)
from indicators.sets.edits import parsed, row_of
from indicators.sets.trials import stamp
from reports.actions.minutes import record_minutes
from reports.actions.proposals import Wording, approve, propose
from reports.models import Proposal, Publication
from tests.factories import criteria, evidence, plans, reports, units, works
from units.enums import Audience, Level, Role
from units.models import ApiKey, Membership, Reorganisation, SavedFilter, Unit, User

RELATIONS = ("own", "child", "sibling", "parent")
STATES = ("preparing", "draft", "submitted", "appraised", "published")
ANON, NOBODY = "anon", "nobody"  # not signed in; signed in, but without a post
WHO = (ANON, NOBODY, *(str(role) for role in Role))

NOWHERE = 999_999_999  # an id that nothing has
NOBODYS = uuid.UUID(int=0)
POINTS = {  # leaf points by relation: with the state they make totals no two sheets share
    "own": Decimal("7.03"),
    "child": Decimal("6.07"),
    "sibling": Decimal("5.11"),
    "parent": Decimal("4.17"),
}
MORE = {"draft": Decimal("0.01"), "submitted": Decimal("0.21"), "appraised": Decimal("0.41"), "published": Decimal(0)}


def canary(what: str, relation: str, state: str = "any") -> str:
    return f"CANARY-{what}-{relation}-{state}"


@dataclass
class World:
    """The rows by relation, and by (relation, state) where they belong to a period."""

    now: dt.datetime
    unit: dict[str, Unit] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)
    post: dict[str, Membership] = field(default_factory=dict)
    period: dict[str, Period] = field(default_factory=dict)
    sheet: dict[tuple[str, str], Assessment] = field(default_factory=dict)
    score: dict[tuple[str, str], Score] = field(default_factory=dict)
    key: dict[str, ApiKey] = field(default_factory=dict)
    evidence: dict[tuple[str, str], Evidence] = field(default_factory=dict)
    sheet_file: dict[tuple[str, str], SheetFile] = field(default_factory=dict)
    task: dict[str, Task] = field(default_factory=dict)
    paper: dict[str, WorkPaper] = field(default_factory=dict)
    plan: dict[str, Plan] = field(default_factory=dict)
    plan_file: dict[str, PlanFile] = field(default_factory=dict)
    remedy_paper: dict[str, WorkPaper] = field(default_factory=dict)
    inspection: dict[str, Inspection] = field(default_factory=dict)
    finding: dict[str, Finding] = field(default_factory=dict)
    activity: dict[str, PublicityActivity] = field(default_factory=dict)
    initiative: dict[str, Initiative] = field(default_factory=dict)
    commendation: dict[str, Commendation] = field(default_factory=dict)
    upload: dict[str, Upload] = field(default_factory=dict)
    month: dict[str, MonthlyCount] = field(default_factory=dict)
    dossier: dict[str, Dossier] = field(default_factory=dict)
    procedure: Procedure | None = None
    job: dict[str, Job] = field(default_factory=dict)
    publication: Publication | None = None
    proposal: dict[str, Proposal] = field(default_factory=dict)  # by state: appraised waits, published is approved
    rules: CriteriaSet | None = None
    draft_rules: CriteriaSet | None = None
    exemption: dict[str, Exemption] = field(default_factory=dict)
    coordinator: User | None = None
    assignment: Assignment | None = None
    reminder: dict[str, Reminder] = field(default_factory=dict)
    saved_filter: dict[str, SavedFilter] = field(default_factory=dict)
    delivery: Delivery | None = None
    survey: Survey | None = None
    reorganisation: Reorganisation | None = None

    def user(self, who: str) -> User | None:
        """The account under test, with its one post in `own`."""
        if who == ANON:
            _belongings(self, self.staff["own"], "own")
            return None
        user = User.objects.create_user(f"thu.{who}", None, full_name=canary("person", "own"))
        if who != NOBODY:
            units.post(user, self.unit["own"], Role(who))
        _belongings(self, user, "own")
        return user

    @cached_property
    def stamps(self) -> dict[str, str]:
        """What whoever edits the draft of the set has seen."""
        draft = parsed(self.draft_rules.source)
        return {"node_stamp": stamp(row_of(draft, "1.2")), "head_stamp": head_stamp(draft)}

    def names(self, relation: str, state: str) -> dict[str, Any]:
        """What the addresses, filters and forms of the table may name, for one relation and one state."""
        sheet, score = self.sheet.get((relation, state)), self.score.get((relation, state))
        paper, sheet_file = self.evidence.get((relation, state)), self.sheet_file.get((relation, state))
        task, period = self.task[relation], self.period[state]
        return {
            "unit_id": self.unit[relation].pk,
            "unit_code": self.unit[relation].code,
            "user_id": self.staff[relation].pk,
            "membership_id": self.post[relation].pk,
            "key_id": self.key[relation].pk,
            "assessment_id": sheet.pk if sheet else NOWHERE,
            "score_id": score.pk if score else NOWHERE,
            "version": score.version if score else 0,
            "evidence_id": paper.pk if paper else NOBODYS,
            "number": 1,
            "slug": "can-bo",
            "file_id": sheet_file.pk if sheet_file else NOBODYS,
            "period_id": period.pk,
            "period": period.code,
            "period_version": period.version,
            "task_id": task.pk,
            "seen": task.stamp,
            "inspection_id": self.inspection[relation].pk,
            "finding_id": self.finding[relation].pk,
            "finding_seen": self.finding[relation].stamp,
            "remedy_paper_id": self.remedy_paper[relation].pk,
            "activity_id": self.activity[relation].pk,
            "initiative_id": self.initiative[relation].pk,
            "commendation_id": self.commendation[relation].pk,
            "paper_id": self.paper[relation].pk,
            "paper": "annex",
            "plan_id": self.plan[relation].pk,
            "plan_file_id": self.plan_file[relation].pk,
            "upload_id": self.upload[relation].pk,
            "month_id": self.month[relation].pk,
            "month_seen": self.month[relation].changed_at.isoformat(),
            "dossier_id": self.dossier[relation].pk,
            "procedure_id": self.procedure.pk,
            "day": "2026-10-02",
            "job_id": self.job[relation].pk,
            "publication_id": self.publication.pk if state == "published" else NOWHERE,
            "publication_version": 1,
            "proposal_id": self.proposal[state].pk if state in self.proposal else NOWHERE,
            "block_id": self.unit["own"].block_id,
            "set_id": self.rules.pk,
            "draft_set_id": self.draft_rules.pk,
            "assignment_id": self.assignment.pk,
            "reading_id": NOWHERE,
            "reminder_id": self.reminder[relation].pk,
            "filter_id": self.saved_filter[relation].pk,
            "delivery_id": self.delivery.pk,
            "appraiser_id": self.assignment.appraiser_id,
            "code": "1.2",
            **self.stamps,
            "survey_id": self.survey.pk,
            "exemption_id": self.exemption[relation].pk,
            "area": "1",
            "year": self.now.year,
            "token": "khong-ai-duoc-cap",
            "elsewhere_id": self.unit["own" if relation == "sibling" else "sibling"].pk,
            "reorganisation_id": self.reorganisation.pk,
            "today": f"{localdate(self.now):%d/%m/%Y}",
        }


def build(now: dt.datetime) -> World:
    world = World(now)
    _units(world)
    _periods(world)
    CalendarDay.objects.create(day=dt.date(2026, 10, 2), working=True, reception=True, ordinal=1, kind="ordinary")
    for relation in RELATIONS:
        _work(world, relation)
    world.delivery = Delivery.objects.create(
        user=world.staff["sibling"],
        channel=ReminderChannel.MAIL,
        on=localdate(now),
        state=DeliveryState.FAILED,
        error="Máy chủ nhận không trả lời.",
        next_try_at=now,
    )
    _survey(world)
    world.reorganisation = units.drafted([world.unit["child"]], existing=[world.unit["sibling"]], now=world.now)
    return world


def fingerprint(tables: Iterable[str] | None = None) -> dict[str, str]:
    """A hash of each of these tables; of every table but the sessions, unless told which."""
    parts = [
        f"select '{name}', md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from \"{name}\" t"
        for name in (_all_tables() if tables is None else tables)
    ]
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts))
        return dict(cursor.fetchall())


def _all_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select table_name from information_schema.tables where table_schema = 'public' order by 1")
        return [name for (name,) in cursor.fetchall() if "session" not in name]


# --- who ------------------------------------------------------------------------------------------------------------


def _units(world: World) -> None:
    block = units.block("so", "Khối sở")
    above: dict[str, str | None] = {"parent": None, "own": "parent", "sibling": "parent", "child": "own"}
    for relation, over in above.items():
        world.unit[relation] = units.unit(
            f"Đơn vị {relation}",
            code=f"U-{relation}",
            level=Level.DEPARTMENT,
            block=block,
            parent=world.unit[over] if over else None,
        )
        world.staff[relation] = units.user(canary("person", relation), username=f"can.bo.{relation}")
        world.post[relation] = units.post(world.staff[relation], world.unit[relation], Role.REPORTER)
        world.key[relation] = ApiKey.objects.create(
            account=world.staff[relation],
            name=canary("key", relation),
            selector=relation,
            digest="0" * 64,
            expires_on=localdate(world.now),
            created_at=world.now,
        )
    world.coordinator = units.coordinator(username="dieu.phoi", full_name="Điều phối")


# --- periods and sheets ---------------------------------------------------------------------------------------------


def _periods(world: World) -> None:
    world.rules = reports.criteria_set("bo-thu", areas=2, leaves=2)
    world.draft_rules = criteria.criteria_set()
    year = {"preparing": 2026, "draft": 2025, "submitted": 2024, "appraised": 2023, "published": 2022}
    for state in STATES:
        period = Period.objects.create(
            code=f"ky-{state}",
            name=f"Kỳ {state}",
            year=year[state],
            kind=PeriodKind.YEAR,
            data_from=dt.date(year[state] - 1, 12, 15),
            data_to=dt.date(year[state], 12, 14),
            opens_at=world.now - dt.timedelta(days=30),
            self_due_at=world.now + dt.timedelta(days=30),
            first_due_at=world.now + dt.timedelta(days=50),
            explain_due_at=world.now + dt.timedelta(days=57),
            second_due_at=world.now + dt.timedelta(days=71),
            state=PeriodState.PREPARING if state == "preparing" else PeriodState.OPEN,
            scored_at=world.now,
        )
        PeriodSet.objects.create(period=period, block=world.rules.block, criteria_set=world.rules)
        world.period[state] = period
        if state == "preparing":
            appraiser = units.holder(
                Role.APPRAISER, world.coordinator.memberships.get().unit, full_name="Thẩm định viên"
            )
            facts = {"given_by": world.coordinator, "given_at": world.now}
            world.assignment = Assignment.objects.create(
                period=period, appraiser=appraiser, criterion_code="2", **facts
            )
        if state != "preparing":
            for relation in RELATIONS:
                _sheet(world, relation, state)
    for state in ("appraised", "published"):
        world.proposal[state] = _proposal(world, state)
    leader = units.holder(Role.LEADER, world.unit["parent"], username="lanh.dao", full_name="Lãnh đạo")
    world.publication = approve(proposal_id=world.proposal["published"].pk, by=leader, now=world.now)
    world.period["published"].refresh_from_db()


def _proposal(world: World, state: str) -> Proposal:
    """Of one person's; the minutes of the council are there."""
    given = {"period_id": world.period[state].pk, "by": world.coordinator, "now": world.now}
    record_minutes(number="1/BB", held_on=dt.date(2023, 1, 4), chair="Ông Chủ tịch", conclusion="Nhất trí", **given)
    wording = Wording("Kết quả thử", "1/QĐ-UBND", dt.date(2023, 1, 5), units_at=world.now, public_at=world.now)
    return propose(wording=wording, **given)


def points_of(relation: str, state: str) -> tuple[Decimal, Decimal]:
    """Points of each leaf of the first area and of the survey."""
    return POINTS[relation] + MORE[state], Decimal("3.37")


def total_of(relation: str, state: str) -> Decimal:
    first, survey = points_of(relation, state)
    return 2 * first + 2 * survey


def _sheet(world: World, relation: str, state: str) -> None:
    """Filled in as a draft and then moved on: what is handed in no longer changes."""
    by_area = points_of(relation, state)
    sheet = reports.assessment(world.period[state], world.unit[relation], world.rules, by_area, State.DRAFT)
    for score in sheet.scores.all():
        score.citation = canary("cited", relation, state)
        score.remark = canary("remark", relation, state)
        score.explanation = canary("how", relation, state)
        if state in ("appraised", "published"):
            score.appraisal_reason = canary("why", relation, state)
        elif state == "draft":
            score.appraised_points, score.appraisal_reason = None, ""
        score.save()
    staff = world.staff[relation]
    world.evidence[relation, state] = evidence.document(
        sheet.scores.order_by("criterion__position").first(), canary("paper", relation, state), by=staff, at=world.now
    )
    world.sheet_file[relation, state] = evidence.filled_in(sheet, canary("book", relation, state), staff, world.now)
    note = Note.objects.create(
        score=sheet.scores.order_by("criterion__position").first(),
        by=staff,
        speaks_as=canary("speaker", relation, state),
        text=canary("note", relation, state),
        at=world.now,
    )
    NoteRead.objects.create(score=note.score, user=staff, upto=note.pk)
    if state != "draft":
        sheet.state, sheet.submitted_at, sheet.submitted_by = State.SUBMITTED, world.now, staff
        sheet.handed_in_at = world.now
    if state in ("appraised", "published"):
        sheet.first_at, sheet.first_by, sheet.explain_until = world.now, world.coordinator, world.now
        sheet.state, sheet.appraised_at, sheet.appraised_by = State.APPRAISED, world.now, world.coordinator
    sheet.save()
    AssessmentEvent.objects.create(
        assessment=sheet,
        action="send_back",
        by=world.staff[relation],
        at=world.now,
        reason=canary("event", relation, state),
    )
    if state != "draft":
        AssessmentEvent.objects.create(assessment=sheet, action="submit", by=staff, at=world.now)
    world.sheet[relation, state] = sheet
    world.score[relation, state] = sheet.scores.order_by("criterion__position").first()


def _survey(world: World) -> None:
    """Answered and closed, and not released: how many chose what is a figure of each unit that exists once."""
    deed = {"added_by": world.coordinator, "added_at": world.now}
    place = {"period": world.period["draft"], "block": world.rules.block, "state": SurveyState.CLOSED}
    world.survey = Survey.objects.create(name="Phiếu 02", asked="đại biểu HĐND", **place, **deed)
    question = SurveyQuestion.objects.create(
        survey=world.survey, position=1, text="Hài lòng?", criterion_code="2.1", choices=[["Có", "100"], ["Không", "0"]]
    )
    for relation in RELATIONS:
        SurveyTally.objects.create(
            question=question, unit=world.unit[relation], channel="paper", counts={"A": surveyed_of(relation)}
        )


def surveyed_of(relation: str) -> int:
    """How many people answered about the unit."""
    return 71_300_011 + 101 * RELATIONS.index(relation)


# --- the rest of a unit's work --------------------------------------------------------------------------------------


def _work(world: World, relation: str) -> None:
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
    _other_work(world, relation)
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
    world.upload[relation] = upload = Upload.objects.create(
        unit=unit,
        original_name=f"{canary('upload', relation)}.xlsx",
        sha256=relation,
        size=1,
        state=UploadState.REFUSED,
        rows=1,
        error_count=1,
        errors=[{"cell": "A1", "message": canary("fault", relation)}],
        uploaded_by=staff,
    )
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
        changed_by=staff,
        changed_at=world.now,
    )
    if relation != "own":  # own's belongs to whoever is under test, see World.user
        _belongings(world, staff, relation)


def _other_work(world: World, relation: str) -> None:
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


def _belongings(world: World, owner: User, relation: str) -> None:
    """What belongs to one person: a job, a reminder, and a kept filter (that of others is shared with their unit)."""
    shared = {"audience": Audience.UNIT, "unit": world.unit[relation]} if relation != "own" else {}
    named = {"owner": owner, "page": "dossiers:dossier_list", "name": canary("filter", relation)}
    saved = SavedFilter.objects.create(**named, query="unit=cua-toi", changed_at=world.now, **shared)
    world.saved_filter[relation] = saved
    now = world.now
    world.reminder[relation] = Reminder.objects.create(
        user=owner,
        kind=DutyKind.TASK,
        about="task:0",
        due_on=localdate(now),
        slot="last",
        title=canary("reminder", relation),
        sentence=canary("reminder", relation),
        left="hạn cuối hôm nay",
        url="/",
        made_at=now,
    )
    world.job[relation] = _job(owner, relation)


def _job(owner: User, relation: str) -> Job:
    """A finished job whose file carries the marker, made on the posts its owner holds."""
    job = Job.objects.create(
        kind="test.file",
        label=canary("job", relation),
        key=f"{relation}-{owner.pk}",
        owner=owner,
        state=JobState.DONE,
        message=canary("jobdone", relation),
        finished_at=dt.datetime(2026, 10, 2, 2, tzinfo=dt.UTC),
        file_name="ket-qua.csv",
        grounds=[f"{post.role}@{post.unit_id}" for post in owner.memberships.all()],
        file="jobs/cho",
    )
    job.file.save(f"{job.pk}.csv", ContentFile(canary("jobfile", relation).encode()))
    return job
