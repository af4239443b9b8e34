"""The lists of this app whose filters people keep."""

from django.http import QueryDict
from django.utils import timezone

from cchc_portal.kit.lists import ListPage, offers
from dossiers.forms.catalogue import ProcedureFilterForm
from dossiers.forms.lateness import LateFilterForm
from dossiers.forms.register import register_filter
from dossiers.register_columns import REGISTER
from dossiers.statistics.figures import newest_day
from dossiers.statistics.filters import StatisticsForm
from units.models import Unit
from units.policy import Person


def late_filter(person: Person, data: QueryDict) -> LateFilterForm:
    return LateFilterForm(data, units=Unit.objects.of_person(person), person=person, now=timezone.now())


def statistics_filter(person: Person, data: QueryDict, form: type[StatisticsForm] = StatisticsForm) -> StatisticsForm:
    """The window and unit of a page of statistics, as this person has them."""
    units = Unit.objects.of_person(person)
    return form(data, units=units, person=person, newest=newest_day(units) or person.on)


def procedure_filter(person: Person, data: QueryDict) -> ProcedureFilterForm:
    return ProcedureFilterForm(data, today=person.on)


REGISTER_LIST = offers(ListPage("dossiers:dossier_list", "Hồ sơ một cửa", register_filter, columns=REGISTER))
offers(ListPage("dossiers:late_list", "Hồ sơ quá hạn", late_filter))
offers(ListPage("dossiers:dossier_dashboard", "Tổng quan hồ sơ", statistics_filter))
offers(ListPage("dossiers:ii06", "Biểu II.06a", statistics_filter))
offers(ListPage("dossiers:procedure_list", "Danh mục thủ tục", procedure_filter))
