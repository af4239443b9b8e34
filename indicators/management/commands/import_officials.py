"""Load what a decision says units have achieved."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.timezone import now

from indicators.actions.officials import Decision, load_official
from indicators.imports.officials import COLUMNS, read_officials
from indicators.management.period_files import PeriodFileCommand
from indicators.models import Period
from units.models import Unit


class Command(PeriodFileCommand):
    help = (
        "Nạp kết quả chính thức theo một quyết định từ tệp .xlsx hoặc CSV UTF-8, để đối chiếu với điểm hệ thống tính. "
        f"Các cột, thứ tự nào cũng được: {', '.join(column.title for column in COLUMNS)}. "
        "Dòng không có mã tiêu chí là kết quả cả đơn vị. Số đã nạp không sửa được, điểm hệ thống tính không đổi. "
        "Có lỗi thì in mọi lỗi kèm địa chỉ ô và không ghi gì."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--decision", required=True, metavar="SỐ", help="số quyết định, ví dụ 617/QĐ-UBND")
        parser.add_argument(
            "--decided-on", required=True, metavar="NGÀY", type=dt.date.fromisoformat, help="2023-03-29"
        )

    def read(self, file: Path, period: Period, options: dict[str, Any]) -> tuple[list[Any], list[Any]]:
        return read_officials(file, period=period, decision=_decision(options), units=Unit.objects.all())

    def load(self, rows: list[Any], period: Period, options: dict[str, Any]) -> str:
        said = _decision(options)
        added = load_official(period_id=period.pk, rows=rows, decision=said, by=None, now=now())
        return f"{len(rows)} kết quả theo {options['decision']}, {added} mới nạp"


def _decision(options: dict[str, Any]) -> Decision:
    return Decision(options["decision"], options["decided_on"])
