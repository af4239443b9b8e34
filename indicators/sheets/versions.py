"""Who changed one leaf of one sheet: its versions beside the records that seal them."""

import datetime as dt
from dataclasses import dataclass

from cchc_portal.audit.facts import deeds_of
from cchc_portal.audit.words import deed
from indicators.models import Score
from indicators.sets.trees import tree_of
from indicators.sheets.changes import COLUMNS, Change, changes

BESIDE_THE_PORTAL = "Sửa ngoài cổng"
UNKNOWN = "Không rõ ai"


@dataclass(frozen=True, slots=True)
class Version:
    """One change as people see it."""

    at: dt.datetime
    who: str
    deed: str
    reason: str
    changes: tuple[Change, ...]
    recorded: bool


def versions_of(score: Score) -> list[Version]:
    """Every change of the leaf that a reader would notice, newest first; two queries once the set is known.

    A change without a record was made beside the portal, and is shown as that.
    """
    leaf = tree_of(score.assessment.criteria_set).leaf_by_id[score.criterion_id]
    rows = list(score.history.order_by("pgh_id"))
    deeds = deeds_of(rows)
    found, before = [], None
    for row in rows:
        after = {name: getattr(row, name) for name in ("answer", *COLUMNS)}
        differences, event = changes(before, after, leaf), deeds.get(row.pgh_id)
        if differences or event is None:
            found.append(
                Version(
                    at=row.pgh_created_at,
                    who=event.actor_name if event else (row.pgh_context or {}).get("name") or UNKNOWN,
                    deed=deed(event.action) if event else BESIDE_THE_PORTAL,
                    reason=event.reason if event else "",
                    changes=differences,
                    recorded=event is not None,
                )
            )
        before = after
    return found[::-1]
