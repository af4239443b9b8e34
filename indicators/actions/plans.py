"""Deeds on plans: drafted, filled from an appendix, issued, adjusted by a decision, carried into the next year."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.moves import why_not
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.refusals import Refused
from indicators.enums import AssignedBy, PlanAction, PlanKind, PlanState, TaskChangeKind
from indicators.models import Plan, PlanAdjustment, Task, TaskChange
from indicators.plans.appendix import REPORTED, WORDED, Changed, Comparison, TaskRow, compare, worded
from indicators.workflow import PLAN_MOVES
from units.access import Person, person_of
from units.enums import Role
from units.models import Unit, User

NAMED = ("lead_id", "parent_id")  # columns that hold an id


@dataclass(frozen=True, slots=True)
class Decision:
    """The document that issues or adjusts a plan."""

    number: str
    decided_on: dt.date
    signer: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file of tasks did (rows)."""

    added: int
    changed: int
    unchanged: int
    dropped: int = 0


def why_not_move(plan: Plan, action: PlanAction, person: Person) -> str | None:
    """The sentence that refuses the action on the plan; None means: go ahead."""
    roles = person.roles_in(plan.unit_id or 0)  # no unit has the id 0: only province-wide roles count there
    return why_not(PLAN_MOVES, action, state=PlanState(plan.state), roles=roles, what="kế hoạch")


@transaction.atomic
def create_plan(*, kind: PlanKind, year: int, unit_id: int | None, name: str, by: User, now: dt.datetime) -> Plan:
    """A draft without tasks; `unit_id` None: of the province. Raises Refused."""
    plan = Plan(kind=kind, year=year, unit_id=unit_id, name=name)
    if refusal := why_not_move(plan, PlanAction.EDIT, person_of(by, localdate(now))):
        raise Refused(refusal)
    if earlier := Plan.objects.filter(kind=kind, year=year, unit=unit_id).first():
        raise Refused(f"Năm {year} đã có “{earlier.name}”. Hãy mở kế hoạch ấy để sửa hoặc điều chỉnh.")
    plan.save(force_insert=True)
    trail.record("plan.create", plan, by=by, after={"name": name, "year": year}, unit_id=unit_id)
    return plan


@transaction.atomic
def issue_plan(*, plan_id: int, decision: Decision, by: User, now: dt.datetime) -> Plan:
    """From now on the tasks are asked for, and their wording changes by a decision only. Raises Refused."""
    plan = _locked(plan_id, PlanAction.ISSUE, by, now)
    if decision.decided_on > localdate(now):
        raise Refused(f"Ngày ban hành {show_date(decision.decided_on)} còn ở phía trước.")
    if not plan.tasks.exists():
        raise Refused("Kế hoạch chưa có nhiệm vụ nào. Hãy nhập phụ lục trước khi ban hành.")
    if Plan.objects.filter(unit=plan.unit_id, number=decision.number).exists():
        raise Refused(f"Số {decision.number} đã dùng cho một kế hoạch khác.")
    plan.state = PlanState.ISSUED
    plan.number, plan.decided_on, plan.signer = decision.number, decision.decided_on, decision.signer
    plan.save(update_fields=["state", "number", "decided_on", "signer"])
    trail.record(
        "plan.issue", plan, by=by, after={"document": plan.document, "signer": plan.signer}, unit_id=plan.unit_id
    )
    return plan


@transaction.atomic
def write_tasks(
    *,
    plan_id: int,
    rows: Sequence[TaskRow],
    by: User | None,
    now: dt.datetime,
    decision: Decision | None = None,
    drops_missing: bool = False,
) -> Loaded:
    """Bring the tasks of a plan to the wording of an appendix; rows given outside the plan go beside it.

    A draft is simply rewritten, and what the file does not have is taken out when `drops_missing`. An issued plan needs
    the `decision` that changes its wording: the old wording stays with it, and what it drops stays in the past.
    The number of queries does not depend on the number of rows. Raises Refused.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan_id)
    person = person_of(by, localdate(now)) if by else None
    own, given = [row for row in rows if not row.is_given], [row for row in rows if row.is_given]
    if given and person and not person.has(Role.COORDINATOR):
        raise Refused("Chỉ điều phối CCHC được nạp nhiệm vụ UBND giao ngoài kế hoạch.")
    loaded = _write_plan(plan, own, decision, drops_missing, person, by, now)
    beside = _write_given(plan.year, given)
    total = Loaded(*(one + other for one, other in zip(_counts(loaded), _counts(beside), strict=True)))
    if total.added or total.changed or total.dropped:
        after = {"year": plan.year, "added": total.added, "changed": total.changed, "dropped": total.dropped}
        trail.record("plan.load", plan, by=by, after=after, unit_id=plan.unit_id)
    return total


def _counts(loaded: Loaded) -> tuple[int, ...]:
    return loaded.added, loaded.changed, loaded.unchanged, loaded.dropped


def _write_plan(
    plan: Plan,
    rows: Sequence[TaskRow],
    decision: Decision | None,
    drops: bool,
    person: Person | None,
    by: User | None,
    now: dt.datetime,
) -> Loaded:
    tasks = {task.pk: task for task in plan.tasks.select_for_update(of=("self",)).filter(dropped_on=None)}
    found = compare(tasks, rows)
    gone = [tasks[pk] for pk in found.missing] if drops else []
    worded_anew = not found.is_empty or bool(gone)
    if worded_anew or rows:
        action = PlanAction.EDIT if plan.is_draft else PlanAction.ADJUST
        if person and (refusal := why_not_move(plan, action, person)):
            raise Refused(refusal)
    if worded_anew and not plan.is_draft:
        _adjust(plan, tasks, found, gone, decision, by, now)
    elif plan.is_draft:
        _discard(gone)
        _apply(plan, tasks, found, None)
    reported = _report(tasks, found)
    return Loaded(len(found.added), len(found.changed) + reported, len(found.same) - reported, len(gone))


def _apply(plan: Plan | None, tasks: Mapping[int, Task], found: Comparison, on: dt.date | None) -> list[Task]:
    """Write added and changed rows; `on`: the day of the adjustment. Returns the tasks that were added."""
    for each in found.changed:
        task = tasks[each.task_id]
        if on and "due_on" in each.columns:
            task.earlier_dues = [*task.earlier_dues, [on.isoformat(), task.due_on and task.due_on.isoformat()]]
        for name, (_, fresh) in each.columns.items():
            setattr(task, name, fresh)
    changed = [tasks[each.task_id] for each in found.changed]
    Task.objects.bulk_update(changed, [*WORDED, "earlier_dues"])
    added = Task.objects.bulk_create(_task(plan, row, on) for row in found.added)
    _support([(task, row.supporter_ids) for task, row in zip(added, found.added, strict=True)], fresh=True)
    _support([(tasks[each.task_id], each.row.supporter_ids) for each in found.changed], fresh=False)
    return added


def _task(plan: Plan | None, row: TaskRow, on: dt.date | None, year: int = 0) -> Task:
    facts = {name: getattr(row, name) for name in (*WORDED, *REPORTED)}
    source = plan.source if plan else AssignedBy.PROVINCE
    return Task(plan=plan, year=plan.year if plan else year, assigned_by=source, added_on=on, **facts)


def _support(pairs: Sequence[tuple[Task, tuple[int, ...]]], *, fresh: bool) -> None:
    """Whom the words name as co-ordinating units."""
    through = Task.supporters.through
    if not fresh and pairs:
        through.objects.filter(task__in=[task.pk for task, _ in pairs]).delete()
    links = [through(task_id=task.pk, unit_id=unit_id) for task, units in pairs for unit_id in units]
    if links:
        through.objects.bulk_create(links)


def _report(tasks: Mapping[int, Task], found: Comparison) -> int:
    """Take over results that the file knows of unchanged rows; the number of tasks that moved."""
    moved = []
    pairs = [*found.same, *((each.task_id, each.row) for each in found.changed)]
    for pk, row in pairs:
        fresh = {name: getattr(row, name) for name in REPORTED if getattr(row, name) is not None}
        if any(getattr(tasks[pk], name) != value for name, value in fresh.items()):
            for name, value in fresh.items():
                setattr(tasks[pk], name, value)
            moved.append(tasks[pk])
    Task.objects.bulk_update(moved, REPORTED)
    changed = {each.task_id for each in found.changed}
    return len([task for task in moved if task.pk not in changed])


def _discard(gone: Sequence[Task]) -> None:
    """Tasks of a draft that never were asked for."""
    if gone:
        Task.objects.filter(pk__in=[task.pk for task in gone]).delete()


def _adjust(
    plan: Plan,
    tasks: Mapping[int, Task],
    found: Comparison,
    gone: Sequence[Task],
    decision: Decision | None,
    by: User | None,
    now: dt.datetime,
) -> None:
    if decision is None:
        raise Refused(
            f"{plan.name} đã ban hành ({plan.document}); tệp đổi nội dung {len(found.changed)} nhiệm vụ, thêm "
            f"{len(found.added)}, bỏ {len(gone)}. Hãy ghi số, ngày, người ký của văn bản điều chỉnh."
        )
    if refusal := _why_not_decide(plan, decision, localdate(now)):
        raise Refused(refusal)
    adjustment = PlanAdjustment.objects.create(plan=plan, made_by=by, made_at=now, **asdict(decision))
    names = names_for(found)
    changes = [_changed(adjustment, each, names) for each in found.changed]
    added = _apply(plan, tasks, found, decision.decided_on)
    changes += [TaskChange(adjustment=adjustment, task=task, kind=TaskChangeKind.ADDED) for task in added]
    changes += [TaskChange(adjustment=adjustment, task=task, kind=TaskChangeKind.DROPPED) for task in gone]
    for task in gone:
        task.dropped_on = decision.decided_on
    Task.objects.bulk_update(gone, ["dropped_on"])
    TaskChange.objects.bulk_create(changes)
    plan.state = PlanState.ADJUSTED
    plan.save(update_fields=["state"])
    trail.record("plan.adjust", plan, by=by, after={"document": str(adjustment)}, unit_id=plan.unit_id)


def _why_not_decide(plan: Plan, decision: Decision, today: dt.date) -> str | None:
    if decision.decided_on > today:
        return f"Ngày quyết định {show_date(decision.decided_on)} còn ở phía trước."
    latest = plan.adjustments.order_by("-decided_on").values_list("decided_on", flat=True).first() or plan.decided_on
    if latest and decision.decided_on < latest:
        return f"Ngày quyết định {show_date(decision.decided_on)} sớm hơn văn bản trước đó ({show_date(latest)})."
    if plan.adjustments.filter(number=decision.number).exists():
        return f"Kế hoạch đã được điều chỉnh theo số {decision.number}; mỗi văn bản ghi một lần."
    return None


def _changed(adjustment: PlanAdjustment, each: Changed, names: Mapping[str, Mapping[int, str]]) -> TaskChange:
    said = {name: tuple(worded(name, value, names) for value in pair) for name, pair in each.columns.items()}
    return TaskChange(
        adjustment=adjustment,
        task_id=each.task_id,
        kind=TaskChangeKind.CHANGED,
        before={name: was for name, (was, _) in said.items()},
        after={name: now for name, (_, now) in said.items()},
    )


def names_for(found: Comparison) -> dict[str, dict[int, str]]:
    """What the units and tasks that the changes speak of are called."""
    pairs = [pair for each in found.changed for pair in each.columns.items()]
    ids = {column: {pk for name, pair in pairs if name == column for pk in pair if pk} for column in NAMED}
    units = Unit.objects.scoped(Q(pk__in=ids["lead_id"])).order_by("pk")
    parents = Task.objects.scoped(Q(pk__in=ids["parent_id"])).order_by("pk")
    return {"lead_id": {unit.pk: unit.label for unit in units}, "parent_id": {task.pk: task.number for task in parents}}


def _write_given(year: int, rows: Sequence[TaskRow]) -> Loaded:
    """Tasks of no plan: no decision words them for everybody, so that a file simply brings them up to date."""
    if not rows:
        return Loaded(0, 0, 0)
    stored = Task.objects.select_for_update(of=("self",)).filter(year=year, plan=None)
    tasks = {task.pk: task for task in stored.order_by("pk")}
    found = compare(tasks, rows)
    for each in found.changed:
        for name, (_, fresh) in each.columns.items():
            setattr(tasks[each.task_id], name, fresh)
    Task.objects.bulk_update([tasks[each.task_id] for each in found.changed], [*WORDED])
    added = Task.objects.bulk_create(_task(None, row, None, year) for row in found.added)
    _support([(task, row.supporter_ids) for task, row in zip(added, found.added, strict=True)], fresh=True)
    reported = _report(tasks, found)
    return Loaded(len(found.added), len(found.changed) + reported, len(found.same) - reported)


@dataclass(frozen=True, slots=True)
class PlanHead:
    """The decision behind the province's yearly plan, as printed on its first page."""

    number: str
    name: str
    decided_on: dt.date
    signer: str


@transaction.atomic
def load_tasks(
    *,
    year: int,
    rows: Iterable[TaskRow],
    head: PlanHead | None = None,
    decision: Decision | None = None,
    by: User | None,
    now: dt.datetime,
) -> Loaded:
    """The province's CCHC plan of a year from a file at once: drafted and issued when `head` is new, else brought up
    to date (see write_tasks). `by` is None on the command line.

    Raises Refused for people who are no coordinators, and when tasks of a plan come without one.
    """
    rows = list(rows)
    if by and not person_of(by, localdate(now)).has(Role.COORDINATOR):
        raise Refused("Chỉ điều phối CCHC được nạp kế hoạch.")
    plan = Plan.objects.filter(year=year, kind=PlanKind.CCHC, unit=None).first()
    if plan is None and head is None:
        if any(not row.is_given for row in rows):
            raise Refused(f"Chưa có kế hoạch năm {year}. Hãy cho biết số, tên, ngày ban hành và người ký kế hoạch.")
        loaded = _write_given(year, rows)
        if loaded.added or loaded.changed:
            after = {"year": year, "added": loaded.added, "changed": loaded.changed}
            trail.record("plan.load", None, by=by, after=after)
        return loaded
    if plan is None and head:
        plan = Plan.objects.create(year=year, kind=PlanKind.CCHC, name=head.name)
    assert plan is not None
    if head and not plan.is_draft and plan.number != head.number:
        raise Refused(f"Năm {year} đã có kế hoạch số {plan.number}. Muốn thay nội dung, hãy ghi văn bản điều chỉnh.")
    loaded = write_tasks(plan_id=plan.pk, rows=rows, decision=decision, by=by, now=now)
    if head and plan.is_draft:
        _issue_loaded(plan, head, by)
    return loaded


def _issue_loaded(plan: Plan, head: PlanHead, by: User | None) -> None:
    plan.state, plan.number, plan.signer = PlanState.ISSUED, head.number, head.signer
    plan.name, plan.decided_on = head.name, head.decided_on
    plan.save(update_fields=["state", "number", "signer", "name", "decided_on"])
    trail.record("plan.issue", plan, by=by, after={"document": plan.document, "signer": plan.signer})


@transaction.atomic
def copy_unfinished(*, plan_id: int, by: User, now: dt.datetime) -> tuple[Plan, int]:
    """Carry the tasks that were not finished into the draft of the next year; the draft, and how many were new.

    Due dates move one year on, to be looked at before the plan is issued. A task is carried once. Raises Refused.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan_id)
    draft, _ = Plan.objects.select_for_update(of=("self",)).get_or_create(
        kind=plan.kind,
        unit_id=plan.unit_id,
        year=plan.year + 1,
        defaults={"name": f"{PlanKind(plan.kind).label} năm {plan.year + 1}"},
    )
    if refusal := why_not_move(draft, PlanAction.EDIT, person_of(by, localdate(now))):
        raise Refused(refusal)
    waiting = plan.tasks.filter(finished_on=None, dropped_on=None, carried_to=None).order_by("pk")
    taken = set(draft.tasks.values_list("number", "lead_id"))
    fresh = [_carried(task, draft, taken) for task in waiting]
    Task.objects.bulk_create(fresh)
    trail.record("plan.carry", draft, by=by, after={"added": len(fresh), "year": draft.year}, unit_id=plan.unit_id)
    return draft, len(fresh)


def _carried(task: Task, draft: Plan, taken: set[tuple[str, int]]) -> Task:
    number = next(
        number
        for number in (task.number, *(f"{task.number} ({turn})" for turn in range(1, 1000)))
        if (number, task.lead_id) not in taken
    )
    taken.add((number, task.lead_id))
    facts = {name: getattr(task, name) for name in WORDED if name not in ("number", "due_on", "parent_id")}
    due_on = task.due_on and _next_year(task.due_on)
    return Task(
        plan=draft, year=draft.year, assigned_by=draft.source, carried_from=task, number=number, due_on=due_on, **facts
    )


def _next_year(day: dt.date) -> dt.date:
    return day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def _locked(plan_id: int, action: PlanAction, by: User, now: dt.datetime) -> Plan:
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan_id)
    if refusal := why_not_move(plan, action, person_of(by, localdate(now))):
        raise Refused(refusal)
    return plan
