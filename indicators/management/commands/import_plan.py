"""Load the tasks of a year from a file."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localdate, now

from cchc_portal.kit.refusals import Refused
from indicators.actions.periods import request_recalculation
from indicators.actions.plans import Decision, PlanHead, load_tasks
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
        "Đổi nội dung kế hoạch đã ban hành thì cần văn bản điều chỉnh (--adjust-number, --adjust-on, --signer). "
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
        parser.add_argument("--signer", metavar="NGƯỜI", help="người ký kế hoạch hoặc văn bản điều chỉnh")
        parser.add_argument("--adjust-number", metavar="SỐ", help="số văn bản điều chỉnh kế hoạch")
        parser.add_argument("--adjust-on", type=dt.date.fromisoformat, metavar="NGÀY", help="ngày văn bản điều chỉnh")

    def handle(self, *, file: Path, year: int, **options: Any) -> None:
        moment = now()
        head, decision = _head(year, options), _decision(options)
        rows, errors = read_tasks(file, year=year, today=localdate(moment))
        if errors:
            listed = "\n".join(f"  {error}" for error in errors)
            raise CommandError(f"Không nạp được {file.name}, {len(errors)} lỗi:\n{listed}")
        try:
            loaded = load_tasks(year=year, rows=rows, head=head, decision=decision, by=None, now=moment)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for period in Period.objects.filter(year=year, state=PeriodState.OPEN):
            request_recalculation(period=period, by=None)
        self.stdout.write(
            f"Nhiệm vụ năm {year}: mới {loaded.added}, thay đổi {loaded.changed}, giữ nguyên {loaded.unchanged}"
        )


def _head(year: int, options: dict[str, Any]) -> PlanHead | None:
    found = [options[name] for name in ("number", "decided_on")]
    if not any(found):
        return None
    if not all(found) or not options["signer"]:
        raise CommandError("Kế hoạch cần đủ số (--number), ngày ban hành (--decided-on) và người ký (--signer).")
    name = options["name"] or f"Kế hoạch CCHC năm {year}"
    return PlanHead(options["number"], name, options["decided_on"], options["signer"])


def _decision(options: dict[str, Any]) -> Decision | None:
    found = [options[name] for name in ("adjust_number", "adjust_on")]
    if not any(found):
        return None
    if not all(found) or not options["signer"]:
        raise CommandError("Văn bản điều chỉnh cần đủ số (--adjust-number), ngày (--adjust-on) và người ký (--signer).")
    return Decision(options["adjust_number"], options["adjust_on"], options["signer"], "Nạp từ tệp trên máy chủ")
