"""Is this file a plain Word document that may become a template: looked at from outside, nothing is trusted (pure)."""

import io
import re
import zipfile
from collections.abc import Iterator

from defusedxml import ElementTree

KIB = 1024
MIB = 1024 * KIB
LARGEST = 5 * MIB  # a letterhead with its emblem is a fiftieth of it
MOST_UNZIPPED = 40 * MIB
MOST_ENTRIES = 300
MOST_RATIO = 100  # of one part above 1 MiB
MOST_XML = 4 * MIB  # of one part that is read

_OLE2 = b"\xd0\xcf\x11\xe0"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACRO = re.compile(r"vbaproject|vbadata|/activex/|customui", re.IGNORECASE)
_EMBEDDED = re.compile(r"/embeddings/|/afchunk|/externallinks/", re.IGNORECASE)
_REACHING = re.compile(rb"\b(INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|IMPORT|DATABASE)\b")
_REVISION = re.compile(rb"<w:(ins|del|moveFrom|moveTo) ")

NOT_WORD = "Đây không phải tệp Word (.docx). Hãy mở bằng Word rồi chọn “Lưu thành” Word Document (.docx)."
OLD_WORD = "Tệp .doc đời cũ hoặc có mật khẩu. Hãy mở bằng Word, bỏ mật khẩu rồi lưu thành .docx."
DAMAGED = "Tệp hỏng hoặc tải lên chưa đủ. Hãy mở bằng Word, lưu lại rồi gửi lại."
SWOLLEN = "Tệp bung ra quá lớn nên không nhận. Hãy bỏ bớt hình ảnh rồi lưu lại."
MACROS = "Tệp có macro. Hãy lưu thành Word Document (.docx) thường, không phải .docm hay .dotm."
EMBEDDED = "Tệp có tệp khác nhúng bên trong (bảng Excel, OLE). Hãy dán lại dưới dạng chữ hoặc hình."
UNSAFE = "Tệp có khai báo XML không an toàn. Hãy mở bằng Word, lưu lại rồi gửi lại."
COMMENTS = "Tệp còn ghi chú (Comment) mang tên người viết. Hãy xóa hết ghi chú rồi lưu lại."
REVISIONS = "Tệp còn theo dõi thay đổi (Track Changes). Hãy chấp nhận hết thay đổi rồi lưu lại."


def container_faults(content: bytes) -> list[str]:
    """Everything that keeps the file from being taken, each as a sentence; [] where it is a plain document."""
    if content.startswith(_OLE2):
        return [OLD_WORD]
    if not content.startswith(b"PK\x03\x04"):
        return [NOT_WORD]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if _is_swollen(entries):
                return [SWOLLEN]
            return list(dict.fromkeys(_faults(archive, [entry.filename for entry in entries])))
    except Exception:  # a hostile archive fails anywhere inside the reader, and in any way
        return [DAMAGED]


def _is_swollen(entries: list[zipfile.ZipInfo]) -> bool:
    """By the list of contents, before anything is unpacked."""
    return (
        len(entries) > MOST_ENTRIES
        or sum(entry.file_size for entry in entries) > MOST_UNZIPPED
        or any(e.file_size > MIB and e.file_size > MOST_RATIO * max(e.compress_size, 1) for e in entries)
        or any(e.file_size > MOST_XML and e.filename.endswith((".xml", ".rels")) for e in entries)
    )


def _faults(archive: zipfile.ZipFile, names: list[str]) -> Iterator[str]:
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        yield NOT_WORD
        return
    types = archive.read("[Content_Types].xml")
    if any(map(_MACRO.search, names)) or b"macroEnabled" in types:
        yield MACROS
    elif _MAIN not in types:
        yield NOT_WORD
        return
    if any(map(_EMBEDDED.search, names)):
        yield EMBEDDED
    if any(re.fullmatch(r"word/comments\w*\.xml", name) for name in names):
        yield COMMENTS
    if archive.testzip() or len(set(names)) != len(names):
        yield DAMAGED
        return
    for name in names:
        if name.endswith((".xml", ".rels")):
            yield from _part_faults(name, archive.read(name))


def _part_faults(name: str, content: bytes) -> Iterator[str]:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        yield UNSAFE
        return
    root = ElementTree.fromstring(content)
    if name.endswith(".rels"):
        for relation in root:
            if relation.get("TargetMode") == "External":
                yield (
                    f"Tệp trỏ ra ngoài, tới “{relation.get('Target', '')[:80]}”. Hãy bỏ liên kết ấy "
                    "(bấm chuột phải, Remove Hyperlink) hoặc chèn hẳn hình vào tệp."
                )
    elif name.startswith("word/"):
        if _REVISION.search(content):
            yield REVISIONS
        for node in root.iter():
            field = (node.text or "") if node.tag.endswith("}instrText") else ""
            field = next((value for key, value in node.items() if key.endswith("}instr")), field)
            if found := _REACHING.search(field.upper().encode()):
                yield f"Tệp có trường {found[1].decode()} lấy nội dung từ nơi khác. Hãy thay bằng chữ thường."
