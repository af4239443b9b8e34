from django.apps import AppConfig

from dossiers import checks  # noqa: F401  # registers them


class DossiersConfig(AppConfig):
    name = "dossiers"
