"""The talk about each row of a sheet as one reader finds it: what was said last, how much is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from indicators.models import Assessment, Note, NoteRead
from units.models import User

SHOWN = 3  # notes beside a row; all of them stand on a page of their own


@dataclass(frozen=True, slots=True)
class Talk:
    """`unread`: notes of others that the reader has not seen."""

    count: int
    unread: int
    latest: tuple[Note, ...]  # oldest of them first


def talks_of(assessment: Assessment, reader: User) -> dict[int, Talk]:
    """{score id: its talk} of the rows somebody spoke about; two queries."""
    by_score: defaultdict[int, list[Note]] = defaultdict(list)
    for note in Note.objects.of_sheet(assessment).select_related("by"):
        by_score[note.score_id].append(note)
    if not by_score:
        return {}
    reads = NoteRead.objects.of_sheet(assessment).filter(user=reader)
    upto = dict(reads.values_list("score_id", "upto"))
    return {score_id: talk_from(notes, upto.get(score_id, 0), reader) for score_id, notes in by_score.items()}


def talk_from(notes: Iterable[Note], upto: int, reader: User) -> Talk:
    """The talk of these notes of one row, oldest first."""
    told = list(notes)
    unread = sum(note.pk > upto and note.by_id != reader.pk for note in told)
    return Talk(len(told), unread, tuple(told[-SHOWN:]))
