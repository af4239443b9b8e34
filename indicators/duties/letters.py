"""The daily letter: all that is new to one person, in one mail."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage

from indicators.actions.deliveries import Parcel
from indicators.models import Reminder

LETTER = """Kính gửi {name},

Cổng đánh giá cải cách hành chính của {authority} xin nhắc:

{lines}

Mở Việc của tôi: {home}

Thư gửi tự động, mỗi ngày nhiều nhất một thư. Chọn cách nhận ở trang Tài khoản của tôi. Cần giúp, xin gọi {phone}.
"""


def mail(parcel: Parcel) -> None:
    """Raises OSError (SMTP errors among them) where it could not be handed over."""
    late = sum(reminder.late for reminder in parcel.reminders)
    subject = f"{len(parcel.reminders)} việc cần làm" + (f", {late} việc quá hạn" if late else "")
    body = LETTER.format(
        name=parcel.user.full_name,
        authority=settings.PROVINCE_AUTHORITY,
        lines=lines(parcel.reminders),
        home=settings.PORTAL_URL + "/",
        phone=settings.SUPPORT_PHONE,
    )
    message_id = f"<{parcel.id}@{settings.PORTAL_URL.partition('://')[2].partition('/')[0].partition(':')[0]}>"
    EmailMessage(
        f"{subject} · {settings.PROVINCE_NAME}",
        body,
        settings.DEFAULT_FROM_EMAIL,
        [parcel.user.email],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    ).send()


def lines(reminders: Sequence[Reminder]) -> str:
    """What is overdue first; each with its days and the address of its button."""
    ordered = sorted(reminders, key=lambda each: (not each.late, each.due_on, each.pk))
    return "\n\n".join(
        f"- {'[Báo lãnh đạo] ' if each.escalated else ''}{each.title} ({each.left})\n"
        f"  {each.sentence}\n  {settings.PORTAL_URL}{each.url}"
        for each in ordered
    )
