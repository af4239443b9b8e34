"""What this app hands over when units close, and what stays, registered with the reorganisation."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Q

from indicators.actions.handovers import move_tasks
from indicators.enums import FINAL, UNSCORED, State
from indicators.models import Assessment, Task
from units.succession import STAYS, HandOver, Item, hands_over


def open_tasks(unit_ids: Collection[int], on: dt.date) -> list[Item]:
    """Tasks led by a closing unit that are not finished."""
    tasks = Task.objects.scoped(Q(lead__in=unit_ids)).filter(finished_on=None)
    return [
        Item(str(task.pk), task.lead_id, f"{task.year} · {task.number}. {task.title}")
        for task in tasks.order_by("lead__sort_name", "year", "assigned_by", "pk")
    ]


def assessments(unit_ids: Collection[int], on: dt.date) -> list[str]:
    """Every sheet stays under the old name; one nobody can finish any more says so."""
    found = Assessment.objects.scoped(Q(unit__in=unit_ids)).select_related("unit", "period")
    return [
        f"Phiếu chấm {each.period.name} của {each.unit.name} giữ tên cũ ({State(each.state).label.lower()})"
        + ("." if each.state in CLOSED else f"; {UNFINISHED}")
        for each in found.order_by("period__data_to", "unit__sort_name", "pk")
    ]


CLOSED = FINAL | UNSCORED
UNFINISHED = "hãy chấm và thẩm định xong trước ngày sắp xếp, sau ngày đó đơn vị không còn người nhập."

hands_over("tasks", HandOver("Nhiệm vụ đang mở", "nhiệm vụ", open_tasks, move_tasks))
STAYS["assessments"] = assessments
