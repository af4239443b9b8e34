"""The columns of the register: how each is called, where its value lies, and what stands in the cell (pure).

The page and its workbook read the same table, so that they show the same.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cchc_portal.kit.lists import ListColumn
from dossiers.enums import Channel, Mechanism, Outcome, Status

OVERDUE = "Đang quá hạn"
ALL_COLUMNS = "du_cot"  # asks for the workbook that can be loaded again, whatever columns are shown
_CHANNEL, _STATUS, _OUTCOME = (dict(kind.choices) for kind in (Channel, Status, Outcome))
YES_OR_NO = {True: "Có", False: "Không", None: None}

Value = dt.datetime | int | str | None


@dataclass(frozen=True, slots=True)
class RegisterColumn(ListColumn):
    """`paths` lead from a dossier to what `value` is made of; a column of days shows the first of them as it is."""

    paths: tuple[str, ...] = ()
    value: Callable[..., Value] = lambda first, now: first
    is_day: bool = False
    is_number: bool = False
    is_long: bool = False  # a text that wants room
    sort: str = ""  # by which it can be ordered (forms.register.SORTS)


def _unit(short_name: str, name: str, now: dt.datetime) -> Value:
    return short_name or name


def _channel(channel: int, mechanism: int, now: dt.datetime) -> Value:
    return f"{_CHANNEL[channel]}{', liên thông' if mechanism == Mechanism.INTERLINKED else ''}"


def outcome(stored: int, due_at: dt.datetime | None, now: dt.datetime) -> str:
    """What became of it; of an open one whose due date has passed, that it is overdue."""
    is_overdue = stored == Outcome.PENDING and due_at is not None and due_at < now
    return OVERDUE if is_overdue else str(_OUTCOME[stored])


def _status(status: int, now: dt.datetime) -> Value:
    return str(_STATUS[status])


def _yes_or_no(said: bool | None, now: dt.datetime) -> Value:
    return YES_OR_NO[said]


REGISTER: Sequence[RegisterColumn] = (
    RegisterColumn("code", "Mã hồ sơ", fixed=True, paths=("code",), sort="code"),
    RegisterColumn("procedure", "Thủ tục", paths=("procedure__name",), is_long=True),
    RegisterColumn("procedure_code", "Mã TTHC", False, paths=("procedure__code",)),
    RegisterColumn("area", "Lĩnh vực TTHC", False, paths=("procedure__area",), is_long=True),
    RegisterColumn("unit", "Đơn vị", paths=("unit__short_name", "unit__name"), value=_unit),
    RegisterColumn("channel", "Kênh nộp", paths=("channel", "mechanism"), value=_channel),
    RegisterColumn("received", "Tiếp nhận", paths=("received_at",), is_day=True, sort="received"),
    RegisterColumn("due", "Hẹn trả", paths=("due_at",), is_day=True, sort="due"),
    RegisterColumn("finished", "Có kết quả", paths=("finished_at",), is_day=True, sort="finished"),
    RegisterColumn("delivered", "Trả kết quả", False, paths=("delivered_at",), is_day=True),
    RegisterColumn("status", "Trạng thái", False, paths=("status",), value=_status, is_long=True),
    RegisterColumn("days", "Thời hạn (ngày làm việc)", False, paths=("working_days",), is_number=True),
    RegisterColumn("taken", "Đã dùng (ngày làm việc)", False, paths=("taken_days",), is_number=True),
    RegisterColumn("digitised", "Số hóa kết quả", False, paths=("digitised",), value=_yes_or_no),
    RegisterColumn("papers", "Số hóa thành phần", False, paths=("papers_digitised",), value=_yes_or_no),
    RegisterColumn("paid", "Thanh toán trực tuyến", False, paths=("paid_online",), value=_yes_or_no),
    RegisterColumn("fee", "Phí, lệ phí (đồng)", False, paths=("fee",), is_number=True),
    RegisterColumn("outcome", "Kết quả", paths=("outcome", "due_at"), value=outcome),
)


def cells(dossier: Any, columns: Sequence[RegisterColumn], now: dt.datetime) -> list[tuple[RegisterColumn, Value]]:
    """One line of the page: a dossier with its unit and procedure at hand."""
    return [(column, column.value(*(_at(dossier, path) for path in column.paths), now)) for column in columns]


def _at(dossier: Any, path: str) -> Any:
    found = dossier
    for name in path.split("__"):
        found = getattr(found, name, None)
    return found
