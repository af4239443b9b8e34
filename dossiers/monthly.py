"""A reporting month of form II.06 as a unit types it, and what speaks against locking it (pure)."""

import datetime as dt

from cchc_portal.kit.numbers import show_number
from dossiers.ii06 import Line, broken


def why_not_locked(line: Line, *, stock_before: int, overdue_before: int, is_first: bool) -> list[str]:
    """Sentences, all at once; empty when the month can be locked.

    `stock_before` and `overdue_before`: dossiers open, and open past their due date, when the month began, as the
    statistics have them. `is_first`: the unit has no figures before this month, so what it brings is believed.
    """
    wrong = broken(line)
    if not is_first and line.carried != stock_before:
        wrong.append(
            f"Cột 6 “Từ kỳ trước” phải bằng cột 11 “Đang giải quyết” của tháng trước: đang là "
            f"{show_number(line.carried)} và {show_number(stock_before)}."
        )
    return wrong


def month_name(month: dt.date) -> str:
    return f"Tháng {month:%m/%Y}"
