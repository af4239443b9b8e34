"""The first account of a new portal, or a new link for someone whom nobody else may help."""

import datetime as dt

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate, now

from cchc_portal.kit.refusals import Refused
from units.actions import create_account, grant, issue_link
from units.enums import Role
from units.models import Unit, User


class Command(BaseCommand):
    help = (
        "Mở tài khoản và in liên kết đặt mật khẩu (72 giờ, dùng một lần). Tài khoản đã có thì chỉ cấp liên kết mới. "
        "Dùng cho tài khoản quản trị đầu tiên, hoặc khi không còn ai cấp được liên kết."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="TÊN", help="tên đăng nhập")
        parser.add_argument("--name", default="", help="họ và tên; bắt buộc với tài khoản mới")
        parser.add_argument("--email", default="")
        parser.add_argument("--unit", default="", metavar="MÃ", help="mã đơn vị của vai trò đầu tiên")
        parser.add_argument("--role", default="", choices=["", *Role.values])

    @transaction.atomic
    def handle(self, *, username: str, name: str, email: str, unit: str, role: str, **options: object) -> None:
        user = User.objects.filter(username__iexact=username).first()
        try:
            user = user or self._open(username, name, email, now())
            if role:
                post = {"user_id": user.pk, "unit_id": self._unit(unit).pk, "role": Role(role)}
                grant(**post, valid_from=localdate(), by=None, now=now())
            token = issue_link(user_id=user.pk, by=None, now=now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(settings.PORTAL_URL + reverse("units:password_set", args=[token]))

    def _open(self, username: str, name: str, email: str, moment: dt.datetime) -> User:
        if not name:
            raise CommandError(f"Chưa có tài khoản “{username}”; hãy ghi thêm --name với họ và tên.")
        return create_account(username=username, full_name=name, email=email, by=None, now=moment)

    def _unit(self, code: str) -> Unit:
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise CommandError(f"Không có đơn vị mã “{code}”.")
        return unit
