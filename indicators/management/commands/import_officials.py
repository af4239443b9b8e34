"""Load what a decision says units have achieved."""

import datetime as dt
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from cchc_portal.kit.refusals import Refused
from indicators.actions.officials import Decision, load_official
from indicators.imports.officials import COLUMNS, read_officials
from indicators.models import Period
from units.models import Unit


class Command(BaseCommand):
    help = (
        "Nạp kết quả chính thức theo một quyết định từ tệp .xlsx hoặc CSV UTF-8, để đối chiếu với điểm hệ thống tính. "
        f"Các cột, thứ tự nào cũng được: {', '.join(column.title for column in COLUMNS)}. "
        "Dòng không có mã tiêu chí là kết quả cả đơn vị. Số đã nạp không sửa được, điểm hệ thống tính không đổi. "
        "Có lỗi thì in mọi lỗi kèm địa chỉ ô và không ghi gì."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="TỆP", help="tệp .xlsx hoặc .csv")
        parser.add_argument("--period", required=True, metavar="MÃ", help="mã kỳ, ví dụ nam-2022")
        parser.add_argument("--decision", required=True, metavar="SỐ", help="số quyết định, ví dụ 617/QĐ-UBND")
        parser.add_argument(
            "--decided-on", required=True, metavar="NGÀY", type=dt.date.fromisoformat, help="2023-03-29"
        )

    def handle(self, *, file: Path, period: str, decision: str, decided_on: dt.date, **options: object) -> None:
        found = Period.objects.filter(code=period).first()
        if found is None:
            codes = ", ".join(Period.objects.values_list("code", flat=True)) or "chưa có kỳ nào"
            raise CommandError(f"Không có kỳ “{period}”. Các kỳ: {codes}.")
        said = Decision(decision, decided_on)
        rows, errors = read_officials(file, period=found, decision=said, units=Unit.objects.all())
        if errors:
            listed = "\n".join(f"  {error}" for error in errors)
            raise CommandError(f"Không nạp được {file.name}, {len(errors)} lỗi:\n{listed}")
        try:
            added = load_official(period_id=found.pk, rows=rows, decision=said, by=None, now=now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{found.name}: {len(rows)} kết quả theo {decision}, {added} mới nạp")
