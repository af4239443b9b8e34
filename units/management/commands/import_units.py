"""Load the official unit list."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from units.actions import Loaded, load_units
from units.imports import COLUMNS, read_units

SHOWN = {"new": "Mới", "changed": "Thay đổi", "same": "Giữ nguyên"}


class Command(BaseCommand):
    help = (
        "Nạp danh sách đơn vị từ tệp .xlsx hoặc CSV UTF-8. "
        f"Các cột, thứ tự nào cũng được: {', '.join(column.title for column in COLUMNS)}. "
        "Cột không có trong tệp thì giữ nguyên giá trị đang lưu. "
        "Khối ghi bằng mã hoặc tên; tên chưa có thì tạo khối mới, mã là tên không dấu (“Khối sở” → khoi-so). "
        "Có lỗi thì in mọi lỗi kèm địa chỉ ô và không ghi gì; nạp lại cùng một tệp thì không đổi gì."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="TỆP", help="tệp .xlsx hoặc .csv")

    def handle(self, *, file: Path, **options: object) -> None:
        checked = read_units(file)
        if checked.errors:
            listed = "\n".join(f"  {error}" for error in checked.errors)
            raise CommandError(f"Không nạp được {file.name}, {len(checked.errors)} lỗi:\n{listed}")
        self.print(load_units(rows=checked.rows, by=None, now=now()))

    def print(self, loaded: Loaded) -> None:
        for key, word in SHOWN.items():
            codes = getattr(loaded, key)
            listed = f": {', '.join(codes)}" if codes and key != "same" else ""
            self.stdout.write(f"{word} {len(codes)} đơn vị{listed}")
