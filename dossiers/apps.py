from django.apps import AppConfig

from dossiers.clock import checks  # noqa: F401  # registers them


class DossiersConfig(AppConfig):
    name = "dossiers"
