"""Load the list of people."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils.timezone import now

from cchc_portal.kit.refusals import Refused
from units.actions import load_people, rehearse_people
from units.people_file import COLUMNS, read_people


class Command(BaseCommand):
    help = (
        "Nạp danh sách người dùng và vai trò từ tệp .xlsx hoặc CSV UTF-8. "
        f"Các cột, thứ tự nào cũng được: {', '.join(column.title for column in COLUMNS)}. "
        "Mỗi vai trò một dòng. In liên kết đặt mật khẩu của từng tài khoản mới. "
        "Có lỗi thì in mọi lỗi kèm địa chỉ ô và không ghi gì; nạp lại cùng một tệp thì không đổi gì."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="TỆP", help="tệp .xlsx hoặc .csv")
        parser.add_argument("--dry-run", action="store_true", help="chỉ cho biết sẽ làm gì")

    def handle(self, *, file: Path, dry_run: bool, **options: object) -> None:
        checked = read_people(file, None)
        if checked.errors:
            listed = "\n".join(f"  {error}" for error in checked.errors)
            raise CommandError(f"Không nạp được {file.name}, {len(checked.errors)} lỗi:\n{listed}")
        try:
            done = (rehearse_people if dry_run else load_people)(rows=checked.rows, by=None, now=now())
        except Refused as refusal:
            raise CommandError(f"Không nạp được {file.name}:\n{refusal}") from None
        will = "Sẽ có" if dry_run else "Đã có"
        self.stdout.write(f"{will} {len(done.new)} tài khoản mới, {done.granted} vai trò; giữ nguyên {done.same} dòng.")
        for user, token in [] if dry_run else done.new:
            address = settings.PORTAL_URL + reverse("units:password_set", args=[token])
            self.stdout.write(f"{user.username}\t{address}")
