"""Deeds of the units on tasks: how far they are, that they are done, the papers that show it; all-year work closed."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from cchc_portal.audit import trail
from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.refusals import Refused, Stale
from indicators.actions.work_papers import add_paper, remove_paper
from indicators.models import Task, TaskReport, WorkPaper
from indicators.plans.outcomes import why_not_finished, year_end
from units.access import Person, person_of
from units.enums import Role
from units.models import User

REPORTERS = frozenset({Role.REPORTER, Role.HEAD, Role.COORDINATOR})


@dataclass(frozen=True, slots=True)
class Progress:
    """What a unit says of a task at the end of a quarter (1–4)."""

    quarter: int
    progress: str
    product: str = ""


def why_not_report(task: Task, person: Person) -> str | None:
    """The sentence that refuses the person's report of the task; None means: go ahead."""
    if not REPORTERS & set(person.roles_in(task.lead_id)):
        return f"Chỉ cán bộ đầu mối, lãnh đạo {task.lead} hoặc điều phối CCHC được báo cáo nhiệm vụ này."
    if task.plan and task.plan.is_draft:
        return "Kế hoạch còn là dự thảo; ban hành rồi mới báo cáo nhiệm vụ."
    if task.dropped_on:
        return f"Nhiệm vụ đã được đưa ra khỏi kế hoạch từ {show_date(task.dropped_on)}."
    return None


@transaction.atomic
def report_task(
    *,
    task_id: int,
    finished_on: dt.date | None,
    achieved: Decimal | None,
    seen: str,
    by: User,
    now: dt.datetime,
    progress: Progress | None = None,
) -> Task:
    """Write down when the task was finished, how much was achieved and how far it is; no date takes the report back.

    Raises Refused for people outside the lead unit and for unbelievable dates, Stale when the task's stamp is no
    longer the one the person saw.
    """
    task = _locked(task_id, by, now)
    if finished_on and (refusal := why_not_finished(finished_on, year=task.year, today=localdate(now))):
        raise Refused(refusal)
    if task.stamp != seen:
        raise Stale
    before = _reported(task)
    task.finished_on, task.achieved = finished_on, achieved
    after, moved = _reported(task), _reported(task) != before
    if moved:
        task.save(update_fields=["finished_on", "achieved"])
    if progress and _progressed(task, progress, by, now):
        after, moved = after | {"quarter": progress.quarter, "progress": progress.progress}, True
    if moved:
        trail.record("task.report", task, by=by, before=before, after=after, unit_id=task.lead_id)
    return task


def _progressed(task: Task, said: Progress, by: User, now: dt.datetime) -> bool:
    """Keep the words of the quarter; False when they say what was said already."""
    fresh = {"progress": said.progress, "product": said.product, "achieved": task.achieved}
    report = task.reports.filter(quarter=said.quarter).first() or TaskReport(task=task, quarter=said.quarter)
    if report.pk and all(getattr(report, name) == value for name, value in fresh.items()):
        return False
    for name, value in fresh.items():
        setattr(report, name, value)
    report.reported_by, report.reported_at = by, now
    report.save()
    return True


def _reported(task: Task) -> dict[str, str | None]:
    return {
        "finished_on": task.finished_on and task.finished_on.isoformat(),
        "achieved": None if task.achieved is None else str(task.achieved),
    }


def add_task_paper(*, task_id: int, by: User, now: dt.datetime, **paper: Any) -> WorkPaper:
    """Keep a document that shows the product of a task (see add_paper). Raises Refused, PaperRefused."""
    locked = partial(_standing, task_id, by, now)
    return add_paper(locked=locked, action="task.add_paper", by=by, now=now, **paper)


def remove_task_paper(*, task_id: int, paper_id: UUID, by: User, now: dt.datetime) -> None:
    """Take a document away from a task that is not finished. Raises Refused."""
    locked = partial(_unfinished, task_id, by, now)
    remove_paper(locked=locked, action="task.remove_paper", paper_id=paper_id, by=by)


def _standing(task_id: int, by: User, now: dt.datetime) -> tuple[Task, int]:
    task = _locked(task_id, by, now)
    return task, task.lead_id


def _unfinished(task_id: int, by: User, now: dt.datetime) -> tuple[Task, int]:
    task = _locked(task_id, by, now)
    if task.finished_on:
        raise Refused("Nhiệm vụ đã báo cáo hoàn thành nên tài liệu không gỡ được. Hãy bỏ ngày hoàn thành trước.")
    return task, task.lead_id


@transaction.atomic
def close_all_year(*, year: int, task_ids: Collection[int], by: User, now: dt.datetime) -> int:
    """All-year work that was done is finished on the last day of its year; the number of tasks closed (rows).

    What is not named stays unfinished, and from then on counts as overdue. Raises Refused before the year has ended.
    """
    person, last = person_of(by, localdate(now)), year_end(year)
    if not person.has(Role.COORDINATOR):
        raise Refused("Chỉ điều phối CCHC được kết thúc nhiệm vụ cả năm.")
    if not task_ids:
        raise Refused("Chưa chọn nhiệm vụ nào đã làm xong trong năm.")
    if localdate(now) < last:
        raise Refused(f"Nhiệm vụ cả năm {year} chỉ kết thúc được từ {show_date(last)}.")
    waiting = Task.objects.standing().filter(year=year, due_on=None, finished_on=None, dropped_on=None)
    tasks = list(waiting.filter(pk__in=task_ids).select_for_update(of=("self",)).order_by("pk"))
    for task in tasks:
        task.finished_on = last
    Task.objects.bulk_update(tasks, ["finished_on"])
    if tasks:
        trail.record("task.close_year", None, by=by, after={"year": year, "changed": len(tasks)})
    return len(tasks)


def _locked(task_id: int, by: User, now: dt.datetime) -> Task:
    task = Task.objects.select_for_update(of=("self",)).select_related("lead", "plan").get(pk=task_id)
    if refusal := why_not_report(task, person_of(by, localdate(now))):
        raise Refused(refusal)
    return task
