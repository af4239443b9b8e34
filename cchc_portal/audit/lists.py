"""The trail as a list whose filters people keep."""

from cchc_portal.audit.access import READERS
from cchc_portal.audit.forms import EventFilterForm
from cchc_portal.kit.lists import ListPage, offers

offers(ListPage("audit:event_list", "Nhật ký", lambda person, data: EventFilterForm(data), roles=READERS))
