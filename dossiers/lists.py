"""The lists of this app whose filters people keep."""

from django.http import QueryDict
from django.utils import timezone

from cchc_portal.kit.lists import ListPage, offers
from dossiers.forms.lateness import LateFilterForm
from dossiers.forms.register import register_filter
from dossiers.register_columns import REGISTER
from units.models import Unit
from units.policy import Person


def late_filter(person: Person, data: QueryDict) -> LateFilterForm:
    return LateFilterForm(data, units=Unit.objects.of_person(person), person=person, now=timezone.now())


REGISTER_LIST = offers(ListPage("dossiers:dossier_list", "Hồ sơ một cửa", register_filter, columns=REGISTER))
offers(ListPage("dossiers:late_list", "Hồ sơ quá hạn", late_filter))
