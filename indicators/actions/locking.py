"""Which sheets a deed on one sheet must hold: its own, and those whose grades a quota ties to it."""

from django.db.models import Exists, OuterRef, QuerySet

from cchc_portal.kit.compiled import Compiled, Slot, compiled
from indicators.models import Assessment, Score


def locked_sheet(*, scores_too: bool = False, **which: int) -> Assessment:
    """The sheet, locked, with its period, unit and set at hand, and its scores where they are asked for."""
    ((name, key),) = which.items()
    tied, sheet = _BY[name]
    tied.rows(key=key)
    found = sheet.one(key=key)
    if scores_too:
        _scores.hang_on(found, "scores")
    return found


def lock_tied(sheets: QuerySet[Assessment]) -> None:
    """Lock these sheets with all of their block where their set has quotas; none where it has not. One query.

    In the order of their keys, as a recalculation locks, and before any of them is locked alone, so that nobody waits
    in a circle.
    """
    list(_tied(sheets))


def _tied(sheets: QuerySet[Assessment]) -> QuerySet[Assessment]:
    same = sheets.filter(period=OuterRef("period"), criteria_set=OuterRef("criteria_set"))
    tied = Assessment.objects.filter(Exists(same), criteria_set__scoring__has_key="quotas")
    return tied.select_for_update(of=("self",)).order_by("pk").only("pk")


def _by(name: str) -> tuple[Compiled[Assessment], Compiled[Assessment]]:
    """Both lockings of a sheet that is named by its key or by that of one of its rows: every saved cell asks them."""

    @compiled
    def tied(key: Slot) -> QuerySet[Assessment]:
        return _tied(Assessment.objects.filter(**{name: key}))

    @compiled
    def sheet(key: Slot) -> QuerySet[Assessment]:
        sheets = Assessment.objects.select_for_update(of=("self",)).select_related("period", "unit", "criteria_set")
        return sheets.defer("criteria_set__source", "criteria_set__scoring").filter(**{name: key}).order_by("pk")

    return tied, sheet


_BY = {name: _by(name) for name in ("pk", "scores")}


@compiled
def _scores(sheet: Slot) -> QuerySet[Score]:
    return Score.objects.filter(assessment=sheet).order_by("criterion__position")
