"""Load the results of a sociological survey from a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from cchc_portal.kit.refusals import Refused
from indicators.actions.periods import request_recalculation
from indicators.actions.surveys import load_surveys
from indicators.imports.surveys import COLUMNS, read_surveys
from indicators.models import Period


class Command(BaseCommand):
    help = (
        "Nạp kết quả điều tra xã hội học của một kỳ từ tệp .xlsx hoặc CSV UTF-8. "
        f"Các cột, thứ tự nào cũng được: {', '.join(column.title for column in COLUMNS)}. "
        "Câu hỏi theo phương án ghi số phiếu A, B, C, D và Không trả lời; tiêu chí theo chỉ số ghi Chỉ số (%). "
        "Nạp lại thì thay kết quả cùng đơn vị, cùng tiêu chí; điểm của kỳ được tính lại ngay sau đó. "
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
        rows, errors = read_surveys(file, period=found)
        if errors:
            listed = "\n".join(f"  {error}" for error in errors)
            raise CommandError(f"Không nạp được {file.name}, {len(errors)} lỗi:\n{listed}")
        try:
            changed = load_surveys(period_id=found.pk, rows=rows, by=None, now=now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if changed:
            request_recalculation(period=found, by=None)
        self.stdout.write(f"{found.name}: nạp {len(rows)} kết quả điều tra, {changed} thay đổi")
