from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Lets the project own template tags and commands."""

    name = "cchc_portal"
