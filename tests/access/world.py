"""A small province in which everything carries a marker that says whose it is, and how far it has come.

Four units around the one under test: `own` with its `child` below, its `sibling` beside, their `parent` above; five
periods, one in each state. Every text of an object is CANARY-<what>-<relation>-<state>; every total is a figure that
exists once. Whoever is under test holds one post in `own`. It is built in founding, sheets and works.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile
from django.utils.timezone import localdate

from cchc_portal.jobs.enums import JobState
from cchc_portal.jobs.models import Job
from dossiers.models import Dossier, MonthlyCount, Procedure, Upload
from indicators.actions.criteria_edits import head_stamp
from indicators.enums import DutyKind
from indicators.models import (
    Assessment,
    Assignment,
    Commendation,
    CriteriaSet,
    Delivery,
    Evidence,
    Exemption,
    Finding,
    Initiative,
    Inspection,
    Period,
    Plan,
    PlanFile,
    PublicityActivity,
    Reminder,
    Score,
    SheetFile,
    Survey,
    Task,
    WorkPaper,
)
from indicators.sets.edits import parsed, row_of
from indicators.sets.trials import stamp
from reports.enums import Paper
from reports.models import Proposal, Publication
from tests.factories import units
from units.enums import Audience, Role
from units.models import ApiKey, Membership, Reorganisation, SavedFilter, Unit, User

RELATIONS = ("own", "child", "sibling", "parent")
STATES = ("preparing", "draft", "submitted", "appraised", "published")
ANON, NOBODY = "anon", "nobody"  # not signed in; signed in, but without a post
WHO = (ANON, NOBODY, *(str(role) for role in Role))

NOWHERE = 999_999_999  # an id that nothing has
NOBODYS = uuid.UUID(int=0)


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
            own_things(self, self.staff["own"], "own")
            return None
        user = User.objects.create_user(f"thu.{who}", None, full_name=canary("person", "own"))
        if who != NOBODY:
            units.post(user, self.unit["own"], Role(who))
        own_things(self, user, "own")
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
            "drawn": str(Paper.CARD),
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


def own_things(world: World, owner: User, relation: str) -> None:
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
    """A finished job whose file carries the marker."""
    facts = {"kind": "test.file", "label": canary("job", relation), "key": f"{relation}-{owner.pk}"}
    return finished_job(owner, canary("jobfile", relation), message=canary("jobdone", relation), **facts)


def finished_job(owner: User, content: str, **facts: Any) -> Job:
    """Of the owner, on the posts the owner holds, with a file of that content."""
    job = Job.objects.create(
        owner=owner,
        state=JobState.DONE,
        finished_at=dt.datetime(2026, 10, 2, 2, tzinfo=dt.UTC),
        file_name="ket-qua.csv",
        grounds=[f"{post.role}@{post.unit_id}" for post in owner.memberships.all()],
        file="jobs/cho",
        **facts,
    )
    job.file.save(f"{job.pk}.csv", ContentFile(content.encode()))
    return job
