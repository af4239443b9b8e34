"""What stands above a list about kept filters: the own ones, those shared, the one that is open."""

from dataclasses import dataclass

from django.forms import Form
from django.http import HttpRequest

from cchc_portal.kit.lists import LISTS, ListPage
from units.forms.filters import Asked, FilterNameForm, asked
from units.models import SavedFilter
from units.saved_queries import NONE, OPENED

MOST = 8
"""Filters of each kind above a list; the others are one click away, so that the list itself stays in sight."""


@dataclass(frozen=True, slots=True)
class Bar:
    page: ListPage
    asked: Asked
    mine: list[SavedFilter]
    shared: list[SavedFilter]
    opened: SavedFilter | None  # None as well when the one named cannot be read by this person
    naming: FilterNameForm

    @property
    def mine_first(self) -> list[SavedFilter]:
        return self._first(self.mine)

    @property
    def shared_first(self) -> list[SavedFilter]:
        return self._first(self.shared)

    @property
    def further(self) -> int:
        """How many are not shown above the list."""
        return len(self.mine) - len(self.mine_first) + len(self.shared) - len(self.shared_first)

    def _first(self, rows: list[SavedFilter]) -> list[SavedFilter]:
        """What is open and what the list opens with are always among them."""
        wanted = sorted(rows, key=lambda row: not (row == self.opened or row.is_default))[:MOST]
        return [row for row in rows if row in wanted]

    @property
    def is_own(self) -> bool:
        return self.opened in self.mine

    @property
    def is_changed(self) -> bool:
        """Whether the list shows something else than the filter that was opened."""
        return self.opened is not None and self.opened.query != self.asked.query

    @property
    def may_save(self) -> bool:
        return bool(self.asked.query) and not self.asked.wrong and (self.opened is None or self.is_changed)

    @property
    def is_empty(self) -> bool:
        return not (self.mine or self.shared or self.asked.words or self.may_save)


def filter_bar(request: HttpRequest, form: Form) -> Bar | None:
    """One query, however many filters there are. None where another address shows the page, to say what is wrong."""
    page = LISTS.get(request.resolver_match.view_name)
    if page is None:
        return None
    found = SavedFilter.objects.of_person(request.person).filter(page=page.url_name).select_related("owner", "unit")
    rows = list(found.order_by("name", "pk"))
    wanted = opened_id(request)
    of_list = asked(page, request.person, request.GET, form)
    return Bar(
        page=page,
        asked=of_list,
        mine=[row for row in rows if row.owner_id == request.user.pk],
        shared=[row for row in rows if row.owner_id != request.user.pk],
        opened=next((row for row in rows if row.pk == wanted), None),
        naming=FilterNameForm.suggesting(of_list.words),
    )


def opened_id(request: HttpRequest) -> int | None:
    """The filter that the address says is open; it decides nothing but what the bar says."""
    value = request.GET.get(OPENED, NONE)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 18 and value != NONE else None
