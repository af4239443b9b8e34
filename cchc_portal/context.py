"""What every page shows around its content: the province, the person, the menu."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from cchc_portal.guide.pages import FIRST, page_of_roles
from cchc_portal.guide.views import address
from cchc_portal.kit.badges import number_for
from cchc_portal.menu import MENU, Entry, Section


def shell(request: HttpRequest) -> dict[str, Any]:
    return {
        "province": settings.PROVINCE_NAME,
        "authority": settings.PROVINCE_AUTHORITY,
        "support_phone": settings.SUPPORT_PHONE,
        "menu": _menu(request),
        "guide_url": _guide_url(request),
        "session_warning": settings.SESSION_WARNING,
    }


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    """Sections with the pages this person may open; the page that is open, and its section, are marked current."""
    person = getattr(request, "person", None)
    if person is None or not request.user.is_authenticated:
        return []
    shown = [(section, [entry for entry in section.entries if _shown(entry, person)]) for section in MENU]
    urls = {entry.url_name: _address(entry.url_name) for _, entries in shown for entry in entries}
    open_page = _open_page(request.path, urls)
    badges = _badges(request)
    return [_section(section, entries, urls, open_page, badges) for section, entries in shown if entries]


@cache
def _address(url_name: str) -> str:
    """Twenty of them on every page; they change with the program only."""
    return reverse(url_name)


def _guide_url(request: HttpRequest) -> str:
    """The page of the guide that is this person's own."""
    person = getattr(request, "person", None)
    return address(page_of_roles(post.role for post in person.posts) if person else FIRST)


def _badges(request: HttpRequest) -> dict[str, SimpleLazyObject]:
    """{entry: how much waits behind it}; a number is counted when a template asks for it, and once."""
    return {name: _badge(request, import_string(path)) for name, path in settings.MENU_BADGES.items()}


def _badge(request: HttpRequest, count: Callable[[Any], int]) -> SimpleLazyObject:
    return SimpleLazyObject(lambda: number_for(request.user.pk, lambda: count(request.person)))


def _open_page(path: str, urls: dict[str, str]) -> str | None:
    """The entry whose address is the longest beginning of the path; the start page only when it is open itself."""
    under = [name for name, url in urls.items() if (path == url if url == "/" else path.startswith(url))]
    return max(under, key=lambda name: len(urls[name]), default=None)


def _section(
    section: Section,
    entries: list[Entry],
    urls: dict[str, str],
    open_page: str | None,
    badges: dict[str, SimpleLazyObject],
) -> dict[str, Any]:
    pages = [{"label": e.label, "url": urls[e.url_name], "current": e.url_name == open_page} for e in entries]
    alone = len(pages) == 1
    return {
        "label": pages[0]["label"] if alone else section.label,
        "url": pages[0]["url"],
        "current": any(page["current"] for page in pages),
        "pages": [] if alone else pages,
        "badge": next((badges[each.url_name] for each in entries if each.url_name in badges), None),
    }


def _shown(entry: Entry, person: Any) -> bool:
    """Whoever holds only roles the entry is not for does not see it, even where everyone else does."""
    if person.posts and all(post.role in entry.not_for for post in person.posts):
        return False
    return not entry.roles or any(person.has(role) for role in entry.roles)
