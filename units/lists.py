"""The lists of this app whose filters people keep."""

from django.http import QueryDict

from cchc_portal.kit.lists import ListPage, offers
from units.enums import Role
from units.forms.people import PeopleFilter
from units.policy import MAY, Deed, Person

PEOPLE_READERS = MAY[Deed.MANAGE_PEOPLE] | {Role.AUDITOR}


def people_filter(person: Person, data: QueryDict) -> PeopleFilter:
    return PeopleFilter(data, person=person)


offers(ListPage("units:person_list", "Người dùng", people_filter, roles=frozenset(PEOPLE_READERS)))
