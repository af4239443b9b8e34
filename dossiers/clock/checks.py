"""What the clock needs before the portal starts."""

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from dossiers.clock.province import clock_rules, makeup_days_count

UNKNOWN_CHOICE = "dossiers.E001"


@register()
def the_province_has_decided(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """One error per setting of the clock whose value nobody knows."""
    found: list[CheckMessage] = []
    for asked in (clock_rules, makeup_days_count):
        try:
            asked()
        except ImproperlyConfigured as wrong:
            found.append(Error(str(wrong), id=UNKNOWN_CHOICE))
    return found
