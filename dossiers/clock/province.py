"""What the province has decided about the clock, read from the settings; an unknown value is an error, not a guess."""

import datetime as dt
from typing import TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from dossiers.clock.deadlines import Rules
from dossiers.enums import Boundary, MakeupDays, PausePolicy, Supplements

Choice = TypeVar("Choice", Boundary, PausePolicy, Supplements, MakeupDays)


def clock_rules() -> Rules:
    """Raises ImproperlyConfigured, whose sentence names the setting and its possible values."""
    return Rules(
        cutoff=_time("DUE_CUTOFF"),
        closes=_time("DUE_CLOSES"),
        pauses=_choice("DUE_PAUSES", PausePolicy),
        boundary=_choice("DUE_BOUNDARY", Boundary),
        supplements=_choice("DUE_SUPPLEMENTS", Supplements),
    )


def makeup_days_count() -> bool:
    """Whether a make-up Saturday counts as a working day when the calendar is seeded. Raises ImproperlyConfigured."""
    return _choice("MAKEUP_DAYS", MakeupDays) == MakeupDays.COUNT


def _choice(name: str, choices: type[Choice]) -> Choice:
    value = getattr(settings, name)
    if value not in choices.values:
        possible = ", ".join(f"{choice.value} ({choice.label})" for choice in choices)
        raise ImproperlyConfigured(f"{name}=“{value}” không dùng được; hãy ghi một trong: {possible}.")
    return choices(value)


def _time(name: str) -> dt.time:
    value = getattr(settings, name)
    try:
        return dt.time.fromisoformat(value)
    except (TypeError, ValueError):
        raise ImproperlyConfigured(f"{name}=“{value}” không phải giờ; hãy ghi dạng 15:00.") from None
