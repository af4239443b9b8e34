"""What every page shows around its content: the province, the person, the menu."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    return {
        "province": settings.PROVINCE_NAME,
        "authority": settings.PROVINCE_AUTHORITY,
        "support_phone": settings.SUPPORT_PHONE,
        "menu": getattr(request, "menu", ()),
    }
