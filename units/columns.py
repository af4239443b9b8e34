"""Which columns of a list are shown: those the address names, else those the person has chosen, else the usual ones."""

from collections.abc import Sequence

from django.http import QueryDict

from cchc_portal.kit.lists import COLUMNS, ListColumn, ListPage, keys_of
from units.models import ColumnChoice
from units.policy import Person


def columns_for(person: Person, page: ListPage, named: str) -> Sequence[ListColumn]:
    """`named`: what the address says, "" for nothing; then the choice of the person is asked, in one query."""
    if named:
        return page.shown(named.split(","))
    choice = ColumnChoice.objects.of_person(person).filter(page=page.url_name).first()
    return page.shown(choice.columns if choice else ())


def with_columns(person: Person, page: ListPage, data: QueryDict) -> QueryDict:
    """The address with the columns it shows: a kept filter shows them to everybody who opens it."""
    if not page.columns or data.get(COLUMNS):
        return data
    said = data.copy()
    said[COLUMNS] = keys_of(columns_for(person, page, ""))
    return said
