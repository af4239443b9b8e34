"""The trail as pages and workbooks show it. Domain apps are asked by name only: the trail is the ground floor."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db.models import Model, Q, QuerySet

from cchc_portal.audit import words
from cchc_portal.audit.models import AuditEvent
from cchc_portal.kit.scoping import GuardedQuerySet
from cchc_portal.kit.text import folded

SCORE = "indicators.score"
MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in words."""

    seq: int
    at: dt.datetime
    who: str
    deed: str
    about: str
    unit: str
    period: str
    lines: tuple[words.Told, ...]
    more: int  # lines beyond those shown
    reason: str
    score_id: int | None  # the row whose own history tells more

    @property
    def place(self) -> str:
        """Unit and period, as far as the name of the thing does not say them."""
        return " · ".join(name for name in (self.unit, self.period) if name and name not in self.about)

    @property
    def text(self) -> str:
        """From what to what, in one cell."""
        shown = "; ".join(line.text for line in self.lines)
        return f"{shown}; và {self.more} mục nữa" if self.more else shown


def entries(events: Iterable[AuditEvent], *, most_lines: int = MOST_LINES) -> list[Entry]:
    """The records with the names of what they are about; three queries whatever their number."""
    events = list(events)
    units = _names("units.Unit", "name", {event.unit_id for event in events})
    periods = _names("indicators.Period", "name", {event.period_id for event in events})
    leaves = _names("indicators.Score", "criterion__code", {event.object_id for event in events if _is_score(event)})
    return [_entry(event, units, periods, leaves, most_lines) for event in events]


def units() -> list[tuple[int, str]]:
    """(id, name) of every unit, alphabetical."""
    return list(_all_of("units.Unit").values_list("pk", "name"))


def periods() -> list[tuple[int, str]]:
    """(id, name) of every period, newest first."""
    return list(_all_of("indicators.Period").values_list("pk", "name"))


def people(words: str) -> QuerySet[Model]:
    """The accounts whose name or user name contains every word, with or without diacritics."""
    found = _all_of(settings.AUTH_USER_MODEL).order_by()
    for word in folded(words).split():
        found = found.filter(search_name__contains=word)
    return found


def _names(label: str, column: str, keys: set[object]) -> dict[str, str]:
    found = _all_of(label).filter(pk__in=keys - {None}).order_by("pk").values_list("pk", column)
    return {str(pk): name for pk, name in found}


def _all_of(label: str) -> QuerySet[Model]:
    """Whoever reads the trail may know what it is about, whichever unit it belongs to."""
    rows = apps.get_model(label).objects.all()
    return rows.scoped(Q()) if isinstance(rows, GuardedQuerySet) else rows


def _is_score(event: AuditEvent) -> bool:
    return event.object_type == SCORE


def _entry(
    event: AuditEvent,
    units: Mapping[str, str],
    periods: Mapping[str, str],
    leaves: Mapping[str, str],
    most_lines: int,
) -> Entry:
    lines = words.told(event.before, event.after, _coded(event.object_type))
    leaf = leaves.get(event.object_id) if _is_score(event) else None
    return Entry(
        seq=event.seq,
        at=event.at,
        who=event.actor_name,
        deed=words.deed(event.action),
        about=f"Tiêu chí {leaf}" if leaf else "Một dòng điểm" if _is_score(event) else event.object_label,
        unit=units.get(str(event.unit_id), ""),
        period=periods.get(str(event.period_id), ""),
        lines=lines[:most_lines],
        more=max(len(lines) - most_lines, 0),
        reason=event.reason,
        score_id=int(event.object_id) if leaf else None,
    )


@cache
def _coded(object_type: str) -> words.Names:
    """The words of coded columns of the thing a record is about, as its model has them."""
    if not object_type:
        return {}
    fields = apps.get_model(object_type)._meta.get_fields()
    return {field.name: dict(field.flatchoices) for field in fields if getattr(field, "flatchoices", None)}
