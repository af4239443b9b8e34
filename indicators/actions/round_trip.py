"""Deeds of the Excel round trip: keep the workbook that came back, take over what was changed in it."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from cchc_portal.audit import trail
from indicators.actions.scores import Typed, open_for_entry, store_rows
from indicators.evidence import vault
from indicators.models import Score, SheetFile
from indicators.rules import Leaf
from indicators.sets.trees import tree_of
from indicators.sheets.round_trip import (
    CITATION,
    LONGEST,
    NONE,
    REMARK,
    SELF,
    Cells,
    Comparison,
    FileRow,
    cells_of,
    compare,
)
from units.models import User


@transaction.atomic
def receive_sheet(*, assessment_id: int, content: bytes, name: str, by: User, now: dt.datetime) -> SheetFile:
    """Keep a filled-in workbook; nothing of it is taken over yet. Raises Closed or Refused."""
    assessment = open_for_entry(by, now, pk=assessment_id)
    kept = vault.keep([content])
    try:
        file = SheetFile.objects.create(
            assessment=assessment,
            stored=kept.stored,
            original_name=name[:200],
            sha256=kept.sha256,
            sent_by=by,
            sent_at=now,
        )
        after = {"file": file.original_name, "size": kept.size, "sha256": kept.sha256}
        place = {"unit_id": assessment.unit_id, "period_id": assessment.period_id}
        trail.record("assessment.receive_file", assessment, by=by, after=after, **place)
    except BaseException:
        vault.discard(kept.stored)
        raise
    return file


@transaction.atomic
def apply_sheet(
    *, file_id: uuid.UUID, rows: Sequence[FileRow], by: User, now: dt.datetime
) -> tuple[list[str], Comparison]:
    """Take over the changed cells of rows without fault or conflict, compared anew while the sheet is locked.

    Returns the codes of the rows that changed, and the comparison. Raises Closed or Refused.
    """
    file = SheetFile.objects.get(pk=file_id)
    assessment = open_for_entry(by, now, pk=file.assessment_id)
    tree = tree_of(assessment.criteria_set)
    scores = list(assessment.scores.all())
    found = compare(rows, scores, tree)
    by_code = {tree.leaf_by_id[score.criterion_id].code: score for score in scores}
    typed = {
        code: merged(by_code[code], tree.leaf_by_id[by_code[code].criterion_id], edits)
        for code, edits in found.edits.items()
    }
    changed = store_rows(assessment, typed, by=by, now=now, action="assessment.load_answers") if typed else []
    file.applied_by, file.applied_at = by, now
    file.save(update_fields=["applied_by", "applied_at"])
    return changed, found


def merged(score: Score, leaf: Leaf, edits: Cells) -> Typed:
    """The stored row with the changed cells in place; a self score that was not touched goes on following."""
    stored = cells_of(score, leaf)
    cells = {name: text.replace(".", ",") if name not in LONGEST else text for name, text in (stored | edits).items()}
    return Typed(
        values={name: text for name, text in cells.items() if name not in (NONE, SELF, *LONGEST)},
        self_points=cells[SELF],
        no_occurrence=bool(cells[NONE]),
        citation=cells[CITATION] if CITATION in edits else score.citation,
        remark=cells[REMARK] if REMARK in edits else None,
        shown=stored[SELF].replace(".", ","),
    )
