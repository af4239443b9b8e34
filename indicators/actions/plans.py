"""Deeds on plans and tasks: loading them from a file, reporting that one is done."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused, Stale
from indicators.enums import AssignedBy
from indicators.models import Plan, Task
from indicators.plans.outcomes import why_not_finished
from units.access import Person, person_of
from units.enums import Role
from units.models import User

REPORTERS = frozenset({Role.REPORTER, Role.HEAD, Role.COORDINATOR})

KEPT = ("finished_on", "achieved")  # what units report: a file that leaves it blank takes nothing back
LOADED = ("area", "title", "product", "supporting", "due_on", "target", *KEPT, "plan_id")


@dataclass(frozen=True, slots=True)
class PlanHead:
    """The decision behind a yearly plan, as printed on its first page."""

    number: str
    name: str
    decided_on: dt.date


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One checked task; a missing finished_on or achieved means "the file does not say"."""

    number: str
    area: str
    title: str
    product: str
    lead_id: int
    supporting: str
    due_on: dt.date | None
    finished_on: dt.date | None
    target: Decimal | None
    achieved: Decimal | None
    assigned_by: AssignedBy

    @property
    def key(self) -> tuple[str, str, int]:
        return self.assigned_by, self.number, self.lead_id


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file of tasks did (rows)."""

    added: int
    changed: int
    unchanged: int


@transaction.atomic
def load_tasks(
    *, year: int, rows: Iterable[TaskRow], head: PlanHead | None = None, by: User | None, now: dt.datetime
) -> Loaded:
    """Add the tasks of a file, or bring those of the same year, source, number and lead unit up to date.

    Safe to run again; the number of queries does not depend on the number of rows. `by` is None on the command
    line. Raises Refused for people who are no coordinators, and when tasks of a plan come without one.
    """
    rows = list(rows)
    if by and not person_of(by, localdate(now)).has(Role.COORDINATOR):
        raise Refused("Chỉ điều phối CCHC được nạp kế hoạch.")
    plan = _plan(year, head, needed=any(row.assigned_by == AssignedBy.PLAN for row in rows))
    stored = {
        (task.assigned_by, task.number, task.lead_id): task
        for task in Task.objects.select_for_update(of=("self",)).filter(year=year).order_by("pk")
    }
    added, changed = [], []
    for row in rows:
        task = stored.get(row.key)
        if task is None:
            added.append(Task(year=year, number=row.number, lead_id=row.lead_id, assigned_by=row.assigned_by))
            _fill(added[-1], row, plan)
        elif _fill(task, row, plan):
            changed.append(task)
    Task.objects.bulk_create(added)
    Task.objects.bulk_update(changed, LOADED)
    loaded = Loaded(len(added), len(changed), len(rows) - len(added) - len(changed))
    if added or changed:
        trail.record("plan.load", plan, by=by, after={"year": year, "added": loaded.added, "changed": loaded.changed})
    return loaded


def _plan(year: int, head: PlanHead | None, *, needed: bool) -> Plan | None:
    if head:
        facts = {"year": year, "name": head.name, "decided_on": head.decided_on}
        return Plan.objects.update_or_create(number=head.number, defaults=facts)[0]
    plan = Plan.objects.filter(year=year).first()
    if needed and plan is None:
        raise Refused(f"Chưa có kế hoạch năm {year}. Hãy cho biết số, tên và ngày ban hành kế hoạch.")
    return plan


def _fill(task: Task, row: TaskRow, plan: Plan | None) -> bool:
    """Put the row into the task; True when anything changed."""
    fresh = {name: getattr(row, name) for name in LOADED if name != "plan_id"}
    fresh |= {name: getattr(task, name) for name in KEPT if fresh[name] is None}
    fresh["plan_id"] = plan.pk if plan and row.assigned_by == AssignedBy.PLAN else None
    before = {name: getattr(task, name) for name in LOADED}
    for name, value in fresh.items():
        setattr(task, name, value)
    return fresh != before


def why_not_report(task: Task, person: Person) -> str | None:
    """The sentence that refuses the person's report of the task; None means: go ahead."""
    if REPORTERS & set(person.roles_in(task.lead_id)):
        return None
    return f"Chỉ cán bộ đầu mối, lãnh đạo {task.lead} hoặc điều phối CCHC được báo cáo nhiệm vụ này."


@transaction.atomic
def report_task(
    *, task_id: int, finished_on: dt.date | None, achieved: Decimal | None, seen: str, by: User, now: dt.datetime
) -> Task:
    """Write down when the task was finished and how much was achieved; no date takes the report back.

    Raises Refused for people outside the lead unit and for unbelievable dates, Stale when the task's stamp is no
    longer the one the person saw.
    """
    task = Task.objects.select_for_update(of=("self",)).select_related("lead").get(pk=task_id)
    today = localdate(now)
    if refusal := why_not_report(task, person_of(by, today)):
        raise Refused(refusal)
    if finished_on and (refusal := why_not_finished(finished_on, year=task.year, today=today)):
        raise Refused(refusal)
    if task.stamp != seen:
        raise Stale
    before = _reported(task)
    task.finished_on, task.achieved = finished_on, achieved
    if _reported(task) != before:
        task.save(update_fields=["finished_on", "achieved"])
        trail.record("task.report", task, by=by, before=before, after=_reported(task), unit_id=task.lead_id)
    return task


def _reported(task: Task) -> dict[str, str | None]:
    return {
        "finished_on": task.finished_on and task.finished_on.isoformat(),
        "achieved": None if task.achieved is None else str(task.achieved),
    }
