"""The one address to which messages may leave the portal, as the province set it; asked at start and at every call."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

SHORTEST_SECRET = 32  # characters
REFUSED = "indicators.E001"


def why_not_address(url: str) -> str | None:
    """The sentence that refuses the address in the settings; None means: it may be called."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and not settings.PRODUCTION):
        return "REMINDER_WEBHOOK_URL phải bắt đầu bằng https://."
    if parts.hostname not in settings.REMINDER_WEBHOOK_HOSTS:
        return f"Máy chủ {parts.hostname} không có trong REMINDER_WEBHOOK_HOSTS."
    if len(settings.REMINDER_WEBHOOK_SECRET) < SHORTEST_SECRET:
        return f"REMINDER_WEBHOOK_SECRET cần ít nhất {SHORTEST_SECRET} ký tự."
    return None


@register()
def messages_can_leave(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """An address that would be refused every morning stops the portal from starting."""
    refusal = why_not_address(settings.REMINDER_WEBHOOK_URL) if settings.REMINDER_WEBHOOK_URL else None
    return [Error(refusal, id=REFUSED)] if refusal else []
