"""The figures the portal measures itself, under the names criteria inputs refer to (docs/architecture.md), and what
surveys have counted."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from django.db.models import Q

import dossiers.facts
from cchc_portal.kit.clock import end_of, start_of
from indicators.enums import AssignedBy, InitiativeState, InspectionKind, RemedyState
from indicators.inspections.remedies import InspectionCounts, counted, remedy_state
from indicators.models import Assessment, Finding, Initiative, Inspection, PublicityActivity, SurveyTally, Task
from indicators.plans.outcomes import Tally, tally
from indicators.reporting import Dates, ReportCounts
from indicators.reporting import counted as counted_reports
from indicators.surveys import results

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
    "unit_plan.tasks": (AssignedBy.UNIT, "assigned"),
    "unit_plan.done": (AssignedBy.UNIT, "done"),
}
INSPECTION_NAMES = {
    "inspections.planned": "in_plan",
    "inspections.done": "held",
    "inspections.findings": "findings",
    "inspections.resolved": "remedied",
    "inspections.resolved_in_time": "remedied_in_time",
    "inspections.overdue": "overdue",
}
REPORT_NAMES = {
    "reports.due": "due",
    "reports.sent": "sent",
    "reports.in_time": "in_time",
    "reports.late": "late",
    "reports.missing": "missing",
}
WORK_NAMES = ("publicity.activities", "initiatives.registered", "initiatives.recognised")


def measured(
    unit_ids: Collection[int], *, year: int, start: dt.date, end: dt.date, now: dt.datetime | None = None
) -> dict[int, dict[str, Decimal]]:
    """Every measured figure of every given unit for the window; the number of queries does not depend on theirs.

    Dossiers are those received or finished from `start` to `end`, as are publicity activities done and initiatives
    registered or recognised; tasks and inspections are all those of `year`, as they stood at the end of `end`; reports
    are the sheets due in the window, as they stood at its end, or `now` while it is not over. A unit without any has
    zeros: its criterion decides what 0 of 0 means.
    """
    dossier_counts = dossiers.facts.counts(unit_ids, start, end)
    tallies = _tallies(unit_ids, year=year, on=end)
    inspected = inspection_counts(unit_ids, year=year, on=end)
    reported = report_counts(unit_ids, start=start, end=end, now=now)
    others = _others(unit_ids, start, end)
    return {
        unit_id: {name: Decimal(getattr(dossier_counts[unit_id], count)) for name, count in DOSSIER_NAMES.items()}
        | {name: Decimal(getattr(tallies[unit_id, source], count)) for name, (source, count) in TASK_NAMES.items()}
        | {name: Decimal(getattr(inspected[unit_id], count)) for name, count in INSPECTION_NAMES.items()}
        | {name: Decimal(getattr(reported[unit_id], count)) for name, count in REPORT_NAMES.items()}
        | {name: Decimal(counts[unit_id]) for name, counts in others.items()}
        for unit_id in unit_ids
    }


def inspection_counts(unit_ids: Collection[int], *, year: int, on: dt.date) -> dict[int, InspectionCounts]:
    """Inspections held at each unit in the year up to the day, and what became of what they found; two queries."""
    in_plan: Counter[int] = Counter()
    held: defaultdict[int, list[str]] = defaultdict(list)
    rows = Inspection.objects.filter(unit__in=unit_ids, year=year).order_by("pk")
    for unit_id, kind, held_on in rows.values_list("unit_id", "kind", "held_on"):
        in_plan[unit_id] += kind == InspectionKind.PLANNED
        if held_on and held_on <= on:
            held[unit_id].append(kind)
    found: defaultdict[int, list[RemedyState]] = defaultdict(list)
    findings = Finding.objects.filter(inspection__in=rows.filter(held_on__lte=on).values("pk")).order_by("pk")
    for unit_id, due_on, remedied_on in findings.values_list("inspection__unit_id", "due_on", "remedied_on"):
        found[unit_id].append(remedy_state(due_on, remedied_on, on))
    counts = {pk: replace(counted(held[pk], found[pk]), in_plan=number) for pk, number in in_plan.items()}
    return defaultdict(InspectionCounts, counts)


def report_counts(
    unit_ids: Collection[int], *, start: dt.date, end: dt.date, now: dt.datetime | None = None
) -> dict[int, ReportCounts]:
    """How complete and how timely each unit's sheets are whose deadline lay in the window; one query.

    The sheet of the period that is being measured is due after its window, so it never counts itself.
    """
    first, last = report_window(start, end, now)
    sheets = Assessment.objects.filter(unit__in=unit_ids).maybe_due(first, last).order_by("pk")
    dates: defaultdict[int, list[Dates]] = defaultdict(list)
    for sheet in sheets:
        dates[sheet.unit_id].append(sheet.dates)
    return defaultdict(ReportCounts, {pk: counted_reports(each, first, last) for pk, each in dates.items()})


def report_window(start: dt.date, end: dt.date, now: dt.datetime | None = None) -> tuple[dt.datetime, dt.datetime]:
    """From when to when a report had to be due to be counted; no further than `now`."""
    first, last = start_of(start), end_of(end)
    return first, min(last, now) if now else last


def surveyed(survey_ids: Collection[int]) -> dict[tuple[int, str], list[results.Tally]]:
    """All that came in for these surveys, by unit and criterion; one query whatever their number.

    Nobody is asked here whether the surveys are released: whoever calls has asked.
    """
    found: defaultdict[tuple[int, str], list[results.Tally]] = defaultdict(list)
    rows = SurveyTally.objects.scoped(Q(question__survey__in=survey_ids)).select_related("question")
    for row in rows.order_by("question__survey_id", "question__position", "unit_id", "channel"):
        found[row.unit_id, row.question.criterion_code].append(row.tally)
    return found


def _others(unit_ids: Collection[int], start: dt.date, end: dt.date) -> dict[str, Counter[int]]:
    """{name: {unit: rows}} of what is simply counted between two days."""
    window = (start, end)
    initiatives = Initiative.objects.filter(unit__in=unit_ids)
    recognised = initiatives.filter(state=InitiativeState.RECOGNISED, decided_on__range=window)
    done = PublicityActivity.objects.filter(unit__in=unit_ids, done_on__range=window)
    rows = (done, initiatives.filter(registered_on__range=window), recognised)
    return {
        name: Counter(found.order_by("pk").values_list("unit_id", flat=True))
        for name, found in zip(WORK_NAMES, rows, strict=True)
    }


def _tallies(unit_ids: Collection[int], *, year: int, on: dt.date) -> dict[tuple[int, str], Tally]:
    outcomes = defaultdict(list)
    tasks = Task.objects.standing().filter(year=year, lead_id__in=unit_ids).order_by("pk")
    for task in tasks.as_of(on):
        outcomes[task.lead_id, task.assigned_by].append(task.outcome)
    return defaultdict(Tally, {key: tally(found) for key, found in outcomes.items()})
