"""What an evidence file is, by its content: a table of honest and of hostile files, looked at in the child process."""

import pytest

from indicators.evidence import vault
from indicators.evidence.papers import (
    DAMAGED,
    LOCKED,
    MACROS,
    OLD_OFFICE,
    OTHER,
    TOO_BIG_INSIDE,
    TOO_MANY_PIXELS,
    PaperRefused,
)  # fmt: skip
from tests.factories import evidence as make

HONEST = {
    "pdf": (make.pdf(pages=2), "pdf", 2, []),
    "pdf that runs a script": (make.pdf(script=True), "pdf", 1, ["lệnh tự chạy khi mở", "mã lệnh"]),
    "png": (make.picture(), "png", 1, []),
    "jpeg": (make.picture("JPEG"), "jpeg", 1, []),
    "workbook": (make.workbook(), "xlsx", 0, []),
    "word": (make.word(), "docx", 0, []),
    "word with a file inside": (make.word("word/embeddings/a.bin"), "docx", 0, ["tệp nhúng bên trong"]),
}
HOSTILE = {
    "text called pdf": (b"xin chao", OTHER),
    "a page": (b"<html><script>alert(1)</script></html>", OTHER),
    "drawing": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', OTHER),
    "zip of something else": (make.word().replace(b"word/document", b"more/document"), OTHER),
    "old office": (b"\xd0\xcf\x11\xe0" + b"0" * 600, OLD_OFFICE),
    "half a pdf": (make.pdf()[:300], DAMAGED),
    "half a picture": (make.picture(size=(400, 400), colour="red")[:-60], DAMAGED),
    "pdf with a password": (make.pdf(password="1234"), LOCKED),
    "picture of 41 million points": (make.picture(size=(6500, 6400)), TOO_MANY_PIXELS),
    "macros": (make.word("word/vbaProject.bin"), MACROS),
    "entities": (make.word(text=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), DAMAGED),
    "bomb": (make.word("word/big.xml", text=b"<a>" + b"0" * 9_000_000 + b"</a>"), TOO_BIG_INSIDE),
}


@pytest.mark.parametrize(("content", "kind", "pages", "active"), HONEST.values(), ids=HONEST)
def test_a_file_is_known_by_its_content(content: bytes, kind: str, pages: int, active: list[str]) -> None:
    kept = vault.keep([content])

    assert vault.look(kept.stored) == vault.Looked(kind, pages, active)


@pytest.mark.parametrize(("content", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_not_an_honest_document_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    kept = vault.keep([content])

    with pytest.raises(PaperRefused) as refusal:
        vault.look(kept.stored)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(("content", "kind"), [(make.pdf(pages=2), "pdf"), (make.picture("JPEG"), "jpeg")])
def test_a_page_is_drawn_as_a_picture(content: bytes, kind: str) -> None:
    kept = vault.keep([content])

    assert vault.page(kept.stored, kind, 1).startswith(b"\x89PNG\r\n\x1a\n")


def test_a_kept_file_has_a_name_of_our_own_and_nobody_else_may_read_it() -> None:
    kept = vault.keep([b"ab", b"c"])
    path = vault.path_of(kept.stored)

    assert (path.read_bytes(), kept.size, path.stat().st_mode & 0o777) == (b"abc", 3, 0o640)
    assert path.parent.name == path.name[:2]
    assert not list(path.parent.glob("*.half"))
