"""Deeds on the register itself: recount its roll-up, hand dossiers over to another unit."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from cchc_portal.audit.trail import record
from dossiers.intake import loading
from dossiers.statistics import rollup
from units.models import User


@transaction.atomic
def rebuild_rollup(*, by: User | None = None) -> list[tuple[int | None, dt.date, str]]:
    """Recompute the whole roll-up from the dossiers; returns (unit id, half-month, what was wrong) per row.

    Without a unit: only the sums of the whole province were wrong.
    """
    loading.begin()
    loading.alone()
    differences = rollup.rebuild()
    if differences:
        record("dossiers.rollup_rebuilt", None, by=by, after={"differences": len(differences)})
    return differences


@transaction.atomic
def hand_over(*, moves: Mapping[str, int | None], on: dt.date, by: User | None, now: dt.datetime) -> None:
    """Give the open dossiers of closing units (by id) to those that take over; finished ones stay where they were."""
    loading.begin()
    loading.alone()
    loading.move_pending({int(old): new for old, new in moves.items() if new is not None})
