"""Form II.06a/VPCP/KSTT as a workbook in the official layout: quốc hiệu, title, merged heads, A4 landscape (pure)."""

import datetime as dt
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cchc_portal.kit.numbers import show_date
from cchc_portal.kit.sheets import (
    BODY,
    BOLD,
    COUNT,
    LEFT,
    MIDDLE,
    RIGHT,
    SMALL,
    TITLE,
    line,
    paper,
    put,
    signatures,
    title_block,
    widths,
)
from dossiers.statistics.ii06 import COLUMNS, FormRow
from dossiers.statistics.windows import Window

LAST = 13
MARK = " (*)"
NOTE = (
    "Cột 9 gồm cả hồ sơ công dân rút và hồ sơ từ chối, dừng xử lý. Cột 12, 13 xét tại ngày cuối của kỳ, theo hạn trả."
)
BY_HAND = "(*) Có số liệu do đơn vị nhập theo tổng số tháng, không có danh sách từng hồ sơ."


def workbook(rows: Sequence[FormRow], window: Window, *, authority: str, scope: str, made_at: dt.datetime) -> Workbook:
    """`scope` says whose figures they are; `made_at` is local time."""
    book = Workbook()
    book.properties.creator = "CCHC"
    sheet = book.active
    sheet.title = "II.06a"
    period = f"{scope}. Kỳ báo cáo: {window.text}"
    titles = (("TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH", TITLE), (period, SMALL))
    top = title_block(sheet, LAST, authority, titles)
    line(sheet, 3, 1, 6, "Biểu số II.06a/VPCP/KSTT", SMALL, LEFT)
    line(sheet, top - 1, 1, LAST, "Đơn vị tính: số hồ sơ", SMALL, RIGHT)
    start = _heads(sheet, top)
    for row, each in enumerate(rows, start=start):
        _row(sheet, row, each)
    below = start + len(rows)
    notes = (NOTE, BY_HAND) if any(each.manual for each in rows) else (NOTE,)
    for row, note in enumerate(notes, start=below):
        line(sheet, row, 1, LAST, note, SMALL, LEFT)
    signatures(sheet, below + len(notes) + 1, LAST)
    widths(sheet, (6, 44, *[11.5] * 11))
    paper(sheet, f"Lập lúc {made_at:%H:%M} ngày {show_date(made_at.date())}")
    return book


def _heads(sheet: Worksheet, top: int) -> int:
    """Three rows of merged heads and the row of column numbers; returns the first row of data."""
    for row in range(top, top + 4):
        for column in range(1, LAST + 1):
            put(sheet, row, column, None, font=BOLD, align=MIDDLE, boxed=True)
    spans = [
        (top, 1, top + 2, 1, "STT"),
        (top, 2, top + 2, 2, "Lĩnh vực, công việc giải quyết theo cấp"),
        (top, 3, top, 6, COLUMNS[3].group),
        (top + 1, 3, top + 2, 3, "Tổng số"),
        (top + 1, 4, top + 1, 5, "Trong kỳ"),
        (top + 2, 4, top + 2, 4, "Trực tuyến"),
        (top + 2, 5, top + 2, 5, "Trực tiếp, dịch vụ bưu chính"),
        (top + 1, 6, top + 2, 6, "Từ kỳ trước"),
        (top, 7, top, 10, COLUMNS[7].group),
        (top, 11, top, 13, COLUMNS[11].group),
        *((top + 1, n, top + 2, n, COLUMNS[n].title) for n in range(7, LAST + 1)),
    ]
    for first_row, first, last_row, last, text in spans:
        put(sheet, first_row, first, text, font=BOLD, align=MIDDLE, boxed=True)
        if (first_row, first) != (last_row, last):
            sheet.merge_cells(start_row=first_row, start_column=first, end_row=last_row, end_column=last)
    for column in range(1, LAST + 1):
        put(sheet, top + 3, column, f"({column})", font=SMALL, align=MIDDLE, boxed=True)
    sheet.row_dimensions[top + 2].height = 48
    sheet.print_title_rows = f"{top}:{top + 3}"
    sheet.freeze_panes = sheet.cell(top + 4, 3)
    return top + 4


def _row(sheet: Worksheet, row: int, each: FormRow) -> None:
    font = BODY if each.kind == "row" else BOLD
    put(sheet, row, 1, each.number, font=font, align=MIDDLE, boxed=True)
    put(sheet, row, 2, each.name + (MARK if each.manual else ""), font=font, align=LEFT, boxed=True)
    for column, value in zip(COLUMNS, each.line.values, strict=True):
        put(sheet, row, column, value, font=font, align=RIGHT, number=COUNT, boxed=True)
