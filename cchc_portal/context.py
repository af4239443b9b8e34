"""What every page shows around its content: the province, the person, the menu."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from cchc_portal.menu import MENU, Entry


def shell(request: HttpRequest) -> dict[str, Any]:
    return {
        "province": settings.PROVINCE_NAME,
        "authority": settings.PROVINCE_AUTHORITY,
        "support_phone": settings.SUPPORT_PHONE,
        "menu": _menu(request),
        "session_warning": settings.SESSION_WARNING,
    }


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    person = getattr(request, "person", None)
    if person is None or not request.user.is_authenticated:
        return []
    entries = []
    for entry in MENU:
        if not _shown(entry, person):
            continue
        url = reverse(entry.url_name)
        here = request.path == url if url == "/" else request.path.startswith(url)
        entries.append({"label": entry.label, "url": url, "current": here})
    return entries


def _shown(entry: Entry, person: Any) -> bool:
    """Whoever holds only roles the entry is not for does not see it, even where everyone else does."""
    if person.posts and all(post.role in entry.not_for for post in person.posts):
        return False
    return not entry.roles or any(person.has(role) for role in entry.roles)
