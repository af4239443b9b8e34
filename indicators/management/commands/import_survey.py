"""Load the results of a sociological survey from a file."""

from pathlib import Path
from typing import Any

from django.utils.timezone import now

from indicators.actions.periods import request_recalculation
from indicators.actions.surveys import load_surveys
from indicators.imports.surveys import COLUMNS, read_surveys
from indicators.management.period_files import PeriodFileCommand
from indicators.models import Period


class Command(PeriodFileCommand):
    help = (
        "Nạp kết quả điều tra xã hội học của một kỳ từ tệp .xlsx hoặc CSV UTF-8. "
        f"Các cột, thứ tự nào cũng được: {', '.join(column.title for column in COLUMNS)}. "
        "Câu hỏi theo phương án ghi số phiếu A, B, C, D và Không trả lời; tiêu chí theo chỉ số ghi Chỉ số (%). "
        "Nạp lại thì thay kết quả cùng đơn vị, cùng tiêu chí; điểm của kỳ được tính lại ngay sau đó. "
        "Có lỗi thì in mọi lỗi kèm địa chỉ ô và không ghi gì."
    )

    def read(self, file: Path, period: Period, options: dict[str, Any]) -> tuple[list[Any], list[Any]]:
        return read_surveys(file, period=period)

    def load(self, rows: list[Any], period: Period, options: dict[str, Any]) -> str:
        changed = load_surveys(period_id=period.pk, rows=rows, by=None, now=now())
        if changed:
            request_recalculation(period=period, by=None)
        return f"nạp {len(rows)} kết quả điều tra, {changed} thay đổi"
