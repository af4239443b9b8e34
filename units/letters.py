"""Letters to people about their accounts."""

import datetime as dt

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse

from cchc_portal.templatetags.portal import luc
from units.links import OPEN_FOR, token_of
from units.models import User

LINK = """Kính gửi {name},

Tài khoản “{username}” trên cổng đánh giá cải cách hành chính của {authority} đang chờ đặt mật khẩu.
Mở liên kết sau để đặt mật khẩu, trước {until}:

{address}

Liên kết chỉ dùng được một lần. Nếu anh/chị không yêu cầu việc này, xin gọi {phone}.
"""
CHANGED = """Kính gửi {name},

Lúc {when}, trên tài khoản “{username}” đã có thay đổi: {what}.
Nếu không phải anh/chị làm, xin gọi ngay {phone}.
"""
WHAT = {
    "accounts.second_factor_on": "bật xác thực hai bước",
    "accounts.second_factor_off": "tắt xác thực hai bước",
    "accounts.recovery_codes_made": "tạo bộ mã dự phòng mới",
    "accounts.single_sign_on_tied": "cho phép đăng nhập một lần bằng tài khoản công vụ",
}


def send_link(user: User) -> None:
    """Nothing is sent when the link has been used or closed meanwhile."""
    if user.email and user.link_issued_at and (token := token_of(user)):
        address = settings.PORTAL_URL + reverse("units:password_set", args=[token])
        _send(user, "Đặt mật khẩu tài khoản", LINK, address=address, until=luc(user.link_issued_at + OPEN_FOR))


def send_change(user: User, event: str, now: dt.datetime) -> None:
    """`event` is a word of the trail."""
    _send(user, "Tài khoản có thay đổi", CHANGED, what=WHAT[event], when=luc(now))


def _send(user: User, subject: str, letter: str, **words: str) -> None:
    facts = {"name": user.full_name, "username": user.username, "authority": settings.PROVINCE_AUTHORITY}
    body = letter.format(**facts, phone=settings.SUPPORT_PHONE, **words)
    send_mail(f"{subject} · {settings.PROVINCE_NAME}", body, settings.DEFAULT_FROM_EMAIL, [user.email])
