"""Cell notes inside a workbook, as the parts Excel wants: a list of comments and a drawing of boxes (pure).

Runs in the reading child. A sheet that has notes of its own keeps them; ours of an earlier round are taken out.
"""

import posixpath
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from dossiers.intake.columns import letter, place_of

AUTHOR = "Cổng CCHC"
COMMENTS, DRAWING = "xl/commentsCCHC.xml", "xl/drawings/vmlDrawingCCHC.vml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NEW_COMMENTS = f'{_HEAD}<comments xmlns="{_MAIN}"><authors></authors><commentList></commentList></comments>'
_NEW_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="7"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:80pt;margin-top:2pt;'
    'width:240pt;height:72pt;z-index:1;visibility:hidden" fillcolor="#fff3d4" o:insetmode="auto">'
    '<v:fill color2="#fff3d4"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_FIRST_SHAPE = 7 * 1024 + 1  # 1.024 numbers belong to each idmap; ours begin at 7
_AFTER_DRAWING = re.compile(
    rb"<(?:\w+:)?(?:legacyDrawing|legacyDrawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b"
    rb"|</(?:\w+:)?worksheet>"
)
_COMMENT = re.compile(
    r'<((?:\w+:)?)comment\b(?=[^>]*\bref="([A-Z]+\d+)")(?=[^>]*\bauthorId="(\d+)").*?</\1comment>', re.S
)
_BOX = re.compile(r"<v:shape\b(?!type).*?</v:shape>", re.S)


def before_the_drawing(tail: bytes) -> tuple[bytes, bytes]:
    """The end of a sheet, cut where the reference to a drawing of notes must stand."""
    found = _AFTER_DRAWING.search(tail)
    cut = found.start() if found else len(tail)
    return tail[:cut], tail[cut:]


def parts_with_notes(archive: zipfile.ZipFile, sheet: str, said: Mapping[str, str]) -> dict[str, bytes]:
    """New content by part name; under the sheet's own name only what follows its table and settings."""
    relations_name = f"{posixpath.dirname(sheet)}/_rels/{posixpath.basename(sheet)}.rels"
    names = set(archive.namelist())
    relations = archive.read(relations_name).decode() if relations_name in names else _no_relations()
    comments_name = _target(relations, "comments", sheet)
    drawing_name = _target(relations, "vmlDrawing", sheet)
    new = {}
    comments, drawing = _NEW_COMMENTS, _NEW_DRAWING
    if comments_name in names:
        comments = archive.read(comments_name).decode()
    else:
        new["comments"] = comments_name = COMMENTS
    if drawing_name in names:
        drawing = archive.read(drawing_name).decode()
    else:
        new["vmlDrawing"] = drawing_name = DRAWING
    comments, drawing = _without_ours(comments, drawing)
    comments, drawing = _with(comments, drawing, said)
    changed = {comments_name: comments.encode(), drawing_name: drawing.encode()}
    _, end = before_the_drawing(_tail(archive, sheet))
    if new:
        changed[relations_name] = _related(relations, new).encode()
        changed["[Content_Types].xml"] = _typed(archive.read("[Content_Types].xml").decode(), new).encode()
    if "vmlDrawing" in new:
        end = _reference(end) + end
    return changed | {sheet: end}


def _tail(archive: zipfile.ZipFile, sheet: str) -> bytes:
    """What follows the last row, as `archives.blocks` leaves it."""
    rest = b""
    with archive.open(sheet) as part:
        while chunk := part.read(1 << 20):
            rest += chunk
            cut = rest.rfind(b"row>") + 4
            if cut >= 4:
                rest = rest[cut:]
    return rest


def _no_relations() -> str:
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"></Relationships>'


def _target(relations: str, kind: str, sheet: str) -> str:
    for relation in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", relations):
        if f'/relationships/{kind}"' in relation and (found := re.search(r'\bTarget="([^"]+)"', relation)):
            return posixpath.normpath(posixpath.join("/", posixpath.dirname(sheet), found[1])).lstrip("/")
    return ""


def _without_ours(comments: str, drawing: str) -> tuple[str, str]:
    """Notes of an earlier round speak of what may be mended by now."""
    authors = re.findall(r"<(?:\w+:)?author>(.*?)</(?:\w+:)?author>|<(?:\w+:)?author/>", comments, re.S)
    ours = {str(place) for place, author in enumerate(authors) if author == AUTHOR}
    gone = {found[2] for found in _COMMENT.finditer(comments) if found[3] in ours}
    comments = _COMMENT.sub(lambda found: "" if found[3] in ours else found[0], comments)
    return comments, _BOX.sub(lambda found: "" if _box_cell(found[0]) in gone else found[0], drawing)


def _box_cell(shape: str) -> str:
    row, column = (re.search(rf"<x:{name}>\s*(\d+)\s*</x:{name}>", shape) for name in ("Row", "Column"))
    return f"{letter(int(column[1]))}{int(row[1]) + 1}" if row and column else ""


def _with(comments: str, drawing: str, said: Mapping[str, str]) -> tuple[str, str]:
    found = re.search(r"<((?:\w+:)?)comments\b", comments)
    p = found[1] if found else ""
    author = len(re.findall(r"<(?:\w+:)?author(?:>|/>)", comments))
    taken = {match[2] for match in _COMMENT.finditer(comments)}
    lines, boxes = [], []
    for number, (address, text) in enumerate(said.items()):
        if address in taken:  # the sender's own note stays; the cell is coloured all the same
            continue
        shown = f'<{p}text><{p}r><{p}t xml:space="preserve">{escape(text)}</{p}t></{p}r></{p}text>'
        lines.append(f'<{p}comment ref="{address}" authorId="{author}">{shown}</{p}comment>')
        column = address.rstrip("0123456789")
        place = {"row": int(address[len(column) :]) - 1, "column": place_of(column)}
        boxes.append(_SHAPE.format(id=_FIRST_SHAPE + number, **place))
    comments = re.sub(rf"<{p}authors\s*/>", f"<{p}authors></{p}authors>", comments)
    comments = re.sub(rf"<{p}commentList\s*/>", f"<{p}commentList></{p}commentList>", comments)
    comments = comments.replace(f"</{p}authors>", f"<{p}author>{AUTHOR}</{p}author></{p}authors>", 1)
    comments = comments.replace(f"</{p}commentList>", f"{''.join(lines)}</{p}commentList>", 1)
    return comments, drawing.replace("</xml>", f"{''.join(boxes)}</xml>", 1)


def _related(relations: str, new: Mapping[str, str]) -> str:
    ours = "".join(
        f'<Relationship Id="rId_{kind}_CCHC" Type="{_OFFICE}/{kind}" Target="/{target}"/>'
        for kind, target in new.items()
    )
    relations = re.sub(r"<(Relationships\b[^>]*)/>", r"<\1></Relationships>", relations)
    return relations.replace("</Relationships>", f"{ours}</Relationships>", 1)


def _typed(types: str, new: Mapping[str, str]) -> str:
    ours = f'<Override PartName="/{COMMENTS}" ContentType="{_COMMENTS_TYPE}"/>' if "comments" in new else ""
    if not re.search(r'Extension="vml"', types, re.IGNORECASE):
        ours = f'<Default Extension="vml" ContentType="{_DRAWING_TYPE}"/>{ours}'
    return types.replace("</Types>", f"{ours}</Types>", 1)


def _reference(end: bytes) -> bytes:
    found = re.search(rb"</((?:\w+:)?)worksheet>", end)
    prefix = found[1].decode() if found else ""
    return f'<{prefix}legacyDrawing xmlns:r="{_OFFICE}" r:id="rId_vmlDrawing_CCHC"/>'.encode()
