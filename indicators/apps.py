from django.apps import AppConfig

from indicators.duties import addresses  # noqa: F401  # registers its check


class IndicatorsConfig(AppConfig):
    name = "indicators"
