"""Plans as documents on 1 September 2023: written to a workbook and read back, drafted."""

import datetime as dt
import io

from indicators.actions.plans import Decision, create_plan
from indicators.enums import PlanKind
from indicators.exports.plans import write_plan
from indicators.imports.plans import read_tasks
from indicators.models import Plan

NOW = dt.datetime(2023, 9, 1, 2, tzinfo=dt.UTC)
TODAY = dt.date(2023, 9, 1)
ADJUSTED = Decision("99/QĐ-UBND", dt.date(2023, 8, 1), "Chủ tịch Trần Văn A", "Lùi thời hạn sang quý IV")


def exported(plan: Plan) -> io.BytesIO:
    return io.BytesIO(
        write_plan(plan, plan.tasks.select_related("lead", "parent").order_by("pk"), "UBND Thành phố Mẫu")
    )


def read_back(plan: Plan):
    return read_tasks(exported(plan), year=plan.year, today=TODAY, plan=plan)


def draft_of(unit, coordinator, **fields) -> Plan:
    facts = {"kind": PlanKind.CCHC, "year": 2024, "unit_id": None, "name": "Kế hoạch CCHC năm 2024"}
    return create_plan(**facts | fields, by=coordinator, now=NOW)
