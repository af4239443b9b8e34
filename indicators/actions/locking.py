"""Which sheets a deed on one sheet must hold: its own, and those whose grades a quota ties to it."""

from django.db.models import Exists, OuterRef, QuerySet

from indicators.models import Assessment


def locked_sheet(*, scores_too: bool = False, **which: int) -> Assessment:
    """The sheet, locked, with its period, unit and set at hand, and its scores where they are asked for."""
    lock_tied(Assessment.objects.filter(**which))
    sheets = Assessment.objects.select_for_update(of=("self",)).select_related("period", "unit", "criteria_set")
    return (sheets.prefetch_related("scores") if scores_too else sheets).get(**which)


def lock_tied(sheets: QuerySet[Assessment]) -> None:
    """Lock these sheets with all of their block where their set has quotas; none where it has not. One query.

    In the order of their keys, as a recalculation locks, and before any of them is locked alone, so that nobody waits
    in a circle.
    """
    same = sheets.filter(period=OuterRef("period"), criteria_set=OuterRef("criteria_set"))
    tied = Assessment.objects.filter(Exists(same), criteria_set__scoring__has_key="quotas")
    list(tied.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
