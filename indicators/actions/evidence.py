"""Deeds on evidence: hand a document over, cite it for further criteria, take it back; only while the sheet is open."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from cchc_portal.audit import trail
from cchc_portal.kit.refusals import Refused
from indicators.actions.recalculation import retotal
from indicators.actions.scores import open_for_entry, why_not_asked
from indicators.calculation import reflag, settle
from indicators.enums import ScanState
from indicators.evidence import vault
from indicators.evidence.papers import MIB, PaperRefused
from indicators.figures import figures_of_unit
from indicators.models import Assessment, Evidence, EvidenceUse, Score, WorkPaper
from indicators.models.documents import FiledDocument
from indicators.sets.trees import tree_of
from units.models import User

Filed = TypeVar("Filed", bound=FiledDocument)

MOST_BYTES = 20 * MIB  # of one file
MOST_USES = 20  # documents of one criterion
MOST_OF_SHEET = 500 * MIB  # all files of one unit in one period

TOO_MANY = f"Mỗi tiêu chí nhận tối đa {MOST_USES} tệp. Hãy gỡ bớt tệp không cần."
SHEET_IS_FULL = "Các tệp của phiếu này sẽ vượt {limit} MB. Hãy nén PDF, giảm cỡ ảnh hoặc gỡ bớt tệp."
TOO_BIG = f"Tệp lớn hơn {MOST_BYTES // MIB} MB. Hãy nén PDF hoặc tách thành nhiều tệp."
ALREADY = "Tệp này đã có trong phiếu: “{name}”. Hãy chọn trong danh sách văn bản đã có."
CITED_ALREADY = "Văn bản này đã được dẫn cho tiêu chí."
STILL_CITED = "Văn bản còn được dẫn ở tiêu chí khác nên chưa xóa được. Hãy gỡ ở các tiêu chí đó trước."


@dataclass(frozen=True, slots=True)
class Document:
    """What stands at the head of a document."""

    number: str
    issued_on: dt.date
    issuer: str
    summary: str


@dataclass(frozen=True, slots=True)
class Cited:
    """Where in the document the criterion finds its evidence."""

    section: str = ""
    page: str = ""


def add_evidence(
    *,
    score_id: int,
    document: Document,
    cited: Cited,
    name: str,
    size: int,
    chunks: Iterable[bytes],
    by: User,
    now: dt.datetime,
) -> EvidenceUse:
    """Keep a document with its file and cite it for the criterion.

    The file is written before its row, so that no row stands without a file; whatever goes wrong takes the file away.
    Raises Closed or Refused with a sentence, PaperRefused for a file that is not taken.
    """
    _ask(score_id=score_id, size=size, by=by, now=now)
    with filed(Evidence(**asdict(document), original_name=name[:200], added_by=by, added_at=now), chunks) as row:
        return _add(score_id=score_id, row=row, cited=cited, by=by, now=now)


@contextmanager
def filed(row: Filed, chunks: Iterable[bytes]) -> Iterator[Filed]:
    """The unsaved row with its file kept, looked into and scanned; whatever goes wrong inside takes the file away.

    Raises PaperRefused for a file that is not taken.
    """
    kept = vault.keep(chunks)
    try:
        looked = vault.look(kept.stored)
        row.stored, row.size, row.sha256 = kept.stored, kept.size, kept.sha256
        row.kind, row.pages, row.active = looked.kind, looked.pages, looked.active
        row.scan = vault.scan(kept.stored)
        yield row
    except BaseException:
        vault.discard(kept.stored)
        raise


@transaction.atomic
def _ask(*, score_id: int, size: int, by: User, now: dt.datetime) -> None:
    """Refuse before anything heavy is done."""
    assessment, score = _opened(score_id, by, now)
    _refuse_beyond_limits(assessment, score, size)


@transaction.atomic
def _add(*, score_id: int, row: Evidence, cited: Cited, by: User, now: dt.datetime) -> EvidenceUse:
    assessment, score = _opened(score_id, by, now)
    _refuse_beyond_limits(assessment, score, row.size)
    if earlier := assessment.evidence.filter(sha256=row.sha256).first():
        raise Refused(ALREADY.format(name=earlier))
    row.assessment = assessment
    row.save(force_insert=True)
    use = EvidenceUse.objects.create(score=score, evidence=row, **asdict(cited))
    _recount(assessment, score)
    after = {"file": row.original_name, "size": row.size, "sha256": row.sha256, "document": str(row)} | asdict(cited)
    _record("evidence.add", score, assessment, by=by, after=after)
    return use


@transaction.atomic
def cite(*, score_id: int, evidence_id: UUID, cited: Cited, by: User, now: dt.datetime) -> EvidenceUse:
    """Cite a document of the same sheet for one more criterion. Raises Closed or Refused."""
    assessment, score = _opened(score_id, by, now)
    row = assessment.evidence.filter(pk=evidence_id).first()
    if row is None:
        raise Refused("Không thấy văn bản này trong phiếu. Hãy tải lại trang.")
    if row.uses.filter(score=score).exists():
        raise Refused(CITED_ALREADY)
    _refuse_beyond_limits(assessment, score, 0)
    use = EvidenceUse.objects.create(score=score, evidence=row, **asdict(cited))
    _recount(assessment, score)
    _record("evidence.cite", score, assessment, by=by, after={"document": str(row)} | asdict(cited))
    return use


@transaction.atomic
def uncite(*, score_id: int, evidence_id: UUID, by: User, now: dt.datetime) -> None:
    """The criterion no longer cites the document, which stays with the sheet. Raises Closed or Refused."""
    assessment, score = _opened(score_id, by, now)
    use = score.uses.filter(evidence=evidence_id).select_related("evidence").first()
    if use is None:
        return  # the second click
    use.delete()
    _recount(assessment, score)
    _record("evidence.uncite", score, assessment, by=by, before={"document": str(use.evidence)})


@transaction.atomic
def remove_evidence(*, score_id: int, evidence_id: UUID, by: User, now: dt.datetime) -> None:
    """Take a document that nobody cites out of the sheet, with its file. Raises Closed or Refused."""
    assessment, score = _opened(score_id, by, now)
    row = assessment.evidence.filter(pk=evidence_id).first()
    if row is None:
        return
    if row.uses.exists():
        raise Refused(STILL_CITED)
    before = {"document": str(row), "file": row.original_name, "sha256": row.sha256}
    row.delete()
    _record("evidence.remove", score, assessment, by=by, before=before)
    transaction.on_commit(partial(vault.discard, row.stored), robust=True)


def scan_waiting(*, limit: int = 50) -> int:
    """Show files to the scanner that it could not be asked about; returns how many it has now seen.

    An infected one stays locked away as waiting: only people may decide about a document that was handed in.
    """
    seen = 0
    for model in (Evidence, WorkPaper):
        for row in model.objects.filter(scan=ScanState.PENDING).order_by("added_at", "pk")[:limit]:
            try:
                state = vault.scan(row.stored)
            except PaperRefused:
                continue
            if state != ScanState.PENDING:
                seen += model.objects.filter(pk=row.pk).update(scan=state)
    return seen


def _opened(score_id: int, by: User, now: dt.datetime) -> tuple[Assessment, Score]:
    assessment = open_for_entry(by, now, scores=score_id)
    score = next(each for each in assessment.scores.all() if each.pk == score_id)
    if refusal := why_not_asked(score, tree_of(assessment.criteria_set).leaf_by_id[score.criterion_id]):
        raise Refused(refusal)
    return assessment, score


def _refuse_beyond_limits(assessment: Assessment, score: Score, size: int) -> None:
    if size > MOST_BYTES:
        raise Refused(TOO_BIG)
    if score.uses.count() >= MOST_USES:
        raise Refused(TOO_MANY)
    if size and size + (assessment.evidence.aggregate(all=Sum("size"))["all"] or 0) > MOST_OF_SHEET:
        raise Refused(SHEET_IS_FULL.format(limit=MOST_OF_SHEET // MIB))


def _recount(assessment: Assessment, score: Score) -> None:
    """The number of documents decides what is flagged; an appraiser's decision about other evidence falls away.

    The version stays: nothing that stands in an input of the grid has changed.
    """
    tree, figures = tree_of(assessment.criteria_set), figures_of_unit(assessment)
    leaf = tree.leaf_by_id[score.criterion_id]
    score.documents = score.uses.count()
    score.appraised_points, score.appraisal_reason = None, ""
    settle(score, leaf, figures, own=score.self_points)
    if tree.across:
        reflag(tree, [score, *assessment.scores.exclude(pk=score.pk)], figures)
    score.save(update_fields=["documents", "flags", "points", "appraised_points", "appraisal_reason"])
    retotal(assessment, figures)


def _record(action: str, score: Score, assessment: Assessment, **what: object) -> None:
    trail.record(action, score, unit_id=assessment.unit_id, period_id=assessment.period_id, **what)
