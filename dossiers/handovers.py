"""What this app hands over when units close, registered with the reorganisation."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Count, F, Q, Sum

from cchc_portal.kit.numbers import show_number
from dossiers.actions import hand_over
from dossiers.enums import Outcome
from dossiers.models import Dossier, UnitSlot
from units.succession import STAYS, HandOver, Item, hands_over


def pending(unit_ids: Collection[int], on: dt.date) -> list[Item]:
    """The open dossiers of each unit, all together."""
    found = Dossier.objects.scoped(Q(unit__in=unit_ids)).filter(outcome=Outcome.PENDING).values("unit", "unit__name")
    rows = found.annotate(count=Count("pk")).order_by("unit__sort_name", "unit")
    return [
        Item(str(row["unit"]), row["unit"], f"Hồ sơ đang giải quyết của {row['unit__name']}", row["count"])
        for row in rows
    ]


def history(unit_ids: Collection[int], on: dt.date) -> list[str]:
    closed = F("early") + F("on_time") + F("late") + F("withdrawn") + F("refused")
    total = UnitSlot.objects.filter(unit__in=unit_ids).aggregate(closed=Sum(closed))["closed"]
    if not total:
        return []
    return [f"{show_number(total)} hồ sơ đã có kết quả ở lại với đơn vị cũ, dưới tên cũ."]


hands_over("dossiers", HandOver("Hồ sơ đang giải quyết", "hồ sơ", pending, hand_over))
STAYS["dossiers"] = history
