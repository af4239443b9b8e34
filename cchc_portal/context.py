"""What every page shows around its content: the province, the person, the menu."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from cchc_portal.menu import MENU


def shell(request: HttpRequest) -> dict[str, Any]:
    return {
        "province": settings.PROVINCE_NAME,
        "authority": settings.PROVINCE_AUTHORITY,
        "support_phone": settings.SUPPORT_PHONE,
        "menu": _menu(request),
    }


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    person = getattr(request, "person", None)
    if person is None or not request.user.is_authenticated:
        return []
    entries = []
    for entry in MENU:
        if entry.roles and not any(person.has(role) for role in entry.roles):
            continue
        url = reverse(entry.url_name)
        here = request.path == url if url == "/" else request.path.startswith(url)
        entries.append({"label": entry.label, "url": url, "current": here})
    return entries
