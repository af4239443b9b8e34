"""A sheet halfway through: a department's year 2023 with rows that want a second look, reasons and questions (pure)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from cchc_portal.demo.answers import DemoAnswer

FILLED = ("1.", "2.", "3.", "7.")  # areas the clerk has been through; the others are untouched
LEFT = ("1.4.1",)  # and one row passed over
CITED = "Số {number}/BC-{unit} ngày {day:%d/%m/%Y}, trang {page}"
FIRST_DAY = dt.date(2023, 11, 1)

NOTES = (  # who, on which criterion, what
    ("demo.thamdinh", "2.1", "Số văn bản được giao gấp mười lần năm trước. Anh/chị kiểm tra lại giúp."),
    ("demo.thamdinh", "7.1", "Đề nghị nêu từ khi nào mọi văn bản đi đều ký số."),
    ("demo.canbo", "7.1", "Từ ngày 01/3/2023, theo văn bản số 96 đã đính kèm ở tiêu chí 7.2."),
)
REMARKS = {"7.1": "Từ tháng 3/2023 mọi văn bản đi của Sở đều ký số, kể cả văn bản của các đơn vị trực thuộc."}


def halfway(before: Mapping[str, DemoAnswer], *, unit: str) -> dict[str, DemoAnswer]:
    """The rows of this year out of those of the last one: about the same, but for those that make the story."""
    rows = {}
    for at, (code, last) in enumerate(sorted(before.items())):
        if code.startswith(FILLED) and code not in LEFT:
            cited = CITED.format(number=101 + at, unit=unit, day=FIRST_DAY + dt.timedelta(days=at), page=1 + at % 7)
            rows[code] = replace(last, values=_told(code, last.values), citation=cited, remark=REMARKS.get(code, ""))
    return rows


def _told(code: str, last: Mapping[str, str]) -> dict[str, str]:
    if not {"done", "due"} <= last.keys():
        return dict(last)
    done, due = int(last["done"]), int(last["due"])
    if code == "2.1":
        return {"done": str(done), "due": str(10 * due)}  # a slip: one digit too many
    if code == "7.1":
        return {"done": str(2 * done), "due": str(2 * due)}  # a jump that has a reason
    if code == "3.1.3":
        return {"done": str(due + 2), "due": str(due)}  # more done than due
    return {"done": str(done), "due": str(due)}
