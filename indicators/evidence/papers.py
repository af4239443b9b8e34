"""Looks into an evidence file in a process of its own: what it truly is, how many pages, what in it could act.

`python -m indicators.evidence.papers look FILE` prints what was found as JSON; `… page FILE KIND NUMBER` writes one
page as PNG.
A file that kills the parser kills only this process. Loads no Django; limits of memory and time are set first.
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from defusedxml import ElementTree
from PIL import Image

MIB = 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_UNZIPPED = 300 * MIB
MOST_ENTRIES = 3000
MOST_RATIO = 100  # of one entry above 1 MiB
WIDTH, HEIGHT = 1240, 3508  # pixels a page is shown in at most
MEMORY, SECONDS = 1536 * MIB, 20

REFUSED = 3  # exit code: the sentence stands on standard output
DAMAGED = "Tệp bị hỏng, không mở được. Hãy mở thử trên máy, lưu lại rồi gửi lại."
LOCKED = "Tệp có mật khẩu nên người thẩm định không mở được. Hãy bỏ mật khẩu rồi gửi lại."
OTHER = (
    "Chỉ nhận PDF, Word (.docx), Excel (.xlsx), ảnh JPG hoặc PNG. Bên trong tệp này không phải dạng nào như vậy, "
    "dù đuôi tệp ghi gì; hãy mở bằng phần mềm của nó rồi lưu sang một trong các dạng này."
)
OLD_OFFICE = "Tệp .doc, .xls cũ hoặc có mật khẩu. Hãy mở bằng Word, Excel rồi lưu thành .docx, .xlsx hoặc PDF."
TOO_MANY_PIXELS = "Ảnh lớn hơn 40 triệu điểm ảnh. Hãy thu nhỏ ảnh rồi gửi lại."
MACROS = "Tệp có macro. Hãy lưu thành .docx, .xlsx thường hoặc PDF."
TOO_BIG_INSIDE = "Tệp giải nén ra quá lớn. Hãy lưu lại thành PDF."

ACTING = {  # PDF keys by which a document does something by itself
    "/JavaScript": "mã lệnh",
    "/JS": "mã lệnh",
    "/OpenAction": "lệnh tự chạy khi mở",
    "/AA": "lệnh tự chạy khi mở",
    "/Launch": "lệnh mở chương trình khác",
    "/EmbeddedFile": "tệp nhúng bên trong",
    "/EmbeddedFiles": "tệp nhúng bên trong",
    "/XFA": "biểu mẫu động",
}
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_MACRO = re.compile(r"vbaproject|/activex/|/macrosheets/", re.IGNORECASE)
_EMBEDDED = re.compile(r"/embeddings/|/externallinks/", re.IGNORECASE)


class PaperRefused(ValueError):
    """The file is not taken; str() is the Vietnamese sentence that says why and how to mend it."""


def look(path: Path) -> dict[str, Any]:
    """{"kind", "pages", "active"} of a file by its content alone. Raises PaperRefused."""
    with path.open("rb") as file:
        head = file.read(1024)
    if b"%PDF-" in head:
        return _pdf(path)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _image(path, "jpeg" if head.startswith(b"\xff") else "png")
    if head.startswith(b"PK\x03\x04"):
        return _office(path)
    raise PaperRefused(OLD_OFFICE if head.startswith(b"\xd0\xcf\x11\xe0") else OTHER)


def _pdf(path: Path) -> dict[str, Any]:
    try:
        with pikepdf.open(path) as pdf:
            pages, active = len(pdf.pages), sorted({ACTING[key] for key in _keys(pdf) if key in ACTING})
        with pypdfium2.PdfDocument(path) as shown:
            pages = min(pages, len(shown))
    except pikepdf.PasswordError as error:
        raise PaperRefused(LOCKED) from error
    except (pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        raise PaperRefused(DAMAGED) from error
    if not pages:
        raise PaperRefused("Tệp PDF không có trang nào. Hãy kiểm tra lại tệp.")
    return {"kind": "pdf", "pages": pages, "active": active}


def _keys(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Every name of every dictionary, streams included; "/S" names the kind of an action by its value."""
    waiting = list(pdf.objects)
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Stream | pikepdf.Dictionary):
            for key, value in item.items():
                yield key
                if key in ("/S", "/Type") and isinstance(value, pikepdf.Name):
                    yield str(value)
                if not getattr(value, "is_indirect", False) and isinstance(value, pikepdf.Dictionary | pikepdf.Array):
                    waiting.append(value)
        elif isinstance(item, pikepdf.Array):
            waiting += [each for each in item if not getattr(each, "is_indirect", False)]


def _image(path: Path, kind: str) -> dict[str, Any]:
    try:
        with Image.open(path, formats=[kind.upper()]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PaperRefused(TOO_MANY_PIXELS)
            image.load()
    except PaperRefused:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PaperRefused(DAMAGED) from error
    return {"kind": kind, "pages": 1, "active": []}


def _office(path: Path) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            _weigh(entries)
            kind = next((kind for main, kind in _OFFICE.items() if main in names), "")
            if not kind or "[Content_Types].xml" not in names:
                raise PaperRefused(OTHER)
            types = archive.read("[Content_Types].xml")
            if any(_MACRO.search(name) for name in names) or b"macroEnabled" in types:
                raise PaperRefused(MACROS)
            for text in (types, archive.read(next(main for main in _OFFICE if main in names))):
                ElementTree.fromstring(text)
            if archive.testzip():
                raise PaperRefused(DAMAGED)
    except PaperRefused:
        raise
    except Exception as error:  # a hostile archive fails anywhere inside the readers, and in any way
        raise PaperRefused(DAMAGED) from error
    return {"kind": kind, "pages": 0, "active": ["tệp nhúng bên trong"] if any(map(_EMBEDDED.search, names)) else []}


def _weigh(entries: list[zipfile.ZipInfo]) -> None:
    """Look at the list of contents before anything is unpacked."""
    swollen = any(
        entry.file_size > MIB and entry.file_size > MOST_RATIO * max(entry.compress_size, 1) for entry in entries
    )
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNZIPPED or swollen:
        raise PaperRefused(TOO_BIG_INSIDE)


def page(path: Path, kind: str, number: int) -> bytes:
    """One page, from 1, or the whole picture, as PNG no wider than WIDTH. Raises PaperRefused."""
    try:
        picture = _rendered(path, number) if kind == "pdf" else _opened(path, kind)
    except (pypdfium2.PdfiumError, IndexError, OSError, SyntaxError, ValueError) as error:
        raise PaperRefused(DAMAGED) from error
    picture.thumbnail((WIDTH, HEIGHT))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _rendered(path: Path, number: int) -> Image.Image:
    with pypdfium2.PdfDocument(path) as pdf:
        sheet = pdf[number - 1]
        width, height = sheet.get_size()
        scale = min(WIDTH / max(width, 1), HEIGHT / max(height, 1))
        return sheet.render(scale=scale, may_draw_forms=False).to_pil()


def _opened(path: Path, kind: str) -> Image.Image:
    with Image.open(path, formats=[kind.upper()]) as image:
        return image.convert("RGB")


def main(arguments: list[str]) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    deed, path, *rest = arguments
    try:
        out = page(Path(path), rest[0], int(rest[1])) if deed == "page" else json.dumps(look(Path(path))).encode()
    except PaperRefused as refusal:
        sys.stdout.buffer.write(str(refusal).encode())
        return REFUSED
    sys.stdout.buffer.write(out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
