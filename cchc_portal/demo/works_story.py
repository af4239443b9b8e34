"""The rest of the year 2023 in the invented city, told through the real doors: inspections, publicity, awards."""

import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path

from django.utils.timezone import localdate

from cchc_portal.demo import NOTE, works
from cchc_portal.demo.casting import Cast
from cchc_portal.kit.excel import write_table
from indicators.actions.awards import decide_commendations, propose_commendation, record_index
from indicators.actions.inspections import InspectionFacts, add_finding, add_inspection, remedy_finding
from indicators.actions.plans import Decision, create_plan, issue_plan, write_tasks
from indicators.actions.publicity import ActivityFacts, add_activity, judge_initiative, register_initiative
from indicators.enums import Channel, CommendationFor, IndexName, InspectionKind, PlanKind
from indicators.imports import plans
from indicators.models import Period, Plan, Task

TEAM = "Đoàn kiểm tra CCHC thành phố"
SURPRISE_TEAM = "Đoàn kiểm tra đột xuất Sở Nội vụ"


def tell_works(cast: Cast, *, now: dt.datetime) -> None:
    """What is no dossier and no criterion: plans below and beside the yearly one, and what was done for them."""
    tell_other_plans(cast, now)
    tell_inspections(cast, now)
    for unit, channel, title, quantity, audience, day in works.activities():
        facts = ActivityFacts(Channel(channel), title, quantity, audience, day)
        add_activity(unit_id=cast.units[unit].pk, facts=facts, by=cast.coordinator, now=now)
    tell_initiatives(cast, now)
    tell_awards(cast, now)


def tell_other_plans(cast: Cast, now: dt.datetime) -> None:
    """The plans of inspections and publicity of the city, and the own plan of one department."""
    for kind, number in ((PlanKind.INSPECTION, "31/KH-UBND"), (PlanKind.PUBLICITY, "36/KH-UBND")):
        plan = create_plan(
            kind=kind, year=2023, unit_id=None, name=f"{kind.label} năm 2023", by=cast.coordinator, now=now
        )
        title = "Kiểm tra CCHC tại 15 đơn vị" if kind == PlanKind.INSPECTION else "Tuyên truyền CCHC năm 2023"
        line = {"number": "1", "area": "Công tác chỉ đạo, điều hành CCHC", "title": title, "lead": "SNV"}
        _fill(plan, [line | {"due_on": dt.date(2023, 11, 30), "product": "Báo cáo"}], cast, now)
        decision = Decision(f"{number} ({NOTE})", dt.date(2023, 1, 18), f"Chủ tịch UBND thành phố ({NOTE})")
        issue_plan(plan_id=plan.pk, decision=decision, by=cast.coordinator, now=now)
    unit = cast.units[works.DIGITAL]
    name = f"Kế hoạch CCHC năm 2023 của {unit.name}"
    plan = create_plan(kind=PlanKind.CCHC, year=2023, unit_id=unit.pk, name=name, by=cast.coordinator, now=now)
    above = Task.objects.get(plan__unit=None, plan__kind=PlanKind.CCHC, year=2023, title=works.PARENT).number
    lines = [{name: getattr(task, name) for name in task.__slots__} for task in works.unit_plan()]
    for line in lines[:2]:
        line["parent"] = above
    _fill(plan, lines, cast, now)
    decision = Decision(f"12/KH-STTTT ({NOTE})", dt.date(2023, 1, 30), f"Giám đốc Sở ({NOTE})")
    issue_plan(plan_id=plan.pk, decision=decision, by=cast.coordinator, now=now)


def _fill(plan: Plan, lines: list[dict[str, object]], cast: Cast, now: dt.datetime) -> None:
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        file = Path(folder) / "phu-luc.xlsx"
        write_table(file, plan.name, plans.COLUMNS, lines)
        rows, errors = plans.read_tasks(file, year=plan.year, today=localdate(now), plan=plan)
    if errors:
        raise ValueError("\n".join(map(str, errors)))
    write_tasks(plan_id=plan.pk, rows=rows, by=cast.coordinator, now=now)


def tell_inspections(cast: Cast, now: dt.datetime) -> None:
    for told in works.inspections():
        kind = InspectionKind.SURPRISE if told.surprise else InspectionKind.PLANNED
        concluded = None if told.surprise else told.held_on + dt.timedelta(days=10)
        facts = InspectionFacts(
            kind=kind,
            year=2023,
            planned_on=None if told.surprise else told.held_on,
            held_on=told.held_on,
            team=SURPRISE_TEAM if told.surprise else TEAM,
            content=told.content,
            conclusion="" if told.surprise else "Thực hiện đúng quy định; khắc phục các vấn đề đã nêu",
            concluded_on=concluded,
        )
        unit = cast.units[told.unit]
        row = add_inspection(unit_id=unit.pk, facts=facts, by=cast.coordinator, now=now)
        for text, due_on, remedied_on in told.findings:
            finding = add_finding(
                inspection_id=row.pk, text=text, responsible="Văn phòng", due_on=due_on, by=cast.coordinator, now=now
            )
            if remedied_on:
                said = {"remedied_on": remedied_on, "remedy": "Đã khắc phục, có báo cáo", "seen": finding.stamp}
                remedy_finding(finding_id=finding.pk, by=cast.reporter(told.unit), now=now, **said)
    for unit_code, day in works.planned_later():
        facts = InspectionFacts(InspectionKind.PLANNED, 2023, day, None, TEAM, works.CONTENTS[0])
        add_inspection(unit_id=cast.units[unit_code].pk, facts=facts, by=cast.coordinator, now=now)


def tell_initiatives(cast: Cast, now: dt.datetime) -> None:
    for unit, title, author, day, decision in works.initiatives():
        said = {"title": title, "author": author, "summary": "Rút ngắn thời gian, giảm đi lại", "registered_on": day}
        row = register_initiative(unit_id=cast.units[unit].pk, by=cast.reporter(unit), now=now, **said)
        if decision:
            judged = {"recognised": True, "decision_number": f"{decision} ({NOTE})", "reason": ""}
            judge_initiative(initiative_id=row.pk, decided_on=works.DECIDED, by=cast.coordinator, now=now, **judged)


def tell_awards(cast: Cast, now: dt.datetime) -> None:
    """Commendations for 2022, and what others published of the city."""
    period, ids = Period.objects.get(code="nam-2022"), []
    for unit, person in works.commendations():
        row = propose_commendation(
            period_id=period.pk,
            unit_id=cast.units[unit].pk,
            given_to=CommendationFor.PERSON if person else CommendationFor.UNIT,
            person=person,
            form="Bằng khen của Chủ tịch UBND thành phố",
            reason="Thành tích xuất sắc trong công tác CCHC năm 2022",
            by=cast.coordinator,
            now=now,
        )
        ids.append(row.pk)
    number = f"401/QĐ-UBND ({NOTE})"
    decide_commendations(ids=ids, decision_number=number, decided_on=dt.date(2023, 2, 24), by=cast.coordinator, now=now)
    for name, years in works.INDICES:
        for year, (value, rank) in years.items():
            said = {
                "value": Decimal(value),
                "rank": rank,
                "ranked_of": 63,
                "document": f"Công bố năm {year + 1} ({NOTE})",
            }
            record_index(name=IndexName(name), year=year, by=cast.coordinator, now=now, **said)
