"""Evidence as units send it: small true PDFs, pictures and Office files, and spoilt ones."""

import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from indicators.enums import EvidenceKind, ScanState
from indicators.evidence import vault
from indicators.exports.sheets import TITLES
from indicators.imports.sheets import REQUIRED
from indicators.models import Assessment, Evidence, EvidenceUse, Score, SheetFile
from units.models import User

HEAD = {"number": "12/KH-STC", "issued_on": "05/01/2026", "issuer": "Sở Tài chính", "summary": "Kế hoạch năm 2026"}


def pdf(text: str = "Ke hoach", *, pages: int = 1, script: bool = False, password: str = "") -> bytes:
    """A PDF that shows the text; its stream is not compressed, so that the text is found in the bytes."""
    made = pikepdf.Pdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    for number in range(1, pages + 1):
        made.add_blank_page(page_size=(595, 842))
        page = made.pages[-1]
        page.Contents = made.make_stream(f"BT /F1 40 Tf 60 700 Td ({text} {number}) Tj ET".encode())
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    out = io.BytesIO()
    locked = pikepdf.Encryption(owner=password, user=password) if password else None
    made.save(out, compress_streams=False, encryption=locked)
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), colour: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def word(*more: str, text: bytes = b"<document/>") -> bytes:
    """A Word file of the least there can be; `more` names further parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            parts.writestr(name, text)
    return out.getvalue()


def form(content: bytes | None = None, name: str = "ke-hoach.pdf", **fields: Any) -> dict[str, Any]:
    """What the page sends for a new document."""
    file = SimpleUploadedFile(name, pdf() if content is None else content, content_type="application/x-anything")
    return {"file": file, **HEAD, "section": "II", "page": "3", **fields}


def document(score: Score, text: str = "Kế hoạch", *, by: User, at: dt.datetime | None = None) -> Evidence:
    """A document with its file, cited by the row, without the deed: for rows of any state of their sheet."""
    kept = vault.keep([pdf(text.encode("ascii", "replace").decode())])
    row = Evidence.objects.create(
        assessment=score.assessment, number="12/KH", issued_on=dt.date(2026, 1, 5), issuer="Sở", summary=text,
        stored=kept.stored, original_name=f"{text}.pdf", kind=EvidenceKind.PDF, size=kept.size, sha256=kept.sha256,
        pages=1, scan=ScanState.SKIPPED, added_by=by, added_at=at or timezone.now(),
    )  # fmt: skip
    EvidenceUse.objects.create(score=score, evidence=row, section="II", page="3")
    Score.objects.filter(pk=score.pk).update(documents=score.uses.count())
    return row


def filled_in(sheet: Assessment, name: str, by: User, at: dt.datetime) -> SheetFile:
    """A workbook that came back: with our heads, and one row whose key nobody signed."""
    book = openpyxl.Workbook()
    book.active.append([TITLES[key] for key in REQUIRED])
    book.active.append(["1.1", "", "", "", "khong ai ky"])
    out = io.BytesIO()
    book.save(out)
    kept = vault.keep([out.getvalue()])
    return SheetFile.objects.create(
        assessment=sheet, stored=kept.stored, original_name=f"{name}.xlsx", sha256=kept.sha256, sent_by=by, sent_at=at
    )
