"""The figures the portal measures itself, under the names criteria inputs refer to (docs/architecture.md)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

import dossiers.facts
from indicators.enums import AssignedBy
from indicators.models import Task
from indicators.plans.outcomes import Tally, outcome, tally

# The last part of a name is the attribute of DossierCounts or Tally that answers it.
DOSSIER_NAMES = {
    f"dossiers.{count}": count
    for count in (
        "received",
        "finished",
        "in_time",
        "early",
        "on_time",
        "late",
        "received_online",
        "digitised",
        "digitisable",
        "paid_online",
        "payable",
    )
}
TASK_NAMES = {
    "tasks.assigned": (AssignedBy.PROVINCE, "assigned"),
    "tasks.done": (AssignedBy.PROVINCE, "done"),
    "tasks.in_time": (AssignedBy.PROVINCE, "in_time"),
    "tasks.late": (AssignedBy.PROVINCE, "late"),
    "tasks.overdue": (AssignedBy.PROVINCE, "overdue"),
    "plan.tasks": (AssignedBy.PLAN, "assigned"),
    "plan.done": (AssignedBy.PLAN, "done"),
}


def measured(unit_ids: Collection[int], *, year: int, start: dt.date, end: dt.date) -> dict[int, dict[str, Decimal]]:
    """Every measured figure of every given unit for the window, in two queries whatever their number.

    Dossiers are those received or finished from `start` to `end`; tasks are all those of `year`, as they stood
    at the end of `end`. A unit without dossiers or tasks has zeros: its criterion decides what 0 of 0 means.
    """
    dossier_counts = dossiers.facts.counts(unit_ids, start, end)
    tallies = _tallies(unit_ids, year=year, on=end)
    return {
        unit_id: {name: Decimal(getattr(dossier_counts[unit_id], count)) for name, count in DOSSIER_NAMES.items()}
        | {name: Decimal(getattr(tallies[unit_id, source], count)) for name, (source, count) in TASK_NAMES.items()}
        for unit_id in unit_ids
    }


def _tallies(unit_ids: Collection[int], *, year: int, on: dt.date) -> dict[tuple[int, str], Tally]:
    outcomes = defaultdict(list)
    rows = Task.objects.filter(year=year, lead_id__in=unit_ids).order_by("pk")
    for lead_id, source, due_on, finished_on in rows.values_list("lead_id", "assigned_by", "due_on", "finished_on"):
        outcomes[lead_id, source].append(outcome(due_on, finished_on, on, year))
    return defaultdict(Tally, {key: tally(found) for key, found in outcomes.items()})
