"""The documents of a sheet as people see them beside a row."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath

from cchc_portal.kit.numbers import show_date, show_number
from indicators.enums import EvidenceKind, ScanState
from indicators.evidence.papers import MIB
from indicators.models import Assessment, EvidenceUse
from indicators.models.documents import FiledDocument

SUFFIXES = {
    EvidenceKind.PDF: ".pdf",
    EvidenceKind.JPEG: ".jpg",
    EvidenceKind.PNG: ".png",
    EvidenceKind.DOCX: ".docx",
    EvidenceKind.XLSX: ".xlsx",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One document, as cited by one criterion or as it lies with the sheet."""

    pk: uuid.UUID
    title: str  # "12/KH-STC ngày 05/01/2026, Sở Tài chính"
    summary: str
    place: str  # "mục II, trang 3"
    file: str
    facts: str  # "PDF · 1,2 MB · 12 trang · Chưa quét vi-rút"
    pages: int  # that can be shown
    active: str  # what in the file could act; empty: nothing
    is_open: bool  # False: waits for the scanner


def paper_of(row: FiledDocument, use: EvidenceUse | None = None) -> Paper:
    where = [("mục", use.section), ("trang", use.page)] if use else []
    head = [f"{row.number} ngày {show_date(row.issued_on)}" if row.number else show_date(row.issued_on), row.issuer]
    facts = [str(EvidenceKind(row.kind).label), _size(row.size), f"{row.pages} trang" if row.pages > 1 else ""]
    return Paper(
        pk=row.pk,
        title=", ".join(head),
        summary=row.summary,
        place=", ".join(f"{word} {what}" for word, what in where if what),
        file=row.original_name,
        facts=" · ".join(filter(None, [*facts, str(ScanState(row.scan).label)])),
        pages=row.pages,
        active=", ".join(row.active),
        is_open=row.scan != ScanState.PENDING,
    )


def _size(size: int) -> str:
    return f"{show_number(Decimal(size) / MIB, 1)} MB" if size >= MIB else f"{show_number(-(-size // 1024))} KB"


def papers_by_score(assessment: Assessment) -> dict[int, tuple[Paper, ...]]:
    """{score id: its documents} of a whole sheet; one query."""
    return _by_score(EvidenceUse.objects.of_sheet(assessment))


def _by_score(uses: Iterable[EvidenceUse]) -> dict[int, tuple[Paper, ...]]:
    found: defaultdict[int, list[Paper]] = defaultdict(list)
    for use in uses:
        found[use.score_id].append(paper_of(use.evidence, use))
    return {score: tuple(papers) for score, papers in found.items()}


def download_name(row: FiledDocument) -> str:
    """The sender's name for the file, ending as its content deserves."""
    suffix = SUFFIXES[EvidenceKind(row.kind)]
    name = PurePath(row.original_name.replace("\\", "/")).name
    return name if PurePath(name).suffix.lower() in (suffix, ".jpeg" if suffix == ".jpg" else suffix) else name + suffix
