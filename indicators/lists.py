"""The lists of this app whose filters people keep."""

from django.http import QueryDict

from cchc_portal.kit.lists import ListPage, offers
from cchc_portal.kit.numbers import show_date
from indicators.enums import AssignedBy
from indicators.forms.plans import TaskFilter
from units.models import Unit
from units.policy import Person


def task_filter(person: Person, data: QueryDict) -> TaskFilter:
    return TaskFilter(data, units=Unit.objects.of_person(person), person=person)


def usual(person: Person) -> dict[str, str]:
    """What the form of the list fills in by itself."""
    return {"nguon": AssignedBy.PLAN, "ngay": show_date(person.on)}


offers(ListPage("indicators:plan_detail", "Kế hoạch, nhiệm vụ", task_filter, usual))
