"""All that waits for one person, from every source; the apps above this one register theirs."""

import datetime as dt
from collections.abc import Callable

from cchc_portal.kit.clock import database_now
from indicators.duties.desks import desk_duties
from indicators.duties.periods import period_duties
from indicators.duties.sheets import sheet_duties
from indicators.duties.talks import talk_duties
from indicators.duties.waiting import Duty, by_urgency
from indicators.duties.works import finding_duties, progress_duties, task_duties
from indicators.models import Assessment, Finding, Period, Task
from indicators.policy import Deed
from indicators.workflow import UNIT
from units.enums import Role
from units.policy import Person

Source = Callable[[Person, dt.datetime], list[Duty]]
SOURCES: list[Source] = []


def also_waits(source: Source) -> Source:
    """Register what else may wait for a person: the apps above this one have work to tell of, too."""
    SOURCES.append(source)
    return source


def duties_of(person: Person, now: dt.datetime) -> list[Duty]:
    """What waits for the person now, the most urgent first; the number of queries does not depend on how much."""
    found = [duty for source in (of_units, of_desks, of_periods, *SOURCES) for duty in source(person, now)]
    return by_urgency(duty for duty in found if duty.waits_for(person))


def waiting_count(person: Person) -> int:
    """The number beside "Việc của tôi" in the menu."""
    return len(duties_of(person, database_now()))


def of_units(person: Person, now: dt.datetime) -> list[Duty]:
    """What is asked of the units in which the person types or signs, and what was said to them."""
    own = [post.unit_id for post in person.posts if post.role in UNIT]
    if not own:
        return talk_duties(person)
    tasks = Task.objects.of_person(person, Deed.REPORT).filter(lead__in=own)
    return [
        *sheet_duties(Assessment.objects.of_person(person).filter(unit__in=own), now),
        *finding_duties(Finding.objects.of_person(person, Deed.REMEDY).filter(inspection__unit__in=own), now),
        *task_duties(tasks, now),
        *progress_duties(tasks, now),
        *talk_duties(person),
    ]


def of_desks(person: Person, now: dt.datetime) -> list[Duty]:
    return desk_duties(Assessment.objects.of_person(person, Deed.APPRAISE), [person], now)


def of_periods(person: Person, now: dt.datetime) -> list[Duty]:
    if not person.has(Role.COORDINATOR):
        return []
    return period_duties(Period.objects.of_person(person), now)
