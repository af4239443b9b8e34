"""The duties of the whole province at one moment, for reminders: the same questions as for one person, asked once."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.utils.timezone import localdate

from indicators.duties.desks import desk_duties
from indicators.duties.sheets import sheet_duties
from indicators.duties.waiting import Duty
from indicators.duties.works import finding_duties, progress_duties, task_duties
from indicators.models import Assessment, Finding, Task
from units.models import Membership
from units.policy import Person, Post


def people_on(now: dt.datetime) -> list[Person]:
    """Everybody with a post today whose account is in use; one query."""
    today = localdate(now)
    in_use = Q(user__is_active=True) & (Q(user__left_on=None) | Q(user__left_on__gt=today))
    held = Membership.objects.filter(in_use).active_on(today).select_related("unit", "acting_for__user")
    posts: dict[int, list[Post]] = {}
    for membership in held.order_by("valid_from", "pk"):
        posts.setdefault(membership.user_id, []).append(membership.as_post())
    return [Person(user_id, today, tuple(held_by)) for user_id, held_by in posts.items()]


def duties_of_all(people: Iterable[Person], now: dt.datetime) -> list[Duty]:
    """What has a deadline and waits for somebody; the number of queries depends on nothing.

    For deeds only: it reads every unit.
    """
    sheets, tasks = Assessment.objects.all(), Task.objects.all()
    return [
        *sheet_duties(sheets, now),
        *finding_duties(Finding.objects.all(), now),
        *task_duties(tasks, now),
        *progress_duties(tasks, now),
        *desk_duties(sheets, list(people), now),
    ]
