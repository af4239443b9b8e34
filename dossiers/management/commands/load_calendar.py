"""Seed the working calendar."""

from django.core.management.base import BaseCommand, CommandParser

from cchc_portal.kit.numbers import show_number
from dossiers.actions import FIRST_YEAR, LAST_YEAR, seed_calendar


class Command(BaseCommand):
    help = "Nạp lịch làm việc của khu vực công; ngày đã có (kể cả đã sửa tay) được giữ nguyên."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", type=int, default=FIRST_YEAR, metavar="NĂM")
        parser.add_argument("--to", dest="last", type=int, default=LAST_YEAR, metavar="NĂM")

    def handle(self, *, first: int, last: int, **options: object) -> None:
        added = seed_calendar(first_year=first, last_year=last)
        self.stdout.write(f"Lịch làm việc {first}–{last}: thêm {show_number(added)} ngày.")
