from django.apps import AppConfig

from cchc_portal import checks  # noqa: F401  # registers them
from cchc_portal.celery import app as celery_app

__all__ = ["PortalConfig", "celery_app"]  # imported here, not in the package: the kit alone stays light to load


class PortalConfig(AppConfig):
    """Lets the project own template tags and commands."""

    name = "cchc_portal"
