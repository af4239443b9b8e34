"""Lists whose filter people keep under a name: each app says of its own lists what their filter and columns are."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import QueryDict

COLUMNS = "cot"
"""The name under which an address says which columns are shown: cot=code,unit,due."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """`fixed`: always shown, because it leads on; `usual`: shown to whoever has chosen nothing."""

    key: str
    label: str
    usual: bool = True
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list by the name of its address.

    `form(person, data)` is its filter as that person has it, bound to what an address asks. `usual(person)` are values
    that an address may name though they choose nothing, such as today's date: kept, they would grow old. `columns`:
    those that can be chosen; a list without them shows always the same. `roles`: who may open it; empty: everybody.
    """

    url_name: str
    title: str
    form: Callable[[Any, QueryDict], Form]
    usual: Callable[[Any], Mapping[str, str]] = lambda person: {}
    columns: Sequence[ListColumn] = ()
    roles: frozenset[str] = frozenset()

    def is_for(self, person: Any) -> bool:
        """Asked where the list itself is not opened: its filter names units and periods."""
        return not self.roles or any(person.has(role) for role in self.roles)

    def shown(self, keys: Iterable[str]) -> list[ListColumn]:
        """These columns, in the order of the list; the usual ones when none of them is known."""
        wanted = {*keys}
        if not any(column.key in wanted and not column.fixed for column in self.columns):
            return [column for column in self.columns if column.usual or column.fixed]
        return [column for column in self.columns if column.key in wanted or column.fixed]


def keys_of(columns: Iterable[ListColumn]) -> str:
    """As an address names them."""
    return ",".join(column.key for column in columns if not column.fixed)


LISTS: dict[str, ListPage] = {}


def offers(page: ListPage) -> ListPage:
    """Register a list; called from an app's lists.py, which is loaded when Django starts."""
    LISTS[page.url_name] = page
    return page
