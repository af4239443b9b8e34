"""Load indexes that others have published from a file."""

from pathlib import Path
from typing import Any

from django.utils.timezone import now

from indicators.actions.indexes import load_indexes
from indicators.imports.indexes import COLUMNS, read_indexes
from indicators.management.period_files import PeriodFileCommand
from indicators.models import Period
from units.models import Unit


class Command(PeriodFileCommand):
    help = (
        "Nạp chỉ số đã công bố (chỉ số 766, SIPAS …) của một kỳ từ tệp .xlsx hoặc CSV UTF-8. "
        f"Các cột, thứ tự nào cũng được: {', '.join(column.title for column in COLUMNS)}. "
        "Nạp lại thì thay chỉ số cùng đơn vị, cùng mã; điểm của kỳ được tính lại ngay sau đó. "
        "Có lỗi thì in mọi lỗi kèm địa chỉ ô và không ghi gì."
    )

    def read(self, file: Path, period: Period, options: dict[str, Any]) -> tuple[list[Any], list[Any]]:
        return read_indexes(file, period=period, units=Unit.objects.all())

    def load(self, rows: list[Any], period: Period, options: dict[str, Any]) -> str:
        changed = load_indexes(period_id=period.pk, rows=rows, by=None, now=now())
        return f"nạp {len(rows)} chỉ số đã công bố, {changed} thay đổi"
