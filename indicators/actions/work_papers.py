"""What tasks and findings share: a document with its file is kept beside the work it shows, and taken away again."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial
from uuid import UUID

from django.db import models, transaction

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from indicators.actions.evidence import MOST_BYTES, TOO_BIG, Document, filed
from indicators.evidence import vault
from indicators.models import WorkPaper
from units.models import User

MOST_PAPERS = 20  # of one task, of one finding
TOO_MANY = f"Mỗi việc nhận tối đa {MOST_PAPERS} tệp. Hãy gỡ bớt tệp không cần."

Locked = Callable[[], tuple[models.Model, int]]
"""Locks the task or finding and refuses who may not write there; answers it with the id of the unit at work."""


def add_paper(
    *,
    locked: Locked,
    action: str,
    document: Document,
    name: str,
    size: int,
    chunks: Iterable[bytes],
    by: User,
    now: dt.datetime,
) -> WorkPaper:
    """Keep a document with its file. Raises Refused, PaperRefused."""
    _ask(locked, size)
    row = WorkPaper(**asdict(document), original_name=name[:200], added_by=by, added_at=now)
    with filed(row, chunks) as paper:
        return _keep(locked, action, paper, by)


@transaction.atomic
def _ask(locked: Locked, size: int) -> None:
    """Refuse before anything heavy is done."""
    _refuse_beyond_limits(locked()[0], size)


@transaction.atomic
def _keep(locked: Locked, action: str, paper: WorkPaper, by: User) -> WorkPaper:
    owner, unit_id = locked()
    _refuse_beyond_limits(owner, paper.size)
    if earlier := owner.papers.filter(sha256=paper.sha256).first():
        raise Refused(f"Tệp này đã có: “{earlier}”.")
    paper.unit_id = unit_id
    setattr(paper, owner._meta.model_name, owner)
    paper.save(force_insert=True)
    after = {"file": paper.original_name, "size": paper.size, "sha256": paper.sha256, "document": str(paper)}
    trail.record(action, owner, by=by, after=after, unit_id=unit_id)
    return paper


@transaction.atomic
def remove_paper(*, locked: Locked, action: str, paper_id: UUID, by: User) -> None:
    """Take a document away with its file. Raises Refused."""
    owner, unit_id = locked()
    paper = owner.papers.filter(pk=paper_id).first()
    if paper is None:
        return  # the second click
    before = {"document": str(paper), "file": paper.original_name, "sha256": paper.sha256}
    paper.delete()
    trail.record(action, owner, by=by, before=before, unit_id=unit_id)
    transaction.on_commit(partial(vault.discard, paper.stored), robust=True)


def _refuse_beyond_limits(owner: models.Model, size: int) -> None:
    if size > MOST_BYTES:
        raise Refused(TOO_BIG)
    if owner.papers.count() >= MOST_PAPERS:
        raise Refused(TOO_MANY)
