"""Fill an empty database with the invented city."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils.timezone import now

from cchc_portal.demo import NOTE
from cchc_portal.demo.casting import cast
from cchc_portal.demo.kept_filters import keep_filters
from cchc_portal.demo.province import DemoPerson
from cchc_portal.demo.reminding import tell_reminders
from cchc_portal.demo.reorganisation import reorganise
from cchc_portal.demo.story import tell
from cchc_portal.demo.surveys_story import tell_surveys
from cchc_portal.demo.works_story import tell_works
from units.enums import Role
from units.models import Unit

ACCOUNTS = "demo-accounts.txt"


class Command(BaseCommand):
    help = (
        f"Nạp tỉnh mẫu “Thành phố Mẫu” ({NOTE}): 16 sở, 9 quận huyện, năm 2022 đã công bố, năm 2023 đang mở. "
        "Chỉ chạy trên cơ sở dữ liệu chưa có đơn vị nào, và không chạy trong môi trường vận hành. "
        f"Danh sách tài khoản ghi vào tệp {ACCOUNTS} trong thư mục VAR_DIR."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--year",
            type=int,
            choices=[2025],
            help="2025: sau đó sắp xếp đơn vị như năm 2025 (Sở LĐ-TB&XH giải thể, huyện kết thúc, xã thành lập)",
        )
        parser.add_argument(
            "--small", action="store_true", help="sở lớn nhất chỉ có 1.869 hồ sơ thay cho 186.916 (dùng khi kiểm thử)"
        )

    def handle(self, *, small: bool, year: int | None, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError("Không nạp số liệu minh họa vào hệ thống đang vận hành (PORTAL_ENV=production).")
        if Unit.objects.exists():
            raise CommandError("Cơ sở dữ liệu đã có đơn vị; chỉ nạp số liệu minh họa vào cơ sở dữ liệu trống.")
        moment = now()
        with transaction.atomic():
            with (
                connection.cursor() as cursor
            ):  # on a busy machine it thinks longer between two questions than a page may
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            people = self.seed(small=small, year=year, moment=moment)
        self.write_accounts(people)
        self.stdout.write(f"Đã nạp {settings.PROVINCE_NAME} ({NOTE}). Tài khoản: {settings.VAR_DIR / ACCOUNTS}")

    def seed(self, *, small: bool, year: int | None, moment: dt.datetime) -> list[DemoPerson]:
        self.stdout.write("Nạp đơn vị, tài khoản, lịch làm việc và bộ tiêu chí")
        actors, people = cast(
            authority=settings.PROVINCE_AUTHORITY,
            password=settings.DEMO_PASSWORD,
            criteria_sets=settings.BASE_DIR / "indicators" / "criteria_sets",
            now=moment,
        )
        tell(actors, small=small, now=moment, say=self.stdout.write)
        self.stdout.write("Ghi kiểm tra, tuyên truyền, sáng kiến, khen thưởng")
        tell_works(actors, now=moment)
        tell_surveys(actors, now=moment)
        keep_filters(actors, now=moment)
        if year:
            self.stdout.write("Sắp xếp đơn vị năm 2025")
            reorganise(actors, now=moment)
        else:
            tell_reminders(actors, now=moment)
        return people

    def write_accounts(self, people: list[DemoPerson]) -> None:
        names = dict(Unit.objects.order_by("pk").values_list("code", "name"))
        lines = [f"{person.username}\t{Role(person.role).label}\t{names[person.unit]}\n" for person in people]
        path = Path(settings.VAR_DIR) / ACCOUNTS
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# Mật khẩu chung: {settings.DEMO_PASSWORD}\n" + "".join(lines), encoding="utf-8")
