"""Two roles instead of one: the owner migrates, the running portal can take nothing back."""

from argparse import ArgumentParser
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction
from environ import Env

from cchc_portal.audit.roles import Login, growing_tables, prepare
from cchc_portal.kit.numbers import show_number
from cchc_portal.kit.refusals import Refused

ADMIN = "admin"


class Command(BaseCommand):
    help = (
        "Tạo vai trò cơ sở dữ liệu và cấp quyền: MIGRATE_DATABASE_URL là chủ sở hữu, DATABASE_URL để chạy cổng. "
        "Chạy sau mỗi lần migrate; chạy lại bao nhiêu lần cũng được. Lần đầu thêm --as với địa chỉ của người quản trị "
        "PostgreSQL để tạo cả hai vai trò."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as", dest="admin", default="", metavar="URL", help="địa chỉ của người quản trị")

    def handle(self, *, admin: str, **options: Any) -> None:
        if not settings.MIGRATE_DATABASE_URL:
            raise CommandError("Thiếu MIGRATE_DATABASE_URL, địa chỉ của vai trò sở hữu. Xem docs/running.md.")
        owner, running = login_of(settings.MIGRATE_DATABASE_URL), login_of(settings.DATABASE_URL)
        if owner.name == running.name:
            raise CommandError("MIGRATE_DATABASE_URL và DATABASE_URL phải dùng hai vai trò khác nhau.")
        alias = self.connect(admin) if admin else "default"
        try:
            with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
                prepare(cursor, running=running, owner=owner if admin else None)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        finally:
            if admin:
                connections[alias].close()
        grows = show_number(len(growing_tables()))
        self.stdout.write(f"Vai trò {running.name} đã sẵn sàng; {grows} bảng chỉ được thêm, không được sửa hay xóa.")

    def connect(self, admin: str) -> str:
        """A second connection, as the administrator."""
        place = Env.db_url_config(admin)
        others = {"HOST": unquote(place["HOST"]), "ENGINE": "django.db.backends.postgresql"}
        connections.databases[ADMIN] = {**connections.databases["default"], **place, **others}
        return ADMIN


def login_of(url: str) -> Login:
    parsed = Env.db_url_config(url)
    return Login(parsed["USER"], parsed["PASSWORD"])
