"""A reporting month of form II.06 as a unit types it, and what speaks against locking it (pure)."""

import datetime as dt
from typing import Any

from cchc_portal.kit.numbers import show_number
from dossiers.statistics.ii06 import Line, broken

TYPED = {
    "received_online": (4, "Tiếp nhận trực tuyến"),
    "received_other": (5, "Tiếp nhận trực tiếp, qua bưu chính"),
    "opening": (6, "Từ kỳ trước chuyển sang"),
    "early": (8, "Đã giải quyết trước hạn"),
    "on_time": (9, "Đã giải quyết đúng hạn (kể cả xin rút, từ chối)"),
    "late": (10, "Đã giải quyết quá hạn"),
    "pending_in_time": (12, "Đang giải quyết, trong hạn"),
    "pending_overdue": (13, "Đang giải quyết, quá hạn"),
}
"""What is typed: column of the form and name; the totals (3, 7, 11) are computed."""


def line_of(month: Any) -> Line:
    """The line of anything with the typed figures as attributes."""
    return Line(*(getattr(month, name) for name in TYPED))


def why_not_locked(line: Line, *, stock_before: int, is_first: bool) -> list[str]:
    """Sentences, all at once; empty when the month can be locked.

    `stock_before`: dossiers open when the month began, as the statistics have them. `is_first`: the unit has no
    figures before this month, so what it brings along is believed.
    """
    wrong = broken(line)
    if not is_first and line.carried != stock_before:
        wrong.append(
            "Cột 6 “Từ kỳ trước” phải bằng số đang giải quyết khi hết tháng trước: đang là "
            f"{show_number(line.carried)} và {show_number(stock_before)}."
        )
    return wrong


def month_name(month: dt.date) -> str:
    return f"Tháng {month:%m/%Y}"
