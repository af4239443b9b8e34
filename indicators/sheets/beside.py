"""What stands beside the row in hand: its documents, the last periods, the talk. Asked for one row at a time."""

from __future__ import annotations

from dataclasses import dataclass

from cchc_portal.kit.numbers import show_number
from indicators.earlier import points_before
from indicators.evidence.attached import Paper, paper_of
from indicators.models import EvidenceUse, Note, NoteRead, Score
from indicators.rules import Leaf
from indicators.sheets.talks import Talk, talk_from
from units.models import User


@dataclass(frozen=True, slots=True)
class BesideRow:
    """`past`: name of the period and points, latest first."""

    papers: tuple[Paper, ...]
    past: tuple[tuple[str, str], ...]
    talk: Talk | None  # None where nobody spoke


def beside_row(score: Score, leaf: Leaf, reader: User) -> BesideRow:
    """As this reader finds it; whoever holds the row was allowed to see it. 3 queries, 4 where somebody spoke."""
    uses = EvidenceUse.objects.of_sheet(score.assessment).filter(score=score)
    past = points_before(score.assessment, leaf)
    return BesideRow(
        tuple(paper_of(use.evidence, use) for use in uses),
        tuple((period, show_number(points, 2)) for period, points in past),
        _talk(score, reader),
    )


def _talk(score: Score, reader: User) -> Talk | None:
    notes = list(Note.objects.of_sheet(score.assessment).filter(score=score).select_related("by"))
    if not notes:
        return None
    read = NoteRead.objects.of_sheet(score.assessment).filter(score=score, user=reader).first()
    return talk_from(notes, read.upto if read else 0, reader)
