"""Phương pháp: how the points came about, in sentences (pure)."""

from openpyxl.worksheet.worksheet import Worksheet

from cchc_portal.kit.sheets import BODY, BOLD, LEFT, MIDDLE, SMALL, TITLE, line, paper, put, title_block, widths
from reports.papers.sheets.parts import status
from reports.papers.source import Source


def draw(ws: Worksheet, source: Source) -> None:
    lines = [(f"PHƯƠNG PHÁP TÍNH {source.period.upper()}", TITLE), (source.data, SMALL), status(source)]
    row = title_block(ws, 3, source.authority, lines)
    for name, sentences in [*((each.name, each.sentences) for each in source.method), ("Đọc các bảng", source.general)]:
        line(ws, row, 1, 3, name, BOLD, LEFT)
        ws.row_dimensions[row].height = 22
        row += 1
        for number, sentence in enumerate(sentences, start=1):
            put(ws, row, 1, f"{number}.", align=MIDDLE)
            line(ws, row, 2, 3, sentence, BODY, LEFT)
            ws.row_dimensions[row].height = 17 * (1 + len(sentence) // 110) + 4
            row += 1
    widths(ws, [8, 62, 70])
    paper(ws, source.footer)
