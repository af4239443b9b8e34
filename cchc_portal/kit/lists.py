"""Lists whose filter people keep under a name: each app says of its own lists what their filter is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list by the name of its address.

    `form(person, data)` is its filter as that person has it, bound to what an address asks. `usual(person)` are values
    that an address may name though they choose nothing, such as today's date: kept, they would grow old.
    """

    url_name: str
    title: str
    form: Callable[[Any, QueryDict], Form]
    usual: Callable[[Any], Mapping[str, str]] = lambda person: {}


LISTS: dict[str, ListPage] = {}


def offers(page: ListPage) -> ListPage:
    """Register a list; called from an app's lists.py, which is loaded when Django starts."""
    LISTS[page.url_name] = page
    return page
