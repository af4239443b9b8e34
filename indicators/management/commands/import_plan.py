"""Load the tasks of a year from a file."""

import datetime as dt
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localdate, now

from cchc_portal.kit.refusals import Refused
from indicators.actions.periods import request_recalculation
from indicators.actions.plans import PlanHead, load_tasks
from indicators.enums import PeriodState
from indicators.imports.plans import COLUMNS, read_tasks
from indicators.models import Period


class Command(BaseCommand):
    help = (
        "Nạp nhiệm vụ của một năm từ tệp .xlsx hoặc CSV UTF-8. "
        f"Các cột, thứ tự nào cũng được: {', '.join(column.title for column in COLUMNS)}. "
        "Thời hạn để trống hoặc ghi “cả năm” là nhiệm vụ thường xuyên, kết thúc ngày 31/12. "
        "Giao bởi: Kế hoạch (mặc định) hoặc UBND. Nạp lại thì cập nhật nhiệm vụ cùng nguồn, cùng số, cùng cơ quan "
        "chủ trì; ô để trống không xóa kết quả đơn vị đã báo cáo; điểm của các kỳ đang mở được tính lại. "
        "Có lỗi thì in mọi lỗi kèm địa chỉ ô và không ghi gì."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="TỆP", help="tệp .xlsx hoặc .csv")
        parser.add_argument("--year", type=int, required=True, metavar="NĂM", help="năm của kế hoạch, ví dụ 2023")
        parser.add_argument("--number", metavar="SỐ", help="số kế hoạch, ví dụ 275/KH-UBND; cần ở lần nạp đầu")
        parser.add_argument("--name", metavar="TÊN", help="tên kế hoạch; mặc định: Kế hoạch CCHC năm …")
        parser.add_argument(
            "--decided-on", type=dt.date.fromisoformat, metavar="NGÀY", help="ngày ban hành, ví dụ 2022-12-27"
        )

    def handle(
        self,
        *,
        file: Path,
        year: int,
        number: str | None,
        name: str | None,
        decided_on: dt.date | None,
        **options: object,
    ) -> None:
        if bool(number) != bool(decided_on):
            raise CommandError("Số kế hoạch (--number) và ngày ban hành (--decided-on) phải đi cùng nhau.")
        moment = now()
        rows, errors = read_tasks(file, year=year, today=localdate(moment))
        if errors:
            listed = "\n".join(f"  {error}" for error in errors)
            raise CommandError(f"Không nạp được {file.name}, {len(errors)} lỗi:\n{listed}")
        head = PlanHead(number, name or f"Kế hoạch CCHC năm {year}", decided_on) if number and decided_on else None
        try:
            loaded = load_tasks(year=year, rows=rows, head=head, by=None, now=moment)
        except Refused as refusal:
            raise CommandError(f"{refusal} Thêm --number và --decided-on.") from refusal
        for period in Period.objects.filter(year=year, state=PeriodState.OPEN):
            request_recalculation(period=period, by=None)
        self.stdout.write(
            f"Nhiệm vụ năm {year}: mới {loaded.added}, thay đổi {loaded.changed}, giữ nguyên {loaded.unchanged}"
        )
