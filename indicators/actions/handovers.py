"""What closing units hand over of their plans; called by the reorganisation, in its transaction."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from indicators.models import Task
from units.models import User

LONGEST = 20


@transaction.atomic
def move_tasks(*, moves: Mapping[str, int | None], on: dt.date, by: User | None, now: dt.datetime) -> None:
    """Give the tasks, by id, to their new lead; a number the new lead has already gets the old unit's code behind it.

    The code is cut to fit, and a number that is still taken counts on: "3 SGTVT", "3 SGTVT 2".
    """
    taken = {int(key): unit_id for key, unit_id in moves.items() if unit_id is not None}
    tasks = Task.objects.filter(pk__in=taken).select_related("lead").select_for_update(of=("self",))
    for task in tasks.order_by("pk"):
        old, task.lead_id = task.lead.code, taken[task.pk]
        task.number = _free_number(task, old)
        task.save(update_fields=["lead", "number"])


def _free_number(task: Task, old: str) -> str:
    same = Task.objects.filter(year=task.year, plan=task.plan_id, lead=task.lead_id).exclude(pk=task.pk)
    used = set(same.order_by("pk").values_list("number", flat=True))
    number, turn = task.number, 1
    while number in used:
        tail = f" {old}" if turn == 1 else f" {old} {turn}"
        number = task.number[: LONGEST - len(tail)] + tail if len(tail) < LONGEST else tail[-LONGEST:]
        turn += 1
    return number
