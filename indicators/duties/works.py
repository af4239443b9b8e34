"""What a unit owes of its tasks and of what inspections found."""

import datetime as dt
from collections import defaultdict

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from indicators.duties.waiting import Duty, of_day
from indicators.enums import AssignedBy, DutyKind
from indicators.models import Finding, Task
from indicators.plans.quarters import asked_on, quarter_of
from indicators.workflow import UNIT

TASK_SHOWN = 30
"""Calendar days before its last day from which a task stands in the list; before that it is in the plan."""

ROMAN = ("I", "II", "III", "IV")


def task_duties(tasks: QuerySet[Task], now: dt.datetime) -> list[Duty]:
    """Tasks of this year and the last that are overdue or due within a month; older ones are history. One query."""
    today = localdate(now)
    waiting = _running(tasks, today).filter(year__gte=today.year - 1).select_related("lead", "plan").order_by("pk")
    return [_task(each, today) for each in waiting.as_of(today) if (each.due - today).days <= TASK_SHOWN]


def _running(tasks: QuerySet[Task], today: dt.date) -> QuerySet[Task]:
    """Not finished, not dropped, not carried into another year."""
    still = Q(dropped_on=None) | Q(dropped_on__gt=today)
    return tasks.standing().filter(still, finished_on=None, carried_to=None)


def _task(task: Task, today: dt.date) -> Duty:
    return Duty(
        kind=DutyKind.TASK,
        about=f"task:{task.pk}",
        title=f"Nhiệm vụ {task.number} – {task.lead.name}",
        sentence=f"{task.title}. Hạn {task.due:%d/%m/%Y}.",
        label="Báo cáo",
        url=reverse("indicators:task_report", args=[task.pk]),
        unit_id=task.lead_id,
        doers=UNIT,
        **of_day(task.due, today),
    )


def progress_duties(tasks: QuerySet[Task], now: dt.datetime) -> list[Duty]:
    """Units whose running tasks have no report of this quarter yet, while it is asked for; at most one query."""
    today = localdate(now)
    due_on, quarter = asked_on(today, settings.TASK_REPORT_DAY), quarter_of(today)
    if due_on is None:
        return []
    silent = _running(tasks, today).filter(year=today.year).exclude(reports__quarter=quarter)
    lists: defaultdict[tuple[int, str], list[Task]] = defaultdict(list)
    for task in silent.select_related("lead").order_by("pk"):
        lists[task.lead_id, task.assigned_by].append(task)
    return [_progress(silent_ones, due_on, quarter, today) for silent_ones in lists.values()]


def _progress(silent: list[Task], due_on: dt.date, quarter: int, today: dt.date) -> Duty:
    """One unit's tasks from one source: the list behind the button shows one source at a time."""
    unit, source = silent[0].lead, AssignedBy(silent[0].assigned_by)
    return Duty(
        kind=DutyKind.PROGRESS,
        about=f"progress:{unit.pk}:{source}:{today.year}-{quarter}",
        title=f"Báo cáo tiến độ quý {ROMAN[quarter - 1]}/{today.year} – {unit.name}",
        sentence=f"{source.label}: {len(silent)} nhiệm vụ chưa có báo cáo tiến độ của quý. Hạn {due_on:%d/%m/%Y}.",
        label="Xem nhiệm vụ",
        url=reverse("indicators:plan_detail", args=[today.year]) + f"?nguon={source}&don_vi={unit.code}",
        unit_id=unit.pk,
        doers=UNIT,
        **of_day(due_on, today),
    )


def finding_duties(findings: QuerySet[Finding], now: dt.datetime) -> list[Duty]:
    """What inspections found and nobody has mended yet; one query."""
    today = localdate(now)
    waiting = findings.filter(remedied_on=None).order_by("pk").as_of(today)
    return [_finding(each, today) for each in waiting]


def _finding(finding: Finding, today: dt.date) -> Duty:
    unit = finding.inspection.unit
    return Duty(
        kind=DutyKind.REMEDY,
        about=f"finding:{finding.pk}",
        title=f"Khắc phục sau kiểm tra – {unit.name}",
        sentence=f"{finding.text}. Hạn {finding.due_on:%d/%m/%Y}.",
        label="Báo cáo khắc phục",
        url=reverse("indicators:finding_detail", args=[finding.pk]),
        unit_id=unit.pk,
        doers=UNIT,
        **of_day(finding.due_on, today),
    )
