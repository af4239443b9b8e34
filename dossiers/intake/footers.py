"""Rows under the table in which the file sums itself up: read, compared, never believed and never mended (pure)."""

import re
from collections.abc import Mapping

from cchc_portal.kit.numbers import show_number
from dossiers.intake.columns import plain, shown

OUTCOMES = ("early", "on_time", "late")

_LABELS = {
    "tong cong": "rows", "tong so": "rows", "tong": "rows", "cong": "rows", "tong so ho so": "rows",
    "tong cong so ho so": "rows",
    "truoc han": "early", "som han": "early", "dung han": "on_time", "qua han": "late", "tre han": "late",
    "da giai quyet": "resolved", "tong so da giai quyet": "resolved", "dang giai quyet": "pending",
}  # fmt: skip
_DECLARED = {"truoc han": "early", "som han": "early", "dung han": "on_time", "qua han": "late", "tre han": "late"}
_SIGNS = re.compile(
    r"(nguoi (lap|tong hop|kiem tra|kiem soat|bao cao|thong ke)|can bo (lap|tong hop)|thu truong|(pho )?giam doc"
    r"|(pho )?chu tich|(pho )?truong (phong|ban)|chanh van phong|lanh dao|kt |tm |tl |ky ten|ky ghi ro|ky va ghi ro"
    r"|da ky|noi nhan)\D*"
).fullmatch
_DATED = re.compile(r"(.*\b)?ngay (\d+ )?thang (\d+ )?nam( \d+)?").fullmatch
LABELS = {
    "rows": "Tổng số hồ sơ",
    "early": "Trước hạn",
    "on_time": "Đúng hạn",
    "late": "Quá hạn",
    "resolved": "Đã giải quyết",
    "pending": "Đang giải quyết",
}


def summary_of(row: list[object]) -> dict[str, int]:
    """Figure → what the row says of it; empty when the row is not a sum. At most three cells."""
    cells = [shown(cell) for cell in row if cell != ""]
    if not 1 <= len(cells) <= 3:
        return {}
    label = plain(cells[0].rstrip(": 0123456789."))
    if label not in _LABELS:
        return {}
    ends = [text.rpartition(":")[2].replace(".", "").strip() for text in cells]
    numbers = [end for end in ends if end.isdigit()]
    return {_LABELS[label]: int(numbers[-1])} if numbers else {}


def is_signed(row: list[object], *, below: bool = False) -> bool:
    """Whether the row is of the place for signatures: who signs, place and date, and `below` these the names."""
    cells = [shown(cell) for cell in row if cell != ""]
    if not 1 <= len(cells) <= 4:
        return False
    if all(_SIGNS(plain(cell)) or _DATED(plain(cell)) for cell in cells):
        return True
    return below and not any(sign.isdigit() for cell in cells for sign in cell)


def declared_in(cells: Mapping[object, int]) -> dict[str, int]:
    """Rows by the outcome that their status cell claims; `cells` counts the cells of that column."""
    found: dict[str, int] = {}
    for cell, number in cells.items():
        if name := _DECLARED.get(plain(cell)):
            found[name] = found.get(name, 0) + number
    return found


def doubts(summary: dict[str, int], declared: dict[str, int], computed: dict[str, int]) -> list[str]:
    """What the file says of itself that its own dates do not bear out, a sentence each.

    `summary` is its totals row, `declared` counts the rows that call themselves early, on time or late; `computed` is
    what the dates give.
    """
    found = [
        f"Dòng cộng của tệp ghi “{LABELS[name]}” là {show_number(said)}, các dòng hồ sơ cho "
        f"{show_number(computed[name])}. Cổng giữ số của các dòng hồ sơ."
        for name, said in summary.items()
        if said != computed[name]
    ]
    parts = [summary.get(name) for name in OUTCOMES]
    if "resolved" in summary and None not in parts and sum(parts) != summary["resolved"]:
        found.append(
            f"Dòng cộng của tệp không khớp: trước hạn + đúng hạn + quá hạn = {show_number(sum(parts))}, "
            f"nhưng “Đã giải quyết” ghi {show_number(summary['resolved'])}."
        )
    if declared and (said := _three(declared)) != (dated := _three(computed)):
        found.append(
            f"Tệp tự ghi {said}; tính theo ngày hẹn trả và ngày có kết quả: {dated}. Cổng lấy số tính theo ngày."
        )
    return found


def _three(counts: dict[str, int]) -> str:
    return ", ".join(f"{LABELS[name].lower()} {show_number(counts.get(name, 0))}" for name in OUTCOMES)
