"""Load indexes that others have published from a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from cchc_portal.kit.refusals import Refused
from indicators.actions.indexes import load_indexes
from indicators.imports.indexes import COLUMNS, read_indexes
from indicators.models import Period
from units.models import Unit


class Command(BaseCommand):
    help = (
        "Nạp chỉ số đã công bố (chỉ số 766, SIPAS …) của một kỳ từ tệp .xlsx hoặc CSV UTF-8. "
        f"Các cột, thứ tự nào cũng được: {', '.join(column.title for column in COLUMNS)}. "
        "Nạp lại thì thay chỉ số cùng đơn vị, cùng mã; điểm của kỳ được tính lại ngay sau đó. "
        "Có lỗi thì in mọi lỗi kèm địa chỉ ô và không ghi gì."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="TỆP", help="tệp .xlsx hoặc .csv")
        parser.add_argument("--period", required=True, metavar="MÃ", help="mã kỳ, ví dụ nam-2022")

    def handle(self, *, file: Path, period: str, **options: object) -> None:
        found = Period.objects.filter(code=period).first()
        if found is None:
            codes = ", ".join(Period.objects.values_list("code", flat=True)) or "chưa có kỳ nào"
            raise CommandError(f"Không có kỳ “{period}”. Các kỳ: {codes}.")
        rows, errors = read_indexes(file, period=found, units=Unit.objects.all())
        if errors:
            listed = "\n".join(f"  {error}" for error in errors)
            raise CommandError(f"Không nạp được {file.name}, {len(errors)} lỗi:\n{listed}")
        try:
            changed = load_indexes(period_id=found.pk, rows=rows, by=None, now=now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{found.name}: nạp {len(rows)} chỉ số đã công bố, {changed} thay đổi")
