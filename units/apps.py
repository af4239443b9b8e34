from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UnitsConfig(AppConfig):
    name = "units"

    def ready(self) -> None:
        autodiscover_modules("handovers")  # what every app passes on when units close, in the order of the apps
        autodiscover_modules("lists")  # whose filters people keep (kit.lists)
        autodiscover_modules("openapi")  # how keys are named in the description of the API
