"""The lists of this app whose filters people keep."""

from cchc_portal.kit.lists import ListPage, offers
from units.forms.people import PeopleFilter

offers(ListPage("units:person_list", "Người dùng", lambda person, data: PeopleFilter(data, person=person)))
