"""Looks at an uploaded file before anything parses it: its true kind, its size unpacked, what hides inside (pure).

Limits and refusals: docs/dossier-import.md. Runs in the reading child; loads neither Django nor a parser.
"""

import posixpath
import re
import stat
import zipfile
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

from defusedxml import ElementTree

MIB = 1024 * 1024
MAX_WORKBOOK = 50 * MIB
MAX_CSV = 200 * MIB  # the same rows, not compressed
MAX_ENTRIES = 300
MAX_UNZIPPED = 600 * MIB
MAX_SHEET = 500 * MIB
MAX_STRINGS = 100 * MIB
MAX_ROW = 4 * MIB  # of XML; 60 cells of 2.000 letters are a tenth of it
MAX_ENTRY_RATIO = 100  # of one entry above 1 MiB
MAX_RATIO = 40  # of the whole file above 10 MiB unpacked
HEAD = 64 * 1024

_OLE2 = b"\xd0\xcf\x11\xe0"
_FORBIDDEN_PARTS = re.compile(
    r"vbaproject|/externallinks/|/embeddings/|/activex/|customui|/macrosheets/", re.IGNORECASE
)
_MAIN_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SUSPECT = re.compile(
    rb"<(?:\w+:)?c (?=[^>]*\br=\"(?P<cell>[A-Z]{1,3}\d+)\")"
    rb"(?:(?P<error>[^>]*\bt=\"e\"[^>]*>)|[^>]*><(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)(?:<(?:\w+:)?v/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>)"
)


NOT_UTF8 = "Tệp CSV không phải UTF-8; trong Excel hãy chọn “Lưu thành” CSV UTF-8."


class FileRefused(ValueError):
    """The file is not read at all; str() is the Vietnamese sentence that says why and how to mend it."""


@dataclass(slots=True)
class Census:
    """What a scan of the sheet's XML finds, independently of the parser that reads the cells."""

    rows: int = 0  # rows that hold at least one value
    error_cells: list[str] = field(default_factory=list)  # addresses of cells that show #REF! and the like
    uncomputed_cells: list[str] = field(default_factory=list)  # formulas whose result was never stored


def kind_of(path: Path, name: str) -> str:
    """ "xlsx" or "csv", by content; raises FileRefused for everything else."""
    size = path.stat().st_size
    if not size:
        raise FileRefused("Tệp rỗng; hãy chọn lại tệp.")
    suffix = Path(name).suffix.lower()
    if size > (MAX_CSV if suffix == ".csv" else MAX_WORKBOOK):
        raise FileRefused(f"Tệp nặng {size / MIB:.0f} MB, quá mức (Excel 50 MB, CSV 200 MB); hãy chia thành nhiều tệp.")
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_OLE2):
        raise FileRefused(
            "Tệp .xls đời cũ hoặc có mật khẩu; trong Excel hãy “Lưu thành” Excel Workbook (.xlsx), bỏ mật khẩu."
        )
    if head.startswith(b"PK\x03\x04"):
        if suffix != ".xlsx":
            raise FileRefused(f"Tệp “{name}” không phải .xlsx; trong Excel hãy “Lưu thành” Excel Workbook.")
        return "xlsx"
    if suffix == ".xlsx":  # many one-stop programs send a page of HTML under this name
        raise FileRefused(f"“{name}” không phải tệp Excel thật; hãy mở bằng Excel rồi “Lưu thành” Excel Workbook.")
    if suffix != ".csv":
        raise FileRefused(f"Không đọc được “{name}”; chỉ nhận tệp Excel (.xlsx) hoặc CSV UTF-8 (.csv).")
    if b"\x00" in head:  # UTF-16, which Excel calls Unicode Text, or no text at all
        raise FileRefused(NOT_UTF8)
    return "csv"


def check_workbook(path: Path) -> None:
    """Raise FileRefused unless the archive is a plain workbook of bearable size."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_names(entries)
            _check_sizes(entries)
            _check_parts(archive, entries)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise FileRefused("Tệp .xlsx hỏng hoặc tải lên chưa đủ; hãy mở bằng Excel, lưu lại rồi gửi lại.") from error


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    strange = any(
        "\\" in name or "\x00" in name or name.startswith("/") or ".." in name.split("/") for name in names
    ) or any(stat.S_ISLNK(entry.external_attr >> 16) for entry in entries)
    if strange or len(set(names)) != len(names):
        raise FileRefused("Tệp .xlsx có cấu trúc bất thường nên không nhận; hãy mở bằng Excel rồi lưu lại.")
    if any(_FORBIDDEN_PARTS.search(name) for name in names):
        raise FileRefused(
            "Tệp có macro, liên kết ngoài hoặc đối tượng nhúng; hãy chỉ giữ bảng số liệu rồi lưu lại dạng .xlsx."
        )


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    unzipped, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    too_big = (
        len(entries) > MAX_ENTRIES
        or unzipped > MAX_UNZIPPED
        or (unzipped > 10 * MIB and unzipped > MAX_RATIO * packed)
        or any(e.file_size > MIB and e.file_size > MAX_ENTRY_RATIO * e.compress_size for e in entries)
        or any(e.file_size > MAX_SHEET for e in entries)
        or any(e.file_size > MAX_STRINGS and e.filename.endswith("sharedStrings.xml") for e in entries)
    )
    if too_big:
        raise FileRefused("Tệp bung ra quá lớn nên không nhận; hãy chia thành nhiều tệp, mỗi tệp tối đa 500.000 dòng.")


def _check_parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        with archive.open(entry) as part:
            head = part.read(HEAD)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"\x00" in head or not re.search(rb"<[A-Za-z]", head):
            raise FileRefused("Tệp .xlsx có khai báo XML không an toàn nên không nhận; hãy mở bằng Excel rồi lưu lại.")
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or _MAIN_TYPE not in archive.read("[Content_Types].xml"):
        raise FileRefused("Tệp không phải sổ tính .xlsx thường (có thể chứa macro); hãy lưu lại dạng Excel Workbook.")


def first_sheet(path: Path) -> tuple[int, str]:
    """Position and part name of the first visible sheet."""
    with zipfile.ZipFile(path) as archive:
        targets = {
            relation.get("Id"): relation.get("Target", "")
            for relation in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        }
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    sheets = [node for node in workbook.iter() if node.tag.rpartition("}")[2] == "sheet"]
    for position, sheet in enumerate(sheets):
        target = targets.get(sheet.get(_RELATION), "")
        if sheet.get("state", "visible") == "visible" and "worksheets/" in target:
            return position, posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    raise FileRefused("Tệp không có trang tính nào đang hiện; hãy bỏ ẩn trang chứa hồ sơ.")


def census(path: Path, part: str) -> Census:
    """Count the rows that hold values and find cells that only look empty to a parser."""
    found = Census()
    for block in blocks(path, part):
        for row in block.split(b"row>"):
            if b"v>" in row or b"is>" in row:
                found.rows += 1
        if b't="e"' in block or b"<f" in block or b":f" in block:
            for match in _SUSPECT.finditer(block):
                cells = found.error_cells if match["error"] else found.uncomputed_cells
                cells.append(match["cell"].decode())
    return found


def blocks(path: Path, part: str) -> Generator[bytes, None, bytes]:
    """The sheet's XML in pieces that end with whole rows; returns what follows the last one."""
    rest = b""
    with zipfile.ZipFile(path) as archive, archive.open(part) as sheet:
        while chunk := sheet.read(MIB):
            rest += chunk
            cut = rest.rfind(b"row>") + 4
            if cut >= 4:
                yield rest[:cut]
                rest = rest[cut:]
            elif len(rest) > MAX_ROW:
                raise FileRefused("Tệp .xlsx có một dòng dài bất thường; hãy mở bằng Excel rồi lưu lại.")
    if b"sheetData" not in rest:
        raise FileRefused("Tệp .xlsx bị cắt ngang; hãy tải lại tệp đầy đủ.")
    return rest
