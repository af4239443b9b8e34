"""Print a due date and every day and pause that moved it."""

import datetime as dt

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dossiers.clock.deadlines import Stop, UnknownDay, reckon
from dossiers.clock.explanations import explained, named
from dossiers.clock.province import clock_rules
from dossiers.enums import PauseReason
from dossiers.queries import names_of_days_off, working_calendar

FORM = "hãy ghi dạng 2022-04-07T09:00"


class Command(BaseCommand):
    help = "Tính ngày hẹn trả từ lúc tiếp nhận và số ngày làm việc, và kể từng ngày nghỉ, lần tạm dừng đã làm lùi hạn."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("received", metavar="TIẾP_NHẬN", help="giờ địa phương, ví dụ 2022-04-07T09:00")
        parser.add_argument("working_days", type=int, metavar="SỐ_NGÀY", help="thời hạn, ngày làm việc")
        for name, reason in (("--supplement", "chờ bổ sung giấy tờ"), ("--fee", "chờ nộp phí")):
            parser.add_argument(name, action="append", default=[], metavar="TỪ/ĐẾN", help=f"một lần {reason}")

    def handle(
        self, *, received: str, working_days: int, supplement: list[str], fee: list[str], **options: object
    ) -> None:
        stops = [self.stop(PauseReason.SUPPLEMENT, span) for span in supplement]
        stops += [self.stop(PauseReason.FEE, span) for span in fee]
        try:
            reckoning = reckon(
                self.moment(received), working_days, working_calendar(), rules=clock_rules(), stops=stops
            )
        except UnknownDay as unknown:
            raise CommandError(str(unknown)) from unknown
        except ValueError as wrong:
            raise CommandError("Thời hạn phải từ 0 ngày, và lịch làm việc phải được nạp (load_calendar).") from wrong
        due = reckoning.due_at
        self.stdout.write(f"Hẹn trả: {due:%H:%M} {named(due.date())}" if due else "Đồng hồ đang dừng, chưa có hạn trả.")
        names = names_of_days_off(reckoning.received.date(), reckoning.due or reckoning.received.date())
        for line in explained(reckoning, names):
            moved = f" (+{line.moved})" if line.moved else ""
            self.stdout.write(f"  {line.span:>21}  {line.text}{moved}")

    def stop(self, reason: PauseReason, span: str) -> Stop:
        start, _, end = span.partition("/")
        return Stop(reason, self.moment(start), self.moment(end) if end else None)

    def moment(self, text: str) -> dt.datetime:
        try:
            return dt.datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            raise CommandError(f"“{text}” không phải thời điểm; {FORM}.") from None
