"""Inspections, publicity, initiatives and commendations, with believable defaults."""

import datetime as dt
from typing import Any

from indicators.enums import Channel, CommendationFor, InspectionKind
from indicators.models import Commendation, Finding, Initiative, Inspection, Period, PublicityActivity
from units.models import Unit, User

NOW = dt.datetime(2023, 6, 1, 2, tzinfo=dt.UTC)
HELD = dt.date(2023, 4, 12)


def inspection(unit: Unit, **fields: Any) -> Inspection:
    """One that was held, by surprise unless said otherwise."""
    facts = {"kind": InspectionKind.SURPRISE, "held_on": HELD, "team": "Đoàn 1", "content": "Bộ phận một cửa"}
    facts |= {"added_at": NOW} | fields
    day = facts["held_on"] or facts["planned_on"]
    return Inspection.objects.create(unit=unit, **{"year": day.year} | facts)


def finding(row: Inspection, **fields: Any) -> Finding:
    facts = {"text": "Chưa niêm yết thủ tục", "responsible": "Văn phòng", "due_on": dt.date(2023, 5, 15)}
    return Finding.objects.create(inspection=row, **facts | fields)


def activity(unit: Unit, **fields: Any) -> PublicityActivity:
    facts = {"channel": Channel.BULLETIN, "title": "Bản tin CCHC", "quantity": 19, "done_on": HELD, "added_at": NOW}
    return PublicityActivity.objects.create(unit=unit, **facts | fields)


def initiative(unit: Unit, **fields: Any) -> Initiative:
    facts = {"title": "Trả kết quả tại nhà", "author": "Nguyễn Văn A", "summary": "Giảm đi lại", "registered_on": HELD}
    return Initiative.objects.create(unit=unit, **{"added_at": NOW} | facts | fields)


def commendation(period: Period, unit: Unit, *, by: User | None = None, **fields: Any) -> Commendation:
    facts = {"given_to": CommendationFor.UNIT, "form": "Bằng khen", "reason": "Dẫn đầu khối", "proposed_at": NOW}
    return Commendation.objects.create(period=period, unit=unit, proposed_by=by, **facts | fields)
