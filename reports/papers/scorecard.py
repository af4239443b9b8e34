"""Phiếu điểm: one unit's result as a workbook, area by area and criterion by criterion, with the reasons."""

import io
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from cchc_portal.kit.numbers import show_number
from cchc_portal.kit.office import settled
from cchc_portal.kit.sheets import (
    BODY,
    BOLD,
    LEFT,
    MIDDLE,
    POINTS,
    RIGHT,
    SMALL,
    TITLE,
    heads,
    line,
    paper,
    put,
    signatures,
    title_block,
    widths,
)
from reports.figures import Leaf, Row
from reports.papers.sheets.parts import ROW_HEIGHT, scale, status
from reports.papers.source import NOT_APPLICABLE, BlockTable, Source
from reports.scorecards import AreaCard, cards

_AREA_HEADS = ("Lĩnh vực", "Tối đa", "Tự chấm", "Được tính", "Mất", "Đạt (%)")
_LEAF_HEADS = (
    "Mã",
    "Tiêu chí",
    "Tối đa",
    "Tự chấm",
    "Hệ thống tính",
    "Thẩm định",
    "Được tính",
    "Mất",
    "Cách tính, lý do",
)


def scorecard(source: Source, block: BlockTable, row: Row) -> bytes:
    """The workbook as a file: of one publication and unit always the same bytes."""
    book = Workbook()
    book.remove(book.active)
    found = cards(row.areas, block.leaves.get(row.unit_id, ()))
    _areas(book.create_sheet("Theo lĩnh vực"), source, block, row, found)
    _criteria(book.create_sheet("Từng tiêu chí"), source, block, row, found)
    out = io.BytesIO()
    book.save(out)
    title = f"Phiếu điểm {row.unit_name} {source.period}"
    return settled(out.getvalue(), title=title, by=source.authority, at=source.made_at)


def result_line(block: BlockTable, row: Row) -> str:
    """The whole result of a unit in one sentence."""
    place = f"hạng {row.rank}/{row.of}" if row.rank else "không xếp hạng"
    grade = f"; xếp loại {row.grade}" if row.grade else ""
    return (
        f"{block.name}: tổng điểm {show_number(row.total, 2)} trên {show_number(row.max, 2)}; "
        f"chỉ số {show_number(row.percent, 2)}%; {place}{grade}"
    )


def _begin(ws: Worksheet, source: Source, block: BlockTable, row: Row, columns: int) -> int:
    lines = [
        (f"PHIẾU ĐIỂM CẢI CÁCH HÀNH CHÍNH {source.period.upper()}", TITLE),
        (row.unit_name, BOLD),
        (result_line(block, row), BODY),
        (source.data, SMALL),
        status(source),
    ]
    return title_block(ws, columns, source.authority, lines)


def _areas(ws: Worksheet, source: Source, block: BlockTable, row: Row, found: tuple[AreaCard, ...]) -> None:
    columns = 1 + len(_AREA_HEADS)
    first = heads(ws, _begin(ws, source, block, row, columns), [("STT", ()), *((name, ()) for name in _AREA_HEADS)])
    for at, card in enumerate(found, start=first):
        area = card.area
        points = (area.max, card.self_points, area.points, card.lost, area.percent)
        _line(ws, at, (area.code, area.name), points)
    last = first + len(found)
    _line(ws, last, ("", "Tổng điểm"), (row.max, None, row.total, row.lost, row.percent), font=BOLD)
    ws.conditional_formatting.add(f"G{first}:G{last - 1}", scale())
    if row.grade_reason:
        line(ws, last + 1, 1, columns, f"Mức xếp loại bị khống chế: {row.grade_reason}", SMALL, LEFT)
        ws.row_dimensions[last + 1].height = ROW_HEIGHT * (1 + len(row.grade_reason) // 110)
    widths(ws, [7, 62, 12, 12, 12, 12, 12])
    signatures(ws, last + 3, columns)
    paper(ws, source.footer)


def _line(
    ws: Worksheet, at: int, texts: tuple[str, str], points: tuple[Decimal | None, ...], *, font: Font = BODY
) -> None:
    put(ws, at, 1, texts[0], font=font, align=MIDDLE, boxed=True)
    put(ws, at, 2, texts[1], font=font, boxed=True)
    for column, value in enumerate(points, start=3):
        put(ws, at, column, value, font=font, align=RIGHT, number=POINTS, boxed=True)
    ws.row_dimensions[at].height = ROW_HEIGHT * (1 + len(texts[1]) // 60)


def _criteria(ws: Worksheet, source: Source, block: BlockTable, row: Row, found: tuple[AreaCard, ...]) -> None:
    columns = len(_LEAF_HEADS)
    at = heads(ws, _begin(ws, source, block, row, columns), [(name, ()) for name in _LEAF_HEADS])
    for card in found:
        area = card.area
        _line(
            ws, at, (area.code, area.name), (area.max, card.self_points, None, None, area.points, card.lost), font=BOLD
        )
        put(ws, at, columns, None, boxed=True)
        at += 1
        for leaf in card.leaves:
            _criterion(ws, at, leaf)
            at += 1
    widths(ws, [8, 48, 10, 10, 11, 11, 11, 10, 54])
    signatures(ws, at + 1, columns)
    paper(ws, source.footer)


def _criterion(ws: Worksheet, at: int, leaf: Leaf) -> None:
    _line(
        ws,
        at,
        (leaf.code, leaf.name),
        (leaf.max, leaf.self_points, leaf.computed_points, leaf.appraised_points, leaf.points, leaf.lost),
    )
    if leaf.not_applicable:
        put(ws, at, 7, NOT_APPLICABLE, align=MIDDLE, boxed=True)
    said = ". ".join(filter(None, (leaf.explanation, leaf.reason and f"Thẩm định: {leaf.reason}")))
    put(ws, at, 9, said, boxed=True)
    ws.row_dimensions[at].height = ROW_HEIGHT * (1 + max(len(leaf.name) // 46, len(said) // 52))
