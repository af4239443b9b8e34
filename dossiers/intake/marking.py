"""The sender's own workbook or CSV again, with the wrong cells coloured and explained (pure).

Runs in the reading child. Only the parts that must change are changed, as text: a workbook rewritten by a library would
lose what the library does not know, and would need a gigabyte for a year of dossiers.
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from dossiers.intake import notes
from dossiers.intake.archives import MIB, blocks, first_sheet, kind_of
from dossiers.intake.columns import letter, place_of

MOST_NOTES = 2_000  # Excel becomes slow with more; the rest is coloured only
HEADING = "Lỗi cần sửa"
_FILL = (
    '<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FFFFC7CE"/><{p}bgColor indexed="64"/>'
    "</{p}patternFill></{p}fill>"
)
_BARE_STYLES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf/></cellXfs></styleSheet>'
)
_ROW = re.compile(rb"<(?P<p>(?:\w+:)?)row\b(?P<attributes>[^>]*?)(?P<end>/?)>")
_CELL = re.compile(rb"<(?P<p>(?:\w+:)?)c\b(?P<attributes>[^>]*?)(?:/>|>(?P<inside>.*?)</(?:\w+:)?c>)", re.DOTALL)
_NUMBER = re.compile(rb'\br="(\d+)"')
_ADDRESS = re.compile(rb'\br="([A-Z]+)\d+"')
_STYLE = re.compile(rb'\ss="(\d+)"')
_XF = re.compile(r"<(?:\w+:)?xf\b[^>]*?(?:/>|>.*?</(?:\w+:)?xf>)", re.DOTALL)

Marks = Mapping[str, str]  # address of a cell → what is wrong with it


def mark_file(source: Path, name: str, target: Path, marks: Marks) -> None:
    """Write the marked copy. Raises FileRefused for what is neither workbook nor CSV."""
    if kind_of(source, name) == "csv":
        _mark_csv(source, target, marks)
    else:
        _mark_workbook(source, target, marks)


def _mark_csv(source: Path, target: Path, marks: Marks) -> None:
    """One more column at the end, which an import does not know and so leaves alone."""
    said = {row: " ".join(f"Ô {column}{row}: {text}" for column, text in cells) for row, cells in _by_row(marks)}
    with source.open("rb") as file, target.open("wb") as out:
        delimiter = b""
        for number, line in enumerate(file, 1):
            bare = line.rstrip(b"\r\n")
            delimiter = delimiter or max(b";,\t", key=line.count).to_bytes(1, "big")
            text = HEADING if number == 1 else said.get(number, "")
            quoted = '"{}"'.format(text.replace('"', '""')) if text else ""
            out.write(bare + delimiter + quoted.encode() + line[len(bare) :])


def _by_row(marks: Marks) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    rows: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for address, text in marks.items():
        column = address.rstrip("0123456789")
        rows[int(address[len(column) :])].append((column, text))
    yield from rows.items()


def _mark_workbook(source: Path, target: Path, marks: Marks) -> None:
    _, sheet = first_sheet(source)
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as write:
        names = read.namelist()
        styles = "xl/styles.xml"
        paint = _Paint(read.read(styles).decode() if styles in names else _BARE_STYLES)
        said = dict(list(marks.items())[:MOST_NOTES])
        changed = notes.parts_with_notes(read, sheet, said)
        tail_patch = changed.pop(sheet, b"")
        with write.open(sheet, "w", force_zip64=True) as out:
            for piece in _painted(source, sheet, dict(_by_row(marks)), paint):
                out.write(piece)
            out.write(tail_patch)
        changed[styles] = paint.styles().encode()
        for name, content in changed.items():
            write.writestr(name, content)
        for entry in read.infolist():
            if entry.filename == sheet or entry.filename in changed:
                continue
            with read.open(entry) as part, write.open(entry.filename, "w", force_zip64=True) as out:
                while chunk := part.read(MIB):
                    out.write(chunk)


class _Paint:
    """Cell styles with our fill: for every style that a wrong cell has, the same one, coloured."""

    def __init__(self, text: str) -> None:
        self._text = text
        found = re.search(r"<((?:\w+:)?)styleSheet\b", text)
        self._prefix = found[1] if found else ""
        inside = self._between("cellXfs")
        self._known = _XF.findall(inside)
        self._added: dict[int, str] = {}
        self._fill = len(re.findall(r"<(?:\w+:)?fill\b", self._between("fills")))

    def _between(self, tag: str) -> str:
        found = re.search(rf"<{self._prefix}{tag}\b[^>]*>(.*?)</{self._prefix}{tag}>", self._text, re.DOTALL)
        return found[1] if found else ""

    def over(self, style: int) -> int:
        """The number of the coloured twin of a style."""
        if style not in self._added:
            plain = self._known[style] if style < len(self._known) else f"<{self._prefix}xf/>"
            bare = re.sub(r'\s(?:fillId|applyFill)="[^"]*"', "", plain, count=2)
            self._added[style] = re.sub(r"xf\b", f'xf fillId="{self._fill}" applyFill="1"', bare, count=1)
        return max(len(self._known), 1) + list(self._added).index(style)

    def styles(self) -> str:
        """The style sheet with what was added."""
        text = self._grown(self._text, "fills", _FILL.format(p=self._prefix), self._fill + 1)
        total = max(len(self._known), 1) + len(self._added)
        return self._grown(text, "cellXfs", "".join(self._added.values()), total)

    def _grown(self, text: str, tag: str, more: str, count: int) -> str:
        opening = re.compile(rf"(<{self._prefix}{tag}\b)[^>]*>")
        text = opening.sub(rf'\1 count="{count}">', text, count=1)
        return text.replace(f"</{self._prefix}{tag}>", f"{more}</{self._prefix}{tag}>", 1)


def _painted(path: Path, part: str, rows: dict[int, list[tuple[str, str]]], paint: _Paint) -> Iterator[bytes]:
    """The sheet's XML with the wrong cells in their new style; the end of the sheet is left to the notes."""
    number = 0
    for piece in _pieces(path, part):
        done = 0
        for row in _ROW.finditer(piece):
            given = _NUMBER.search(row["attributes"])
            number = int(given[1]) if given else number + 1
            if number not in rows or row.start() < done:
                continue
            yield piece[done : row.start()]
            end = row.end()
            inside = b""
            closing = b"</" + row["p"] + b"row>"
            if not row["end"]:
                end = piece.index(closing, row.end()) + len(closing)
                inside = piece[row.end() : end - len(closing)]
            yield b"<" + row["p"] + b"row" + row["attributes"] + b">"
            yield _row_painted(inside, number, {column for column, _ in rows[number]}, row["p"], paint)
            yield closing
            done = end
        yield piece[done:]


def _pieces(path: Path, part: str) -> Iterator[bytes]:
    """Whole rows, then what follows the table up to the closing tag of the sheet."""
    rest = yield from blocks(path, part)
    yield notes.before_the_drawing(rest)[0]


def _row_painted(inside: bytes, number: int, wrong: set[str], prefix: bytes, paint: _Paint) -> bytes:
    """The cells of one row; a wrong cell that is not there, because it is empty, is put in its place."""
    cells: list[tuple[int, bytes]] = []
    place = -1
    for cell in _CELL.finditer(inside):
        address = _ADDRESS.search(cell["attributes"])
        place = place_of(address[1].decode()) if address else place + 1
        column, text = letter(place), cell[0]
        if column in wrong:
            wrong = wrong - {column}
            style = _STYLE.search(cell["attributes"])
            new = b' s="%d"' % paint.over(int(style[1]) if style else 0)
            attributes = _STYLE.sub(b"", cell["attributes"], count=1)
            text = text.replace(b"c" + cell["attributes"], b"c" + attributes.rstrip() + new, 1)
        cells.append((place, text))
    for column in wrong:
        address = f"{column}{number}".encode()
        cells.append((place_of(column), b'<%bc r="%b" s="%d"/>' % (prefix, address, paint.over(0))))
    return b"".join(text for _, text in sorted(cells))
