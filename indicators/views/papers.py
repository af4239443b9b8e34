"""The file of a document as an answer: scanned, locked down, under the name its sender gave it."""

from django.http import FileResponse, Http404

from cchc_portal.jobs.views import CONTENT_TYPES, LOCKED_DOWN
from cchc_portal.kit.refusals import Refused
from indicators.enums import EvidenceKind, ScanState
from indicators.evidence import vault
from indicators.evidence.attached import SUFFIXES, download_name
from indicators.models.documents import FiledDocument

TYPES = {**CONTENT_TYPES, ".jpg": "image/jpeg", ".png": "image/png"}


def file_answer(row: FiledDocument) -> FileResponse:
    """The file as it came. Raises Refused while the scanner has not seen it, Http404 when it is gone."""
    refuse_unscanned(row)
    try:
        content = vault.path_of(row.stored).open("rb")
    except FileNotFoundError as error:
        raise Http404("Tệp này không còn trên máy chủ.") from error
    kind = TYPES[SUFFIXES[EvidenceKind(row.kind)]]
    return FileResponse(
        content, as_attachment=True, filename=download_name(row), content_type=kind, headers=LOCKED_DOWN
    )


def refuse_unscanned(row: FiledDocument) -> None:
    if row.scan == ScanState.PENDING:
        raise Refused("Tệp đang chờ quét vi-rút, chưa mở được. Hãy thử lại sau ít phút.")
